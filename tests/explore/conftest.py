"""A scope of three communes, two of which merged on 1/7/2025; all figures are worked by hand.

Households and poor households: 2023 An 100/20, Bình 200/10, Cao 100/30; 2025 An Bình 310/16, Cao 100/25.
"""

import pytest

from helpers.vocabulary.project import Project

SCOPE = """
parent = "62"
level = "commune"
threshold = 3
[title]
vi = "Huyện Thử"
en = "Thử district"
[[boundary]]
version = "2019"
valid_from = 2019-01-01
total = { code = "900", vi = "Huyện Thử", en = "Thử district" }
units = [{ code = "10001", name = "Xã An" }, { code = "10002", name = "Xã Bình" }, { code = "10003", name = "Xã Cao" }]
[[boundary]]
version = "2025-07"
valid_from = 2025-07-01
total = { code = "900", vi = "Địa bàn Thử", en = "Former Thử" }
units = [
  { code = "10001", name = "Xã An Bình", from = ["10001", "10002"] },
  { code = "10003", name = "Xã Cao", from = ["10003"] },
]
"""
REVIEWS = {
    "2020": ("2020-12-31", {"10001": (90, 40), "10002": (190, 50), "10003": (95, 45)}),
    "2023": ("2023-12-31", {"10001": (100, 20), "10002": (200, 10), "10003": (100, 30)}),
    "2025": ("2025-12-31", {"10001": (310, 16), "10003": (100, 25)}),
}


def write_period(root, scope, period, rows, kind="published"):
    folder = root / "data/raw" / scope / period
    folder.mkdir(parents=True)
    lines = ["unit,indicator,detail,as_of,printed,note", *(",".join(map(str, row)) + "," for row in rows)]
    (folder / "review.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "sources.toml").write_text(
        f'[[source]]\nfile = "review.csv"\nform = "published"\nkind = "{kind}"\nproducer = "x"\ntitle = "x"\ncitation = "x"\n',
        encoding="utf-8",
    )


def review_rows(period):
    day, known = REVIEWS[period]
    for code, (households, poor) in known.items():
        yield code, "households", "", day, households
        yield code, "poor_households", "", day, poor


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    root = tmp_path_factory.mktemp("explore")
    for name in ("thu", "moi"):
        (root / "data/raw" / name).mkdir(parents=True)
        (root / "data/raw" / name / "scope.toml").write_text(SCOPE, encoding="utf-8")
    for period in REVIEWS:
        write_period(root, "thu", period, review_rows(period))
    # another scope: one period only; Bình has not reported, and two poor households in An may not be told
    rows = [("10001", "households", "", "2023-12-31", 100), ("10001", "poor_households", "", "2023-12-31", 2)]
    rows += [("10003", "households", "", "2023-12-31", 100), ("10003", "poor_households", "", "2023-12-31", 30)]
    rows += [
        ("10003", "ocop_products", "3/district", "2023-12-31", 4),
        ("10003", "ocop_products", "", "2023-12-31", "=1+1"),
    ]
    write_period(root, "moi", "2023", rows, kind="official")
    return Project(root)


@pytest.fixture
def inside(project, monkeypatch):
    """The working folder of somebody who explores the project."""
    monkeypatch.setenv("COMMUNE_ROOT", str(project.root))
    return project

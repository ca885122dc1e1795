"""What the documents say is true: their commands run, their links lead somewhere, what is generated is current."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from tests import filling
from tests.conftest import once
from tests.markdown import anchors, blocks, links, part

from helpers import __version__
from helpers.vocabulary.pack import using
from helpers.vocabulary.place import load_scope
from helpers.vocabulary.project import Project

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
OPERATING = (ROOT / "docs/operating.md").read_text(encoding="utf-8")
SCOPE, PERIOD = "kon-plong", "2026"
needs_shell = pytest.mark.skipif(sys.platform == "win32", reason="the documents show a Unix shell")


def text_of(name):
    return (ROOT / name).read_text(encoding="utf-8")


def commands(text):
    return [block for block in blocks(text) if block.language == "sh"]


def copy(root):
    """A copy of what a clone holds, with this environment as its .venv; what the documents write goes there."""
    for name in ("data/raw", "notebooks", "src", "docs"):
        shutil.copytree(ROOT / name, root / name)  # with what Python has compiled: each command would do it again
    for name in ("pyproject.toml", "Makefile", "requirements.lock"):
        shutil.copy2(ROOT / name, root)
    (root / ".venv").symlink_to(sys.prefix, target_is_directory=True)


def done_once(tmp_path_factory, read, name, work):
    """A checkout, its returns read, in which `work` was done once for all workers of this test run, and what the work gave."""

    def make(root):
        copy(root)
        shutil.copytree(read.root / "data/processed", root / "data/processed")
        (root / "result.json").write_text(json.dumps(work(root)), encoding="utf-8")

    root = once(tmp_path_factory, f"docs-{name}", make)
    return root, json.loads((root / "result.json").read_text(encoding="utf-8"))


def shell(text, root, codes=(0,)):
    """Run a block as a reader would in the checkout; the environment is there, so make leaves it alone."""
    paths = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    env = {**os.environ, "PATH": paths, "PYTHONPATH": str(root / "src"), "NO_COLOR": "1"}
    env.pop("COMMUNE_ROOT", None)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", text.replace("make ", "make -o .venv/ready ")],
        cwd=root, env=env, capture_output=True, encoding="utf-8", timeout=1200, check=False,
    )  # fmt: skip
    assert done.returncode in codes, f"{text}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def write(block, root):
    """Put a TOML block where its first line says."""
    path = root / block.target
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text(encoding="utf-8") if block.adds else ""
    path.write_text(f"{before}\n{block.text}" if before else block.text, encoding="utf-8")


@needs_shell
def test_the_commands_of_the_readme_run(tmp_path, made_project):
    """In a checkout that has the period's pages already: the desk instruction makes those of a new period from nothing."""
    root = tmp_path / "checkout"
    copy(root)
    for name in ("data/processed", "reports"):
        shutil.copytree(made_project.root / name, root / name)
    said = [shell(block.text, root) for block in commands(text_of("README.md")) if not block.note]
    assert len(said) >= 4
    assert (root / "reports/public/index.html").is_file()
    assert "data/raw/kon-plong/2024-H1/review.csv, cell E18, printed '1.731'" in said[1]
    assert (root / "out.ipynb").is_file()


def test_a_command_that_is_not_run_here_says_why():
    notes = {block.note for name in ("README.md", "README.vi.md") for block in commands(text_of(name)) if block.note}
    assert notes == {"not run: this is the command that runs these tests", "not run: needs a second machine"}


def test_both_readmes_show_the_same_commands():
    def bare(name):
        return [re.sub(r"^#.*\n", "", block.text, flags=re.MULTILINE) for block in commands(text_of(name))]

    assert bare("README.md") == bare("README.vi.md")


@pytest.mark.parametrize("readme", ["README.md", "README.vi.md"])
def test_the_readmes_name_every_floor_and_every_notebook(readme):
    helpers = ROOT / "src" / "helpers"
    floors = {f"{name}/" for name in os.listdir(helpers) if (helpers / name).is_dir() and name != "__pycache__"}
    assert set(re.findall(r"^  (\w+(?:/|\.py)) ", text_of(readme), re.MULTILINE)) == {*floors, "store.py", "cli.py"}
    table = "".join(re.findall(r"^\| (\d\d_.*?) \|", text_of(readme), re.MULTILINE))
    assert set(re.findall(r"\d\d_[a-z]+", table)) == {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}


def test_both_languages_of_the_desk_instruction_show_the_same_commands():
    assert commands(part(OPERATING, "Tiếng Việt")) == commands(part(OPERATING, "English"))


def fill(root):
    """The communes' part. Măng Bút transposes two digits: 21 households without production land where it means 12."""
    project = Project(root)
    known = filling.figures(project)
    wrong = known | {("23455", filling.LACKING, ""): 21}
    for form in sorted((root / "forms/units").glob("*.xlsx")):
        received = project.raw(SCOPE, PERIOD) / form.name
        shutil.copy(form, received)
        assert filling.fill(received, project, wrong if form.name.startswith("23455") else known) > 150


def follow_the_desk_instruction(root):
    """What each step said, by the first word or two of its command."""
    said = {}
    for earlier in (root / "data/raw/kon-plong").glob("202[234]*"):
        shutil.rmtree(earlier)  # of other units; protecting all that came out of them takes a while
    for block in commands(part(OPERATING, "English")):
        if block.note == "here the communes fill in their forms":
            fill(root)
        said[" ".join(block.text.split()[:2])] = shell(block.text, root)
        if block.text.startswith("commune check"):
            said["annotated"] = sorted(
                path.name for path in (root / "reports/internal/kon-plong/2026/returns").iterdir()
            )
            for correction in blocks(part(OPERATING, "Correction · Đính chính")):
                write(correction, root)
    return said


@needs_shell
@pytest.mark.xdist_group("documents")
class TestDeskInstruction:
    """From blank forms to reports of a new period by the commands of docs/operating.md alone, in their order."""

    @pytest.fixture
    def followed(self, tmp_path_factory, read):
        return done_once(tmp_path_factory, read, "desk", follow_the_desk_instruction)

    @pytest.fixture
    def said(self, followed):
        return followed[1]

    @pytest.fixture
    def checkout(self, followed):
        return followed[0]

    def test_every_commune_is_read_and_the_transposed_digits_are_found_at_their_form(self, said):
        assert "3 of 3 units accepted" in said["commune check"]
        assert "0 errors, 1 warning," in said["commune check"]
        assert "+ 21), a residual of −9" in said["commune check"]
        assert [name for name in said["annotated"] if name.startswith("23455-mang-but")]
        assert len(said["annotated"]) == 1

    def test_the_correction_is_applied_and_no_warning_is_left(self, said):
        assert "0 failed" in said["commune run"]
        assert "0 errors, 0 warnings" in said["commune run"]
        assert " 0 rejected " in said["commune run"]

    @pytest.mark.parametrize("lang", ["vi", "en"])
    def test_all_pages_are_there_with_the_figures_of_the_forms(self, said, checkout, lang):
        folder = checkout / "reports/public/kon-plong/2026" / lang
        made = {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}
        assert made >= {f"{name}.html" for name in ("index", "quality", "poverty", "land", "programmes")}
        assert made >= {f"units/{code}.html" for code in ("23455", "23473", "23476")}
        poverty = (folder / "poverty.html").read_text(encoding="utf-8")
        assert {"vi": "7,71%", "en": "7.71%"}[lang] in poverty  # 612 poor of 7,940 households

    def test_the_digests_to_keep_are_those_of_the_listed_files(self, said, checkout):
        digests = re.findall(r"^([0-9a-f]{64}) (\S+)$", said["python -c"], re.MULTILINE)
        listed = tomllib.loads((checkout / "data/raw/kon-plong/2026/sources.toml").read_text(encoding="utf-8"))
        assert [name for _, name in digests] == [entry["file"] for entry in listed["source"]]


RATE = """
from helpers import figures
print(figures("hygienic_water_rate", "kon-plong", "2026", audience="internal")["hygienic_water_rate"].tolist())
"""
#: What each commune fills in, money in million VND: two lines of the new programme and what the one that it replaced left.
FILLED = {
    ("households", ""): 2000, ("households_with_hygienic_water", ""): 1500,
    ("capital_plan_vnd", "culture/recurrent/central"): 100, ("capital_disbursed_vnd", "culture/recurrent/central"): 40,
    ("capital_plan_vnd", "culture/recurrent/local"): 100, ("capital_disbursed_vnd", "culture/recurrent/local"): 40,
    ("capital_plan_vnd", "heritage/recurrent/carried_over"): 30, ("capital_disbursed_vnd", "heritage/recurrent/carried_over"): 6,
    **{("new_rural_criterion_met", criterion): 1 for criterion in (
        "planning", "infrastructure", "rural_economy", "training", "culture_education_health", "poverty_reduction", "digital",
        "environment", "public_administration", "security", "tourism",
    )},
    ("new_rural_criteria_met", ""): 11,
    ("poor_households", ""): 100, ("near_poor_households", ""): 50, ("poor_deprivations", ""): 460,
    **{("poor_households_deprived", str(n)): 35 for n in range(1, 13)}, ("poor_households_deprived", "energy"): 40,
}  # fmt: skip


def add_things(root):
    """Does what the document shows, then fills in the forms of each commune: see FILLED."""
    said = {}
    for earlier in (root / "data/raw/kon-plong").glob("20*"):
        shutil.rmtree(earlier)  # nothing here depends on them, and reading them takes a while
    for block in blocks(part(OPERATING, "Adding things · Bổ sung")):
        if block.target:
            write(block, root)
        elif block.language == "sh":
            said[block.text.strip()] = shell(block.text, root, codes=(0, 3))
    project = Project(root)
    received = project.raw(SCOPE, PERIOD)
    shutil.copytree(root / "forms/units", received)
    scope = load_scope(SCOPE, project)
    with using(scope.pack.at(scope.places)):
        for path in received.glob("*.xlsx"):
            filling.fill(path, project, {(path.name[:5], *figure): value for figure, value in FILLED.items()})
    said["rate"] = shell(f"python - <<'END'{RATE}END\n", root)
    shell(
        "commune run --scope kon-plong --period 2026 --lang en --only programmes --only poverty --audience internal",
        root,
    )
    return said


@needs_shell
@pytest.mark.xdist_group("documents")
class TestAddingThings:
    """A scope, an indicator, a rule, a programme, a criteria set, a standard, a form, a country and a language are added by data alone."""

    @pytest.fixture
    def grown(self, tmp_path_factory, read):
        return done_once(tmp_path_factory, read, "grown", add_things)

    def test_a_new_scope_takes_its_communes_from_the_register(self, grown):
        forms = [path.name for path in (grown[0] / "forms-dak-to/units").glob("*.xlsx")]
        assert len(forms) == 9  # Đăk Tô district had one town and eight communes

    def test_a_new_indicator_stands_in_the_data_dictionary(self, grown):
        written = (grown[0] / "docs/data-dictionary.md").read_text(encoding="utf-8")
        assert "`households_with_hygienic_water`" in written
        assert "households_with_hygienic_water / households" in written

    def test_a_new_language_makes_pages_with_its_words_and_english_for_the_rest(self, grown):
        page = (grown[0] / "reports/public/kon-tum/2021/fr/poverty.html").read_text(encoding="utf-8")
        assert '<html lang="fr"' in page
        assert "Pauvreté multidimensionnelle" in page
        assert "Taux de pauvreté" in page
        assert "31 décembre 2021" in page

    def test_a_new_form_is_written_read_back_and_computed_from(self, grown):
        assert grown[1]["rate"].strip() == "[0.75, 0.75, 0.75, 0.75]"

    def test_a_rule_of_a_province_holds_from_its_day(self, grown):
        told = grown[1]["commune law --on 2026-05-01 --scope kon-plong"]
        assert "+ support for housing" in told.partition("Changes on that day")[2]

    def page(self, grown, name):
        """A page's text, its markup as bars."""
        text = (grown[0] / f"reports/internal/kon-plong/2026/en/{name}.internal.html").read_text(encoding="utf-8")
        return re.sub(r"\s*(<[^>]+>\s*)+", "|", text).replace("\N{NO-BREAK SPACE}", " ")

    def test_all_money_of_a_merged_programme_stands_on_the_page_and_what_it_replaced_apart(self, grown):
        text = self.page(grown, "programmes")
        # three communes: two lines of 100 million each, 40 million of it spent; 30 million left by the old one, 6 spent
        assert "|Cultural development|600|240|40.0%|" in text
        assert re.search(r"\|Heritage[^|]*\|90\|18\|20\.0%\|", text)

    def test_all_flags_of_a_new_set_stand_on_the_page(self, grown):
        text = self.page(grown, "programmes")
        assert "criteria of the province (11 criteria)" in text
        assert "|All|11|criteria are met in all of|3|communes.|" in text

    def test_every_deprivation_of_a_new_standard_stands_on_the_page(self, grown):
        text = self.page(grown, "poverty")
        assert "standard of the province (13 deprivations)" in text
        assert "|Access to energy|40.0%|" in text

    def test_a_scope_of_another_country_is_told_nothing_of_viet_nam(self, grown):
        told = grown[1]["commune law --on 2026-06-30 --scope example-district"]
        assert "households with an equity card" in told
        assert not re.search("1719|QĐ-TTg|NĐ-CP|Decision|Decree", told)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_to_files_and_headings_that_are_there(path):
    for link in links(path.read_text(encoding="utf-8")):
        if link.startswith(("http://", "https://")):
            continue
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        assert target.exists(), link
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), link


def test_the_citation_names_the_version_of_the_package_and_the_changelog_tells_of_it():
    assert f"\nversion: {__version__}\n" in text_of("CITATION.cff")
    assert f"\n## {__version__}\n" in text_of("CHANGELOG.md")


@pytest.mark.parametrize("level", ["Baseline", "Silver", "Gold"])
def test_every_rap_criterion_says_whether_it_is_met_and_names_what_shows_it(level):
    rows = [line for line in part(text_of("docs/rap.md"), level).splitlines() if line.startswith("| ")][2:]
    assert len(rows) == {"Baseline": 5, "Silver": 9, "Gold": 4}[level]
    for row in rows:
        _, _, state, shown, _ = row.split("|")
        assert state.strip() in {"met", "ready", "**not met**"}
        assert len(shown.strip()) > 10


def test_the_workflows_call_commands_that_exist():
    makefile = text_of("Makefile")
    for path in sorted((ROOT / ".github/workflows").glob("*.yml")):
        for target in re.findall(r"\bmake ([a-z]+)\b(?!/)", path.read_text(encoding="utf-8")):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), target

"""Annotated copies of faulty returns lie among the internal reports, and nowhere else."""

from helpers.run import Order, run_period
from helpers.vocabulary.edition import Edition


def test_an_internal_run_writes_the_copies_for_senders_and_a_public_one_leaves_them_alone(project):
    out = project.reports("internal", "kon-tum", "2022") / "returns"
    run_period(Order(Edition.of("kon-tum", "2022", "internal", project), only=("quality",)))
    assert [path.name for path in out.iterdir()] == ["province-csv-ghi-chu.xlsx"]  # the flow that does not close
    run_period(Order(Edition.of("kon-tum", "2022", "public", project), only=("quality",)))
    assert [path.name for path in out.iterdir()] == ["province-csv-ghi-chu.xlsx"]
    assert not [path for path in project.reports("public").rglob("*") if path.name == "returns"]

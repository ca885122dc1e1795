"""Annotated copies of faulty returns beside the pages."""

from helpers.run import Order, run_period
from helpers.vocabulary.edition import Edition


def test_an_internal_run_writes_the_copies_for_senders_and_a_public_one_removes_them(project):
    out = project.reports("kon-tum", "2022") / "returns"
    run_period(Order(Edition.of("kon-tum", "2022", "internal", project), only=("quality",)))
    assert [path.name for path in out.iterdir()] == ["province-csv-ghi-chu.xlsx"]  # the flow that does not close
    run_period(Order(Edition.of("kon-tum", "2022", "public", project), only=("quality",)))
    assert list(out.iterdir()) == []

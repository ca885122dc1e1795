import pytest

from helpers.report.parameters import check_cells
from helpers.vocabulary.errors import UsageError

PARAMETERS = 'scope = "kon-plong"  # folder of data/raw\nperiod = "2024-H1"'


def test_an_injected_parameter_that_the_notebook_does_not_name_stops_it_with_the_nearest_one():
    with pytest.raises(UsageError, match=r'"perod".* Did you mean "period"'):
        check_cells([PARAMETERS, '# Parameters\nperod = "2023"'])


def test_known_parameters_pass_and_so_does_a_notebook_run_by_hand():
    check_cells([PARAMETERS, '# Parameters\nperiod = "2023"'])
    check_cells([PARAMETERS, "page = 1\nother = 2"])
    check_cells([])


def test_a_mistake_of_the_user_is_shown_without_a_traceback():
    assert UsageError("Write 2023.")._render_traceback_() == ["UsageError: Write 2023."]


def test_a_code_that_papermill_made_a_number_of_is_the_unit_of_that_code(project):
    from helpers import begin

    assert begin("commune", scope="mau", period="2024-H1", unit=1, project=project).unit.code == "1"

"""Charts for notebooks: each function takes a frame and gives a Chart for `page.chart`."""

from helpers.report.charts.bars import plan_disbursed, ranked_bars
from helpers.report.charts.base import Chart, chart_html
from helpers.report.charts.change import trend
from helpers.report.charts.spread import concentration, criteria_matrix
from helpers.report.map import shapes_of, unit_map

__all__ = [
    "Chart",
    "chart_html",
    "concentration",
    "criteria_matrix",
    "plan_disbursed",
    "ranked_bars",
    "shapes_of",
    "trend",
    "unit_map",
]

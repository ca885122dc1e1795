"""Charts for notebooks: each function takes a frame and gives a Chart for `page.chart`."""

from helpers.report.charts.bars import contributions, plan_disbursed, ranked_bars
from helpers.report.charts.base import Chart, chart_html
from helpers.report.charts.change import change_dots, flow, trend
from helpers.report.charts.spread import concentration, criteria_matrix, dots_against_total
from helpers.report.map import shapes_of, unit_map

__all__ = [
    "Chart",
    "change_dots",
    "chart_html",
    "concentration",
    "contributions",
    "criteria_matrix",
    "dots_against_total",
    "flow",
    "plan_disbursed",
    "ranked_bars",
    "shapes_of",
    "trend",
    "unit_map",
]

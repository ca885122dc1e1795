"""Charts for notebooks: a frame in, a Chart for `page.chart` out."""

from helpers.report.charts.bars import ranked_bars
from helpers.report.charts.base import Chart, chart_html

__all__ = ["Chart", "chart_html", "ranked_bars"]

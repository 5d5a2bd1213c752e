"""Charts as SVG and PNG, in which each mark leads to its events.

Matplotlib is loaded when a chart is drawn, not before.
"""

from __future__ import annotations

from dragoman.present.charts.chart import Chart
from dragoman.present.charts.dyad import dyad_chart
from dragoman.present.charts.map import map_chart
from dragoman.present.charts.network import network_chart

__all__ = ["Chart", "dyad_chart", "map_chart", "network_chart"]

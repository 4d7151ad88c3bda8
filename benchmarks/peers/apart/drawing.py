"""Draws plots as SVG with matplotlib. Runs in .venv-peers; knows the panels it is given and nothing of what they mean.

Given a JSON list of figures (benchmarks/plots/panel.py) and a folder, it writes NAME.svg for each. The same figures
give the same bytes. Colours are those that colour-blind people tell apart (Okabe & Ito 2008), and shapes and words say
the same again.
"""

from __future__ import annotations

import json
import re
import sys
from math import ceil
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter, StrMethodFormatter

LONG = re.compile(r"(?<![\w.#])-?\d+\.\d{3,}(?![\w.])")
INK, PALE = "#333333", "#bbbbbb"
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#7a5c00")
WIDTHS = {"rows": {1: 7.0, 2: 4.9, 3: 3.9}, "curve": {1: 6.0, 2: 4.9, 3: 3.4}}
ROW_HEIGHT, MARGIN, CURVE_HEIGHT = 0.27, 1.15, 3.2
APART = (0.22, 0.16)
"""How far series of one row lie from each other, in rows: two of them, and more."""
SETTINGS = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana", "sans-serif"],
    "font.size": 9.0,
    "axes.titlesize": 10.0,
    "axes.edgecolor": PALE,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "svg.fonttype": "none",
    "svg.hashsalt": "preceptor",
    "figure.facecolor": "white",
}


def main(given: str, folder: str) -> None:
    plt.rcParams.update(SETTINGS)
    for figure in json.loads(Path(given).read_text(encoding="utf-8")):
        draw(figure, Path(folder) / f"{figure['name']}.svg")


def draw(figure: dict[str, Any], path: Path) -> None:
    """One figure into one file."""
    panels = figure["panels"]
    columns = min(figure["columns"], len(panels))
    lines = ceil(len(panels) / columns)
    height = max(_height(one) for one in panels) * lines
    width = max(WIDTHS[one["kind"]][columns] for one in panels) * columns
    drawn, axes = plt.subplots(lines, columns, figsize=(width, height), squeeze=False, layout="constrained")
    drawn.get_layout_engine().set(w_pad=0.12, h_pad=0.08)
    for ax in axes.flat[len(panels) :]:
        ax.set_axis_off()
    for ax, panel in zip(axes.flat, panels, strict=False):
        {"rows": rows, "curve": curve}[panel["kind"]](ax, panel)
        ax.set_title(panel["title"], loc="left", fontweight="bold")
    drawn.savefig(path, metadata={"Date": None, "Creator": None})
    plt.close(drawn)
    path.write_text(_lean(path.read_text(encoding="utf-8")), encoding="utf-8")


def _lean(text: str) -> str:
    """The drawing with hundredths of a point, which is all that anybody sees, and no spaces around lines."""
    text = LONG.sub(lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), text)
    return "\n".join(line.strip() for line in text.splitlines()) + "\n"


def _height(panel: dict[str, Any]) -> float:
    return MARGIN + ROW_HEIGHT * len(panel["rows"]) if panel["kind"] == "rows" else CURVE_HEIGHT


def rows(ax: Axes, panel: dict[str, Any]) -> None:
    """Names down the side, a point with its interval for each; several series lie a little above each other."""
    count = len(panel["series"])
    for number, one in enumerate(panel["series"]):
        offset = APART[count > 2] * ((count - 1) / 2 - number)
        for strong in (False, True):
            _points(ax, panel, one, strong, offset, COLOURS[number % len(COLOURS)])
    if panel["level"] is not None:
        ax.axvline(panel["level"], color=INK, linewidth=0.8, linestyle=(0, (4, 3)), zorder=0)
    ax.set_yticks(range(len(panel["rows"])), panel["rows"])
    for label in ax.get_yticklabels():
        if label.get_text() in panel["strong"]:
            label.set_fontweight("bold")
    ax.set_ylim(-0.7, len(panel["rows"]) - 0.3)
    ax.set_xlabel(panel["axis"])
    if panel["limits"]:
        ax.set_xlim(panel["limits"])
    # Round steps only: an axis that counts in .015 shows them rounded, and so wrong.
    ax.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    if _largest(panel) >= 10_000:
        ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    ax.grid(axis="x", color="#eeeeee")
    ax.set_axisbelow(True)
    ax.tick_params(axis="y", length=0)
    if count > 1:
        _legend(ax, panel)


def _points(ax: Axes, panel: dict[str, Any], one: dict[str, Any], strong: bool, offset: float, colour: str) -> None:
    """The points of a series with their intervals: those of the rows that are drawn strong, or of the others."""
    places = [
        place
        for place, value in enumerate(one["values"])
        if value is not None and (panel["rows"][place] in panel["strong"]) == strong
    ]
    if strong and len(panel["series"]) == 1:
        colour = COLOURS[1]
    if one["low"]:
        spans = [(place + offset, one["low"][place], one["high"][place]) for place in places]
        known = [span for span in spans if None not in span]
        if known:
            ax.hlines(*zip(*known, strict=True), color=colour, linewidth=2.4 if strong else 1.4)
    values = [one["values"][place] for place in places]
    ax.plot(values, [place + offset for place in places], one["marker"], color=colour, markersize=7 if strong else 5)


def _largest(panel: dict[str, Any]) -> float:
    return max((value for one in panel["series"] for value in one["values"] if value is not None), default=0.0)


def _legend(ax: Axes, panel: dict[str, Any]) -> None:
    """The shapes of the series, under the axis, where they hide nothing."""
    shapes = [
        Line2D([], [], color=COLOURS[number % len(COLOURS)], marker=one["marker"], linestyle="none", label=one["label"])
        for number, one in enumerate(panel["series"])
    ]
    place = {"loc": "upper center", "bbox_to_anchor": (0.4, -0.42 / (MARGIN + ROW_HEIGHT * len(panel["rows"])) * 1.9)}
    ax.legend(handles=shapes, ncols=len(shapes), frameon=False, handletextpad=0.1, columnspacing=0.9, **place)


def curve(ax: Axes, panel: dict[str, Any]) -> None:
    """A line a series with its name at its end."""
    ends: list[tuple[float, float, str, str]] = []
    for number, one in enumerate(panel["series"]):
        shown = [(x, y) for x, y in zip(panel["at"], one["values"], strict=False) if y is not None]
        if not shown:
            continue
        colour = COLOURS[1] if one["ours"] else COLOURS[(0, 2, 3, 4)[number % 4]]
        xs, ys = zip(*shown, strict=True)
        ax.plot(xs, ys, color=colour, marker=one["marker"], markersize=4.5, markevery=max(1, len(xs) // 9),
                linewidth=2.2 if one["ours"] else 1.3)  # fmt: skip
        ends.append((float(xs[-1]), float(ys[-1]), one["label"], colour))
    if panel["diagonal"]:
        ax.axline((0.0, 0.0), (1.0, 1.0), color=INK, linewidth=0.8, linestyle=(0, (4, 3)), zorder=0)
        ax.set(xlim=(0.0, 1.0), ylim=(0.0, 1.0))
        ax.set_aspect("equal")
    if panel["limits"]:
        ax.set_ylim(panel["limits"])
    if panel["level"] is not None:
        ax.axhline(panel["level"], color=INK, linewidth=0.8, linestyle=(0, (4, 3)), zorder=0)
    if panel["logarithmic"]:
        ax.set_xscale("log")
        ax.xaxis.set_major_locator(LogLocator(10, subs=(1.0, 2.0, 5.0)))
        ax.xaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
        ax.xaxis.set_minor_formatter(NullFormatter())
    ax.set(xlabel=panel["across"], ylabel=panel["axis"])
    ax.grid(color="#eeeeee")
    ax.set_axisbelow(True)
    _named(ax, ends)


def _named(ax: Axes, ends: list[tuple[float, float, str, str]]) -> None:
    """Put names at the ends of lines, moved apart where they would lie on each other."""
    low, high = ax.get_ylim()
    apart, free = 0.075 * (high - low), high
    for x, y, label, colour in sorted(ends, key=lambda end: -end[1]):
        if label:
            free = min(y, free)
            ax.annotate(label, (x, free), xytext=(6, 0), textcoords="offset points", color=colour, va="center",
                        annotation_clip=False)  # fmt: skip
            free -= apart


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Draws the plots of docs/evidence from what other benchmarks printed: --from FOLDER holds their JSON.

Which file comes from which command stands in SOURCES; what is missing is named with its command, and its plots are left
as they are. The drawing runs in .venv-peers, for the application needs no plotting library.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.peers import environment
from benchmarks.plots import prediction, testing, trial
from benchmarks.plots.panel import Figure, with_points

NAME = "figures"
INTO = Path(__file__).resolve().parent.parent / "docs" / "evidence" / "figures"
LOGS = ("assistments09", "statics", "assist17_timed")
SOURCES = {
    **{f"learner-{name}.json": f"PRECEPTOR_DATA=… ./bench learner --dataset {name} --json" for name in LOGS},
    "coach.json": "./bench coach --json",
    "calibrate.json": "./bench calibrate --responses 20000000 --json",
    "adaptive.json": "PRECEPTOR_DATA=… ./bench adaptive --json",
    "parts.json": "PRECEPTOR_DATA=… ./bench parts --json",
    "policies.json": "./bench policies --json",
    "noticing.json": "./bench noticing --json",
}
Found = dict[str, dict[str, Any]]


def run(argv: list[str]) -> dict[str, Any]:
    """Read, draw, and say what was drawn from what."""
    parser = argparse.ArgumentParser(prog="./bench figures")
    parser.add_argument("--from", dest="folder", type=Path, required=True, help="the folder with the printed JSON")
    parser.add_argument("--into", type=Path, default=INTO, help="where the SVG files go")
    options = parser.parse_args(argv)
    found, missing = read(options.folder)
    for name, why in missing.items():
        print(f"{name} {why}: {SOURCES.get(name, 'its command')} > {name}", file=sys.stderr)
    figures = [one for one in plotted(found) if one.panels]
    try:
        written = drawn(figures, options.into)
    except environment.Unavailable as error:
        return {"skipped": f"nothing can be drawn here: {error}"}
    return {
        "into": options.into.name,
        "read": sorted(found),
        "missing": {name: SOURCES[name] for name in missing if name in SOURCES},
        "figures": {
            one.name: {
                "panels": [panel.title for panel in one.panels],
                "points": sum(panel.points for panel in one.panels),
                "bytes": written[one.name],
            }
            for one in figures
        },
    }


def read(folder: Path) -> tuple[Found, dict[str, str]]:
    """What the files of a folder hold, further runs of calibrate among them; of those that cannot be had, why."""
    found: Found = {}
    missing: dict[str, str] = {}
    for name in [*SOURCES, *sorted(path.name for path in folder.glob("calibrate-*.json"))]:
        path = folder / name
        if not path.is_file():
            missing[name] = "is not there; made by"
            continue
        try:
            printed = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            printed = None
        if not isinstance(printed, dict) or "skipped" in printed:
            missing[name] = "holds no figures; made by"
        else:
            found[name] = printed
    return found, missing


def plotted(found: Found) -> Iterator[Figure]:
    """Every plot of what was found; one that has nothing to show has no panels."""
    logs = {name: one for name in LOGS if (one := found.get(f"learner-{name}.json"))}
    tested, compared = found.get("adaptive.json", {}), found.get("policies.json", {})
    yield from prediction.figures(logs)
    yield Figure("parts", with_points([prediction.bought(found.get("parts.json", {}))]), 1)
    yield from trial.figures(found.get("coach.json", {}))
    yield from testing.adaptive(tested)
    yield from testing.runners([one for name, one in found.items() if name.startswith("calibrate")])
    yield from testing.coverage(logs, tested, compared)
    yield from testing.noticing(found.get("noticing.json", {}))


def drawn(figures: list[Figure], into: Path) -> dict[str, int]:
    """Draw these into a folder; returns the size of each in bytes. Raises Unavailable."""
    environment.ensure()
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "figures.json"
        given.write_text(json.dumps([asdict(one) for one in figures], allow_nan=False), encoding="utf-8")
        environment.start("drawing", given, into)
    return {one.name: (into / f"{one.name}.svg").stat().st_size for one in figures}

"""The peers' own environment, .venv-peers: made from its lock when missing, and lent to one script at a time."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / ".venv-peers"
PYTHON = PEERS / "bin" / "python"
TOOLS = ROOT / "tools"

Arrays = Mapping[str, NDArray[Any]]


class Unavailable(Exception):
    """Why the peers that need libraries of their own cannot run here, in one sentence."""


def ensure() -> None:
    """Make .venv-peers hold what requirements/peers.txt locks; says so on standard error. Raises Unavailable."""
    # The builder is on the path only behind the front door.
    if str(TOOLS) not in sys.path:
        sys.path.append(str(TOOLS))
    from builder import environment, voice

    voice.speak_on(sys.stderr)
    try:
        environment.ensure_apart(PEERS, "peers")
    except voice.Refusal as refusal:
        raise Unavailable(str(refusal)) from refusal


def run(script: str, arrays: Arrays) -> dict[str, NDArray[Any]]:
    """Run benchmarks/peers/apart/SCRIPT.py on arrays and return the arrays it writes.

    Raises Unavailable when the environment cannot be made, and CalledProcessError when the script fails.
    """
    ensure()
    with tempfile.TemporaryDirectory() as folder:
        given, found = Path(folder) / "given.npz", Path(folder) / "found.npz"
        # numpy's types do not know that names may come as a mapping.
        np.savez(given, **dict(arrays))  # type: ignore[arg-type]
        start(script, given, found)
        with np.load(found) as answer:
            return dict(answer)


def start(script: str, *arguments: Path) -> None:
    """Run benchmarks/peers/apart/SCRIPT.py, the environment being there. Raises CalledProcessError."""
    command: list[str | Path] = [PYTHON, "-m", f"benchmarks.peers.apart.{script}", *arguments]
    # What a library prints must not reach a benchmark's standard output.
    subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=2, check=True)

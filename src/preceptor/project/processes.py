"""Processes as the operating system knows them: identity, kinship, ending; knows nothing of the product.

A process id alone names nobody, since the system gives it out again. Here a process is its id and the time
it started; and every process of one run also carries that run's token in its environment, which is how the
ones whose parents were killed are found again.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

TOKEN = "PRECEPTOR_RUN"

_PROC = Path("/proc")
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Process:
    """One process for good: its id and when it started, as the system writes it."""

    pid: int
    started: str

    def alive(self) -> bool:
        return started(self.pid) == self.started


def this() -> Process:
    """The process that asks."""
    return Process(os.getpid(), started(os.getpid()) or "")


def started(pid: int) -> str | None:
    """When that process started; None when there is none, or only the remains of one."""
    if sys.platform == "linux":
        try:
            # The name, in brackets, may hold anything; the fields after it are counted from its end.
            fields = (_PROC / str(pid) / "stat").read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            return None
        return None if fields[0] in "ZX" else fields[19]
    command = ["ps", "-o", "lstart=", "-p", str(pid)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    return answer.stdout.strip() or None


def carrying(token: str) -> list[Process]:
    """Every living process whose environment carries that run's token, except the one that asks."""
    wanted = f"{TOKEN}={token}".encode()
    found = []
    for entry in _PROC.iterdir() if _PROC.is_dir() else ():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            environment = (entry / "environ").read_bytes().split(b"\0")
        except OSError:
            continue  # gone meanwhile, or another person's
        begin = started(int(entry.name))
        if wanted in environment and begin is not None:
            found.append(Process(int(entry.name), begin))
    return found


def end(processes: Iterable[Process], patience: float) -> None:
    """Ask these to stop, wait, then make them; returns when none is alive."""
    left = [process for process in processes if process.alive()]
    for sign, wait in ((signal.SIGTERM, patience), (signal.SIGKILL, 5.0)):
        for process in left:
            _send(os.kill, process.pid, sign)
        deadline = time.monotonic() + wait
        while left and time.monotonic() < deadline:
            left = [process for process in left if process.alive()]
            time.sleep(0.02)


def send_group(group: int, sign: signal.Signals) -> None:
    """Signal every process of a group, whether or not its leader still lives."""
    _send(os.killpg, group, sign)


def _send(call: Callable[[int, int], None], target: int, sign: signal.Signals) -> None:
    try:
        call(target, sign)
    except ProcessLookupError:
        return


def dying_with(parent: int) -> Callable[[], None]:
    """What a new child runs first, so that it is told to stop when its parent dies in any way.

    Only Linux can do this. Elsewhere, and for what slips through, the next start ends the orphans.
    """
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def prepare() -> None:
        if libc is None:
            return
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        # The parent may have died before the line above took effect.
        if os.getppid() != parent:
            os._exit(1)

    return prepare

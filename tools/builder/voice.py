"""What the builder says and how it runs other programs: one line a step, one sentence a refusal."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

_NO_NETWORK = re.compile(
    r"error sending request|failed to fetch|dns error|failed to lookup|tunnel"
    r"|connection (refused|reset|error)"
    r"|connecterror|timed? ?out|proxyerror|newconnectionerror|max retries|network is unreachable"
    r"|enotfound|eai_again|econnrefused|econnreset|etimedout|err_socket"
    r"|name resolution|no matching distribution",
    re.IGNORECASE,
)
_TAIL = 12

_turn = threading.Lock()
_out: TextIO = sys.stdout


class Refusal(Exception):
    """Why this cannot go on, in one sentence a person can act on."""


def speak_on(stream: TextIO) -> None:
    """Choose where progress goes: a benchmark's standard output belongs to its result."""
    global _out
    _out = stream


def say(line: str) -> None:
    with _turn:
        print(line, file=_out, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Say one line with the seconds it took, when it is done."""
    begin = time.monotonic()
    yield
    say(f"  {title:<48} {time.monotonic() - begin:5.1f} s")


def run(command: Sequence[str | Path], what: str, *, cwd: Path, env: Mapping[str, str] | None = None) -> str:
    """Run a program quietly and return its output; `what` names the thing in the sentence if it fails."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise Refusal(f"Could not run {command[0]} for {what}: {error.strerror or error}.") from error
    if done.returncode:
        raise Refusal(_explain(what, done.stdout, done.returncode))
    return done.stdout


def _explain(what: str, output: str, code: int) -> str:
    if _NO_NETWORK.search(output):
        return (
            f"Could not fetch {what}: the package registry did not answer. "
            "The network is needed for the first start, and again only when what is installed changes."
        )
    if "No space left on device" in output or "ENOSPC" in output:
        return f"Could not make {what}: the disk is full."
    tail = "\n".join(f"    {line}" for line in output.strip().splitlines()[-_TAIL:])
    return f"Could not make {what} (exit code {code}). What was said last:\n{tail}"

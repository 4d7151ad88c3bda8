"""Processes: one is known by its id and its start, and only its own run's are ended."""

from __future__ import annotations

import os
import subprocess
import sys

from preceptor.project import processes
from preceptor.project.processes import Process


def sleeper(token: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", "import time; print(flush=True); time.sleep(300)"],
        env={**os.environ, processes.TOKEN: token},
        stdout=subprocess.PIPE,
    )


def test_a_reused_id_is_another_process() -> None:
    here = processes.this()
    assert here.alive()
    assert not Process(here.pid, "1").alive()


def test_only_processes_of_that_run_are_found_and_ended() -> None:
    with sleeper("run-a") as mine, sleeper("run-b") as other:
        for process in (mine, other):
            assert process.stdout is not None
            process.stdout.readline()
        found = processes.carrying("run-a")
        assert [process.pid for process in found] == [mine.pid]
        processes.end([*found, Process(other.pid, "1")], patience=5)
        assert mine.wait(timeout=5) != 0
        assert other.poll() is None
        other.kill()

"""The supervisor with a real web server around a tiny application: it starts, refuses, mends and ends."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from preceptor.project import processes

pytestmark = pytest.mark.slow

SRC = Path(__file__).parents[3] / "src"

# What the supervisor runs instead of the product: the same server, another application.
APPLICATION = """
import os
def application(environ, start_response):
    start_response("200 OK", [])
    return [f"{os.getpid()} {os.getppid()}".encode()]
"""
SUPERVISOR = """
import sys
from types import SimpleNamespace
from preceptor.project import serve
serve.MOST_QUICK_DEATHS, serve.PATIENCE = 3, 1.0
serve._WEB = ("-c", "from preceptor.project import web; web.APPLICATION='tiny:application'; web.serve()")
serve._WORKER = ("-c", sys.argv[4])
serve._PREPARE = sys.argv[5]
options = SimpleNamespace(
    host=sys.argv[1], port=int(sys.argv[2]), data=sys.argv[3], demo=True, allow_demo_on_network=False
)
sys.exit(serve.up(options))
"""
T = TypeVar("T")
IDLE = "import time; time.sleep(300)"
PREPARE = "import json, os; os.fdopen({fd}, 'w').write(json.dumps(['learner / secret']))"

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start supervisors that are surely ended after the test, with everything they started."""
    (tmp_path / "tiny.py").write_text(APPLICATION)
    begun: list[tuple[subprocess.Popen[str], Path]] = []

    def start_one(
        port: int, data: str = "data", host: str = "127.0.0.1", worker: str = IDLE, prepare: str = PREPARE
    ) -> Any:
        folder = tmp_path / data
        path = os.pathsep.join([str(SRC), str(tmp_path)])
        process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISOR, host, str(port), str(folder), worker, prepare],
            env={**os.environ, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        begun.append((process, folder))
        return process

    yield start_one
    for process, folder in begun:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=20)
        processes.end(processes.carrying(token_of(folder)), 1.0)


@pytest.fixture
def port() -> int:
    return free_port()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def token_of(data: Path) -> str:
    with contextlib.suppress(OSError):
        return str(json.loads((data / "run" / "server.json").read_text())["token"])
    return "none"


def until(ask: Callable[[], T], what: str, seconds: float = 20.0) -> T:
    """Ask until the answer is true, and return it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := ask():
            return answer
        time.sleep(0.02)
    raise AssertionError(f"waited {seconds} s for {what}")


def lines_until_up(supervisor: Any) -> list[str]:
    """What it prints until it watches its children: from then on a death is mended."""
    lines = []
    for line in supervisor.stdout:
        lines.append(line)
        if line.startswith("Ctrl-C"):
            return lines
    raise AssertionError(f"it ended after saying {lines}: {supervisor.stderr.read()}")


def answer_at(port: int) -> list[int]:
    """The ids of the process that answers and of its parent; nothing when nobody does."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2) as reply:
            return [int(word) for word in reply.read().split()]
    except (OSError, urllib.error.URLError):
        return []


def test_it_starts_says_where_and_ends_everything(start: Start, port: int, tmp_path: Path) -> None:
    supervisor = start(port)
    assert lines_until_up(supervisor) == [
        "\n",
        f"Preceptor is running: http://localhost:{port}\n",
        "learner / secret\n",
        "Ctrl-C ends it.\n",
    ]
    token = token_of(tmp_path / "data")
    assert len(processes.carrying(token)) == 3
    supervisor.send_signal(signal.SIGINT)
    assert supervisor.wait(timeout=15) == 0
    assert processes.carrying(token) == []
    assert not answer_at(port)


def test_nothing_outlives_a_killed_supervisor(start: Start, port: int, tmp_path: Path) -> None:
    supervisor = start(port)
    lines_until_up(supervisor)
    token = token_of(tmp_path / "data")
    supervisor.kill()
    until(lambda: not processes.carrying(token), "the end of the children")
    start(port)
    until(lambda: answer_at(port), "the first page of the second start")


def test_the_next_start_ends_what_a_killed_one_left(start: Start, port: int, tmp_path: Path) -> None:
    first = start(port)
    lines_until_up(first)
    worker, main = answer_at(port)
    # A stopped process hears nothing, so it stays when its parents die.
    os.kill(worker, signal.SIGSTOP)
    for pid in (first.pid, main):
        os.kill(pid, signal.SIGKILL)
    left = processes.started(worker)
    assert left is not None
    second = start(port)
    assert until(lambda: answer_at(port), "the first page of the second start")[0] != worker
    assert processes.started(worker) != left
    second.terminate()
    assert "left behind" in second.communicate(timeout=15)[1]


def test_a_dead_web_server_is_started_again(start: Start, port: int) -> None:
    lines_until_up(start(port))
    worker, main = answer_at(port)
    os.kill(main, signal.SIGKILL)
    # For a moment the killed server's worker may still answer, as an orphan; then both are new.
    until(lambda: (now := answer_at(port)) and not {worker, main, 1} & set(now), "another server")
    served_by = {pid for _ in range(8) for pid in answer_at(port)}
    assert not {worker, main} & served_by, "the killed server's worker must not go on answering"


def test_a_child_that_keeps_dying_stops_everything_with_a_sentence(start: Start, port: int) -> None:
    supervisor = start(port, "data", "127.0.0.1", "import sys; sys.exit(7)")
    _, errors = supervisor.communicate(timeout=30)
    assert supervisor.returncode == 1
    assert "The job worker stopped 3 times within seconds" in errors
    assert "Traceback" not in errors
    assert not answer_at(port)


def test_two_servers_never_share_a_port(start: Start, port: int) -> None:
    start(port, "one")
    served_by = until(lambda: answer_at(port), "the first page")
    for host in ("127.0.0.1", "localhost"):
        refused = start(port, "two", host)
        _, errors = refused.communicate(timeout=15)
        assert refused.returncode == 1
        assert errors.startswith(f"Port {port} is in use")
        assert "--port" in errors
    assert answer_at(port) == served_by


def test_two_that_start_at_once_do_not_share_a_port_either(start: Start, port: int) -> None:
    both = [start(port, "one"), start(port, "two")]
    until(lambda: answer_at(port), "the first page")
    ended = until(lambda: [one for one in both if one.poll() is not None], "the end of one of them")
    assert [one.returncode for one in ended] == [1]


def test_two_servers_never_share_a_data_folder(start: Start, port: int) -> None:
    start(port)
    until(lambda: answer_at(port), "the first page")
    refused = start(free_port())
    _, errors = refused.communicate(timeout=15)
    assert refused.returncode == 1
    assert "already runs on the data folder" in errors
    assert f"http://localhost:{port}" in errors


def test_a_failed_preparation_stops_everything(start: Start, port: int) -> None:
    refused = start(port, "data", "127.0.0.1", IDLE, "import sys; sys.exit(3)")
    _, errors = refused.communicate(timeout=15)
    assert refused.returncode == 1
    assert "could not be prepared" in errors
    assert "Traceback" not in errors


def test_it_can_be_stopped_while_it_prepares(start: Start, port: int, tmp_path: Path) -> None:
    supervisor = start(port, "data", "127.0.0.1", IDLE, IDLE)
    deadline = time.monotonic() + 15
    while not (tmp_path / "data" / "run" / "server.json").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    supervisor.send_signal(signal.SIGINT)
    assert supervisor.wait(timeout=10) == 0


def test_a_data_folder_that_cannot_be_written_is_refused(start: Start, port: int, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    refused = start(port, "file")
    _, errors = refused.communicate(timeout=15)
    assert refused.returncode == 1
    assert "cannot be written to" in errors
    assert "--data" in errors
    assert "Traceback" not in errors


@pytest.mark.parametrize(
    ("host", "sentence"),
    [("0.0.0.0", "--no-demo"), ("no-such-name.invalid", "--host")],
)
def test_a_host_that_will_not_do_is_refused(start: Start, port: int, host: str, sentence: str) -> None:
    refused = start(port, "data", host)
    _, errors = refused.communicate(timeout=30)
    assert refused.returncode == 1
    assert sentence in errors
    assert "Traceback" not in errors

"""The supervisor: prepares the data folder, runs web server and job worker, and ends them; knows no feature.

It imports nothing of Django, so that it is up at once, stays small and cannot break with the application.
"""

from __future__ import annotations

import fcntl
import http.client
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, Protocol

from preceptor.project import ports, processes
from preceptor.project.processes import Process

# Where data goes when nobody says: beside the sources, as the settings have it.
DATA = Path(__file__).resolve().parents[3] / "var"
TICK = 0.05
START_SECONDS = 60.0
# Long enough for a request or a short job to finish, short enough for a person who waits.
PATIENCE = 8.0
QUICK_DEATH = 10.0
MOST_QUICK_DEATHS = 5

_PREPARE = "from preceptor.project.serve import prepare_here; prepare_here({demo}, {fd})"
_WEB = ("-m", "preceptor.project.web")
_WORKER = ("-m", "preceptor", "worker")


class Options(Protocol):
    """What the command line says."""

    host: str
    port: int
    data: Path | str | None
    demo: bool
    allow_demo_on_network: bool


class Refusal(Exception):
    """Why it cannot run, in one sentence a person can act on."""


class Stopped(Exception):
    """Somebody asked for the end before everything was up."""


@dataclass
class Child:
    """A process that has to be there, and how it fared so far."""

    name: str
    arguments: tuple[str, ...]
    process: subprocess.Popen[bytes] | None = None
    since: float = 0.0
    quick_deaths: int = 0
    again_at: float = 0.0

    def start(self, environment: Mapping[str, str]) -> None:
        self.process = _spawn(self.arguments, environment)
        self.since = time.monotonic()


@dataclass
class Run:
    """One run of the supervisor: where, with which token, and the children."""

    address: str
    port: int
    data: Path
    environment: dict[str, str]
    children: list[Child] = field(default_factory=list)
    stopping: int = 0

    @property
    def url(self) -> str:
        # Passkeys refuse a bare IP address, so the machine's own name for itself is printed.
        everywhere = self.address in ("0.0.0.0", "::") or ports.is_loopback(self.address)
        name = "localhost" if everywhere else f"[{self.address}]" if ":" in self.address else self.address
        return f"http://{name}:{self.port}"


def up(options: Options) -> int:
    """Run everything until told to stop; the exit code is 0 after a stop and 1 after a refusal."""
    try:
        run = _settle(options)
        with _data_held(run), _port_held(run):
            return _run(run, options.demo)
    except Refusal as refusal:
        print(refusal, file=sys.stderr, flush=True)
        return 1


def prepare_here(demo: bool, channel: int) -> None:
    """In a child: migrate, load, make the demo; hand the lines to print to the supervisor."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "preceptor.project.settings")
    django.setup()
    from preceptor.project.setup import prepare

    prepared = prepare(demo, lambda line: print(f"  {line}", flush=True))
    with os.fdopen(channel, "w") as answer:
        json.dump(list(prepared.lines), answer)


def _settle(options: Options) -> Run:
    """Check what the command line asks for, and make the environment of the children."""
    data = Path(options.data or os.environ.get("PRECEPTOR_HOME") or DATA).absolute()
    try:
        address = ports.address_of(options.host)
    except OSError as error:
        raise Refusal(f"{options.host!r} is no address this machine knows: give another --host.") from error
    if options.demo and not options.allow_demo_on_network and not ports.is_loopback(address):
        raise Refusal(
            f"The demo's accounts are for this machine alone, and --host {options.host} is open to others: "
            "add --no-demo, or --allow-demo-on-network if you mean it."
        )
    environment = {
        **os.environ,
        "PRECEPTOR_HOME": str(data),
        "PRECEPTOR_HOST": options.host,
        "PRECEPTOR_PORT": str(options.port),
        "PRECEPTOR_ALLOW_DEMO_ON_NETWORK": "1" if options.allow_demo_on_network else "0",
        processes.TOKEN: secrets.token_hex(16),
        # A child's words reach the terminal when they are said.
        "PYTHONUNBUFFERED": "1",
    }
    return Run(address, options.port, data, environment)


@contextmanager
def _data_held(run: Run) -> Iterator[None]:
    """Be the only supervisor of the data folder, and end what an earlier one left behind."""
    folder = run.data / "run"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = open(folder / "lock", "a")  # noqa: SIM115
    except OSError as error:
        raise Refusal(
            f"The data folder {run.data} cannot be written to ({error.strerror}): name another with --data."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            where = _read_note(run).get("url", "another address")
            raise Refusal(
                f"Preceptor already runs on the data folder {run.data}, at {where}: "
                "stop it there first, or give this one another --data and --port."
            ) from error
        _end_orphans(run)
        try:
            yield
        finally:
            _note(run).unlink(missing_ok=True)


@contextmanager
def _port_held(run: Run) -> Iterator[None]:
    try:
        hold = ports.take(run.address, run.port)
    except ports.PortTaken as error:
        if isinstance(error.__cause__, PermissionError):
            raise Refusal(f"Port {run.port} is reserved for the system: choose one above 1023 with --port.") from error
        raise Refusal(
            f"Port {run.port} is in use by another program: choose another with --port, "
            f"for example --port {run.port + 1 if run.port < 65535 else 8000}."
        ) from error
    except OSError as error:
        raise Refusal(f"Cannot listen on {run.address} ({error.strerror}): give another --host.") from error
    try:
        yield
    finally:
        hold.release()


def _run(run: Run, demo: bool) -> int:
    """Start everything, watch it, end it."""

    def ask_to_stop(sign: int, frame: FrameType | None) -> None:
        run.stopping += 1

    signs = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup means: outlive the terminal
        signs.append(signal.SIGHUP)
    before = {sign: signal.signal(sign, ask_to_stop) for sign in signs}
    try:
        _write_note(run)
        lines = _prepare(run, demo)
        _start_children(run)
        _wait_until_healthy(run)
        _announce(run, lines)
        _watch(run)
    except Stopped:
        pass
    finally:
        _end_children(run)
        for sign, handler in before.items():
            signal.signal(sign, handler)
    return 0


def _prepare(run: Run, demo: bool) -> list[str]:
    """Run prepare_here in a child, and return the lines it hands over."""
    reading, writing = os.pipe()
    code = _PREPARE.format(demo=demo, fd=writing)
    child = _spawn(("-c", code), run.environment, keep=(writing,))
    os.close(writing)
    with os.fdopen(reading) as channel:
        while child.poll() is None:
            if run.stopping:
                processes.send_group(child.pid, signal.SIGTERM)
                child.wait()
                raise Stopped
            time.sleep(TICK)
        if child.returncode:
            raise Refusal(f"The data folder {run.data} could not be prepared; what went wrong is said above.")
        return [str(line) for line in json.loads(channel.read() or "[]")]


def _start_children(run: Run) -> None:
    run.children = [Child("web server", _WEB), Child("job worker", _WORKER)]
    for child in run.children:
        child.start(run.environment)
    _write_note(run)


def _wait_until_healthy(run: Run) -> None:
    deadline = time.monotonic() + START_SECONDS
    web = run.children[0]
    answer: int | None = None
    while answer != http.client.OK:
        if run.stopping:
            raise Stopped
        assert web.process is not None
        if web.process.poll() is not None:
            raise Refusal("The web server stopped while it was starting; what went wrong is said above.")
        if time.monotonic() > deadline:
            said = "did not answer" if answer is None else f"answered {answer} at /health/"
            raise Refusal(f"The web server {said} for {START_SECONDS:.0f} seconds, so everything was stopped.")
        time.sleep(TICK)
        answer = _health(run)


def _health(run: Run) -> int | None:
    connection = http.client.HTTPConnection(ports.reachable(run.address), run.port, timeout=5)
    try:
        connection.request("GET", "/health/", headers={"Host": run.url.removeprefix("http://")})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def _announce(run: Run, lines: list[str]) -> None:
    print(f"\nPreceptor is running: {run.url}", flush=True)
    for line in lines:
        print(line.replace("{address}", run.url), flush=True)
    print("Ctrl-C ends it.", flush=True)


def _watch(run: Run) -> None:
    """Start again what dies, but not for ever."""
    while not run.stopping:
        for child in run.children:
            _tend(run, child)
        time.sleep(TICK)


def _tend(run: Run, child: Child) -> None:
    now = time.monotonic()
    if child.process is not None and child.process.poll() is not None:
        # What a killed main process leaves behind still answers: end the whole group first.
        processes.send_group(child.process.pid, signal.SIGKILL)
        code = child.process.returncode
        child.process = None
        child.quick_deaths = child.quick_deaths + 1 if now - child.since < QUICK_DEATH else 1
        if child.quick_deaths >= MOST_QUICK_DEATHS:
            raise Refusal(
                f"The {child.name} stopped {child.quick_deaths} times within seconds of its start, "
                "so everything was stopped; what went wrong is said above."
            )
        child.again_at = now + 0.1 * 2 ** (child.quick_deaths - 1)
        print(f"The {child.name} stopped ({_ending(code)}); starting it again.", file=sys.stderr, flush=True)
    if child.process is None and now >= child.again_at:
        child.start(run.environment)
        _write_note(run)


def _ending(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"ended by {signal.Signals(-code).name}"


def _end_children(run: Run) -> None:
    """Ask every group to stop, wait, then make them; a second Ctrl-C shortens the wait."""
    running = [child.process for child in run.children if child.process is not None]
    asked = run.stopping
    for process in running:
        processes.send_group(process.pid, signal.SIGTERM)
    begin = time.monotonic()
    told = False
    while any(process.poll() is None for process in running):
        waited = time.monotonic() - begin
        if waited > PATIENCE or run.stopping > asked:
            break
        if waited > 1 and not told:
            print("Waiting for what is running to finish; Ctrl-C again ends it now.", file=sys.stderr, flush=True)
            told = True
        time.sleep(TICK)
    for process in running:
        processes.send_group(process.pid, signal.SIGKILL)
        process.wait()


def _spawn(
    arguments: tuple[str, ...], environment: Mapping[str, str], keep: tuple[int, ...] = ()
) -> subprocess.Popen[bytes]:
    """Start Python in a group of its own: the terminal's Ctrl-C reaches the supervisor alone."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        pass_fds=keep,
        preexec_fn=processes.dying_with(os.getpid()),
    )


def _end_orphans(run: Run) -> None:
    """End what a killed supervisor of this data folder left, and nothing else."""
    note = _read_note(run)
    if not note:
        return
    left = processes.carrying(str(note.get("token", "")) or "none")
    noted = [Process(int(pid), str(begin)) for pid, begin in note.get("children", [])]
    left += [process for process in noted if process.alive() and process not in left]
    if left:
        print(f"Ending {len(left)} processes that an earlier start left behind.", file=sys.stderr, flush=True)
        processes.end(left, PATIENCE)


def _note(run: Run) -> Path:
    return run.data / "run" / "server.json"


def _read_note(run: Run) -> dict[str, Any]:
    try:
        found = json.loads(_note(run).read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write_note(run: Run) -> None:
    """Write down who runs here, so that the next start can tell; whole or not at all."""
    pids = [child.process.pid for child in run.children if child.process is not None]
    content = {
        "url": run.url,
        "token": run.environment[processes.TOKEN],
        "supervisor": [processes.this().pid, processes.this().started],
        "children": [[pid, processes.started(pid)] for pid in pids],
    }
    beside = _note(run).with_suffix(".new")
    beside.write_text(json.dumps(content))
    beside.replace(_note(run))

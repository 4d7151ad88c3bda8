"""The Python environments of the checkout: .venv-tools for uv, .venv for the application, others apart from it."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from builder.place import (
    ENVIRONMENT,
    MARKS,
    REQUIREMENTS,
    ROOT,
    SRC,
    TOOLS_ENVIRONMENT,
    Mark,
    fingerprint,
    python_in_use,
    python_of,
)
from builder.voice import Refusal, run, say, step

Command = list[str | Path]

# Each set holds everything of the one before it, so a richer environment also serves a plainer command:
# ./start after ./check takes nothing away.
SETS = ("base", "postgres", "science", "dev")

_UV = {
    # Compiled at installation: the first page comes 1.5 s earlier.
    "UV_COMPILE_BYTECODE": "1",
    # Networks that inspect TLS put their certificate into the system's store.
    "UV_SYSTEM_CERTS": "1",
    "UV_PYTHON_DOWNLOADS": "never",
    "UV_HTTP_RETRIES": "2",
    "UV_NO_PROGRESS": "1",
}


def wanted_for_start() -> str:
    """The set ./start needs: PostgreSQL's driver only where a PostgreSQL database is named."""
    return "postgres" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "base"


def is_fresh(wanted: str) -> bool:
    """Whether .venv already holds that set, or a richer one, exactly as locked."""
    words = Mark(ENVIRONMENT / ".house-mark").words()
    if len(words) != 2 or words[0] not in SETS or not python_of(ENVIRONMENT).exists():
        return False
    return SETS.index(words[0]) >= SETS.index(wanted) and words[1] == _fingerprint(words[0])


def ensure(wanted: str) -> None:
    """Bring .venv to the locked set, and put src on its path."""
    if is_fresh(wanted):
        return
    held = Mark(ENVIRONMENT / ".house-mark").words()[:1]
    if held and held[0] in SETS and SETS.index(held[0]) > SETS.index(wanted):
        wanted = held[0]
    lock = REQUIREMENTS / f"{wanted}.txt"
    count = sum(line[:1].isalnum() for line in lock.read_text().splitlines())
    with step(f"libraries ({count}, {wanted})"):
        mark = Mark(ENVIRONMENT / ".house-mark")
        mark.clear()
        _sync(ENVIRONMENT, lock, "the Python libraries")
        _put_src_on_path()
        mark.write(wanted, _fingerprint(wanted))


def ensure_apart(place: Path, name: str) -> None:
    """Bring an environment of its own to requirements/NAME.txt: for what cannot live beside the application."""
    mark = Mark(place / ".house-mark")
    if mark.words() == [_fingerprint(name)] and python_of(place).exists():
        return
    with building():
        ensure_tools()
        with step(f"libraries apart ({name})"):
            mark.clear()
            _sync(place, REQUIREMENTS / f"{name}.txt", f"the libraries of {place.name}")
            mark.write(_fingerprint(name))


def ensure_tools() -> None:
    """Make .venv-tools with pip, which every Python brings, and put the locked uv into it."""
    mark = Mark(TOOLS_ENVIRONMENT / ".house-mark")
    lock = REQUIREMENTS / "uv.txt"
    wanted = fingerprint([lock], python_in_use())
    if mark.words() == [wanted] and uv().exists():
        return
    with step("installer (uv)"):
        command: Command = [sys.executable, "-m", "venv", "--clear", TOOLS_ENVIRONMENT]
        run(command, "the environment .venv-tools", cwd=ROOT)
        command = [python_of(TOOLS_ENVIRONMENT), "-m", "pip", "--disable-pip-version-check", "--retries", "2"]
        command += ["install", "--quiet", "--require-hashes", "--only-binary", ":all:", "-r", lock]
        run(command, "the installer (uv)", cwd=ROOT)
        mark.write(wanted)


def add_tool(name: str) -> None:
    """Install requirements/NAME.txt beside uv."""
    lock = REQUIREMENTS / f"{name}.txt"
    command: Command = [uv(), "pip", "install", "--quiet", "--require-hashes"]
    command += ["--python", python_of(TOOLS_ENVIRONMENT), "-r", lock]
    # Node is 200 MB of files that Python never compiles.
    run(command, name, cwd=ROOT, env={**_UV, "UV_COMPILE_BYTECODE": "0"})


def uv() -> Path:
    return TOOLS_ENVIRONMENT / "bin" / "uv"


@contextmanager
def building() -> Iterator[None]:
    """Hold the checkout while something is installed, so that two commands never install at once."""
    _refuse_read_only()
    with open(MARKS / "lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("  waiting for another command that is installing into this checkout")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _refuse_read_only() -> None:
    try:
        MARKS.mkdir(exist_ok=True)
        with tempfile.TemporaryFile(dir=MARKS):
            pass
    except OSError as error:
        raise Refusal(
            f"Preceptor installs into its own folder, and cannot write to {ROOT} ({error.strerror}): "
            "copy the checkout to a folder you may write to."
        ) from error


def _sync(place: Path, lock: Path, what: str) -> None:
    """Make the environment at `place` hold exactly what is locked."""
    command: Command
    if not _runs(place):
        command = [uv(), "venv", "--quiet", "--clear", "--python", sys.executable, place]
        run(command, f"the environment {place.name}", cwd=ROOT, env=_UV)
    command = [uv(), "pip", "sync", "--quiet", "--require-hashes", "--python", python_of(place), lock]
    run(command, what, cwd=ROOT, env=_UV)


def _runs(environment: Path) -> bool:
    """Whether that environment's Python starts and is the version and place it was made for."""
    ask = "import sys; print(sys.version_info[:2], sys.prefix)"
    try:
        command: Command = [python_of(environment), "-c", ask]
        answer = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.stdout.strip() == f"{sys.version_info[:2]} {environment}" and _made_here(environment)


def _made_here(environment: Path) -> bool:
    """A copied checkout brings scripts that name the folder it was copied from."""
    script = environment / "bin" / "django-admin"
    try:
        return not script.exists() or str(environment) in script.read_text(errors="replace")[:400]
    except OSError:
        return False


def _fingerprint(wanted: str) -> str:
    return fingerprint([REQUIREMENTS / f"{wanted}.txt"], python_in_use())


def _put_src_on_path() -> None:
    """A .pth file, not an editable install: a sync would remove that, and it needs a build back end."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = ENVIRONMENT / "lib" / version / "site-packages"
    (packages / "preceptor-src.pth").write_text(f"{SRC}\n")

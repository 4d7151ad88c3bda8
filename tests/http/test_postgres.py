"""The application on PostgreSQL: a server of the test's own, and a short life on it in a process of its own.

Skipped, with the reason, where PostgreSQL's programs or its driver are missing; nothing here touches the database of
the other tests.
"""

from __future__ import annotations

import importlib.util
import json
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
LIFE = ROOT / "tests" / "http" / "postgres_life.py"
PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/pgsql/bin")
# PostgreSQL refuses to run as root: root's tests run it as somebody else.
SERVANTS = ("postgres", "nobody")
Told = dict[str, Any]

pytestmark = pytest.mark.slow


def programs() -> Path | None:
    """The folder of initdb and pg_ctl: on PATH, or the newest where systems put it."""
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    found = [one for place in PLACES for one in Path("/").glob(f"{place[1:]}/initdb") if os.access(one, os.X_OK)]
    version = {
        one: [int(part) for part in one.parent.parent.name.split("-")[-1].split(".") if part.isdigit()] for one in found
    }
    return max(found, key=lambda one: version[one]).parent if found else None


def servant() -> str | None:
    """The user whom PostgreSQL runs as: None for oneself. Skips where root finds nobody."""
    if os.geteuid() != 0:
        return None
    known = {one.pw_name for one in pwd.getpwall()}
    name = next((one for one in SERVANTS if one in known), None)
    if name is None:
        pytest.skip("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as")
    return name


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def carried_out(command: list[Any], user: str | None, folder: Path) -> None:
    """Run one of PostgreSQL's programs to its end. Fails with what it said."""
    # Its output goes to a file: a server that stays behind would keep a pipe open.
    with open(folder / "said", "a+") as said:
        done = subprocess.run(
            [str(one) for one in command],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            timeout=120,
            check=False,
            user=user,
            group=pwd.getpwnam(user).pw_gid if user else None,
            extra_groups=[] if user else None,
        )
    assert done.returncode == 0, (folder / "said").read_text()[-3000:]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of an empty database on a server that lives as long as this module."""
    bin_folder = programs()
    if bin_folder is None:
        pytest.skip("PostgreSQL's initdb is not installed (Debian: apt-get install postgresql)")
    if importlib.util.find_spec("psycopg") is None:
        pytest.skip("psycopg is not installed (requirements/dev.txt holds it)")
    user, port, password = servant(), free_port(), secrets.token_hex(12)
    # Not under pytest's own folder, which is closed to the user whom PostgreSQL runs as.
    with tempfile.TemporaryDirectory(prefix="preceptor-pg-") as name:
        folder = Path(name)
        (folder / "password").write_text(password)
        if user:
            for one in (folder, folder / "password"):
                shutil.chown(one, user)
        data = folder / "data"
        carried_out(
            [bin_folder / "initdb", "-D", data, "-U", "tester", "-A", "scram-sha-256", "-E", "UTF8", "--no-locale",
             "--no-sync", f"--pwfile={folder / 'password'}"], user, folder,
        )  # fmt: skip
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        control = [bin_folder / "pg_ctl", "-D", data, "-w", "-t", "60"]
        carried_out([*control, "-l", folder / "log", "-o", options, "start"], user, folder)
        try:
            yield f"postgresql://tester:{password}@127.0.0.1:{port}/postgres"
        finally:
            carried_out([*control, "-m", "immediate", "stop"], user, folder)


@pytest.fixture(scope="module")
def told(address: str, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """What the life on that server was like."""
    home = tmp_path_factory.mktemp("home")
    bin_folder = programs()
    environment = {
        **os.environ,
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "preceptor.project.settings",
        "PATH": f"{bin_folder}{os.pathsep}{os.environ.get('PATH', '')}",  # pg_dump of the server's own version
        "PRECEPTOR_HOME": str(home),
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", str(LIFE)],
        cwd=home, env=environment, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-6000:]
    found: Told = json.loads(done.stdout.splitlines()[-1])
    assert found["vendor"] == "postgresql"
    assert not (home / "preceptor.sqlite3").exists()
    return found


def test_first_offers_at_once_open_one_attempt(told: Told) -> None:
    assert len(told["first offers"]["offered"]) == 1
    assert told["first offers"]["open"] == told["first offers"]["offered"]


@pytest.mark.parametrize(("ids", "second"), [("same id", "repeated"), ("two ids", "answered")])
def test_two_answers_at_once_are_one_event(told: Told, ids: str, second: str) -> None:
    assert told[ids] == {"statuses": sorted(["accepted", second]), "events": 1}


def test_versions_of_the_belief_change_while_learners_answer(told: Told) -> None:
    renewal = told["renewal"]
    assert renewal.pop("renewals") >= 4
    assert renewal.pop("pages") >= 10
    assert renewal.pop("other pages") == 0
    assert renewal == {
        "failures": [], "acknowledged": ["accepted"], "lost": 0, "unanswered": 0, "open": 0, "version": 0,
        "engines": 0, "as if always": [True] * 2, "different": [],
    }  # fmt: skip


def test_a_changed_event_is_refused_by_the_database(told: Told) -> None:
    assert told["changed event"] == "events are never changed"


def test_a_rebuild_gives_what_was_stored(told: Told) -> None:
    assert told["rebuild"] == {"learners": 2, "events": told["events"], "different": []}
    assert told["events"] > 30


def test_a_rebuild_waits_for_an_answer_under_way(told: Told) -> None:
    assert told["rebuild beside an answer"] == {"different": [], "status": "answered"}


def test_families_are_drawn_as_they_were_written(told: Told) -> None:
    assert told["draws"]["stored"] == told["draws"]["written"] != {}


def test_a_learners_pages_open(told: Told) -> None:
    assert set(told["pages"].values()) == {200}, told["pages"]


def test_a_backup_comes_back_with_its_guard(told: Told) -> None:
    assert told["backup"]["after"] == told["backup"]["before"] > 30
    assert told["backup"]["refused"] == "events are never changed"

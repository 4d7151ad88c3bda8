"""Writers wait in line: nobody asks SQLite for a lock that somebody has, and whoever is done lets the next one in."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import OperationalError, connection

from preceptor.platform.sqlite.base import SUFFIX, DatabaseWrapper

pytestmark = pytest.mark.django_db
IMPATIENT = {"timeout": 0, "transaction_mode": "IMMEDIATE"}
"""Whoever meets a lock of SQLite's own is refused at once."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "one.sqlite3"
    file = sqlite3.connect(found)
    file.executescript("pragma journal_mode=wal; create table count (n integer); insert into count values (0);")
    file.close()
    return found


@pytest.fixture
def opened(path: Path) -> Callable[[], DatabaseWrapper]:
    settings = {**connection.settings_dict, "NAME": path, "OPTIONS": IMPATIENT}
    return lambda: DatabaseWrapper(settings, "default")


def begin(one: DatabaseWrapper) -> None:
    one.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def add(one: DatabaseWrapper) -> None:
    """Read, then write what follows from it."""
    begin(one)
    with one.cursor() as cursor:
        (n,) = cursor.execute("select n from count").fetchone()
        cursor.execute("update count set n = %s", [n + 1])
    one.commit()
    one.set_autocommit(True)


def counted(path: Path) -> int:
    file = sqlite3.connect(path)
    (n,) = file.execute("select n from count").fetchone()
    file.close()
    return int(n)


def test_many_writers_at_once_never_meet_a_lock(path: Path, opened: Callable[[], DatabaseWrapper]) -> None:
    failed: list[Exception] = []

    def work() -> None:
        one = opened()
        try:
            for _ in range(25):
                add(one)
        except OperationalError as error:
            failed.append(error)
        finally:
            one.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert counted(path) == 150


@pytest.mark.parametrize("leave", ["commit", "rollback", "close"])
def test_whoever_is_done_lets_the_next_one_in(path: Path, opened: Callable[[], DatabaseWrapper], leave: str) -> None:
    def work() -> None:
        other = opened()
        add(other)
        other.close()

    one, thread = opened(), threading.Thread(target=work)
    begin(one)
    thread.start()
    thread.join(0.05)
    assert thread.is_alive()
    getattr(one, leave)()
    thread.join(20)
    assert not thread.is_alive()
    assert counted(path) == 1
    one.close()


def test_whoever_is_refused_leaves_the_line(path: Path, opened: Callable[[], DatabaseWrapper]) -> None:
    """A writer that does not wait in line (a program of its own) can still be in the way."""
    stranger = sqlite3.connect(path, isolation_level=None)
    stranger.execute("begin immediate")
    one, other = opened(), opened()
    with pytest.raises(OperationalError, match="locked"):
        begin(one)
    stranger.execute("commit")
    stranger.close()
    add(other)
    assert counted(path) == 1
    one.close()
    other.close()


def test_a_database_in_memory_has_no_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    one = DatabaseWrapper({**connection.settings_dict, "NAME": ":memory:", "OPTIONS": IMPATIENT}, "default")
    begin(one)
    one.commit()
    assert not list(tmp_path.glob(f"*{SUFFIX}"))

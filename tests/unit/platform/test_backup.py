"""Backup and restore: consistent while somebody writes, verified, all or nothing, never over people unasked."""

from __future__ import annotations

import fcntl
import io
import json
import os
import sqlite3
import tarfile
import threading
from pathlib import Path
from typing import Any

import django
import pytest

django.setup()

from preceptor.platform import backup as module  # noqa: E402
from preceptor.platform.backup import BackupError, backup, manifest_of, restore  # noqa: E402

KEY = "the installation's key"


def installation(home: Path, people: int, key: str = KEY) -> Path:
    """A data folder with a small database in the shape that backups count."""
    home.mkdir(parents=True)
    (home / "secret-key").write_text(key)
    (home / "demo-sign-ins.json").write_text('{"somebody": "a demo password"}')
    with sqlite3.connect(home / "preceptor.sqlite3") as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE django_migrations (app TEXT, name TEXT)")
        made.execute("INSERT INTO django_migrations VALUES ('accounts', '0001_initial')")
        for table in module.COUNTED:
            made.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY)")
        made.executemany("INSERT INTO accounts_user (id) VALUES (?)", [(n,) for n in range(people)])
    made.close()
    return home


@pytest.fixture(autouse=True)
def _database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_kind", lambda: "sqlite")


def use(monkeypatch: pytest.MonkeyPatch, home: Path) -> Path:
    monkeypatch.setattr(module, "_sqlite_path", lambda: home / "preceptor.sqlite3")
    return home


def people(home: Path) -> int:
    opened = sqlite3.connect(home / "preceptor.sqlite3")
    count = opened.execute("SELECT COUNT(*) FROM accounts_user").fetchone()[0]
    opened.close()
    return int(count)


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = use(monkeypatch, installation(tmp_path / "from", people=3))
    return backup(home, tmp_path / "archives")


def test_there_and_back(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = use(monkeypatch, tmp_path / "to")
    done = restore(archive, home)
    assert (people(home), done.counts["accounts_user"]) == (3, 3)
    assert (home / "secret-key").read_text() == KEY
    assert (home / "preceptor.sqlite3").stat().st_mode & 0o077 == 0


def test_the_archive_is_its_owners_and_holds_no_demo_sign_ins(archive: Path) -> None:
    assert archive.stat().st_mode & 0o077 == 0
    with tarfile.open(archive) as tar:
        assert sorted(tar.getnames()) == ["database.sqlite3", "manifest.json", "secret-key"]
    assert set(manifest_of(archive)["files"]["secret-key"]) == {"sha256", "bytes"}
    assert [path.name for path in archive.parent.iterdir()] == [archive.name]


def test_two_backups_in_one_second_do_not_collide(archive: Path, tmp_path: Path, monkeypatch: Any) -> None:
    from preceptor.platform import clock

    with clock.at(clock.now()):
        names = {backup(tmp_path / "from", tmp_path / "archives").name for _ in range(3)}
    assert len(names) == 3


def test_a_backup_of_a_database_in_use_is_one_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = use(monkeypatch, installation(tmp_path / "busy", people=0))
    stop = threading.Event()

    def write_in_pairs() -> None:
        writing = sqlite3.connect(home / "preceptor.sqlite3", timeout=20)
        while not stop.is_set():
            with writing:
                writing.execute("INSERT INTO accounts_user DEFAULT VALUES")
                writing.execute("INSERT INTO accounts_learner DEFAULT VALUES")
        writing.close()

    writer = threading.Thread(target=write_in_pairs)
    writer.start()
    try:
        made = [manifest_of(backup(home, tmp_path / "archives"))["counts"] for _ in range(5)]
    finally:
        stop.set()
        writer.join()
    assert all(one["accounts_user"] == one["accounts_learner"] for one in made)
    assert made[-1]["accounts_user"] > 0


def test_people_are_not_replaced_unless_forced_and_then_kept_aside(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = use(monkeypatch, installation(tmp_path / "to", people=5, key="another key"))
    with pytest.raises(BackupError, match="already has 5 people"):
        restore(archive, home)
    assert (people(home), (home / "secret-key").read_text()) == (5, "another key")
    done = restore(archive, home, force=True)
    assert people(home) == 3
    assert done.kept is not None
    assert people(done.kept) == 5
    assert (done.kept / "secret-key").read_text() == "another key"


def damaged(archive: Path, tmp_path: Path, change: dict[str, bytes | None]) -> Path:
    """The archive with members replaced, added or left out."""
    made = tmp_path / "damaged.tar.gz"
    with tarfile.open(archive) as source, tarfile.open(made, "w:gz") as target:
        for name in {*source.getnames(), *change}:
            found = source.extractfile(name) if name in source.getnames() else None
            body = change[name] if name in change else found.read() if found else b""
            if body is not None:
                info = tarfile.TarInfo(name)
                info.size = len(body)
                target.addfile(info, io.BytesIO(body))
    return made


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"secret-key": b"somebody else's key!!!"}, "checksum of secret-key"),
        ({"database.sqlite3": b"not a database"}, "checksum of database.sqlite3"),
        ({"database.sqlite3": None}, "damaged"),
        ({"manifest.json": None}, "no backup|damaged|manifest"),
        ({"manifest.json": b"{}"}, "manifest is missing or damaged"),
        ({"manifest.json": b"[1, 2]"}, "manifest is missing or damaged"),
    ],
)
def test_a_damaged_archive_changes_nothing(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], sentence: str
) -> None:
    home = use(monkeypatch, installation(tmp_path / "to", people=1))
    with pytest.raises(BackupError, match=sentence):
        restore(damaged(archive, tmp_path, change), home, force=True)
    assert people(home) == 1
    assert [path.name for path in home.iterdir() if path.name.startswith((".", "before"))] == []


def test_what_is_no_archive_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = use(monkeypatch, tmp_path / "to")
    (tmp_path / "text").write_text("hello")
    for path in (tmp_path / "text", tmp_path / "missing"):
        with pytest.raises(BackupError, match="no backup that can be read"):
            restore(path, home)


def test_a_truncated_archive_is_refused(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = use(monkeypatch, tmp_path / "to")
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(archive.read_bytes()[:-40])
    with pytest.raises(BackupError):
        restore(cut, home)
    assert not (home / "preceptor.sqlite3").exists()


def test_files_that_the_manifest_does_not_name_are_never_written(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = use(monkeypatch, tmp_path / "to" / "deep")
    restore(damaged(archive, tmp_path, {"../escaped": b"x"}), home)
    assert not (tmp_path / "to" / "escaped").exists()


def test_a_manifest_cannot_name_other_files(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = use(monkeypatch, tmp_path / "to")
    manifest = manifest_of(archive) | {"format": 1}
    manifest["files"]["../escaped"] = {"sha256": "", "bytes": 0}
    with pytest.raises(BackupError, match="another kind of version"):
        restore(damaged(archive, tmp_path, {"manifest.json": json.dumps(manifest).encode()}), home)


def test_a_backup_of_a_newer_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = use(monkeypatch, installation(tmp_path / "newer", people=1))
    with sqlite3.connect(home / "preceptor.sqlite3") as newer:
        newer.execute("INSERT INTO django_migrations VALUES ('accounts', '9999_from_the_future')")
    newer.close()
    archive = backup(home, tmp_path / "archives")
    with pytest.raises(BackupError, match=r"newer version \(accounts.9999_from_the_future"):
        restore(archive, use(monkeypatch, tmp_path / "to"))


def test_nothing_is_restored_under_a_running_server(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = use(monkeypatch, tmp_path / "to")
    (home / "run").mkdir(parents=True)
    with open(home / "run" / "lock", "a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(BackupError, match="running"):
            restore(archive, home)


def test_a_failure_half_way_puts_everything_back(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = use(monkeypatch, installation(tmp_path / "to", people=5, key="another key"))
    real = os.replace

    def failing(source: Any, target: Any) -> None:
        if Path(target) == home / "secret-key" and ".restoring" in str(source):
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(BackupError, match="all is as it was"):
        restore(archive, home, force=True)
    assert (people(home), (home / "secret-key").read_text()) == (5, "another key")


def test_without_a_database_there_is_nothing_to_back_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = use(monkeypatch, tmp_path / "empty")
    home.mkdir()
    with pytest.raises(BackupError, match="no database"):
        backup(home, tmp_path / "archives")

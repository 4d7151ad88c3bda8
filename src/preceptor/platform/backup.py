"""Backup and restore of an installation as one archive: database, secret key, manifest. Knows settings, no requests."""

import fcntl
import gzip
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from preceptor import __version__
from preceptor.platform import clock

FOLDER = "backups"
MANIFEST = "manifest.json"
KEY = "secret-key"
DATABASE_FILES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
COUNTED = ("accounts_user", "accounts_learner", "events_event", "learning_attempt", "packs_packversion")
FORMAT = 1


class BackupError(RuntimeError):
    """A backup or restore could not be done; the message says why and what to do. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place: version and counts of the backup, and where what was there before now lies."""

    version: str
    made_at: str
    counts: dict[str, int]
    kept: Path | None


def backup(home: Path, to: Path) -> Path:
    """Write one archive into the folder `to` and return its path; the installation may be running.

    The database in it is one consistent moment. Sign-ins of the demo are left out. The archive holds the secret key
    and everything about everybody: it is readable by its owner alone. Raises BackupError.
    """
    kind = _kind()
    try:
        to.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=to, prefix=".making-") as folder:
            parts = Path(folder)
            database = parts / DATABASE_FILES[kind]
            counts = _copy_sqlite(_sqlite_path(), database) if kind == "sqlite" else _dump_postgresql(database)
            shutil.copyfile(home / KEY, parts / KEY)
            made_at = clock.now()
            manifest = {
                "format": FORMAT,
                "version": __version__,
                "made_at": made_at.isoformat(timespec="seconds"),
                "database": kind,
                "counts": counts,
                "files": {one.name: _facts(one) for one in sorted(parts.iterdir())},
            }
            (parts / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
            archive = parts / "archive"
            _pack(archive, [parts / MANIFEST, database, parts / KEY])
            final = _free(to, made_at)
            os.replace(archive, final)
    except OSError as error:
        raise BackupError(f"The backup could not be written to {to}: {error.strerror or error}.") from error
    return final


def manifest_of(archive: Path) -> dict[str, Any]:
    """The manifest of an archive. Raises BackupError."""
    try:
        with tarfile.open(archive, "r:gz") as tar:
            return _read_manifest(tar, archive)
    except (tarfile.TarError, OSError, EOFError) as error:
        raise BackupError(f"{archive} is no backup that can be read: {error}.") from error


def restore(archive: Path, home: Path, force: bool = False) -> Restored:
    """Put a backup in place of what is in `home`: all of it or nothing.

    Checksums are verified first. Refuses while Preceptor runs on the folder, and where the installation already has
    people unless `force`; what was there before is then moved aside, not deleted. Raises BackupError.
    """
    kind = _kind()
    home.mkdir(parents=True, exist_ok=True)
    with _held(home), tempfile.TemporaryDirectory(dir=home, prefix=".restoring-") as folder:
        parts = Path(folder)
        manifest = _unpack(archive, parts)
        if manifest["database"] != kind:
            raise BackupError(
                f"This backup holds a {manifest['database']} database and this installation uses {kind}: "
                "set DATABASE_URL to match it."
            )
        if not force and (people := _people(kind)):
            raise BackupError(
                f"This installation already has {people} people. Restore into an empty data folder, or add --force to "
                "replace everything here."
            )
        database = parts / DATABASE_FILES[kind]
        if kind == "sqlite":
            _sound(database)
            kept = _swap(home, {_sqlite_path(): database, home / KEY: parts / KEY})
        else:
            _load_postgresql(database)
            kept = _swap(home, {home / KEY: parts / KEY})
    shutil.rmtree(home / "cache", ignore_errors=True)
    return Restored(manifest["version"], manifest["made_at"], manifest["counts"], kept)


# ---------- the archive ----------


def _pack(archive: Path, files: list[Path]) -> None:
    descriptor = os.open(archive, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with (
        os.fdopen(descriptor, "wb") as raw,
        gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=6, filename="") as packed,
        tarfile.open(fileobj=packed, mode="w") as tar,
    ):
        for one in files:
            tar.add(one, arcname=one.name, recursive=False)
    with open(archive, "rb") as written:
        os.fsync(written.fileno())


def _unpack(archive: Path, parts: Path) -> dict[str, Any]:
    """Extract the files that the manifest names, and only those, and verify each."""
    try:
        with tarfile.open(archive, "r:gz") as tar:
            manifest = _read_manifest(tar, archive)
            for name, facts in manifest["files"].items():
                source = tar.extractfile(name)
                if source is None:
                    raise BackupError(f"{archive} is damaged: {name} is not a file.")
                with source, open(parts / name, "wb") as target:
                    shutil.copyfileobj(source, target)
                if _facts(parts / name) != facts:
                    raise BackupError(f"{archive} is damaged: the checksum of {name} is not the one written down.")
    except KeyError as error:
        raise BackupError(f"{archive} is damaged: {error.args[0]}.") from error
    except (tarfile.TarError, OSError, EOFError, gzip.BadGzipFile) as error:
        raise BackupError(f"{archive} is no backup that can be read: {error}.") from error
    return manifest


def _read_manifest(tar: tarfile.TarFile, archive: Path) -> dict[str, Any]:
    try:
        source = tar.extractfile(MANIFEST)
        manifest: dict[str, Any] = json.loads(source.read()) if source else {}
        wanted = {DATABASE_FILES[manifest["database"]], KEY}
        known = manifest["format"] == FORMAT and set(manifest["files"]) == wanted
        manifest = {name: manifest[name] for name in ("version", "made_at", "database", "counts", "files")}
    except (KeyError, ValueError, TypeError) as error:
        raise BackupError(f"{archive} is no backup of Preceptor: its manifest is missing or damaged.") from error
    if not known:
        raise BackupError(f"{archive} was made by another kind of version: use the Preceptor that made it.")
    return manifest


def _facts(path: Path) -> dict[str, Any]:
    with open(path, "rb") as file:
        return {"sha256": hashlib.file_digest(file, "sha256").hexdigest(), "bytes": path.stat().st_size}


def _free(to: Path, at: datetime) -> Path:
    """A name that no backup in the folder has."""
    stem = f"preceptor-{at:%Y%m%d-%H%M%S}"
    names = (f"{stem}{suffix}.tar.gz" for suffix in ("", *(f"-{number}" for number in range(2, 1000))))
    return next(to / name for name in names if not (to / name).exists())


# ---------- putting in place ----------


@contextmanager
def _held(home: Path) -> Iterator[None]:
    """Hold the data folder as the supervisor does, so that nothing runs on it meanwhile."""
    (home / "run").mkdir(exist_ok=True)
    with open(home / "run" / "lock", "a", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BackupError(f"Preceptor is running on {home}: stop it first. Nothing was changed.") from error
        yield


def _swap(home: Path, files: dict[Path, Path]) -> Path | None:
    """Move what is there aside and the new files in; on any failure put everything back."""
    aside = home / f"before-restore-{clock.now():%Y%m%d-%H%M%S}"
    moved: list[tuple[Path, Path]] = []
    fresh: list[Path] = []
    try:
        aside.mkdir(mode=0o700)
        for place in files:
            for one in (place, place.with_name(place.name + "-wal"), place.with_name(place.name + "-shm")):
                if one.exists():
                    os.replace(one, aside / one.name)
                    moved.append((one, aside / one.name))
        for place, source in files.items():
            os.chmod(source, 0o600)
            os.replace(source, place)
            fresh.append(place)
    except OSError as error:
        for place in fresh:
            place.unlink(missing_ok=True)
        for place, kept in moved:
            os.replace(kept, place)
        raise BackupError(
            f"The files could not be put in place ({error.strerror or error}); all is as it was."
        ) from error
    if not moved:
        aside.rmdir()
        return None
    return aside


def _people(kind: str) -> int:
    """How many accounts there are now; 0 where there is no database yet."""
    if kind == "sqlite":
        return _people_in_sqlite(_sqlite_path())
    from django.db import connection

    if "accounts_user" not in connection.introspection.table_names():
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM accounts_user")
        return int(cursor.fetchone()[0])


def _people_in_sqlite(path: Path) -> int:
    if not path.exists():
        return 0
    try:
        with closing(sqlite3.connect(path)) as here:
            made = here.execute("SELECT 1 FROM sqlite_master WHERE name = 'accounts_user'").fetchone()
            return _count(here, "accounts_user") if made else 0
    except sqlite3.Error as error:
        raise BackupError(
            f"The database here cannot be read ({error}): add --force to replace it; it is kept aside."
        ) from error


# ---------- SQLite ----------


def _kind() -> str:
    from django.db import connection

    return "postgresql" if connection.vendor == "postgresql" else "sqlite"


def _sqlite_path() -> Path:
    from django.conf import settings

    return Path(settings.DATABASES["default"]["NAME"])


def _copy_sqlite(source: Path, target: Path) -> dict[str, int]:
    """Copy a live database as of one moment, through SQLite's own backup. Returns rows by table."""
    if not source.exists():
        raise BackupError(f"There is no database at {source} to back up: run `preceptor prepare` first.")
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=30)) as live,
            closing(sqlite3.connect(target)) as copy,
        ):
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            return {table: _count(copy, table) for table in COUNTED}
    except sqlite3.Error as error:
        raise BackupError(f"The database could not be copied: {error}.") from error


def _count(database: sqlite3.Connection, table: str) -> int:
    return int(database.execute(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0])


def _sound(database: Path) -> None:
    """Refuse a database that is damaged, or newer than this program."""
    from django.db.migrations.loader import MigrationLoader

    try:
        with closing(sqlite3.connect(database)) as copy:
            verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
            applied = {tuple(row) for row in copy.execute("SELECT app, name FROM django_migrations")}
    except sqlite3.Error as error:
        raise BackupError(f"The database in the backup cannot be read: {error}.") from error
    if verdict != "ok":
        raise BackupError(f"The database in the backup is damaged: {verdict}.")
    known = MigrationLoader(None)
    ours = {app for app, _ in known.disk_migrations}
    if newer := sorted(f"{app}.{name}" for app, name in applied - set(known.disk_migrations) if app in ours):
        raise BackupError(f"The backup was made by a newer version ({newer[0]} is not known here): upgrade first.")


# ---------- PostgreSQL ----------


def _dump_postgresql(target: Path) -> dict[str, int]:
    from django.db import connection

    _run(["pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file", str(target)])
    counts = {}
    with connection.cursor() as cursor:
        for table in COUNTED:
            cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
            counts[table] = int(cursor.fetchone()[0])
    return counts


def _load_postgresql(source: Path) -> None:
    from django.db import connection

    connection.close()
    how = ("--single-transaction", "--exit-on-error", "--clean", "--if-exists", "--no-owner", "--no-privileges")
    _run(["pg_restore", *how, "--dbname", str(connection.settings_dict["NAME"]), str(source)])


def _run(command: list[str]) -> None:
    """Run a PostgreSQL program on the configured database. Raises BackupError."""
    from django.db import connection

    of = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = {**os.environ, **{name: str(of[key]) for name, key in names.items() if of.get(key)}}
    try:
        subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise BackupError(
            f"{command[0]} is not installed: install PostgreSQL's client programs (Debian: postgresql-client)."
        ) from error
    except subprocess.CalledProcessError as error:
        said = (error.stderr or "").strip().splitlines()
        raise BackupError(f"{command[0]} failed: {said[-1] if said else 'it gave no reason'}") from error

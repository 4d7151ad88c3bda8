"""How the installation stands, who has an account, which backups there are. Writes nothing."""

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Q, QuerySet

from preceptor import __version__
from preceptor.platform.accounts.models import ROLE_CHOICES, Invitation, User
from preceptor.platform.accounts.roles import Role
from preceptor.platform.approvals.models import Adoption
from preceptor.platform.backup import FOLDER
from preceptor.platform.clock import now
from preceptor.platform.jobs import queue
from preceptor.platform.packs.models import PackVersion

ARCHIVE = re.compile(r"preceptor-\d{8}-\d{6}(-\d{1,3})?\.tar\.gz")


@dataclass(frozen=True, slots=True)
class Archive:
    """A backup in the data folder."""

    name: str
    size: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Overview:
    """What an administrator wants to know first. Sizes are in bytes."""

    version: str
    database: str
    folder: Path
    size: int
    queue: queue.Queue
    packs: list[tuple[PackVersion, bool]]
    roles: list[tuple[str, int]]
    inactive: int
    backup: Archive | None
    mail: bool


def overview() -> Overview:
    """The state of the installation now."""
    counted = dict(
        User.objects.filter(is_active=True).values("role").annotate(count=Count("pk")).values_list("role", "count")
    )
    adopted = set(Adoption.objects.values_list("pack_id", flat=True))
    archives = backups()
    return Overview(
        version=__version__,
        database=_database(),
        folder=settings.HOME,
        size=folder_size(settings.HOME),
        queue=queue.queue(),
        packs=[(one, one.pk in adopted) for one in PackVersion.objects.order_by("pack", "-version")],
        roles=[(label, counted.get(role, 0)) for role, label in ROLE_CHOICES],
        inactive=User.objects.filter(is_active=False).count(),
        backup=archives[0] if archives else None,
        mail=settings.MAIL_ON,
    )


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT version()" if connection.vendor == "postgresql" else "SELECT sqlite_version()")
        version = str(cursor.fetchone()[0])
    return version.partition(" (")[0] if connection.vendor == "postgresql" else f"SQLite {version}"


def folder_size(folder: Path) -> int:
    """Bytes of all files under a folder; what vanishes meanwhile counts nothing."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(parent, name)).st_size
            except OSError:
                continue
    return total


def backups() -> list[Archive]:
    """The backups in the data folder, newest first."""
    folder = settings.HOME / FOLDER
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        if ARCHIVE.fullmatch(path.name) and path.is_file():
            facts = path.stat()
            found.append(Archive(path.name, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC)))
    return sorted(found, key=lambda one: (one.at, one.name), reverse=True)


def archive(name: str) -> Path | None:
    """The file of a backup by its name, if it is one of ours."""
    path = settings.HOME / FOLDER / name
    return path if ARCHIVE.fullmatch(name) and path.is_file() else None


def people(search: str, role: str) -> QuerySet[User]:
    """Accounts by name, filtered."""
    found = User.objects.select_related("learner__cohort__programme").order_by("name", "pk")
    if search:
        found = found.filter(Q(name__icontains=search) | Q(email__icontains=search))
    return found.filter(role=role) if role else found


def last_administrator(user: User) -> bool:
    """Whether nobody else could administer without this person."""
    others = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=user.pk)
    return user.role == Role.ADMINISTRATOR and user.is_active and not others.exists()


def staff_invitations() -> list[Invitation]:
    """Codes for roles other than learner that still open a door."""
    return list(
        Invitation.objects.exclude(role=Role.LEARNER)
        .filter(uses_left__gt=0, expires_at__gt=now())
        .select_related("cohort", "created_by")
        .order_by("-created_at")
    )


def plain(payload: Any) -> str:
    """A payload's value as a person would write it."""
    if isinstance(payload, dict):
        return "; ".join(f"{name}: {plain(value)}" for name, value in payload.items())
    if isinstance(payload, list):
        return ", ".join(plain(one) for one in payload)
    if isinstance(payload, bool):
        return "yes" if payload else "no"
    if isinstance(payload, float):
        return f"{payload:.4g}"
    return "–" if payload is None or payload == "" else str(payload)

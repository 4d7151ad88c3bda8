"""Where things are in the checkout; knows paths and fingerprints, and runs nothing."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"
REQUIREMENTS = ROOT / "requirements"
ISLANDS = ROOT / "islands"
ISLANDS_BUILT = SRC / "preceptor" / "platform" / "ui" / "static" / "islands"

# Two environments: uv and node live beside the application's own, so that a sync of the one
# never removes the tool that does the syncing.
ENVIRONMENT = ROOT / ".venv"
TOOLS_ENVIRONMENT = ROOT / ".venv-tools"
MARKS = ROOT / ".house"


def python_of(environment: Path) -> Path:
    return environment / "bin" / "python"


def fingerprint(files: Iterable[Path], *words: str) -> str:
    """One hash of the contents and names of these files and these words: equal means nothing to do."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(os.fsencode(path.relative_to(ROOT)) + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    for word in words:
        digest.update(word.encode() + b"\0")
    return digest.hexdigest()


def python_in_use() -> str:
    """Which Python made an environment, and where: a moved checkout or a new Python means a new one."""
    return f"{sys.version_info[:3]} {sys.base_prefix} {ROOT}"


class Mark:
    """A small file that remembers the fingerprint of what was last built with success."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def words(self) -> list[str]:
        try:
            return self._path.read_text().split()
        except OSError:
            return []

    def write(self, *words: str) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(" ".join(words) + "\n")

    def clear(self) -> None:
        self._path.unlink(missing_ok=True)

"""One piece of content on its way into the database, whatever its kind. Knows no files and no storage."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any


def digest(data: Any) -> str:
    """SHA-256 of data in canonical JSON."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of content as it will stand in the database."""

    kind: str
    id: str
    version: int
    meta: dict[str, Any]
    public: dict[str, Any]
    hidden: dict[str, Any]

    @property
    def digest(self) -> str:
        """What tells one version from another."""
        return digest({"meta": self.meta, "public": self.public, "hidden": self.hidden})

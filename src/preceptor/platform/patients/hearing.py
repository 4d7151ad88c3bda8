"""What a learner's words mean to a patient of one knowledge base: the trained model, made once and kept as arrays.

Training takes seconds and happens in a job when a pack is loaded; whoever comes first before that waits for it.
"""

import logging
import threading
from functools import lru_cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from django.conf import settings

from preceptor.core.knowledge.base import Base
from preceptor.core.patient.decisions import Embed
from preceptor.core.patient.moves import Asked
from preceptor.core.patient.understanding import Focus, Understanding
from preceptor.platform.embedding import embedder
from preceptor.platform.packs import cases
from preceptor.platform.packs.models import ContentVersion
from preceptor.platform.packs.pieces import digest
from preceptor.platform.patients.phrases import Phrases, attached

log = logging.getLogger(__name__)
_lock = threading.Lock()
_models: dict[str, Understanding] = {}


def understanding(knowledge: ContentVersion) -> Understanding:
    """The model of a knowledge base with what educators attached; trained now where nobody has."""
    added = attached()
    key = _key(knowledge, added)
    if key not in _models:
        with _lock:
            if key not in _models:
                _models[key] = _kept(key) or _trained(key, cases.base_of(knowledge), added)
    return _models[key]


def warm() -> None:
    """Read the models of the bases in use that were trained before; trains none."""
    live = ContentVersion.objects.filter(
        kind=cases.KNOWLEDGE, approvals__withdrawn_at__isnull=True, approvals__isnull=False
    )
    for knowledge in live.distinct():
        if _place(_key(knowledge, attached())).exists():
            understanding(knowledge)


def _key(knowledge: ContentVersion, added: Phrases) -> str:
    """What a model depends on: the base, what educators attached, whether there is a sense of sentences."""
    return f"{knowledge.digest[:24]}-{digest(added)[:12]}{'-sense' if _embed() else ''}"


@lru_cache(maxsize=1)
def _embed() -> Embed | None:
    """The optional sense of sentences; a model that cannot be used is named in the log and done without."""
    try:
        found = embedder(settings.EMBEDDINGS)
    except (OSError, ValueError) as error:
        log.warning("Sentence embeddings are not used: %s", error)
        return None
    return found.embed if found else None


def _place(key: str) -> Path:
    folder: Path = settings.HOME / "cache"
    return folder / f"understanding-{key}.npz"


def _kept(key: str) -> Understanding | None:
    place = _place(key)
    if not place.exists():
        return None
    try:
        with np.load(place, allow_pickle=False) as arrays:
            return Understanding.from_arrays(dict(arrays), _embed())
    except (KeyError, ValueError, OSError, BadZipFile):
        return None  # written by another version, or damaged: it is trained again


def _trained(key: str, base: Base, added: dict[str, tuple[str, str, str]]) -> Understanding:
    made = Understanding.train(base, added, _embed())
    place = _place(key)
    place.parent.mkdir(parents=True, exist_ok=True)
    partly = place.with_suffix(f".{threading.get_ident()}.part.npz")
    np.savez_compressed(partly, **made.arrays())  # type: ignore[arg-type]
    partly.replace(place)  # whole or not at all: another process may be reading
    return made


def heard(text: str, knowledge: ContentVersion, topic: str, complaint: str) -> tuple[Asked, ...]:
    """What a turn asks, clause by clause; nothing where nothing was understood."""
    found = understanding(knowledge).read(text, Focus(topic=topic, complaint=complaint))
    return tuple(Asked(one.topic, one.attribute, one.experiencer, round(one.confidence, 3)) for one in found)

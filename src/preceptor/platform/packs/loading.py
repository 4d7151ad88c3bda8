"""Loading a pack into the database: whole or not at all, and never over what is already there."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from preceptor.core.curriculum.item import Item
from preceptor.core.curriculum.pack import Pack
from preceptor.platform.packs import codec
from preceptor.platform.packs.folder import Fault, read
from preceptor.platform.packs.models import ContentVersion, HiddenPart, PackContent, PackVersion


class PackRefused(ValueError):
    """A pack was not loaded; `faults` says why, each with file, line and field."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__(f"the pack was not loaded: {len(faults)} faults")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did."""

    version: PackVersion
    new_items: int
    kept_items: int
    already: bool


def digest(data: Any) -> str:
    """SHA-256 of data in canonical JSON."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def load(folder: Path) -> Loaded:
    """Read, judge and load a pack's folder. Raises PackRefused."""
    reading = read(folder)
    if reading.faults or reading.pack is None:
        raise PackRefused(reading.faults)
    pack = reading.pack
    body = pack_body(pack)
    items = [(item, _item_data(item)) for item in pack.items]
    whole = digest([body, sorted(digest(data) for _, data in items)])
    with transaction.atomic():
        known = PackVersion.objects.filter(pack=pack.id, version=pack.version).first()
        if known and known.digest == whole:
            return Loaded(known, 0, len(items), already=True)
        faults = [_changed(folder, reading.places, item) for item, data in items if _conflicts(item, data)]
        if known:
            faults.append(
                Fault(
                    "pack.yaml", 1, "version", "immutable", f"{pack.ref} is loaded with other content: raise `version`."
                )
            )
        if faults:
            raise PackRefused(faults)
        return _store(pack, body, whole, items)


def pack_body(pack: Pack) -> dict[str, Any]:
    """All of a pack but its items, as stored."""
    data = asdict(
        Pack(**{**{name: getattr(pack, name) for name in pack.__dataclass_fields__}, "items": ()}),
    )
    data["abbreviations"] = sorted(pack.abbreviations)
    return data


def _item_data(item: Item) -> dict[str, Any]:
    # Which flaws are allowed, and why, would cue the key: it is kept with what is hidden, for staff.
    hidden = {**codec.hidden(item.key), "allow": dict(item.allow)}
    return {"meta": codec.meta(item), "public": codec.public(item.paper), "hidden": hidden}


def _conflicts(item: Item, data: dict[str, Any]) -> bool:
    known = ContentVersion.objects.filter(kind="item", content_id=item.id, version=item.version).first()
    return known is not None and known.digest != digest(data)


def _changed(folder: Path, places: dict[Any, Any], item: Item) -> Fault:
    document, where = places[("item", item.id)]
    return Fault(
        document.path.relative_to(folder).as_posix(),
        document.line((*where, "version")),
        ".".join(map(str, (*where, "version"))),
        "immutable",
        f"{item.ref} is loaded with other content: a change needs the next version number.",
    )


def _store(pack: Pack, body: dict[str, Any], whole: str, items: list[tuple[Item, dict[str, Any]]]) -> Loaded:
    version = PackVersion.objects.create(pack=pack.id, version=pack.version, digest=whole, body=body)
    have = {
        (one.content_id, one.version): one
        for one in ContentVersion.objects.filter(kind="item", content_id__in=[item.id for item, _ in items])
    }
    fresh = [
        (
            ContentVersion(
                kind="item",
                content_id=item.id,
                version=item.version,
                digest=digest(data),
                pack=version,
                meta=data["meta"],
                public=data["public"],
            ),
            data["hidden"],
        )
        for item, data in items
        if (item.id, item.version) not in have
    ]
    stored = ContentVersion.objects.bulk_create([content for content, _ in fresh], batch_size=200)
    HiddenPart.objects.bulk_create(
        [HiddenPart(content=content, body=body) for content, (_, body) in zip(stored, fresh, strict=True)],
        batch_size=200,
    )
    kept = [have[item.id, item.version] for item, _ in items if (item.id, item.version) in have]
    PackContent.objects.bulk_create(
        [PackContent(pack=version, content=one) for one in [*stored, *kept]], batch_size=200
    )
    return Loaded(version, len(stored), len(kept), already=False)

"""Loading a pack into the database: whole or not at all, and never over what is already there."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from preceptor.core.curriculum.pack import Pack
from preceptor.platform.packs import cases, codec
from preceptor.platform.packs.folder import Fault, Reading, read
from preceptor.platform.packs.models import ContentVersion, HiddenPart, PackContent, PackVersion
from preceptor.platform.packs.pieces import Piece, digest
from preceptor.platform.packs.records import plain


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


def load(folder: Path) -> Loaded:
    """Read, judge and load a pack's folder. Raises PackRefused."""
    reading = read(folder)
    if reading.faults or reading.pack is None:
        raise PackRefused(reading.faults)
    pack = reading.pack
    body = pack_body(pack)
    pieces = [*_items(pack), *_encounters(reading)]
    whole = digest([body, sorted(piece.digest for piece in pieces)])
    with transaction.atomic():
        known = PackVersion.objects.filter(pack=pack.id, version=pack.version).first()
        if known and known.digest == whole:
            return Loaded(known, 0, len(pieces), already=True)
        faults = [_changed(folder, reading.places, piece) for piece in pieces if _conflicts(piece)]
        if known:
            faults.append(
                Fault(
                    "pack.yaml", 1, "version", "immutable", f"{pack.ref} is loaded with other content: raise `version`."
                )
            )
        if faults:
            raise PackRefused(faults)
        return _store(pack, body, whole, pieces)


def pack_body(pack: Pack) -> dict[str, Any]:
    """All of a pack but its items, as stored."""
    data = asdict(
        Pack(**{**{name: getattr(pack, name) for name in pack.__dataclass_fields__}, "items": ()}),
    )
    data["abbreviations"] = sorted(pack.abbreviations)
    return data


def _items(pack: Pack) -> list[Piece]:
    # Which flaws are allowed, and why, would cue the key: it is kept with what is hidden, for staff.
    return [
        Piece(
            "item",
            item.id,
            item.version,
            codec.meta(item),
            codec.public(item.paper),
            {**codec.hidden(item.key), "allow": dict(item.allow)},
        )
        for item in pack.items
    ]


def _encounters(reading: Reading) -> list[Piece]:
    """The knowledge base, hidden as a whole, and the cases, each with its two parts."""
    if reading.knowledge is None or reading.pack is None:
        return []
    pack = reading.pack
    base = Piece("knowledge", pack.id, pack.version, {}, {}, plain(reading.knowledge))
    return [base, *(cases.piece(one, reading.knowledge) for one in reading.cases)]


def _conflicts(piece: Piece) -> bool:
    known = ContentVersion.objects.filter(kind=piece.kind, content_id=piece.id, version=piece.version).first()
    return known is not None and known.digest != piece.digest


def _changed(folder: Path, places: dict[Any, Any], piece: Piece) -> Fault:
    kind = "pack" if piece.kind == "knowledge" else piece.kind
    document, where = places[(kind, piece.id)]
    return Fault(
        document.path.relative_to(folder).as_posix(),
        document.line((*where, "version")),
        ".".join(map(str, (*where, "version"))),
        "immutable",
        f"{piece.kind}/{piece.id}@{piece.version} is loaded with other content: raise `version`.",
    )


def _store(pack: Pack, body: dict[str, Any], whole: str, pieces: list[Piece]) -> Loaded:
    version = PackVersion.objects.create(pack=pack.id, version=pack.version, digest=whole, body=body)
    names = {piece.id for piece in pieces}
    have = {(one.kind, one.content_id, one.version): one for one in ContentVersion.objects.filter(content_id__in=names)}
    fresh = [piece for piece in pieces if (piece.kind, piece.id, piece.version) not in have]
    stored = store(fresh, version)
    kept = [have[key] for piece in pieces if (key := (piece.kind, piece.id, piece.version)) in have]
    PackContent.objects.bulk_create(
        [PackContent(pack=version, content=one) for one in [*stored, *kept]], batch_size=200
    )
    return Loaded(version, len(stored), len(kept), already=False)


def store(pieces: list[Piece], pack: PackVersion) -> list[ContentVersion]:
    """Write pieces of content with their hidden parts; the caller holds a transaction."""
    rows = [
        ContentVersion(
            kind=piece.kind,
            content_id=piece.id,
            version=piece.version,
            digest=piece.digest,
            pack=pack,
            meta=piece.meta,
            public=piece.public,
        )
        for piece in pieces
    ]
    stored = ContentVersion.objects.bulk_create(rows, batch_size=200)
    HiddenPart.objects.bulk_create(
        [HiddenPart(content=row, body=piece.hidden) for row, piece in zip(stored, pieces, strict=True)], batch_size=200
    )
    return stored

"""What the item-flaw lint says of loaded items, worked out once for each pack version. Knows packs, no requests."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from preceptor.core.curriculum.item import Item
from preceptor.core.curriculum.lint import flaws
from preceptor.platform.packs import codec
from preceptor.platform.packs.models import ContentVersion, PackVersion


@dataclass(frozen=True, slots=True)
class Finding:
    """A flaw: its code, what to do, and the author's reason where it is allowed."""

    code: str
    message: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the list says of one item of a pack version; immutable, as pack versions are."""

    pk: int
    name: str
    version: int
    type: str
    family: bool
    competency: str
    title: str
    domain: str
    domain_title: str
    level: str
    difficulty: int
    review: str
    review_by: str
    findings: tuple[Finding, ...]
    allowed: tuple[Finding, ...]
    words: str

    @property
    def ref(self) -> str:
        """How events cite it."""
        return f"item/{self.name}@{self.version}"


def newest_packs() -> list[PackVersion]:
    """The newest loaded version of every pack."""
    found: dict[str, PackVersion] = {}
    for one in PackVersion.objects.order_by("pack", "version"):
        found[one.pack] = one
    return list(found.values())


def facts(pack: PackVersion) -> tuple[Facts, ...]:
    """Every item of a pack version with its flaws, by domain and competency."""
    return _facts(pack.digest, pack.pk)


def warm() -> None:
    """Judge every item that the list of items shows."""
    for pack in newest_packs():
        facts(pack)


@lru_cache(maxsize=8)
def _facts(digest: str, pk: int) -> tuple[Facts, ...]:
    pack = PackVersion.objects.get(pk=pk, digest=digest)
    competencies = {one["id"]: one for one in pack.body["competencies"]}
    domains = {one["id"]: one["title"] for one in pack.body["domains"]}
    contents = (
        ContentVersion.objects.filter(memberships__pack=pack, kind="item")
        .select_related("hidden")
        .order_by("content_id")
    )
    found = [_one(content, pack, competencies, domains) for content in contents]
    place = {name: number for number, name in enumerate(domains)}
    return tuple(sorted(found, key=lambda one: (place.get(one.domain, 99), one.title, one.name)))


def _one(
    content: ContentVersion, pack: PackVersion, competencies: Mapping[str, Any], domains: Mapping[str, str]
) -> Facts:
    meta = content.meta
    known = competencies.get(meta["competency"], {"title": meta["competency"], "domain": ""})
    findings, allowed = judged(content, pack)
    texts = [content.content_id, known["title"], meta["competency"], content.public["stem"]]
    for question in content.public["questions"]:
        texts += [question["lead_in"], *question["options"]]
    return Facts(
        pk=content.pk,
        name=content.content_id,
        version=content.version,
        type=meta["type"],
        family=meta["family"],
        competency=meta["competency"],
        title=known["title"],
        domain=known["domain"],
        domain_title=domains.get(known["domain"], known["domain"]),
        level=meta["level"],
        difficulty=meta["difficulty"],
        review=meta["review"],
        review_by=meta["review_by"],
        findings=findings,
        allowed=allowed,
        words=" ".join(texts).lower(),
    )


def judged(content: ContentVersion, pack: PackVersion) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """An item's flaws, and those its author allows with a reason."""
    meta, body = content.meta, content.hidden.body
    item = Item(
        id=content.content_id,
        version=content.version,
        paper=codec.paper(content.public),
        key=codec.key(body),
        **{name: meta[name] for name in ("type", "competency", "task", "level", "difficulty", "minutes")},
        **{name: meta[name] for name in ("presentation", "jurisdiction", "review_by", "review")},
        also=tuple(meta["also"]),
    )
    allow: Mapping[str, str] = body.get("allow", {})
    found = flaws(item, frozenset(pack.body["abbreviations"]))
    return (
        tuple(Finding(code, message) for code, message in found if code not in allow),
        tuple(Finding(code, message, allow[code]) for code, message in found if code in allow),
    )

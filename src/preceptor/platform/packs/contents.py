"""Authored items as core types, decoded once in each process. Content never changes, so its digest is a safe key."""

from functools import lru_cache

from preceptor.core.curriculum.item import Key, Paper
from preceptor.platform.packs import codec
from preceptor.platform.packs.models import ContentVersion, HiddenPart


@lru_cache(maxsize=4096)
def _paper(digest: str, pk: int) -> Paper:
    return codec.paper(ContentVersion.objects.values_list("public", flat=True).get(pk=pk))


@lru_cache(maxsize=4096)
def _key(digest: str, pk: int) -> Key:
    return codec.key(HiddenPart.objects.values_list("body", flat=True).get(pk=pk))


@lru_cache(maxsize=4096)
def content(pk: int) -> ContentVersion:
    """A content version without its texts. Shared by all requests of this process: read it, never change it."""
    return ContentVersion.objects.defer("public").get(pk=pk)


def forget() -> None:
    """Drop what is kept by row (tests change databases under it)."""
    content.cache_clear()


def paper(content: ContentVersion) -> Paper:
    """What may be shown of an item."""
    return _paper(content.digest, content.pk)


def key(content: ContentVersion) -> Key:
    """What stays hidden until an item is answered."""
    return _key(content.digest, content.pk)

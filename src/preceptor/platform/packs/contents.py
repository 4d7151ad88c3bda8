"""Authored items as core types, decoded once in each process. Content never changes, so what is kept stays right."""

from collections.abc import Iterable

from preceptor.core.curriculum.item import Key, Paper
from preceptor.platform.packs import codec
from preceptor.platform.packs.models import ContentVersion, HiddenPart

_contents: dict[int, ContentVersion] = {}
_papers: dict[str, Paper] = {}
_keys: dict[str, Key] = {}


def prime(found: Iterable[ContentVersion]) -> None:
    """Keep all of these, their hidden parts read in one query, so that no answer waits for a text to be read."""
    fresh = {one.pk: one for one in found if one.kind == "item" and one.digest not in _keys}
    for hidden in HiddenPart.objects.filter(content_id__in=list(fresh)):
        one = fresh[hidden.content_id]
        _papers[one.digest], _keys[one.digest] = codec.paper(one.public), codec.key(hidden.body)
    _contents.update(fresh)


def content(pk: int) -> ContentVersion:
    """A content version. Shared by all requests of this process: read it, never change it."""
    if pk not in _contents:
        _contents[pk] = ContentVersion.objects.get(pk=pk)
    return _contents[pk]


def forget() -> None:
    """Drop what is kept by row (tests change databases under it); what is kept by digest stays right."""
    _contents.clear()


def paper(content: ContentVersion) -> Paper:
    """What may be shown of an item."""
    if content.digest not in _papers:
        _papers[content.digest] = codec.paper(content.public)
    return _papers[content.digest]


def key(content: ContentVersion) -> Key:
    """What stays hidden until an item is answered."""
    if content.digest not in _keys:
        _keys[content.digest] = codec.key(HiddenPart.objects.values_list("body", flat=True).get(pk=content.pk))
    return _keys[content.digest]

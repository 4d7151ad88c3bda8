"""What was typed in a room and not sent: kept for whoever comes back, gone once it is sent. Knows forms and one table.

The room is one form, so that whatever is pressed brings along everything typed. What the button sends becomes a
move; the rest is kept here. A form says of each text which one it was given (`was`), so only what somebody changed is
written, and a page that was left open in another tab takes nothing back.
"""

import uuid
from collections.abc import Iterable, Mapping
from hashlib import blake2b

from django.db import transaction
from django.utils.translation import gettext as _

from preceptor.features.encounters.workbench import MOST_ROWS
from preceptor.platform import clock
from preceptor.platform.accounts.models import Learner
from preceptor.platform.events.models import Event
from preceptor.platform.learning import loop
from preceptor.platform.learning.models import Attempt, Unsent
from preceptor.platform.learning.rebuild import hold

LONGEST_KEPT = 10_000
LONGEST_SHOWN = 600
"""How much of an older text of another tab is shown."""
TALK = ("said",)
RANK = tuple(f"{stem}-{place}" for place in range(MOST_ROWS) for stem in ("condition", "confidence", "grave"))
TREAT = ("treatment", "dose", "unit", "route", "frequency")
NOTES = ("note", "diagnosis", "explanation")
ON_BENCH: Mapping[str, tuple[str, ...]] = {"differential": RANK, "treat": TREAT, "notes": NOTES}
SENT_BY: Mapping[str, tuple[str, ...]] = {"say": TALK, "rank": RANK, "treat": TREAT, "note": ("note",), "finish": NOTES}
Texts = Mapping[str, str]


def mark(text: str) -> str:
    """A short mark of a text; nothing for nothing."""
    return blake2b(text.encode(), digest_size=4).hexdigest() if text else ""


def marks(texts: Texts) -> str:
    """The marks of the texts that a page shows, as its form carries them."""
    return " ".join(f"{name}:{mark(text)}" for name, text in texts.items() if text)


def shown(fields: Texts) -> dict[str, str]:
    """The texts that stood on the page which sent a form; what is not checked is not sent and is empty."""
    return {name: fields.get(name, "") for name in (*TALK, *ON_BENCH.get(fields.get("bench", ""), ()))}


def given(fields: Texts) -> dict[str, str]:
    """The marks of the texts that a form was given."""
    return dict(one.partition(":")[::2] for one in fields.get("was", "").split())


def changed(fields: Texts) -> dict[str, str]:
    """What somebody changed on the page that sent a form; nothing where the form does not say what it was given."""
    if "was" not in fields:
        return {}
    was = given(fields)
    return {name: text[:LONGEST_KEPT] for name, text in shown(fields).items() if mark(text) != was.get(name, "")}


def kept(key: uuid.UUID) -> dict[str, str]:
    """What is kept for an encounter."""
    row = Unsent.objects.filter(attempt=key).first()
    return dict(row.texts) if row else {}


def keep(learner: Learner, key: uuid.UUID, fields: Texts, sending: str = "") -> dict[str, str] | None:
    """Keep what was changed, without what an act sends. Returns the texts of another tab that it replaces; None where
    nothing was to be kept: unchanged, already sent with this form, or the encounter has ended."""
    texts = {name: text for name, text in changed(fields).items() if name not in SENT_BY.get(sending, ())}
    if not texts:
        return None
    form = fields.get("client_id", "")[:36]
    with transaction.atomic():
        hold(learner)
        if _sent(key, form) or not Attempt.objects.filter(pk=key, status="open").exists():
            return None
        row = Unsent.objects.filter(attempt=key).first() or Unsent(attempt=key, learner=learner, texts={}, by={})
        was = given(fields)
        older = {
            name: row.texts[name]
            for name in texts
            if row.texts.get(name)
            and row.by.get(name) != form
            and row.texts[name] != texts[name]
            and mark(row.texts[name]) != was.get(name, "")
        }
        row.texts |= texts
        row.by |= dict.fromkeys(texts, form)
        row.at = clock.now()
        row.save()
    return older


def _sent(key: uuid.UUID, form: str) -> bool:
    """Whether this form has been sent and taken: a copy of it that comes later is old."""
    try:
        return Event.objects.filter(id=loop.event_id(key, uuid.UUID(form))).exists()
    except ValueError:
        return False


def forget(key: uuid.UUID, act: str) -> None:
    """An act was taken: what it sent is not unsent any more. The caller holds the learner's lock."""
    if act not in SENT_BY:
        return
    row = Unsent.objects.filter(attempt=key).first()
    if row is None:
        return
    left = {name: text for name, text in row.texts.items() if name not in SENT_BY[act]}
    if act == "finish" or not left:
        row.delete()
    elif len(left) < len(row.texts):
        row.texts, row.by = left, {name: form for name, form in row.by.items() if name in left}
        row.save()


def words(texts: Texts, but: Iterable[str] = ()) -> str:
    """Kept texts in one line, to be shown where they cannot be sent any more."""
    found = (text.strip() for name, text in texts.items() if name not in but and not name.startswith("grave"))
    return "; ".join(filter(None, found))[:LONGEST_SHOWN]


def clash(older: Texts | None) -> str:
    """The sentence about texts that another tab wrote meanwhile; nothing where there are none."""
    if not older:
        return ""
    return _(
        "You had also written here in another tab. What you typed in this one is newer and is kept; "
        "there it said: “%(words)s”"
    ) % {"words": words(older)}

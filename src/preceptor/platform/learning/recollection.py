"""The short memory that choices and notices look back on, folded from events into plain values. Knows payloads only.

It stands beside the belief (`BeliefState.recent`) and is folded by the ledger alone, so that live equals replay.
"""

from dataclasses import astuple
from typing import Any

from preceptor.core.coach import noticing
from preceptor.core.coach.noticing import Answered, Hints, Past, Told, Tries

Recent = dict[str, Any]
Payload = dict[str, Any]


def answered(recent: Recent, payload: Payload, expected: float | None, day: float) -> None:
    """An answer. Of the notices' rules only practice is looked at, and only where the event says how long it takes."""
    worked(recent, payload, day)
    minutes = payload.get("minutes")
    if payload["mode"] != "practice" or expected is None or minutes is None:
        return
    name, outcome = payload["competency"], payload["outcome"]
    one = Answered(
        competency=name,
        outcome=outcome,
        expected=expected,
        seconds=payload["seconds"],
        minutes=minutes,
        confidence=payload["confidence"],
        guess=max((record.get("guess", 0.0) for record in payload["evidence"]), default=0.0),
        day=day,
    )
    recent["answers"] = [*recent.get("answers", []), list(astuple(one))][-noticing.MEMORY :]
    tries = recent.setdefault("tries", {})
    after = Tries(*tries.pop(name, ())).then(outcome)
    if after != Tries():
        tries[name] = list(astuple(after))


def encountered(recent: Recent, payload: Payload, day: float) -> None:
    """An encounter handed over."""
    worked(recent, payload, day)
    recent["hints"] = payload.get("hints", {})


def worked(recent: Recent, payload: Payload, day: float) -> None:
    """What was met, when: for spacing, for variety, for the rhythm of somebody's days."""
    recent.setdefault("seen", {})[payload["content"]] = day
    recent["competencies"] = [payload["competency"], *recent.get("competencies", [])][:5]
    done = today(recent, day)
    recent["today"] = [int(day), {**done, payload["competency"]: done.get(payload["competency"], 0) + 1}]
    if payload["presentation"]:
        recent["presentations"] = [payload["presentation"], *recent.get("presentations", [])][:3]
    came(recent, day)


def today(recent: Recent, day: float) -> dict[str, float]:
    """The day's answers by competency."""
    counted, done = recent.get("today", [None, {}])
    return dict(done) if counted == int(day) else {}


def came(recent: Recent, day: float) -> None:
    """A day on which something was done."""
    days = recent.get("days", [])
    if not days or days[-1] != int(day):
        recent["days"] = [*days, int(day)][-noticing.DAYS :]


def chose(recent: Recent, payload: Payload) -> None:
    """A choice of the coach uses up one of the easier steps that were accepted."""
    if payload["mode"] == "practice" and payload["by"] == "coach" and recent.get("easier"):
        recent["easier"] -= 1


def offered(recent: Recent, key: str, payload: Payload, day: float) -> None:
    """A notice was offered: it stands until it is answered or lapses."""
    notices = recent.setdefault("notices", {"last": day, "kinds": {}})
    notices["last"] = day
    notices["kinds"][payload["kind"]] = [day, notices["kinds"].get(payload["kind"], [day, 0])[1]]
    recent["notice"] = {"id": key, "day": day, **payload}


def replied(recent: Recent, payload: Payload) -> None:
    """A notice was answered: what is dismissed rests longer, an accepted easier step holds for the next choices."""
    kinds = recent["notices"]["kinds"]
    day, dismissed = kinds[payload["kind"]]
    kinds[payload["kind"]] = [day, 0 if payload["taken"] else dismissed + 1]
    if recent.get("notice", {}).get("id") == payload["notice"]:
        del recent["notice"]
    if payload["offer"] == noticing.EASIER:
        recent["easier"] = noticing.EASIER_CHOICES


def past(recent: Recent, day: float) -> Past:
    """What the rules look back on."""
    return Past(
        day=day,
        answers=[Answered(*one) for one in recent.get("answers", [])],
        tries={name: Tries(*one) for name, one in recent.get("tries", {}).items()},
        hints=Hints(**recent.get("hints", {})),
        days=recent.get("days", []),
    )


def told(recent: Recent) -> Told:
    """The notices there have been."""
    notices = recent.get("notices")
    if notices is None:
        return Told()
    return Told(notices["last"], {kind: (day, dismissed) for kind, (day, dismissed) in notices["kinds"].items()})


def ease(recent: Recent) -> float:
    """How much easier the next choice shall be."""
    return noticing.EASE if recent.get("easier") else 0.0

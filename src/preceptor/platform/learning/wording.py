"""The sentences of the coach, through gettext: shared by the pages and the API. Knows the shelf's titles."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preceptor.core.coach.calibration import Band
from preceptor.platform.learning.shelf import Shelf


def task(name: str) -> str:
    """A step of reasoning, for people."""
    return {
        "mechanism": _("how things work"),
        "history": _("taking a history"),
        "examination": _("examining"),
        "test": _("choosing and reading tests"),
        "diagnosis": _("making a diagnosis"),
        "management": _("deciding what to do"),
        "safety": _("keeping people safe"),
        "communication": _("talking with people"),
        "procedure": _("procedures"),
    }.get(name, name)


def before(reason: dict[str, Any], shelf: Shelf) -> str:
    """The reason shown with an activity; it names nothing that could cue the answer."""
    values = reason["values"]
    words = {
        "domain": shelf.domains.get(values["domain"], values["domain"]),
        "presentation": shelf.presentations.get(values.get("presentation", ""), ""),
        "task": task(str(values.get("task", ""))),
        "days": values.get("days", 0),
        "answers": int(values.get("answers", 0)),
    }
    sentences = {
        "measuring": _("This measures %(domain)s; nothing helps you here, so that it shows what you can do alone."),
        "seen-before": _(
            "You last met this %(days)s days ago, and there is nothing new left that would serve you better."
        ),
        "new-numbers": _("%(domain)s: a kind of question you last met %(days)s days ago, with new numbers."),
        "little-evidence": ngettext(
            "We know little about you in %(domain)s yet: %(answers)s answer.",
            "We know little about you in %(domain)s yet: %(answers)s answers.",
            words["answers"],
        ),
        "fresh-presentation": _("%(domain)s, with a presentation you have not met lately: %(presentation)s."),
        "below-target": _("%(domain)s is where the next minutes move you most; the step here is %(task)s."),
        "keep-up": _("You stand well in %(domain)s; this keeps it so. The step here is %(task)s."),
    }
    return sentences[reason["code"]] % words


def after(reason: dict[str, Any], shelf: Shelf) -> str:
    """The full reason, once answered."""
    values = reason["values"]
    known = shelf.world.competencies.get(values["competency"])
    words = {
        "competency": known.title if known else values["competency"],
        "expected": f"{100 * float(values.get('expected', 0)):.0f}",
        "answers": int(values.get("answers", 0)),
        "unlocks": int(values.get("unlocks", 0)),
    }
    sentences = {
        "measuring": _("It measured %(competency)s."),
        "little-evidence": ngettext("Chosen for %(competency)s: %(answers)s answer of yours says anything about it yet. We expected %(expected)s %% success.", "Chosen for %(competency)s: %(answers)s answers of yours say anything about it yet. We expected %(expected)s %% success.", words["answers"]),
        "prerequisite": _("Chosen for %(competency)s: %(unlocks)s other competencies build on it and it is not at the target yet. We expected %(expected)s %% success."),
        "most-gain": _("Chosen for %(competency)s, where a minute gains most now. We expected %(expected)s %% success, which is hard enough to teach."),
        "keep-up": _("Chosen to keep %(competency)s where it is. We expected %(expected)s %% success."),
    }  # fmt: skip
    return sentences[reason["code"]] % words


def exhausted(names: Iterable[str], shelf: Shelf) -> str:
    """What to say when nothing unseen is left where more would have been wanted."""
    titles = [shelf.world.competencies[name].title for name in names if name in shelf.world.competencies]
    if not titles:
        return ""
    return _("You have seen every question we have on %(titles)s; more practice there waits for new content.") % {
        "titles": ", ".join(titles)
    }


def calibration(band: Band) -> str:
    """What stated confidence has been worth so far."""
    values = {
        "stated": f"{100 * band.stated:.0f}",
        "right": f"{100 * band.right:.0f}",
        "low": f"{100 * band.low:.0f}",
        "high": f"{100 * band.high:.0f}",
        "count": band.count,
    }
    sentence = {
        "unknown": _("Too few answers at this confidence to say how it holds (%(count)s)."),
        "over": _("When you say about %(stated)s %%, you are right %(right)s %% of the time (%(low)s–%(high)s, %(count)s answers): surer than results bear out."),
        "under": _("When you say about %(stated)s %%, you are right %(right)s %% of the time (%(low)s–%(high)s, %(count)s answers): you know more than you trust."),
        "fair": _("When you say about %(stated)s %%, you are right %(right)s %% of the time (%(low)s–%(high)s, %(count)s answers): they agree."),
    }[band.verdict]  # fmt: skip
    return sentence % values


def encouragement(code: str) -> str:
    """One sentence about the task, the process or how the learner steers; never about the person."""
    return {
        "": "",
        "reached-bar": _("With this answer even the cautious end of the estimate is at the target."),
        "came-back": _("This had gone wrong twice before; going back to it is what changed that."),
        "sure-and-wrong": _("You were sure, so this is worth more than most misses: it comes back as a review card."),
        "right-but-unsure": _("Right, with less trust than the reasoning deserved: look at what made you choose it."),
        "moved-up": _("That answer moved the estimate clearly; the step you took is in the explanation."),
        "partly": _("Part of it was there: compare what you chose with the options marked best."),
    }[code]


def notice(kind: str, evidence: Mapping[str, Any], shelf: Shelf) -> str:
    """What was noticed, in one calm sentence with its evidence; it judges nobody."""
    known = shelf.world.competencies.get(str(evidence.get("competency", "")))
    words = {
        **evidence,
        "competency": known.title if known else evidence.get("competency", ""),
        **{name: f"{100 * float(evidence.get(name, 0)):.0f}" for name in ("guess", "stated", "share", "low", "high")},
        **{name: f"{float(evidence.get(name, 0)):.0f}" for name in ("seconds", "usual")},
    }
    sentences = {
        "guessing": _("%(quick)s of your last %(of)s answers took less than %(seconds)s seconds; %(right)s of those %(quick)s went right, about what guessing gives (%(guess)s %%). Guessing and not knowing yet look the same from here."),
        "racing": _("%(quick)s of your last %(of)s answers took less than %(seconds)s seconds; %(right)s of those %(quick)s went right, where about %(expected)s were to be expected."),
        "stuck": _("%(competency)s: %(tries)s tries, %(right)s of them right, and not yet %(row)s in a row. More of the same may not be what helps."),
        "overconfident": _("On your last %(answers)s answers given with much confidence you said about %(stated)s %%, and %(share)s %% went right (%(low)s–%(high)s %%)."),
        "hints": _("With your last patient you asked for %(asked)s hints, %(rushed)s of them within %(seconds)s seconds of the one before."),
        "absent": _("Good to see you: it has been %(days)s days, and you usually come about every %(usual)s. What fades comes back faster than it was learnt."),
    }  # fmt: skip
    return sentences[kind] % words


def offer(code: str) -> str:
    """What an offered change is called."""
    return {
        "easier": _("Take an easier step"),
        "example": _("Read it worked through"),
        "break": _("Take a break"),
        "mentor": _("Ask a mentor"),
    }[code]


def noticed(kind: str) -> str:
    """A kind of notice, for a table."""
    return {
        "guessing": _("Quick, as right as chance"),
        "racing": _("Quick, less right than expected"),
        "stuck": _("Many tries without three right in a row"),
        "overconfident": _("Surer than results bear out"),
        "hints": _("Hints asked for faster than read"),
        "absent": _("Back after a long absence"),
    }[kind]

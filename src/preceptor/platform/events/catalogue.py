"""Every kind of event: its verb, its schema number, what its payload holds. The reference page is made from this."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Verb:
    """One kind of event. `fields` and `texts` say what the payload and the erasable side table hold."""

    name: str
    summary: str
    schema: int
    fields: Mapping[str, str]
    texts: Mapping[str, str] = field(default_factory=dict)


_ALL = (
    Verb(
        "learner.enrolled",
        "A person became a learner; the belief starts from the level and programme stated here.",
        3,
        {
            "level": "pre-clinical, clerkship or resident",
            "version": "version of the belief it is folded under; absent in schema 1, which means 1",
            "programme": "key of the programme, as text; absent before schema 3",
        },
    ),
    Verb(
        "belief.renewed",
        "A learner's whole past was folded again under another version of the belief, and what follows is folded so.",
        1,
        {"version": "its number"},
    ),
    Verb(
        "belief.calibrated",
        "A version of the belief was calibrated on the log and compared on learners held back from the fit.",
        1,
        {
            "version": "its number",
            "verdict": "better, no clear difference, worse, or not enough answers to tell",
            "learners": "how many learners it was fitted to",
            "answers": "from how many of their answers",
            "items": "how many items it places",
        },
    ),
    Verb(
        "belief.adopted",
        "A version of the belief was taken into use; learners are renewed to it one by one.",
        1,
        {
            "version": "its number",
            "before": "the version that was in use",
            "verdict": "what the comparison said of it; empty where there was none",
            "anyway": "whether it was adopted though nothing showed that it is better",
        },
        {"why": "what they wrote"},
    ),
    Verb(
        "choice.made",
        "The coach (or the learner) chose the next activity.",
        1,
        {
            "mode": "practice, placement, checkpoint or recheck",
            "sitting": "id of the placement, checkpoint or re-check, or null",
            "approval": "the approval under which the content is shown",
            "seed": "what a family's numbers, or the person who brings a case again, are drawn from; 0 for nobody new",
            "reason": "code and values of the sentence shown before the answer; nothing in it cues the key",
            "full_reason": "code and values of the sentence shown after the answer",
            "by": "coach, or learner where the learner picked from the slate",
            "policy": "version of the choosing policy",
        },
    ),
    Verb(
        "attempt.answered",
        "A learner answered an item.",
        2,
        {
            "mode": "practice, placement, checkpoint or recheck",
            "responses": "letters chosen, one list for each question",
            "outcome": "0 to 1",
            "scores": "each question's score",
            "confidence": "stated chance of being right in percent, before feedback, or null when left out",
            "seconds": "time from offer to answer, cut at 30 minutes; shown to the learner, never part of the belief",
            "minutes": "how long the item should take (since schema 2)",
            "evidence": "the evidence records; an item's difficulty is its author's, until a belief version places it",
            "packs": "the pack versions whose graph and reference items the belief was read with",
            "recall": "whether the fact becomes a review card",
            "content": "id of the content without its version",
            "competency": "the primary competency",
            "presentation": "the presentation, or empty",
        },
    ),
    Verb(
        "encounter.opened",
        "A learner went in to a virtual patient.",
        1,
        {
            "mode": "practice, history or examination",
            "knowledge": "the knowledge base that the patient answers from, as knowledge/id@version",
            "minutes": "time allowed on the patient's clock, accommodations included; 0 for no limit",
            "pass_mark": "set by an educator, or null",
        },
    ),
    Verb(
        "encounter.moved",
        "One move in an encounter: said, examined, ordered, treated, ranked, waited, noted, asked for a hint or help.",
        1,
        {"number": "its place in the encounter", "move": "what was understood and chosen, without the words"},
        {"said": "what the learner said or wrote"},
    ),
    Verb(
        "encounter.finished",
        "A learner handed over; the encounter was scored.",
        2,
        {
            "mode": "practice, history or examination",
            "outcome": "0 to 1",
            "scores": "each step's score, by name; null where the mode leaves it out",
            "critical": "critical errors, by code",
            "seconds": "wall-clock time from the door to handing over; shown to the learner, never part of the belief",
            "evidence": "the evidence records, each with the difficulty that the case's author gave",
            "packs": "the pack versions whose graph and reference items the belief was read with",
            "lessons": "the lessons that become review cards",
            "scoring": "version of the scoring rules",
            "hints": "how many were asked for, how many of them within 5 seconds of the one before (since schema 2)",
            "content": "id of the content without its version",
            "competency": "the primary competency",
            "presentation": "the presentation",
        },
        {"explanation": "what the learner told the patient at the end", "note": "the learner's note"},
    ),
    Verb(
        "phrase.attached",
        "An educator attached a question that was not understood to what it asks.",
        1,
        {"topic": "a topic's id", "attribute": "an attribute's id", "experiencer": "self, family or contact"},
        {"phrase": "the question"},
    ),
    Verb(
        "mentor.asked",
        "A learner asked to talk an activity over with a mentor.",
        1,
        {"about": "id of the attempt"},
        {"comment": "what they wrote"},
    ),
    Verb(
        "knowledge.proposed",
        "Somebody proposed a change to the knowledge base.",
        1,
        {"part": "kind and id of what it is about"},
        {"comment": "what they wrote"},
    ),
    Verb(
        "case.generated",
        "Somebody had a case generated; it is a draft until approved.",
        1,
        {"case": "id@version", "seed": "the seed", "condition": "the condition asked for", "by": "educator or gap"},
    ),
    Verb(
        "case.approved",
        "An educator approved one exact version of a case.",
        1,
        {"approval": "the approval it made"},
    ),
    Verb(
        "attempt.declined",
        "A learner declined the activity offered.",
        1,
        {"why": "shorter, easier, harder, other or none given", "content": "id of the content without its version"},
    ),
    Verb(
        "notice.offered",
        "Rules noticed something in how a learner works and offered a change; nothing of it is part of the belief.",
        1,
        {
            "kind": "guessing, racing, stuck, overconfident, hints or absent",
            "evidence": "the numbers that the rule rests on, and the competency where it is about one",
            "offers": "what was offered: easier, example, break, mentor",
            "about": "id of the attempt that led to it, or null",
            "rules": "version of the rules",
        },
    ),
    Verb(
        "notice.answered",
        "A learner took up or dismissed what a notice offered.",
        1,
        {
            "notice": "id of the notice's event",
            "kind": "its kind",
            "taken": "whether an offer was taken up",
            "offer": "which one, or empty",
        },
    ),
    Verb("attempt.closed", "An open attempt was closed without an answer.", 1, {"why": "withdrawn, stale or ended"}),
    Verb(
        "sitting.started",
        "A placement, a checkpoint or a re-check began.",
        2,
        {
            "sitting": "its id",
            "kind": "placement, checkpoint or recheck",
            "competency": "what a re-check is about, else empty; absent in schema 1",
            "most": "how many questions it may have; absent in schema 1",
        },
    ),
    Verb(
        "sitting.finished",
        "A placement, a checkpoint or a re-check ended.",
        2,
        {
            "sitting": "its id",
            "why": "enough, limit, stopped, skipped or exhausted",
            "result": "for each domain the mean chance of success: low, mid, high (80 %), and whether it is settled; "
            "of a re-check (since schema 2) the 90 % interval of its competency without and with its answers, and the "
            "states",
        },
    ),
    Verb(
        "card.reviewed",
        "A learner graded a review card.",
        1,
        {"card": "its id", "grade": "1 forgot, 2 hard, 3 good, 4 easy"},
    ),
    Verb(
        "item.reported",
        "Somebody reported a problem with an item.",
        1,
        {"kind": "wrong, unclear, outdated, biased or other"},
        {"comment": "what they wrote"},
    ),
    Verb(
        "estimate.contested",
        "A learner objected to what is believed about them: a re-check begins, or else an educator answers.",
        2,
        {
            "competency": "its id",
            "estimate": "low, mid, high that they were shown",
            "sitting": "id of the re-check that it began, or null where an educator answers; absent in schema 1",
        },
        {"comment": "what they wrote"},
    ),
    Verb(
        "report.resolved",
        "An educator closed a report or an objection.",
        1,
        {"report": "id of the event it answers", "decision": "withdrawn, kept, recheck or declined"},
        {"comment": "what they wrote"},
    ),
    Verb(
        "pack.adopted",
        "A person took a pack version into use.",
        1,
        {"pack": "id@version", "approved": "how many contents that approved", "withdrawn": "how many it replaced"},
    ),
    Verb(
        "content.withdrawn",
        "An educator withdrew content at once.",
        1,
        {"approval": "the approval that ended"},
        {"reason": "what they wrote"},
    ),
    Verb(
        "role.changed",
        "An administrator gave somebody another role.",
        1,
        {"person": "their pseudonym", "before": "the role they had", "after": "the role they have"},
    ),
    Verb(
        "account.switched",
        "An administrator closed or opened an account.",
        1,
        {"person": "their pseudonym", "open": "whether it is open now"},
    ),
    Verb("reset.made", "Staff made a one-time link for a new password.", 1, {"person": "their pseudonym"}),
    Verb(
        "invitation.made",
        "Staff made an invitation.",
        1,
        {"role": "what it gives", "cohort": "the cohort it leads to, or null", "uses": "how often", "days": "how long"},
    ),
    Verb("account.erased", "An account was erased; its pseudonym now leads to nobody.", 1, {}),
    Verb("content.restored", "An educator approved content again.", 1, {"approval": "the new approval"}),
)
VERBS: dict[str, Verb] = {verb.name: verb for verb in _ALL}


def reference() -> str:
    """The catalogue as a page of the documents."""
    lines = [
        "# Events",
        "",
        "Made by `preceptor docs events` from `platform/events/catalogue.py`; do not edit by hand.",
        "",
        "Every event has: `seq`, `id` (the client's where it sent one), `at` (server time), `client_at`, `actor`",
        "(pseudonym), `verb`, `object` (`kind/id@version`), `attempt`, `engine`, `schema`, `payload`, and for choices",
        "`propensity` and `slate`. What a person wrote stands in a side table that can be erased.",
    ]
    for verb in _ALL:
        lines += ["", f"## {verb.name}", "", f"{verb.summary} Schema {verb.schema}.", ""]
        lines += [f"- `{name}`: {text}" for name, text in verb.fields.items()]
        lines += [f"- `{name}` (erasable): {text}" for name, text in verb.texts.items()]
    return "\n".join(lines) + "\n"

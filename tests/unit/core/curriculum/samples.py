"""A clean pack, its items and ways to plant a flaw in them, shared by the tests of rules and lint."""

from dataclasses import replace
from typing import Any

from preceptor.core.curriculum.competency import Competency
from preceptor.core.curriculum.item import Card, Item, Key, OptionKey, Paper, Question, Result, Results, Source, Span
from preceptor.core.curriculum.pack import Pack, Reference, Titled

STEM = "A 54-year-old man has crushing chest pain for one hour. Pulse 96/min, skin cold and damp."
LEAD_IN = "What is the most likely cause of the pain?"
OPTIONS = ("Aortic tear", "Coronary clot", "Lung infarct", "Gullet rupture", "Rib fracture")
RATIONALE = "It fits the picture less well than the rest."


def question(texts: tuple[str, ...] = OPTIONS, lead_in: str = LEAD_IN, **more: Any) -> Question:
    return Question(lead_in, texts, **more)


def options(count: int = 5, correct: tuple[int, ...] = (1,), rationale: str = RATIONALE) -> tuple[OptionKey, ...]:
    return tuple(OptionKey(correct=place in correct, rationale=rationale) for place in range(count))


def item(
    texts: tuple[str, ...] = OPTIONS,
    correct: int = 1,
    lead_in: str = LEAD_IN,
    stem: str = STEM,
    order: Any = "sorted",
    **more: Any,
) -> Item:
    """A single best answer without a flaw, save for what is asked for."""
    return Item(
        id=more.pop("id", "one"),
        version=1,
        type="sba",
        competency="chest-pain",
        task="diagnosis",
        level="clerkship",
        difficulty=3,
        minutes=1.5,
        paper=Paper(stem, (question(texts, lead_in, order=order),), results=more.pop("results", None)),
        key=Key(
            (options(len(texts), (correct,), more.pop("rationale", RATIONALE)),),
            more.pop("explanation", "The clot closes the vessel, so the muscle starves."),
            more.pop("teaching_point", "Cold damp skin with crushing pain is a heart attack first."),
            Card("What does crushing pain with cold skin suggest?", "A coronary clot."),
            more.pop("sources", (Source("book-2020", "the usual picture", "from-memory", "2026-01-01"),)),
        ),
        review_by="2099-01-01",
        **more,
    )


MENU = tuple(f"{letter}ction {number}" for number, letter in enumerate("ABCDEFGHIJ", 1))


def menu_item(selects: tuple[int, ...] = (2, 2), correct: tuple[int, ...] = (0, 1), size: int = 10) -> Item:
    """A key-feature problem of as many questions as there are `selects`."""
    plain = item()
    paper = replace(plain.paper, questions=tuple(question(MENU[:size], select=one) for one in selects))
    key = replace(plain.key, questions=tuple(options(size, correct) for _ in selects))
    return replace(plain, type="kf", paper=paper, key=key)


def family(
    stem: str = "A {weight} kg woman needs 0.1 mg of drug per kg; the vial holds 10 mg in each mL.",
    texts: tuple[str, ...] = ("{dose:.1f} mg", "{dose * 10:.1f} mg", "{dose / 10:.2f} mg", "{dose + 1:.1f} mg"),
    correct: tuple[bool | str, ...] = (True, False, False, False),
    results: Results | None = None,
    **more: Any,
) -> Item:
    """A family of dose sums: 46 draws."""
    plain = item()
    paper = Paper(
        stem,
        (question(texts, "What dose does she need in milligrams?"),),
        results,
        more.pop("parameters", {"weight": Span(45, 90, 1)}),
        more.pop("derive", {"dose": "weight * 0.1"}),
        more.pop("require", ()),
    )
    keys = tuple(OptionKey(one, False, "The sum gives {dose:.1f} mg for her.") for one in correct)
    key = replace(plain.key, questions=(keys,), explanation="Multiply {weight} by 0.1.")
    return replace(plain, paper=paper, key=key, **more)


def results(**cells: str) -> Results:
    return Results("Venous blood", (Result(**{"name": "Potassium", "value": "2.9", "unit": "mmol/L", **cells}),))


def competency(name: str = "chest-pain", *prerequisites: str, **more: Any) -> Competency:
    values = {"domain": "heart", "level": "clerkship", "importance": 3, **more}
    return Competency(name, name.capitalize(), "Does it.", prerequisites=prerequisites, **values)


def pack(*items: Item, **more: Any) -> Pack:
    """A pack of these items and one competency, which breaks no rule."""
    values: dict[str, Any] = {
        "id": "sample",
        "version": 1,
        "title": "Sample",
        "summary": "A sample.",
        "language": "en",
        "licence": "Apache-2.0",
        "review": "not-reviewed",
        "review_note": "For tests.",
        "review_by": "2099-01-01",
        "jurisdictions": ("int", "uk"),
        "domains": (Titled("heart", "Heart"),),
        "levels": ("pre-clinical", "clerkship", "resident"),
        "competencies": (competency(),),
        "items": items or (item(),),
        "references": (Reference("book-2020", "Book", 2020),),
        **more,
    }
    return Pack(**values)

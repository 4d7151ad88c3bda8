"""The item-flaw lint on planted flaws: every code has an item that has it and a clean twin that has not."""

from dataclasses import replace
from typing import Any

import pytest

from preceptor.core.curriculum.family import marking
from preceptor.core.curriculum.item import Item, Source
from preceptor.core.curriculum.lint import flaws, lint
from tests.unit.core.curriculum.samples import MENU, OPTIONS, family, item, menu_item, options, pack, question

KNOWN = frozenset({"ECG"})


def codes(subject: Item) -> list[str]:
    return [code for code, _ in flaws(subject, KNOWN)]


def with_option(place: int, text: str, *others: str) -> tuple[str, ...]:
    texts = list(others or OPTIONS)
    texts[place] = text
    return tuple(texts)


def menu(*texts: str, correct: tuple[int, ...] = (0, 1)) -> Item:
    one = menu_item((2, 2), correct)
    shown = replace(one.paper, questions=tuple(question(texts, select=2) for _ in range(2)))
    return replace(one, paper=shown)


LONG = ("Aortic tear of the arch", "Coronary clot", "Lung infarct", "Gullet rupture", "Rib fracture")
NUMBERS = ("10 mg", "20 mg", "30 mg", "40 mg", "50 mg")
BARE = ("10", "20", "30", "40", "50")
RANGES = ("1–2 mg", "3–4 mg", "5–6 mg", "7–8 mg", "9–10 mg")
ACTIONS = ("Give oxygen", "Start heparin", "Order a scan", "Call a surgeon", "Stop the drug")
CONVERGING = ("Cold pale liver", "Cold damp left heart", "Damp red spleen", "Left big toe", "Heart valve leak")
SOURCE = Source("book-2020", "the usual picture", "from-memory", "2026-01-01")

# code, an item with the flaw, its twin without
PLANTED: list[tuple[str, str, Item, Item]] = [
    ("cover-options", "which", item(lead_in="Which of the following is it likely to be?"), item()),
    ("cover-options", "statement", item(lead_in="The most likely cause of the pain is"), item()),
    ("cover-options", "short", item(lead_in="Which cause?"), item()),
    ("negative-lead-in", "least", item(lead_in="What is the least likely cause of the pain?"), item()),
    ("negative-lead-in", "not", item(lead_in="What would you not do for him now?"), item()),
    ("longest-key", "single", item(LONG, correct=0), item(LONG, correct=2)),
    (
        "longest-key",
        "menu",
        menu("Give oxygen by a mask with a bag", "Call the team that is on duty", *MENU[2:]),
        menu(*MENU[:2], "Give oxygen by a mask with a bag", *MENU[3:]),
    ),
    ("absolute-term", "only", item(with_option(0, "Tear only")), item(with_option(0, "Tear of aorta"))),
    ("vague-term", "may", item(with_option(3, "Gullet may burst")), item(with_option(3, "Gullet rupture"))),
    ("all-none-above", "none", item(with_option(4, "None of the above")), item()),
    ("all-none-above", "both", item(with_option(4, "Both of these options")), item()),
    (
        "grammatical-cue",
        "article",
        item(("Aortic tear", "A coronary clot", "Lung infarct", "Gullet rupture", "Rib fracture")),
        item(("An aortic tear", "A coronary clot", "A lung infarct", "A gullet tear", "A rib fracture")),
    ),
    (
        "grammatical-cue",
        "full stop",
        item(with_option(1, "Coronary clot.")),
        item(tuple(f"{text}." for text in OPTIONS)),
    ),
    ("clang", "key alone", item(with_option(1, "Crushing clot")), item(with_option(2, "Crushing infarct"))),
    ("clang", "lead-in", item(lead_in="Which coronary cause is the most likely one?"), item()),
    ("convergence", "key", item(CONVERGING, correct=1), item(CONVERGING, correct=4)),
    (
        "overlapping-ranges",
        "shared",
        item(("1–3 mg", "2–4 mg", *RANGES[2:]), lead_in="What dose does he need now?"),
        item(RANGES, lead_in="What dose does he need now?"),
    ),
    (
        "option-order",
        "given",
        item(("20 mg", "10 mg", *NUMBERS[2:]), lead_in="What dose does he need now?", order="given"),
        item(NUMBERS[::-1], lead_in="What dose does he need now?", order="given"),
    ),
    (
        "non-homogeneous",
        "action",
        item(with_option(3, "A surgical opinion", *ACTIONS), lead_in="What should be done for him first?"),
        item(ACTIONS, lead_in="What should be done for him first?"),
    ),
    (
        "non-homogeneous",
        "number",
        item(with_option(3, "As needed", *NUMBERS), lead_in="What dose does he need now?"),
        item(NUMBERS, lead_in="What dose does he need now?"),
    ),
    (
        "undefined-abbreviation",
        "stem",
        item(stem="A 54-year-old man with PE has pain."),
        item(stem="A 54-year-old man with pulmonary embolism (PE) has pain. His ECG shows PE."),
    ),
    (
        "undefined-abbreviation",
        "rationale",
        item(rationale="It fits the picture of DKA less well."),
        item(rationale="It fits the picture of diabetic ketoacidosis (DKA) less well."),
    ),
    ("missing-source", "supports", item(sources=(replace(SOURCE, supports=" "),)), item(sources=(SOURCE,))),
    ("missing-rationale", "short", item(rationale="Less likely."), item(rationale="Less likely here, with cold skin.")),
    (
        "missing-unit",
        "bare",
        item(BARE, lead_in="What dose does he need now?"),
        item(BARE, lead_in="How many tablets does he need now?"),
    ),
]


@pytest.mark.parametrize(
    ("code", "flawed", "clean"),
    [entry[:1] + entry[2:] for entry in PLANTED],
    ids=[f"{code}-{name}" for code, name, _, _ in PLANTED],
)
def test_a_planted_flaw_is_found_and_its_twin_is_clean(code: str, flawed: Item, clean: Item) -> None:
    assert set(codes(flawed)) == {code}
    assert codes(clean) == []


@pytest.mark.parametrize(
    ("code", "flawed"), [(entry[0], entry[2]) for entry in PLANTED], ids=[f"{e[0]}-{e[1]}" for e in PLANTED]
)
def test_an_item_may_allow_a_flaw_with_a_reason_and_no_other(code: str, flawed: Item) -> None:
    assert codes(replace(flawed, allow={code: "It is meant here."})) == []
    assert codes(replace(flawed, allow={"another-flaw": "It is meant here."})) == codes(flawed)


@pytest.mark.parametrize("verb", ["Replace", "Agree", "Explore", "Advise", "Discuss", "Refer", "explain"])
def test_what_begins_with_a_verb_is_an_action(verb: str) -> None:
    texts = (f"{verb} the plan", "Aortic tear", "Lung infarct", "Gullet tear", "Rib fracture")
    assert "non-homogeneous" in codes(item(texts, lead_in="What should be done for him first?"))


def test_a_message_names_the_words_it_speaks_of() -> None:
    (finding,) = flaws(item(with_option(0, "Tear only")), KNOWN)
    assert "“only”" in finding[1]
    assert "Tear only" in finding[1]


def test_a_family_is_read_as_drawn_and_each_flaw_is_named_once() -> None:
    assert codes(family()) == []
    assert codes(family(stem="A {weight} kg woman with PE needs 0.1 mg of drug per kg.")) == ["undefined-abbreviation"]
    bare = family(texts=("{dose:.1f}", "{dose * 10:.1f}", "{dose / 10:.2f}", "{dose + 1:.1f}"))
    shown = replace(
        bare.paper, questions=(replace(bare.paper.questions[0], lead_in="What does she need at once now?"),)
    )
    assert codes(replace(bare, paper=shown)) == ["missing-unit"]


def test_a_family_that_cannot_be_drawn_is_left_to_the_rules() -> None:
    assert codes(family(derive={"dose": "1 / 0"})) == []


# Flaws of a pack as a whole.

WORDS = ("amber", "birch", "cedar", "daisy", "elder", "flint", "gorse", "hazel", "kelp", "larch", "maple", "oak")


def many(places: list[int]) -> list[Item]:
    """Items whose key stands at these places, with stems that share nothing and options of one length."""
    texts = ("Aorta tear", "Blood clot", "Colon scar", "Drugs rash", "Elbow cyst")
    return [
        item(texts, correct=place, id=f"item-{n}", stem=f"{n} " + " ".join(f"{word}{n}" for word in WORDS))
        for n, place in enumerate(places)
    ]


def found(*items: Item) -> list[tuple[str, tuple[Any, ...]]]:
    return [(problem.code, problem.where) for problem in lint(pack(*items, abbreviations=KNOWN))]


def test_keys_that_cluster_on_one_place_are_found() -> None:
    assert found(*many([n % 5 for n in range(50)])) == []
    assert found(*many([1 if n % 2 else n % 5 for n in range(50)])) == [("key-position", ("pack", "sample"))]


def test_few_items_say_nothing_about_places() -> None:
    assert found(*many([1] * 49)) == []


def test_families_stand_outside_the_test_of_places() -> None:
    fixed = many([n % 5 for n in range(50)])
    drawn = [
        replace(family(stem=f"{n} " + " ".join(f"{word}{n}" for word in WORDS) + " {weight}"), id=f"family-{n}")
        for n in range(100, 150)
    ]
    seconds = {marking(one.paper, one.key, seed).questions[0][1].correct for one in drawn[:5] for seed in range(20)}
    assert seconds == {True}  # their keys do cluster: the second of four in every draw
    assert found(*fixed, *drawn) == []


def lengths(longest: int) -> list[Item]:
    """Fifty items, in so many of which the key is longer than the rest."""
    made = []
    for n, one in enumerate(many([n % 5 for n in range(50)])):
        texts = list(one.paper.questions[0].options)
        texts[n % 5 if n < longest else (n + 1) % 5] += " one"
        made.append(replace(one, paper=replace(one.paper, questions=(question(tuple(texts)),))))
    return made


def test_keys_that_are_too_often_the_longest_are_found() -> None:
    assert found(*lengths(20)) == []
    assert found(*lengths(21)) == [("longest-key", ("pack", "sample"))]


def test_one_stem_written_twice_is_found() -> None:
    first, second = many([0, 1])
    twice = replace(second, paper=replace(second.paper, stem=first.paper.stem + " And more."))
    assert found(first, twice) == [("duplicate-stem", ("item", "item-1", "stem"))]
    assert found(first, second) == []


def test_what_the_rules_refuse_is_not_linted() -> None:
    keyless = item(with_option(0, "Tear only"))
    keyless = replace(keyless, key=replace(keyless.key, questions=(options(5, ()),)))
    assert lint(pack(keyless, abbreviations=KNOWN), frozenset({"one"})) == []

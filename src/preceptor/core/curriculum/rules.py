"""The rules a pack must keep before it may load: identity, references, keys, reachability. Knows no files."""

from collections import Counter
from collections.abc import Iterable, Iterator

from preceptor.core.curriculum.competency import CycleError, graph
from preceptor.core.curriculum.family import FamilyError, marking, sheet
from preceptor.core.curriculum.item import LETTERS, Item, OptionKey, Question
from preceptor.core.curriculum.pack import Pack, Problem

TASKS = (
    "mechanism",
    "history",
    "examination",
    "test",
    "diagnosis",
    "management",
    "safety",
    "communication",
    "procedure",
)
SBA_OPTIONS = (4, 5)
MENU_OPTIONS = (10, 20)
FAMILY_DRAWS = 200
FAMILY_DISTINCT = 30


def check(pack: Pack) -> list[Problem]:
    """Every broken rule, in the order of the pack."""
    problems = [*_identity(pack), *_graph(pack)]
    for item in pack.items:
        problems += _item(pack, item)
    return problems + list(_reachable(pack))


def _identity(pack: Pack) -> Iterator[Problem]:
    kinds: tuple[tuple[str, Iterable[str]], ...] = (
        ("competency", (one.id for one in pack.competencies)),
        ("item", (one.id for one in pack.items)),
        ("reference", (one.id for one in pack.references)),
        ("presentation", (one.id for one in pack.presentations)),
    )
    for kind, ids in kinds:
        for name, count in Counter(ids).items():
            if count > 1:
                yield Problem(
                    (kind, name, "id"), "duplicate-id", f"{name} is used {count} times: give each its own id."
                )


def _graph(pack: Pack) -> Iterator[Problem]:
    known = {competency.id for competency in pack.competencies}
    domains = {domain.id for domain in pack.domains}
    frameworks = {framework.id for framework in pack.frameworks}
    for one in pack.competencies:
        where = ("competency", one.id)
        for parent in one.prerequisites:
            if parent not in known:
                yield Problem((*where, "prerequisites"), "unknown-id", f"{parent} is no competency of this pack.")
        if one.domain not in domains:
            yield Problem((*where, "domain"), "unknown-id", f"{one.domain} is not in `domains` of pack.yaml.")
        if one.level not in pack.levels:
            yield Problem((*where, "level"), "unknown-id", f"{one.level} is not in `levels` of pack.yaml.")
        for framework in sorted(set(one.mappings) - frameworks):
            yield Problem((*where, "mappings"), "unknown-id", f"{framework} is not in `frameworks` of pack.yaml.")
    try:
        graph(pack.competencies)
    except CycleError as error:
        yield Problem(
            ("competency", error.path[0], "prerequisites"), "cycle", f"{error}: remove one of these prerequisites."
        )


def _item(pack: Pack, item: Item) -> Iterator[Problem]:
    where = ("item", item.id)
    yield from _item_names(pack, item)
    if not 1 <= item.difficulty <= 5:
        yield Problem((*where, "difficulty"), "out-of-range", "difficulty runs from 1 to 5.")
    if not 0.5 <= item.minutes <= 6:
        yield Problem((*where, "minutes"), "out-of-range", "minutes run from 0.5 to 6.")
    wanted = (1, 1) if item.type == "sba" else (2, 3)
    if not wanted[0] <= len(item.paper.questions) <= wanted[1]:
        yield Problem(
            (*where, "questions"),
            "question-count",
            f"an item of type {item.type} has {wanted[0]}–{wanted[1]} questions.",
        )
    for number, (question, options) in enumerate(zip(item.paper.questions, item.key.questions, strict=True)):
        yield from _question(item, number, question, options)
    if item.paper.is_family:
        yield from _family(item)
    for name in ("explanation", "teaching_point"):
        if not getattr(item.key, name).strip():
            yield Problem((*where, name), "missing-text", f"{name} is empty: write it.")
    if item.paper.is_family:
        yield from _general(item)


def _general(item: Item) -> Iterator[Problem]:
    """The teaching point and the card outlive the draw, so numbers that were drawn have no place in them."""
    where = ("item", item.id)
    texts = {
        ("teaching_point",): item.key.teaching_point,
        ("card", "front"): item.key.card.front,
        ("card", "back"): item.key.card.back,
    }
    for field, text in texts.items():
        if "{" in text:
            yield Problem((*where, *field), "family", "braces are not filled here: it stays the same for every draw.")


def _item_names(pack: Pack, item: Item) -> Iterator[Problem]:
    where = ("item", item.id)
    competencies = {competency.id for competency in pack.competencies}
    for name in (item.competency, *item.also):
        if name not in competencies:
            yield Problem((*where, "competency"), "unknown-id", f"{name} is no competency of this pack.")
    if item.competency in item.also or len(set(item.also)) < len(item.also) or len(item.also) > 2:
        yield Problem((*where, "also"), "also", "`also` names at most two further competencies, each once.")
    presentations = {"", *(one.id for one in pack.presentations)}
    for name, known, place in (
        ("presentation", presentations, "presentations.yaml"),
        ("level", set(pack.levels), "`levels` of pack.yaml"),
        ("task", set(TASKS), f"the list of tasks: {', '.join(TASKS)}"),
        ("jurisdiction", set(pack.jurisdictions), "`jurisdictions` of pack.yaml"),
    ):
        if getattr(item, name) not in known:
            yield Problem((*where, name), "unknown-id", f"{getattr(item, name)} is not in {place}.")
    references = {reference.id for reference in pack.references}
    if not item.key.sources:
        yield Problem((*where, "sources"), "missing-source", "an item needs at least one source.")
    for number, source in enumerate(item.key.sources):
        if source.ref not in references:
            yield Problem((*where, "sources", number, "ref"), "unknown-id", f"{source.ref} is not in references.")


def _question(item: Item, number: int, question: Question, options: tuple[OptionKey, ...]) -> Iterator[Problem]:
    where = ("item", item.id, "questions", number) if item.type == "kf" else ("item", item.id)
    low, high = SBA_OPTIONS if item.type == "sba" else MENU_OPTIONS
    if not low <= len(options) <= min(high, len(LETTERS)):
        yield Problem((*where, "options"), "option-count", f"{len(options)} options where {low}–{high} are asked for.")
    if not item.paper.is_family and len({text.casefold() for text in question.options}) < len(options):
        yield Problem((*where, "options"), "duplicate-option", "two options read the same.")
    for place, option in enumerate(options):
        at = (*where, "options", place)
        if not option.rationale.strip():
            yield Problem((*at, "rationale"), "missing-rationale", "every option needs a rationale.")
        if option.correct and option.harmful:
            yield Problem((*at, "harmful"), "key", "an option cannot be both correct and harmful.")
    if not item.paper.is_family:
        yield from _keys(item, where, question.select, [bool(option.correct) for option in options])


def _keys(item: Item, where: tuple[str | int, ...], select: int, keys: list[bool]) -> Iterator[Problem]:
    correct = sum(keys)
    if item.type == "sba" and correct != 1:
        yield Problem((*where, "options"), "key", f"{correct} options are marked correct: exactly one must be.")
    if item.type == "kf" and not 1 <= correct <= select:
        yield Problem(
            (*where, "options"), "key", f"{correct} options are correct where the learner may choose {select}."
        )
    elif item.type == "kf" and correct == len(keys):
        yield Problem((*where, "options"), "key", "every option is correct: a menu needs some that are not.")


def _family(item: Item) -> Iterator[Problem]:
    """Draw many instances: each must have different options and a proper key, and they must really differ."""
    where = ("item", item.id)
    seen = set()
    for seed in range(FAMILY_DRAWS):
        try:
            shown, marked = sheet(item.paper, seed), marking(item.paper, item.key, seed)
        except FamilyError as error:
            yield Problem((*where, "parameters"), "family", str(error))
            return
        seen.add((shown.paragraphs, shown.results))
        for number, (question, options) in enumerate(zip(shown.questions, marked.questions, strict=True)):
            texts = {text for _, text in question.options}
            if len(texts) < len(question.options):
                yield Problem((*where, "options"), "family", f"draw {seed} gives two equal options: add to `require`.")
                return
            broken = list(_keys(item, (*where, number), question.select, [one.correct for one in options]))
            if broken:
                yield Problem((*where, "options"), "family", f"draw {seed}: {broken[0].message}")
                return
    if len(seen) < FAMILY_DISTINCT:
        yield Problem((*where, "parameters"), "family", f"only {len(seen)} different instances: widen the parameters.")


def _reachable(pack: Pack) -> Iterator[Problem]:
    """A competency that items should assess needs one that a learner anywhere can be given."""
    assessed = {item.competency for item in pack.items}
    for one in pack.competencies:
        if one.assessed_in == "items" and one.id not in assessed:
            yield Problem(
                ("competency", one.id, "id"),
                "unreachable",
                "no item assesses it: write one, or set `assessed_in: cases`.",
            )

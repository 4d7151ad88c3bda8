"""The item-flaw lint: runs every check over drawn instances of items and over the pack as a whole. Knows no files."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from preceptor.core.curriculum import cues, wording
from preceptor.core.curriculum.family import FamilyError, marking, sheet
from preceptor.core.curriculum.item import Item
from preceptor.core.curriculum.pack import Pack, Problem
from preceptor.core.curriculum.wording import Finding, View

CHECKS: tuple[Callable[[View], Iterator[Finding]], ...] = (
    wording.lead_ins,
    wording.option_words,
    wording.abbreviations,
    wording.units,
    wording.rationales,
    cues.longest_key,
    cues.grammar,
    cues.clang,
    cues.convergence,
    cues.ranges,
    cues.order,
    cues.homogeneous,
)
FAMILY_SEEDS = (0, 1, 2)
# Chi-square, p = .01, by degrees of freedom: keys that cluster on one place at random would do so once in 100 packs.
CHI_SQUARE_01 = {3: 11.34, 4: 13.28}
LONGEST_SHARE = 0.40
SIMILAR = 0.75


def flaws(item: Item, abbreviations: frozenset[str] = frozenset()) -> list[Finding]:
    """The flaws of one item, each once, less those it allows with a reason."""
    found: dict[Finding, None] = {}
    for seed in FAMILY_SEEDS if item.paper.is_family else (0,):
        try:
            view = View(item, sheet(item.paper, seed), marking(item.paper, item.key, seed), abbreviations)
        except FamilyError:
            return []  # the pack's rules report it
        for run in CHECKS:
            found.update(dict.fromkeys(run(view)))
    return [finding for finding in _once_per_code(found, item.paper.is_family) if finding[0] not in item.allow]


def _once_per_code(found: Iterable[Finding], family: bool) -> Iterator[Finding]:
    """A family repeats a flaw with other numbers; one of each is enough."""
    seen: set[str] = set()
    for finding in found:
        if not family or finding[0] not in seen:
            yield finding
        seen.add(finding[0])


def lint(pack: Pack, unsound: frozenset[str] = frozenset()) -> list[Problem]:
    """Flaws of every item and of the pack as a whole, less the `unsound` items that the rules refuse already."""
    pack = replace(pack, items=tuple(item for item in pack.items if item.id not in unsound))
    problems = [
        Problem(("item", item.id), code, message)
        for item in pack.items
        for code, message in flaws(item, pack.abbreviations)
    ]
    return problems + list(_positions(pack)) + list(_lengths(pack)) + list(_duplicates(pack))


def _single_answers(pack: Pack) -> Iterator[tuple[Item, int, int]]:
    """(item, place of the key, number of options) of every single best answer with fixed options."""
    for item in pack.items:
        if item.type != "sba" or item.paper.is_family:
            continue
        options = marking(item.paper, item.key, 0).questions[0]
        keys = [place for place, option in enumerate(options) if option.correct]
        if len(keys) == 1:
            yield item, keys[0], len(options)


def _positions(pack: Pack) -> Iterator[Problem]:
    by_size: dict[int, Counter[int]] = defaultdict(Counter)
    for _, place, size in _single_answers(pack):
        by_size[size][place] += 1
    for size, places in by_size.items():
        total = sum(places.values())
        expected = total / size
        if total < 10 * size or size - 1 not in CHI_SQUARE_01:
            continue  # too few to say
        statistic = sum((places[place] - expected) ** 2 / expected for place in range(size))
        if statistic > CHI_SQUARE_01[size - 1]:
            counts = ", ".join(str(places[place]) for place in range(size))
            yield Problem(
                ("pack", pack.id),
                "key-position",
                f"keys of {size}-option items cluster by place ({counts}): even them out.",
            )


def _lengths(pack: Pack) -> Iterator[Problem]:
    """One long key proves nothing; many across a pack teach learners to pick the longest."""
    longest = total = 0
    for item, place, _ in _single_answers(pack):
        lengths = [len(option.text) for option in marking(item.paper, item.key, 0).questions[0]]
        total += 1
        longest += lengths[place] > max(lengths[:place] + lengths[place + 1 :])
    if total >= 40 and longest / total > LONGEST_SHARE:
        yield Problem(
            ("pack", pack.id),
            "longest-key",
            f"the key is the longest option in {longest} of {total} items: even them out.",
        )


def _duplicates(pack: Pack) -> Iterator[Problem]:
    """Two stems that share three quarters of their three-word runs are one item written twice."""
    runs = [(item, _runs(item.paper.stem)) for item in pack.items]
    for index, (item, mine) in enumerate(runs):
        for other, theirs in runs[:index]:
            union = len(mine | theirs)
            if union > 8 and len(mine & theirs) / union > SIMILAR:
                yield Problem(("item", item.id, "stem"), "duplicate-stem", f"reads almost like {other.id}: keep one.")


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return frozenset(zip(words, words[1:], words[2:], strict=False))

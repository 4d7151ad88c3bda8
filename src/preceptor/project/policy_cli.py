"""The commands `preceptor policy …`: which versions of the choosing policy chose, and what another would be worth."""

import argparse
import json
import math
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from preceptor.core.coach.offpolicy import Comparison, Estimate
    from preceptor.platform.learning.policies import Logged

REWARDS = ("next", "gain", "retained")
ONE_STEP = (
    "It values one choice at a time, out of the slates that were drawn up: what a policy would do to later slates, to "
    "who stays and to who comes back does not show here. A study does that."
)


def list_(options: argparse.Namespace) -> int:
    """Say which versions of the choosing policy chose how often, and which can be replayed from the log."""
    _setup()
    from preceptor.core.coach.offpolicy import POLICIES
    from preceptor.platform.learning.policies import versions

    found = versions()
    for one in found:
        print(
            f"{one.policy}  {one.mode}  {one.drawn} drawn, {one.picked} picked by learners, "
            f"{one.first:%Y-%m-%d} to {one.last:%Y-%m-%d}"
        )
    if not found:
        print("Nothing has been chosen yet.")
    print(f"Can be compared: {', '.join(POLICIES)}.")
    return 0


def compare(options: argparse.Namespace) -> int:
    """Estimate from the log what two policies are worth, and say plainly when it cannot be told."""
    _setup()
    from preceptor.core.coach.offpolicy import POLICIES
    from preceptor.core.coach.offpolicy import compare as run
    from preceptor.platform.learning.policies import REWARDS as KNOWN
    from preceptor.platform.learning.policies import logged

    unknown = [name for name in (options.first, options.second) if name not in POLICIES]
    if unknown:
        print(
            f"{unknown[0]} cannot be replayed from the logged slates; these can: {', '.join(POLICIES)}.",
            file=sys.stderr,
        )
        return 1
    found = logged(options.reward)
    if found.log is None:
        print(f"None of {found.drawn} choices has this reward yet ({KNOWN[options.reward][1]}).", file=sys.stderr)
        return 1
    made = run(found.log, options.first, options.second)
    if options.json:
        print(json.dumps(_record(options.reward, found, made)))
        return 0
    for line in _lines(KNOWN[options.reward][1], found, made):
        print(line)
    return 0


def _setup() -> None:
    import django

    django.setup()


def _record(reward: str, found: "Logged", made: "Comparison") -> dict[str, Any]:
    """The comparison as JSON; what is infinite (no interval) becomes null."""
    record = {
        "reward": reward,
        "drawn": found.drawn,
        "rewarded": found.rewarded,
        "people": made.people,
        "first": asdict(made.first) | {"doubts": made.first.doubts},
        "second": asdict(made.second) | {"doubts": made.second.doubts},
        "difference": asdict(made.difference),
        "doubts": made.doubts,
        "better": made.better or None,
    }
    cleaned: dict[str, Any] = _finite(record)
    return cleaned


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _finite(one) for name, one in value.items()}
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _lines(reward: str, found: "Logged", made: "Comparison") -> list[str]:
    difference = made.difference
    return [
        f"Reward: {reward}.",
        f"{found.rewarded} of {found.drawn} choices in practice have it, by {made.people} learners; the others were "
        "not answered, or nothing followed yet.",
        *(_estimate(one) for one in (made.first, made.second)),
        f"{made.first.policy} less {made.second.policy}: {difference.value:+.4f} "
        f"({difference.low:+.4f} to {difference.high:+.4f}; doubly robust, 95 %, by learner)",
        *([f"{made.better} gives more."] if made.better else [f"Cannot tell: {_why(one)}" for one in made.doubts]),
        ONE_STEP,
    ]


def _estimate(one: "Estimate") -> str:
    robust = one.robust
    return (
        f"{one.policy}: {robust.value:+.4f} ({robust.low:+.4f} to {robust.high:+.4f}) doubly robust, "
        f"{one.normalised.value:+.4f} self-normalised, {one.ips.value:+.4f} inverse propensity; "
        f"worth {one.effective:.0f} choices, the heaviest carries {100 * one.heaviest:.1f} %"
    )


def _why(doubt: str) -> str:
    return {
        "overlap": "too few logged choices agree with this policy (fewer than 50 effective ones).",
        "heavy": "a single choice carries more than 5 % of the weight.",
        "astray": "the weights do not average to one, so the logged propensities do not fit.",
        "people": "fewer than 10 learners stand behind it.",
        "zero": "the interval of the difference spans zero.",
    }[doubt]

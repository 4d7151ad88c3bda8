"""Many encounters at once over HTTP, the server killed in the middle: what a turn costs, what is lost.

Keys of the result; milliseconds, by the clock of the client unless `cpu` says that it is the server's CPU time:
`turn_ms_*` one learner alone, as a browser sends a turn (htmx: the reply is the room after it); `turn_cpu_ms_*` the
same turns' CPU; `plain_turn_ms_*`, `plain_turn_cpu_ms_*` without JavaScript: the form and the page it leads to;
`api_turn_ms_*`, `api_turn_cpu_ms_*` the JSON API, the whole encounter in each reply; `moves_alone` how many moves each
encounter of the quiet learners had at their end. Then all encounters at once: `turn_ms_*_N_clients` a turn as a browser
sends it, with N clients that never pause; `turns_per_s` what they got through together; `turns` and `errors` of it all;
`encounters_that_lost_or_doubled_a_turn` after `kills` of the server, counted in the rooms' own pages.
"""

import argparse
import random
import statistics
import sys
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from benchmarks.installation import ROOT, Installation, Visitor, installation, learners, sessions, tokens
from benchmarks.questions import OPEN
from benchmarks.room import PATIENT, enter, listen
from preceptor.core.knowledge.base import Base
from preceptor.core.patient.case import Case
from preceptor.platform.packs.folder import read

NAME = "encounters"
QUIET = 4
"""Learners who are measured alone, one after the other."""
WARM = 3
"""Turns of each kind before anything is measured."""


@dataclass(slots=True)
class Talk:
    """One learner in one encounter: what was acknowledged."""

    visitor: Visitor
    room: str
    acknowledged: int = 0
    at_door: int = 0
    seconds: list[float] = field(default_factory=list)
    errors: int = 0


@dataclass(slots=True)
class Cost:
    """What turns of one kind cost: seconds by the clock, and milliseconds of the server's CPU."""

    clock: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


def run(argv: list[str]) -> dict[str, Any]:
    """Measure turns of learners alone, then open `--at-once` encounters and take turns in all of them; kill the server
    half-way, and count what is there after."""
    options = argparse.ArgumentParser(prog="bench encounters")
    options.add_argument("--at-once", type=int, default=100)
    options.add_argument("--turns", type=int, default=12)
    options.add_argument("--clients", type=int, default=8)
    options.add_argument("--alone", type=int, default=20, help="turns of each kind that a quiet learner takes")
    chosen = options.parse_args(argv)
    reading = read(ROOT / "packs" / "acute-general-medicine")
    if reading.knowledge is None:
        raise RuntimeError("the built-in pack holds no knowledge base")
    with installation(workers=2, threads=2) as made:
        listen(made)
        emails = learners(made, chosen.at_once)
        signed, keys = sessions(made, emails), tokens(made, emails)
        talks = [
            _begun(made, signed[email], keys[email], reading.cases[place % len(reading.cases)])
            for place, email in enumerate(emails)
        ]
        print("one at a time", file=sys.stderr)
        alone = _alone(made, talks[:QUIET], reading.knowledge, chosen.alone)
        moves_alone = statistics.median(talk.acknowledged for talk in talks[:QUIET])
        spent = 0.0
        for part in range(2):
            print(f"part {part + 1}: {len(talks)} encounters at once", file=sys.stderr)
            spent += _all(talks, reading.knowledge, chosen.turns // 2, chosen.clients)
            if part == 0:
                made.kill()
                made.start()
                for talk in talks:
                    talk.visitor.close()
        lost = sum(_there(talk) != talk.acknowledged for talk in talks)
    seconds = [second for talk in talks for second in talk.seconds]
    return {
        **_figures("turn", alone["page"]),
        **_figures("plain_turn", alone["plain"]),
        **_figures("api_turn", alone["api"]),
        "moves_alone": moves_alone,
        "at_once": len(talks),
        **_centiles(f"turn_ms_{{}}_{chosen.clients}_clients", [1000 * one for one in seconds]),
        "turns_per_s": round(len(seconds) / spent, 1),
        "turns": sum(talk.acknowledged for talk in talks),
        "errors": sum(talk.errors for talk in talks),
        "kills": 1,
        "encounters_that_lost_or_doubled_a_turn": lost,
    }


def _figures(name: str, cost: Cost) -> dict[str, float]:
    clock = _centiles(f"{name}_ms_{{}}", [1000 * one for one in cost.clock])
    return clock | _centiles(f"{name}_cpu_ms_{{}}", cost.cpu)


def _centiles(name: str, values: list[float]) -> dict[str, float]:
    found = {"p50": statistics.median(values), "p95": statistics.quantiles(values, n=20)[-1]}
    return {name.format(centile): round(value, 1) for centile, value in found.items()}


def _begun(made: Installation, session: str, token: str, case: Case) -> Talk:
    visitor = Visitor(made.port, token)
    visitor.cookies["sessionid"] = session
    talk = Talk(visitor, enter(visitor, case))
    talk.at_door = len(PATIENT.findall(visitor.get(talk.room).body))
    return talk


def _said(base: Base, chance: random.Random) -> str:
    topics = [one for one in base.topics.values() if one.ask and one.area != "conversation"]
    return chance.choice([*OPEN, *chance.choice(topics).ask])


# A turn in each of the ways there are: whether it was taken, and the room shown after it.


def _by_page(talk: Talk, said: str) -> bool:
    fields = {"act": "say", "said": said, "client_id": str(uuid.uuid4())}
    answer = talk.visitor.post(talk.room, fields, **{"HX-Request": "true"})
    return answer.status == 200 and 'id="refused"' not in answer.body


def _plainly(talk: Talk, said: str) -> bool:
    answer = talk.visitor.post(talk.room, {"act": "say", "said": said, "client_id": str(uuid.uuid4())})
    return answer.status == 303 and talk.visitor.get(answer.location).status == 200


def _by_api(talk: Talk, said: str) -> bool:
    body: dict[str, object] = {"kind": "say", "said": said, "client_id": str(uuid.uuid4())}
    key = talk.room.strip("/").rpartition("/")[2]
    return talk.visitor.api(f"/api/encounters/{key}/moves", body).status == 200


WAYS: dict[str, Callable[[Talk, str], bool]] = {"page": _by_page, "plain": _plainly, "api": _by_api}


def _turn(talk: Talk, said: str, way: str = "page") -> float:
    """Take a turn; the seconds it took."""
    begun = time.perf_counter()
    taken = WAYS[way](talk, said)
    spent = time.perf_counter() - begun
    if taken:
        talk.acknowledged += 1
    else:
        talk.errors += 1
    return spent


def _alone(made: Installation, talks: list[Talk], base: Base, turns: int) -> dict[str, Cost]:
    """What turns cost while nobody else asks for anything, in each of the ways."""
    chance = random.Random("cost")
    found = {way: Cost() for way in WAYS}
    for talk in talks:
        for number in range(WARM + turns):
            for way, cost in found.items():
                time.sleep(0.002)
                before = made.cpu_ns()
                spent = _turn(talk, _said(base, chance), way)
                if number >= WARM:
                    cost.clock.append(spent)
                    cost.cpu.append((made.cpu_ns() - before) / 1e6)
    return found


def _all(talks: list[Talk], base: Base, turns: int, clients: int) -> float:
    """Turns in all encounters, shared out among clients; the seconds that it took them all."""

    def work(place: int) -> None:
        chance = random.Random(place)
        for _ in range(turns):
            for talk in talks[place::clients]:
                talk.seconds.append(_turn(talk, _said(base, chance)))

    threads = [threading.Thread(target=work, args=(place,)) for place in range(clients)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - begun


def _there(talk: Talk) -> int:
    """How many turns the room shows: one reply a turn."""
    return len(PATIENT.findall(talk.visitor.get(talk.room).body)) - talk.at_door

"""Many encounters at once over HTTP, the server killed in the middle: what a turn costs, what is lost."""

import argparse
import random
import statistics
import sys
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from benchmarks.installation import ROOT, Installation, Visitor, installation, learners, sessions
from benchmarks.questions import OPEN
from benchmarks.room import PATIENT, enter, listen
from preceptor.core.knowledge.base import Base
from preceptor.core.patient.case import Case
from preceptor.platform.packs.folder import read

NAME = "encounters"


@dataclass(slots=True)
class Talk:
    """One learner in one encounter: what was acknowledged."""

    visitor: Visitor
    room: str
    acknowledged: int = 0
    at_door: int = 0
    seconds: list[float] = field(default_factory=list)
    errors: int = 0


def run(argv: list[str]) -> dict[str, Any]:
    """Open `--at-once` encounters, take turns in all of them, kill the server half-way, count what is there after."""
    options = argparse.ArgumentParser(prog="bench encounters")
    options.add_argument("--at-once", type=int, default=100)
    options.add_argument("--turns", type=int, default=12)
    options.add_argument("--clients", type=int, default=8)
    chosen = options.parse_args(argv)
    reading = read(ROOT / "packs" / "acute-general-medicine")
    if reading.knowledge is None:
        raise RuntimeError("the built-in pack holds no knowledge base")
    with installation(workers=2, threads=2) as made:
        listen(made)
        signed = sessions(made, learners(made, chosen.at_once))
        talks = [
            _begun(made, session, reading.cases[place % len(reading.cases)])
            for place, session in enumerate(signed.values())
        ]
        cost = _cost(made, talks[0], reading.knowledge)
        for part in range(2):
            print(f"part {part + 1}: {len(talks)} encounters at once", file=sys.stderr)
            _all(talks, reading.knowledge, chosen.turns // 2, chosen.clients)
            if part == 0:
                made.kill()
                made.start()
                for talk in talks:
                    talk.visitor.close()
        lost = sum(_there(talk) != talk.acknowledged for talk in talks)
    seconds = [second for talk in talks for second in talk.seconds]
    return {
        "at_once": len(talks),
        "turns": sum(talk.acknowledged for talk in talks),
        "errors": sum(talk.errors for talk in talks),
        "kills": 1,
        "encounters_that_lost_or_doubled_a_turn": lost,
        "turn_cpu_ms_p50": round(statistics.median(cost), 1),
        "turn_cpu_ms_p95": round(statistics.quantiles(cost, n=20)[-1], 1),
        "turn_ms_p50_together": round(statistics.median(seconds) * 1000, 1),
        "turn_ms_p95_together": round(statistics.quantiles(seconds, n=20)[-1] * 1000, 1),
    }


def _begun(made: Installation, session: str, case: Case) -> Talk:
    visitor = Visitor(made.port)
    visitor.cookies["sessionid"] = session
    talk = Talk(visitor, enter(visitor, case))
    talk.at_door = len(PATIENT.findall(visitor.get(talk.room).body))
    return talk


def _said(base: Base, chance: random.Random) -> str:
    topics = [one for one in base.topics.values() if one.ask and one.area != "conversation"]
    return chance.choice([*OPEN, *chance.choice(topics).ask])


def _turn(talk: Talk, said: str) -> None:
    begun = time.perf_counter()
    answer = talk.visitor.post(talk.room, {"act": "say", "said": said, "client_id": str(uuid.uuid4())})
    talk.seconds.append(time.perf_counter() - begun)
    if answer.status == 303:
        talk.acknowledged += 1
    else:
        talk.errors += 1


def _cost(made: Installation, talk: Talk, base: Base, turns: int = 40) -> list[float]:
    """CPU milliseconds of the server's processes a turn, one learner alone."""
    chance = random.Random("cost")
    spent = []
    for _ in range(turns):
        time.sleep(0.002)
        before = made.cpu_ns()
        _turn(talk, _said(base, chance))
        spent.append((made.cpu_ns() - before) / 1e6)
    talk.seconds.clear()
    return spent[5:]


def _all(talks: list[Talk], base: Base, turns: int, clients: int) -> None:
    def work(place: int) -> None:
        chance = random.Random(place)
        for _ in range(turns):
            for talk in talks[place::clients]:
                _turn(talk, _said(base, chance))

    threads = [threading.Thread(target=work, args=(place,)) for place in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _there(talk: Talk) -> int:
    """How many turns the room shows: one reply a turn."""
    return len(PATIENT.findall(talk.visitor.get(talk.room).body)) - talk.at_door

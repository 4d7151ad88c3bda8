"""Kill the server at random points of a stream of answers: nothing acknowledged is lost, nothing counted twice."""

import argparse
import http.client
import json
import random
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from benchmarks.installation import Installation, Visitor, form_of, installation, learners

NAME = "faults"
AUDIT = """
import json, sys, django
django.setup()
from preceptor.platform.events.models import Event
from preceptor.platform.learning.rebuild import rebuild
sent = json.load(sys.stdin)
rows = Event.objects.filter(verb="attempt.answered", attempt__in=sent).values_list("attempt", flat=True)
counted = {}
for row in rows:
    counted[str(row)] = counted.get(str(row), 0) + 1
done = rebuild()
print(json.dumps({
    "lost": sum(1 for one in sent if one not in counted),
    "duplicated": sum(1 for one in counted.values() if one > 1),
    "projection_equals_replay": done.same,
    "events": done.events,
}))
"""


@dataclass(slots=True)
class Stream:
    """One learner's stream of answers, and what the server acknowledged."""

    email: str
    chance: random.Random
    acknowledged: set[str] = field(default_factory=set)
    sent: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    in_flight: bool = False


def run(argv: list[str]) -> dict[str, Any]:
    """SIGKILL every process of the server `--kills` times while learners answer, retry and repeat old answers."""
    options = argparse.ArgumentParser(prog="bench faults")
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--learners", type=int, default=3)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args(argv)
    chance = random.Random(chosen.seed)
    with installation(workers=1, threads=2) as made:
        streams = [Stream(one, random.Random(f"{chosen.seed}{one}")) for one in learners(made, chosen.learners)]
        stop = threading.Event()
        threads = [threading.Thread(target=_stream, args=(made, one, stop)) for one in streams]
        for thread in threads:
            thread.start()
        during = _kill(made, streams, chosen.kills, chance)
        stop.set()
        for thread in threads:
            thread.join()
        everything = sorted(set().union(*(one.acknowledged for one in streams)))
        audit = json.loads(made.python("-c", AUDIT, text=json.dumps(everything)))
    return {"acknowledged": len(everything), "kills": chosen.kills, "kills_during_request": during, **audit}


def _kill(made: Installation, streams: list[Stream], kills: int, chance: random.Random) -> int:
    """Kill and restart; returns how many kills met a request that was not yet answered."""
    during = 0
    for number in range(kills):
        time.sleep(chance.uniform(0.02, 0.5))
        # Wait a moment for a request to be under way, so that most kills fall into the middle of one.
        deadline = time.monotonic() + 1.0
        while not any(one.in_flight for one in streams) and time.monotonic() < deadline:
            time.sleep(0.0005)
        time.sleep(chance.uniform(0.0, 0.012))
        during += any(one.in_flight for one in streams)
        made.kill()
        made.start()
        if number % 10 == 9:
            print(f"{number + 1} kills", file=sys.stderr)
    return during


def _stream(made: Installation, stream: Stream, stop: threading.Event) -> None:
    visitor = _signed_in(made, stream, stop)
    while visitor is not None and not stop.is_set():
        try:
            _step(visitor, stream)
        except (OSError, http.client.HTTPException, RuntimeError):
            visitor.close()
            time.sleep(0.05)
    if visitor is not None:
        visitor.close()


def _signed_in(made: Installation, stream: Stream, stop: threading.Event) -> Visitor | None:
    while not stop.is_set():
        visitor = Visitor(made.port)
        try:
            visitor.sign_in(stream.email)
            return visitor
        except (OSError, http.client.HTTPException, RuntimeError):
            visitor.close()
            time.sleep(0.1)
    return None


def _step(visitor: Visitor, stream: Stream) -> None:
    """Answer the next item, or send something old again; an answer without receipt is retried until it has one."""
    if stream.sent and stream.chance.random() < 0.25:
        address, form = stream.chance.choice(stream.sent[-5:])  # repeated and out of order
    else:
        address = visitor.get("/practice/").location
        if not address.startswith("/practice/"):
            raise RuntimeError("no item")
        page = visitor.get(address).body
        form = form_of(page)
        stream.sent.append((address, form))
    _send(visitor, stream, address, form)


def _send(visitor: Visitor, stream: Stream, address: str, form: list[tuple[str, str]]) -> None:
    for _ in range(40):
        try:
            stream.in_flight = True
            status = visitor.post(address, form).status
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
            continue
        finally:
            stream.in_flight = False
        if status == 303:
            stream.acknowledged.add(address.strip("/").rpartition("/")[2])
            return
        time.sleep(0.05)

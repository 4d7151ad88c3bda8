"""The whole loop over HTTP: server CPU an acknowledged answer, next choice, learner update, answers a second."""

import argparse
import statistics
import sys
import threading
import time
from typing import Any

from benchmarks.choice import run as choose
from benchmarks.installation import Installation, Visitor, form_of, installation, learners
from preceptor.core.evidence import Evidence
from preceptor.core.learner import Parameters, new_belief, update

NAME = "loop"


def run(argv: list[str]) -> dict[str, Any]:
    """Measure on SQLite on disk with synchronous FULL. Medians; CPU time where the machine is shared."""
    options = argparse.ArgumentParser(prog="bench loop")
    options.add_argument("--answers", type=int, default=200)
    options.add_argument("--seconds", type=float, default=15.0)
    options.add_argument("--clients", type=int, default=8)
    chosen = options.parse_args(argv)
    with installation(workers=1, threads=2) as made:
        print("measuring single answers", file=sys.stderr)
        emails = learners(made, chosen.clients + 1)
        single, plain = _single(made, emails[0], chosen.answers)
        print("measuring answers a second", file=sys.stderr)
        rate = _together(made, emails[1:], chosen.seconds)
    print("measuring choice and update", file=sys.stderr)
    return {
        "answer_post_cpu_ms_p50": round(statistics.median(single), 3),
        "answer_post_cpu_ms_p95": round(statistics.quantiles(single, n=20)[-1], 3),
        "plain_get_cpu_ms_p50": round(statistics.median(plain), 3),
        "answer_in_plain_gets": round(statistics.median(single) / statistics.median(plain), 2),
        "answers": len(single),
        "next_choice_ms_p50": choose([])["next_choice_ms_p50"],
        "learner_update_us_p50": round(_update_us(), 2),
        "answers_per_s": round(rate, 1),
        "clients": chosen.clients,
    }


def _single(made: Installation, email: str, count: int) -> tuple[list[float], list[float]]:
    """CPU milliseconds of the server's processes for each acknowledged POST of one learner, and for a page that does
    nothing but know who asks: on a shared machine the second says how fast the machine was during the first."""
    visitor = Visitor(made.port)
    visitor.sign_in(email)
    spent, plain = [], []
    for number in range(count + 10):
        before = made.cpu_ns()
        visitor.get("/robots.txt")
        plain.append((made.cpu_ns() - before) / 1e6)
        address = visitor.get("/practice/").location
        form = form_of(visitor.get(address).body)
        time.sleep(0.002)  # let the server's threads come to rest before the clock is read
        before = made.cpu_ns()
        answer = visitor.post(address, form)
        after = made.cpu_ns()
        if answer.status != 303:
            raise RuntimeError(f"an answer was met with {answer.status}")
        if number >= 10:
            spent.append((after - before) / 1e6)
    visitor.close()
    return spent, plain[10:]


def _together(made: Installation, emails: list[str], seconds: float) -> float:
    """Acknowledged answers a second with several learners at once; each also loads the item it answers."""
    visitors = []
    for email in emails:
        visitor = Visitor(made.port)
        visitor.sign_in(email)
        visitors.append(visitor)
    done = [0] * len(visitors)
    end = time.monotonic() + seconds

    def work(index: int) -> None:
        visitor = visitors[index]
        while time.monotonic() < end:
            address = visitor.get("/practice/").location
            if visitor.post(address, form_of(visitor.get(address).body)).status == 303:
                done[index] += 1

    threads = [threading.Thread(target=work, args=(index,)) for index in range(len(visitors))]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.monotonic() - begun)


def _update_us(count: int = 3000) -> float:
    """Median CPU microseconds of one learner update, with a hundred competencies touched."""
    parameters = Parameters()
    names = [f"competency-{number}" for number in range(100)]
    belief = new_belief(parameters)
    spent = []
    for number in range(count):
        evidence = Evidence(
            activity=str(number),
            competencies=((names[number % 100], 0.7), (names[(number + 7) % 100], 0.3)),
            outcome=float(number % 3 > 0),
            at=20000 + number / 100,
            guess=0.2,
        )
        begun = time.process_time_ns()
        belief = update(belief, evidence, parameters, {})
        spent.append((time.process_time_ns() - begun) / 1000)
    return statistics.median(spent[500:])

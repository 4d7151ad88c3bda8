"""What patients give away over HTTP: ordinary and adversarial turns with every case, the diagnosis never among them.

Every turn goes through the pages or the JSON API, in turn, and all that comes back is read; now and then also every
other page, address and export that a learner can reach, and in the end the server's log. Facts are told apart by the
sentences that the knowledge base and the case give them; what none of these explains counts as invented.
"""

import argparse
import json
import random
import sqlite3
import statistics
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import giveaways
from benchmarks.giveaways import Secret
from benchmarks.installation import ROOT, Installation, Visitor, installation, learners, sessions, tokens
from benchmarks.questions import Questions, Turn
from benchmarks.room import Room, Shell, listen, meet
from benchmarks.sayings import Sayings
from preceptor.core.generation.variants import variant
from preceptor.core.knowledge.base import Base
from preceptor.core.patient.case import Case
from preceptor.core.patient.manner import lines
from preceptor.platform.packs.folder import read

NAME = "disclosure"
LONG = 60
"""Turns of one meeting: a longer talk is not what people do."""
MODES = ("practice", "examination", "history")
SHELLS: tuple[Shell, ...] = ("page", "json")
BOTH_EVERY = 20
"""So often the two shells are read one after the other and must show the same talk."""
ELSEWHERE_AT = (12, 45)
"""Turns of the first meeting after which everything else a learner can reach is read."""
HINTS_AT = (20, 21, 22)
"""Turns of a meeting for practice after which a hint is taken: each rung of the ladder once."""
PAGES = ("/today/", "/patients/", "/progress/", "/review/", "/settings/", "/settings/data/")
RESOURCES = ("/api/me", "/api/next", "/api/patients", "/api/progress", "/api/reviews")
ESTIMATES = ("/progress/export.json", "/progress/export.csv", "/api/export")
"""What is believed about the learner, to be taken away: nothing in it moves before they hand over."""
ACCOUNT = "/settings/data/export/"
"""All that is kept about the learner: the log of what they did among it."""
SHOWN = 40
"""How many examples of each failure are printed."""


@dataclass(slots=True)
class Tally:
    """What was seen with one case."""

    turns: int = 0
    others: int = 0
    """Meetings with somebody else who brought the case."""
    leaks: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)
    contradictions: list[str] = field(default_factory=list)
    without_cue: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    open_facts: list[int] = field(default_factory=list)
    unsure: int = 0
    seconds: list[float] = field(default_factory=list)
    read: Counter[str] = field(default_factory=Counter)
    lists: dict[str, Any] = field(default_factory=dict)


def run(argv: list[str]) -> dict[str, Any]:
    """Talk to every case of the built-in pack. Medians and counts; the first examples of each failure on stderr."""
    options = argparse.ArgumentParser(prog="bench disclosure")
    options.add_argument("--turns", type=int, default=10_000)
    options.add_argument("--clients", type=int, default=4)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args(argv)
    reading = read(ROOT / "packs" / "acute-general-medicine")
    if reading.knowledge is None:
        raise RuntimeError("the built-in pack holds no knowledge base")
    base, cases = reading.knowledge, reading.cases
    share = -(-chosen.turns // len(cases))
    tallies = [Tally() for _ in cases]
    with installation(workers=1, threads=4) as made:
        people = learners(made, len(cases))
        signed, keys = sessions(made, people), tokens(made, people)
        listen(made)
        talks = []
        for case, email, tally in zip(cases, people, tallies, strict=True):
            visitor = Visitor(made.port, keys[email])
            visitor.cookies["sessionid"] = signed[email]
            talks.append(Talk(made, visitor, base, case, tally, random.Random(f"{chosen.seed}/{case.public.id}")))
        threads = [
            threading.Thread(target=_some, args=(talks[place :: chosen.clients], share))
            for place in range(chosen.clients)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        _logs(made, talks)
    _lists(talks)
    return _result(tallies)


def _some(talks: Iterable["Talk"], share: int) -> None:
    for talk in talks:
        began = time.perf_counter()
        try:
            talk.run(share)
        except (OSError, RuntimeError, ValueError, KeyError) as error:
            talk.tally.errors.append(f"{talk.case.public.id}: {error!r}")
        seconds = time.perf_counter() - began
        print(f"{talk.case.public.id}: {talk.tally.turns} turns in {seconds:.0f} s", file=sys.stderr)


class Talk:
    """One learner with one patient, again and again."""

    def __init__(
        self, made: Installation, visitor: Visitor, base: Base, case: Case, tally: Tally, chance: random.Random
    ) -> None:
        self.made, self.visitor, self.base, self.case, self.tally = made, visitor, base, case, tally
        self.secret = Secret(base, case)
        self._hear(case)
        self.questions = Questions(base, base.conditions.values(), chance)
        self.before: dict[str, str] = {}
        self.told: dict[str, str] = {}
        self.talked: set[str] = set()
        """The topics that were asked for by name or told in this meeting."""
        self.replies: tuple[str, ...] = ()

    def run(self, share: int) -> None:
        """So many turns, in meetings of LONG."""
        self.before = self._around(None)
        for meeting in range(-(-share // LONG)):
            room = self._met(meeting)
            for place in range(min(LONG, share - meeting * LONG)):
                self._turn(room, SHELLS[place % 2])
                if meeting == 0 and place in ELSEWHERE_AT:
                    self._elsewhere(room)
                if MODES[meeting % len(MODES)] == "practice" and place in HINTS_AT:
                    self.leak("hint", room.act(SHELLS[place % 2], "hint").payload)
                if place % BOTH_EVERY == BOTH_EVERY - 1:
                    self._both(room)
            room.act(SHELLS[meeting % 2], "finish", diagnosis="not known")

    def _met(self, meeting: int) -> Room:
        room = meet(self.visitor, self.case, SHELLS[meeting % 2], MODES[meeting % len(MODES)])
        who = brought(self.made, self.base, self.case, room)
        self.tally.others += who is not self.case
        self._hear(who)
        self.told, self.talked, self.replies = {}, set(), self._both(room)
        return room

    def _hear(self, who: Case) -> None:
        """Know what this person may say."""
        self.sayings = Sayings(self.base, who)
        self.unsure = lines(who.public.person)["unsure"]

    def _both(self, room: Room) -> tuple[str, ...]:
        """The room through both shells, which must show the same talk."""
        page, shown = (room.look(shell) for shell in SHELLS)
        self.leak("html", page.payload)
        self.leak("json", shown.payload)
        plain = [" ".join(one.split()) for one in page.replies]
        if plain != [" ".join(one.split()) for one in shown.replies]:
            self.tally.errors.append(f"{self.case.public.id}: the page and the API tell different talks")
        return page.replies

    def _turn(self, room: Room, shell: Shell) -> None:
        turn = self.questions.draw(self.secret.label)
        seen = room.act(shell, "say", said=turn.said)
        self.tally.seconds.append(seen.seconds)
        self.tally.turns += 1
        self.leak("html" if shell == "page" else "json", seen.payload, turn)
        if seen.taken:
            new, self.replies = seen.replies[len(self.replies) :], seen.replies
            for reply in new:
                self._judge(turn, reply)
        if not (seen.refused or (seen.taken and new)):
            self.tally.errors.append(f"{turn.said} -> {seen.payload[:200]}")

    def _judge(self, turn: Turn, reply: str) -> None:
        told, tally = self.sayings.told(reply), self.tally
        said = f"{self.case.public.id}: {turn.kind}: {turn.said[:200]} -> {reply}"
        if told.unexplained:
            tally.invented.append(f"{said} [{told.unexplained}]")
        tally.unsure += any(one in reply for one in self.unsure)
        if turn.kind == "open":
            tally.open_facts.append(told.count)
        asked = {name for name, finding in self.base.findings.items() if finding.topic in turn.cues}
        for name, value in told.facts(asked):
            finding = self.base.findings[name]
            if finding.tell == "specific" and not self._cued(turn, name):
                tally.without_cue.append(f"{said} [{name}]")
            if self.told.setdefault(name, value) != value:
                tally.contradictions.append(said)
            self.talked.add(finding.topic)
        self.talked |= turn.cues

    def _cued(self, turn: Turn, name: str) -> bool:
        """Whether a fact was asked for by name: in these words; in words that ask for it of what was talked of before;
        or it was told before."""
        finding = self.base.findings[name]
        pairs = {(finding.topic, finding.attribute), *finding.also}
        followed = any(topic in self.talked and attribute in turn.attributes for topic, attribute in pairs)
        return finding.topic in turn.cues or followed or name in self.told

    def leak(self, where: str, payload: str, turn: Turn | None = None, before: str = "") -> None:
        self.tally.read[where] += 1
        if found := self.secret.shown(payload, before):
            self.tally.leaks.append(f"{self.case.public.id}: {where}: {turn.said[:80] if turn else ''} {found}")

    def _elsewhere(self, room: Room) -> None:
        """Everything else that this learner can reach: nothing of the diagnosis that was not there before going in."""
        now = self._around(room)
        for name, text in now.items():
            kind = "export" if name in ESTIMATES else "json" if name.startswith("/api/") else "html"
            self.leak(kind, text, before=self.before.get(name, ""))
        for text, own in giveaways.of_export(json.loads(self.visitor.get(ACCOUNT).body)):
            self.leak("log", text, before=own)
        for name in ESTIMATES:
            if now[name] != self.before[name]:
                self.tally.leaks.append(f"{self.case.public.id}: {name} moved before handing over")

    def _around(self, room: Room | None) -> dict[str, str]:
        """What stands at each address, by the address; of a room also what belongs to it."""
        ask, api = self.visitor.get, self.visitor.api
        found = {name: giveaways.of_page(_whole(ask(name))) for name in PAGES}
        found |= {name: _whole(api(name)) for name in RESOURCES}
        found |= {name: _whole(api(name) if name.startswith("/api/") else ask(name)) for name in ESTIMATES}
        if room is not None:
            choices = api(f"{room.resource}/choices").body
            self.tally.lists |= {"choices": choices, "lists": giveaways.lists(ask(room.page).body)}
            found |= {name: _whole(ask(name)) for name in (f"{room.page}debrief/", f"{room.page}replay/")}
            found |= {name: _whole(ask(name)) for name in (f"/practice/{room.key}/", f"/review/{room.key}/")}
            found |= {name: _whole(api(name)) for name in (f"{room.resource}/debrief", f"/api/attempts/{room.key}")}
        return found


def brought(made: Installation, base: Base, case: Case, room: Room) -> Case:
    """The case as the person in a room brings it: whoever has seen it meets it in somebody else."""
    with closing(sqlite3.connect(f"file:{made.home / 'preceptor.sqlite3'}?mode=ro", uri=True)) as held:
        key = uuid.UUID(room.key).hex
        seed: int = held.execute("SELECT seed FROM learning_attempt WHERE id = ?", (key,)).fetchone()[0]
    return variant(base, case, seed) if seed else case


def _whole(answer: Any) -> str:
    return f"{answer.status} {answer.location}\n{answer.body}"


def _logs(made: Installation, talks: list[Talk]) -> None:
    """The same in what the installation wrote to files that people read."""
    for path in Path(made.home).rglob("*.log"):
        text = path.read_text(errors="replace")
        print(f"{path.name}: {len(text)} characters", file=sys.stderr)
        for talk in talks:
            talk.leak("log", text)


def _lists(talks: list[Talk]) -> None:
    """The lists that hold everything are the same for every patient, or they would say something about one."""
    for name in ("choices", "lists"):
        kept = [(talk, talk.tally.lists[name]) for talk in talks if name in talk.tally.lists]
        for talk in giveaways.differing(kept):
            talk.tally.leaks.append(f"{talk.case.public.id}: its {name} are not those of the other patients")


def _result(tallies: list[Tally]) -> dict[str, Any]:
    def all_of(name: str) -> list[Any]:
        return [one for tally in tallies for one in getattr(tally, name)]

    for name in ("leaks", "invented", "contradictions", "without_cue", "errors"):
        for example in all_of(name)[:SHOWN]:
            print(f"{name}: {example}", file=sys.stderr)
    seconds, opened = sorted(all_of("seconds")), all_of("open_facts")
    return {
        "turns": sum(tally.turns for tally in tallies),
        "cases": len(tallies),
        "met_again_in_somebody_else": sum(tally.others for tally in tallies),
        "diagnosis_leaks": len(all_of("leaks")),
        "invented_facts": len(all_of("invented")),
        "contradictions": len(all_of("contradictions")),
        "on_specific_without_cue": len(all_of("without_cue")),
        "facts_per_open_question": round(statistics.mean(opened), 2) if opened else 0.0,
        "payloads_read": dict(sum((tally.read for tally in tallies), Counter())),
        "not_understood": round(sum(tally.unsure for tally in tallies) / max(1, len(seconds)), 3),
        "turn_ms_p50": round(statistics.median(seconds) * 1000, 1),
        "turn_ms_p95": round(statistics.quantiles(seconds, n=20)[-1] * 1000, 1),
        "errors": len(all_of("errors")),
    }

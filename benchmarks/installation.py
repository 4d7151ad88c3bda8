"""A throw-away installation on a free loopback port, for benchmarks that speak HTTP. Knows files and processes only."""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60.0
LOG = "server.log"
"""What the server writes about itself, in the data folder."""


def free_port() -> int:
    """A loopback port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(slots=True)
class Installation:
    """A data folder, a port, and the server's process group."""

    home: Path
    port: int
    workers: int = 1
    threads: int = 2
    process: subprocess.Popen[bytes] | None = None
    environment: dict[str, str] = field(default_factory=dict)

    def python(self, *arguments: str, text: str = "") -> str:
        """Run Python in the installation's environment and return what it prints. Raises RuntimeError."""
        done = subprocess.run(
            [sys.executable, *arguments],
            env=self.environment,
            cwd=ROOT,
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{arguments}: {done.stderr[-2000:]}")
        return done.stdout

    def start(self) -> None:
        """Start the server and wait until it answers."""
        command = [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
        ]
        command += ["--workers", str(self.workers), "--blocking-threads", str(self.threads), "--log-level", "critical"]
        with (self.home / LOG).open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "preceptor.project.wsgi:application"],
                env=self.environment,
                cwd=ROOT,
                start_new_session=True,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            visitor = Visitor(self.port)
            try:
                if visitor.get("/health/").status == 200:
                    return
            except OSError:
                time.sleep(0.05)
            finally:
                visitor.close()
        raise RuntimeError("the server did not answer")

    def processes(self) -> list[int]:
        """The server's living processes: its whole group."""
        if self.process is None:
            return []
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    stat = (entry / "stat").read_text().rpartition(")")[2].split()
                except OSError:
                    continue
                if int(stat[2]) == self.process.pid and stat[0] != "Z":
                    found.append(int(entry.name))
        return found

    def cpu_ns(self) -> int:
        """CPU time of all the server's threads so far, in nanoseconds (the kernel's own accounting)."""
        total = 0
        for process in self.processes():
            for task in Path(f"/proc/{process}/task").glob("*/schedstat"):
                try:
                    total += int(task.read_text().split()[0])
                except OSError:
                    continue
        return total

    def kill(self) -> None:
        """SIGKILL to every process of the server, and wait until each is seen dead."""
        assert self.process is not None
        for pid in self.processes():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()
        deadline = time.monotonic() + 10
        while self.processes():
            if time.monotonic() > deadline:
                raise RuntimeError("a process of the server outlived SIGKILL")
            time.sleep(0.005)
        self.process = None


@contextmanager
def installation(workers: int = 1, threads: int = 2, keep: Path | None = None) -> Iterator[Installation]:
    """A prepared and running installation; everything is removed afterwards."""
    home = keep or Path(tempfile.mkdtemp(prefix="preceptor-bench-"))
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PRECEPTOR_") and name != "DATABASE_URL"
    }
    environment |= {name: os.environ[name] for name in ("PRECEPTOR_BUILTIN_PACKS",) if name in os.environ} | {
        "PRECEPTOR_HOME": str(home),
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "preceptor.project.settings",
        "OPENBLAS_NUM_THREADS": "1",
    }
    made = Installation(home, free_port(), workers, threads, environment=environment)
    try:
        made.python("-m", "preceptor", "prepare", "--demo")
        made.start()
        yield made
    finally:
        if made.process is not None:
            made.kill()
        if keep is None:
            shutil.rmtree(home, ignore_errors=True)


LEARNERS = """
import json, sys, django
django.setup()
from preceptor.platform.accounts.models import Cohort, User
from preceptor.platform.accounts.joining import enrol
made = []
for number in range(int(sys.stdin.read())):
    email = f"bench{number}@bench.example"
    user = User.objects.create_user(email, "bench-password-1", name=f"Bench {number}", synthetic=True)
    enrol(user, Cohort.objects.order_by("pk").first())
    made.append(user.email)
print(json.dumps(made))
"""


def learners(made: Installation, count: int) -> list[str]:
    """Make learners with the password `bench-password-1`; returns their addresses."""
    return list(json.loads(made.python("-c", LEARNERS, text=str(count))))


SESSIONS = """
import json, sys, django
django.setup()
from django.test import Client
from preceptor.platform.accounts.models import User
found = {}
for email in json.loads(sys.stdin.read()):
    client = Client()
    client.force_login(User.objects.get(email=email), "preceptor.project.sign_in.Backend")
    found[email] = client.cookies["sessionid"].value
print(json.dumps(found))
"""


def sessions(made: Installation, emails: list[str]) -> dict[str, str]:
    """A session for each address: the form takes only some sign-ins a minute from one place."""
    return dict(json.loads(made.python("-c", SESSIONS, text=json.dumps(emails))))


TOKENS = """
import json, sys, django
django.setup()
from preceptor.platform.accounts.models import User
from preceptor.platform.accounts.tokens import issue
emails = json.loads(sys.stdin.read())
print(json.dumps({email: issue(User.objects.get(email=email), "bench")[1] for email in emails}))
"""


def tokens(made: Installation, emails: list[str]) -> dict[str, str]:
    """A token for the JSON API for each address."""
    return dict(json.loads(made.python("-c", TOKENS, text=json.dumps(emails))))


@dataclass(slots=True)
class Answer:
    """What came back."""

    status: int
    location: str
    body: str


class Visitor:
    """A small HTTP client with cookies and one connection, light enough not to disturb what is measured."""

    def __init__(self, port: int, token: str = "") -> None:
        self.port = port
        self.token = token
        self.cookies: dict[str, str] = {}
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def get(self, path: str) -> Answer:
        """GET without following redirects."""
        return self._send("GET", path, None, {})

    def post(self, path: str, fields: dict[str, str] | list[tuple[str, str]], **headers: str) -> Answer:
        """POST a form with the CSRF token."""
        pairs = list(fields.items()) if isinstance(fields, dict) else fields
        form = urlencode([*pairs, ("csrfmiddlewaretoken", self.cookies.get("csrftoken", ""))])
        return self._send("POST", path, form, {"Content-Type": "application/x-www-form-urlencoded", **headers})

    def api(self, path: str, sent: dict[str, Any] | None = None) -> Answer:
        """Ask the JSON API with the token and nothing else, as a program does: GET, or POST of what is sent."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        return self._asked("GET" if sent is None else "POST", path, None if sent is None else json.dumps(sent), headers)

    def sign_in(self, email: str, password: str = "bench-password-1") -> None:
        """Sign in through the form. Raises RuntimeError."""
        self.get("/sign-in/")
        answer = self.post("/sign-in/", {"login": email, "password": password})
        if answer.status != 302:
            raise RuntimeError(f"sign-in answered {answer.status}")

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        """Ask as a browser does, with the cookies."""
        cookies = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        return self._asked(method, path, body, {"Cookie": cookies} | headers)

    def _asked(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        try:
            self._connection.request(method, path, body, {"Host": f"localhost:{self.port}"} | headers)
            with self._connection.getresponse() as response:
                text = response.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            self._connection.close()
            raise
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                for morsel in SimpleCookie(value).values():
                    self.cookies[morsel.key] = morsel.value
        return Answer(response.status, response.headers.get("Location", ""), text)


def form_of(page: str) -> list[tuple[str, str]]:
    """An answer to the item on a page: the first option of each question, and the form's own number."""
    client_id = re.search(r'name="client_id" value="([^"]+)"', page)
    names = sorted(set(re.findall(r'name="(q\d+)"', page)))
    if not client_id or not names:
        raise RuntimeError("no item on this page")
    return [("client_id", client_id[1]), *((name, "A") for name in names), ("confidence", "60")]

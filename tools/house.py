"""The door to the checkout: start, check and bench. Knows the builder, not the product; needs no library."""

from __future__ import annotations

import argparse
import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from builder import checks, environment, islands
from builder.place import ENVIRONMENT, ROOT, python_of
from builder.voice import Refusal, say, speak_on


def main(arguments: Sequence[str]) -> int:
    commands = {"start": start, "check": check, "bench": bench}
    try:
        return commands[arguments[0]](arguments[1:])
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


def start(arguments: Sequence[str]) -> int:
    """Install what is missing, then become the supervisor of the server and the worker."""
    options = _start_options().parse_args(arguments)
    wanted = "science" if options.science else environment.wanted_for_start()
    if not (environment.is_fresh(wanted) and islands.is_fresh()):
        with environment.building():
            say("Installing into this checkout (on the first start, and when something has changed):")
            _install(wanted)
    command = ["-m", "preceptor", "up", "--host", options.host, "--port", str(options.port)]
    command += ["--data", str(options.data.absolute()), "--demo" if options.demo else "--no-demo"]
    if options.allow_demo_on_network:
        command.append("--allow-demo-on-network")
    return _become(command)


def check(arguments: Sequence[str]) -> int:
    """Install the development set, then run the checks asked for."""
    plan = checks.plan(arguments)
    with environment.building():
        environment.ensure_tools()
        environment.ensure("dev")
    return checks.run_all(plan)


def bench(arguments: Sequence[str]) -> int:
    """Run one benchmark in the development environment, from wherever the caller stands."""
    speak_on(sys.stderr)
    if not environment.is_fresh("dev"):
        with environment.building():
            environment.ensure_tools()
            environment.ensure("dev")
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    os.environ["PYTHONPATH"] = path
    return _become(["-m", "benchmarks.registry", *arguments])


def _install(wanted: str) -> None:
    """Libraries and islands at once: the one waits for the network while the other computes."""
    environment.ensure_tools()
    failure: list[str] = []

    def build_islands() -> None:
        try:
            islands.ensure()
        except Refusal as refusal:
            failure.append(str(refusal))

    beside = threading.Thread(target=build_islands)
    beside.start()
    try:
        environment.ensure(wanted)
    finally:
        beside.join()
    if failure:
        say(f"  {failure[0]}\n  The pages' scripts are missing for now; every page works without them.")


def _become(command: Sequence[str]) -> int:
    """Replace this process, so that Ctrl-C and the exit code are the command's own."""
    python = str(python_of(ENVIRONMENT))
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(python, [python, *command])


def _start_options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./start", description="Install Preceptor into this checkout when needed, and run it."
    )
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=8000, help="the port (default: %(default)s)")
    parser.add_argument("--data", type=Path, default=ROOT / "var", help="the data folder (default: var/ here)")
    parser.add_argument(
        "--no-demo",
        dest="demo",
        action="store_false",
        help="an empty institution; prints a one-time link that makes the first administrator",
    )
    parser.add_argument(
        "--allow-demo-on-network",
        action="store_true",
        help="let the demo's accounts sign in although --host is reachable from other machines",
    )
    parser.add_argument(
        "--science",
        action="store_true",
        help="also install what calibrates large logs fast (numba, Dask, Parquet)",
    )
    return parser


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not {text!r}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

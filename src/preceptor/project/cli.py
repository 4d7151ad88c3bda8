"""The command line: `preceptor COMMAND`. Each command is a function below; heavy imports happen inside."""

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "preceptor.project.settings")


def _setup() -> None:
    import django

    django.setup()


def up(options: argparse.Namespace) -> int:
    """Prepare and run everything: web server and worker."""
    from preceptor.project.serve import up as serve

    return serve(options)


def prepare(options: argparse.Namespace) -> int:
    """Prepare database, built-in pack and demo without starting a server."""
    from preceptor.project.setup import prepare as run

    for line in run(options.demo, print).lines:
        print(line)
    return 0


def migrate(options: argparse.Namespace) -> int:
    """Bring the database to this version's shape."""
    _setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False)
    return 0


def worker(options: argparse.Namespace) -> int:
    """Run background jobs until stopped."""
    _setup()
    from django.core.management import call_command

    call_command("db_worker", "--no-startup-delay", interval=options.interval)
    return 0


def pack_check(options: argparse.Namespace) -> int:
    """Judge a pack's folder: every fault with file, line, field and what to do."""
    from preceptor.platform.packs.folder import read

    reading = read(Path(options.path))
    for fault in reading.faults:
        print(fault)
    items = len(reading.pack.items) if reading.pack else 0
    print(f"{len(reading.faults)} faults, {items} items")
    return 1 if reading.faults else 0


def pack_load(options: argparse.Namespace) -> int:
    """Load a pack: whole or not at all. An educator adopts it on the page Content."""
    _setup()
    from preceptor.platform.packs.loading import PackRefused, load

    try:
        done = load(Path(options.path))
    except PackRefused as refused:
        for fault in refused.faults:
            print(fault, file=sys.stderr)
        print(f"{refused}. Nothing was changed.", file=sys.stderr)
        return 1
    what = "was loaded already" if done.already else f"loaded: {done.new_items} new items, {done.kept_items} unchanged"
    print(f"{done.version.pack}@{done.version.version} {what}")
    return 0


def pack_schema(options: argparse.Namespace) -> int:
    """Print the JSON Schema of a pack's files."""
    from preceptor.platform.packs.schema import json_schema

    print(json.dumps(json_schema(), indent=2))
    return 0


def rebuild(options: argparse.Namespace) -> int:
    """Recompute every projection from the event log; exits 1 where one differed."""
    _setup()
    from preceptor.platform.learning.rebuild import rebuild as run

    done = run(lambda line: print(line, file=sys.stderr))
    print(f"{done.learners} learners, {done.events} events, {len(done.different)} differed")
    return 0 if done.same else 1


def docs(options: argparse.Namespace) -> int:
    """Print a page of the reference that is made from the code."""
    from preceptor.platform.events.catalogue import reference

    print({"events": reference}[options.page](), end="")
    return 0


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    root = argparse.ArgumentParser(prog="preceptor", description="Run and look after a Preceptor installation.")
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(
        run: Callable[[argparse.Namespace], int], name: str, under: argparse._SubParsersAction | None = None
    ) -> argparse.ArgumentParser:
        made = (under or commands).add_parser(name, help=(run.__doc__ or "").split("\n")[0], description=run.__doc__)
        made.set_defaults(run=run)
        return made

    serve = add(up, "up")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--data", type=Path, default=None, metavar="DIR")
    serve.add_argument("--demo", action=argparse.BooleanOptionalAction, default=True)
    serve.add_argument("--allow-demo-on-network", action="store_true")
    add(prepare, "prepare").add_argument("--demo", action=argparse.BooleanOptionalAction, default=True)
    add(migrate, "migrate")
    add(worker, "worker").add_argument("--interval", type=float, default=1.0)
    pack = commands.add_parser("pack", help="Check and load content packs.").add_subparsers(dest="act", required=True)
    add(pack_check, "check", pack).add_argument("path")
    add(pack_load, "load", pack).add_argument("path")
    add(pack_schema, "schema", pack)
    add(rebuild, "rebuild")
    add(docs, "docs").add_argument("page", choices=["events"])
    return root


def main(arguments: list[str] | None = None) -> None:
    """Entry point of the command line."""
    options = parser().parse_args(arguments)
    if getattr(options, "data", None):
        os.environ["PRECEPTOR_HOME"] = str(Path(options.data).resolve())
    sys.exit(options.run(options))

"""The command line: `preceptor COMMAND`. Each command is a function below; heavy imports happen inside."""

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from preceptor.platform.accounts.models import User

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

    from preceptor.platform.calibration.reliability import refresh
    from preceptor.platform.learning.renewal import resume

    resume()
    refresh()
    call_command("db_worker", "--no-startup-delay", interval=options.interval, verbosity=0)
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
    from preceptor.platform.packs import knowledge_schema, schema

    print(json.dumps(schema.json_schema() | knowledge_schema.json_schema(), indent=2))
    return 0


def rebuild(options: argparse.Namespace) -> int:
    """Recompute every projection from the event log; exits 1 where one differed, or a log could not be read."""
    _setup()
    from preceptor.platform.learning.rebuild import rebuild as run

    done = run(lambda line: print(line, file=sys.stderr))
    print(f"{done.learners} learners, {done.events} events, {len(done.different)} differed")
    for actor, why in done.failed:
        print(f"Learner {actor} was left as they are, for their log cannot be read: {why}", file=sys.stderr)
    return 0 if done.same else 1


def backup(options: argparse.Namespace) -> int:
    """Write a backup of everything into one file; the server may be running."""
    _setup()
    from django.conf import settings

    from preceptor.platform.backup import FOLDER, BackupError
    from preceptor.platform.backup import backup as run

    try:
        print(run(settings.HOME, options.to or settings.HOME / FOLDER))
    except BackupError as error:
        return _refuse(str(error))
    return 0


def restore(options: argparse.Namespace) -> int:
    """Put a backup in place: all of it or nothing. Stop the server first."""
    _setup()
    from django.conf import settings
    from django.core.management import call_command

    from preceptor.platform.backup import BackupError
    from preceptor.platform.backup import restore as run

    try:
        done = run(options.archive, settings.HOME, options.force)
    except BackupError as error:
        return _refuse(str(error))
    call_command("migrate", verbosity=0, interactive=False)
    print(f"Restored what was backed up on {done.made_at} by version {done.version}: {done.counts}")
    if done.kept:
        print(f"What was here before lies in {done.kept}; delete it when all is well.")
    return 0


def export(options: argparse.Namespace) -> int:
    """Print everything kept about a person as JSON."""
    _setup()
    from django.core.serializers.json import DjangoJSONEncoder

    from preceptor.platform.learning.erasure import export_account

    user = _person(options.email)
    if user is None:
        return 1
    print(json.dumps(export_account(user), cls=DjangoJSONEncoder, indent=1, ensure_ascii=False))
    return 0


def delete_account(options: argparse.Namespace) -> int:
    """Erase a person: account, what they wrote, what is believed about them. Asks first."""
    _setup()
    from preceptor.platform import clock
    from preceptor.platform.learning import erasure

    user = _person(options.email)
    if user is None:
        return 1
    if not options.yes and input(f"Type {user.email} again to erase it for good: ").strip().lower() != user.email:
        return _refuse("That is another address. Nothing was erased.")
    try:
        erasure.delete_account(user, clock.now())
    except erasure.LastAdministrator:
        return _refuse("This is the last administrator: make somebody else one first. Nothing was erased.")
    except erasure.SyntheticPerson:
        return _refuse("This is a person of the demonstration, who is not erased alone. Nothing was erased.")
    print(f"{options.email} is erased; the events stay under a pseudonym that leads to nobody.")
    return 0


def reset_link(options: argparse.Namespace) -> int:
    """Print a one-time link with which a person chooses a new password."""
    _setup()
    from preceptor.platform.accounts.oversight import make_reset_link

    user = _person(options.email)
    if user is None:
        return 1
    try:
        print(_address(make_reset_link(user, None)))
    except ValueError as error:
        return _refuse(f"No link was made: {error}.")
    return 0


def invite(options: argparse.Namespace) -> int:
    """Print a link with which people make an account; learners need --cohort."""
    _setup()
    from preceptor.platform.accounts import oversight
    from preceptor.platform.accounts.models import Cohort

    cohort = None
    if options.cohort:
        cohorts = list(Cohort.objects.filter(name=options.cohort))
        if len(cohorts) != 1:
            known = ", ".join(Cohort.objects.order_by("name").values_list("name", flat=True)) or "none"
            return _refuse(f"There are {len(cohorts)} cohorts called {options.cohort!r}; there are: {known}.")
        cohort = cohorts[0]
    elif options.role == "learner":
        return _refuse("Learners join a cohort: add --cohort NAME.")
    made = oversight.invite(None, options.role, cohort, options.uses, options.days)
    print(_address(f"/sign-in/join/?code={made.code}"))
    return 0


def _person(email: str) -> "User | None":
    from preceptor.platform.accounts.models import User

    found = User.objects.filter(email=email.strip().lower()).first()
    if found is None:
        _refuse(f"Nobody here has the address {email}.")
    return found


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def _address(path: str) -> str:
    """The path with this installation's address as far as the environment tells it."""
    from django.conf import settings

    if settings.CSRF_TRUSTED_ORIGINS:
        return f"{settings.CSRF_TRUSTED_ORIGINS[0].rstrip('/')}{path}"
    host = "localhost" if settings.LOOPBACK else settings.HOST
    return f"{'https' if settings.HTTPS else 'http'}://{host}:{settings.PORT}{path}"


def _count(least: int, most: int) -> Callable[[str], int]:
    """An argument that is a whole number within bounds."""

    def number(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text[:9]) <= most:
            raise argparse.ArgumentTypeError(f"a number from {least} to {most}, not {text}")
        return int(text)

    return number


def docs(options: argparse.Namespace) -> int:
    """Print a page of the reference that is made from the code."""
    if options.page == "openapi":
        _setup()
        from preceptor.project.api import openapi

        print(openapi(), end="")
        return 0
    from preceptor.platform.events.catalogue import reference

    print(reference(), end="")
    return 0


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    from preceptor.project import beliefs_cli

    root = argparse.ArgumentParser(prog="preceptor", description="Run and look after a Preceptor installation.")
    commands = root.add_subparsers(dest="command", required=True)

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
    _knowledge(commands, add)
    _policy(commands, add)
    add(rebuild, "rebuild")
    beliefs_cli.commands(commands, add, _count)
    add(backup, "backup").add_argument("--to", type=Path, default=None, metavar="DIR")
    archive = add(restore, "restore")
    archive.add_argument("archive", type=Path, metavar="ARCHIVE")
    archive.add_argument("--force", action="store_true", help="Replace what is here; it is kept aside.")
    _people(add)
    add(docs, "docs").add_argument("page", choices=["events", "openapi"])
    return root


def _knowledge(commands: argparse._SubParsersAction, add: Callable[..., argparse.ArgumentParser]) -> None:
    """The commands about the knowledge base."""
    from preceptor.project import knowledge_cli

    known = commands.add_parser("knowledge", help="Judge and show the clinical knowledge base.")
    acts = known.add_subparsers(dest="act", required=True)
    add(knowledge_cli.check, "check", acts).add_argument("path", nargs="?", default="")
    shown = add(knowledge_cli.show, "show", acts)
    shown.add_argument("condition", metavar="CONDITION")
    shown.add_argument("--pack", default="", metavar="PATH")


def _policy(commands: argparse._SubParsersAction, add: Callable[..., argparse.ArgumentParser]) -> None:
    """The commands about choosing policies."""
    from preceptor.project import policy_cli

    known = commands.add_parser("policy", help="Look at the policies that choose, and compare them from the log.")
    acts = known.add_subparsers(dest="act", required=True)
    add(policy_cli.list_, "list", acts)
    pair = add(policy_cli.compare, "compare", acts)
    pair.add_argument("first", metavar="A")
    pair.add_argument("second", metavar="B")
    pair.add_argument("--reward", choices=policy_cli.REWARDS, default="next")
    pair.add_argument("--json", action="store_true", help="Print one JSON object.")


def _people(add: Callable[..., argparse.ArgumentParser]) -> None:
    """The commands about people."""
    add(export, "export").add_argument("email", metavar="EMAIL")
    erased = add(delete_account, "delete-account")
    erased.add_argument("email", metavar="EMAIL")
    erased.add_argument("--yes", action="store_true", help="Do not ask.")
    add(reset_link, "reset-link").add_argument("email", metavar="EMAIL")
    code = add(invite, "invite")
    code.add_argument("--role", required=True, choices=["learner", "educator", "author", "auditor", "administrator"])
    code.add_argument("--cohort", metavar="NAME")
    code.add_argument("--uses", type=_count(1, 200), default=1)
    code.add_argument("--days", type=_count(1, 90), default=7)


def main(arguments: list[str] | None = None) -> None:
    """Entry point of the command line."""
    options = parser().parse_args(arguments)
    if getattr(options, "data", None):
        os.environ["PRECEPTOR_HOME"] = str(Path(options.data).resolve())
    sys.exit(options.run(options))

"""Making an installation ready: database, built-in pack, demo institution or the first administrator's link."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from preceptor.platform import clock

Say = Callable[[str], None]
DEMO_PEOPLE = (
    ("learner", "Leila Haddad", "leila@demo.example"),
    ("learner", "Mariam Aziz", "mariam@demo.example"),
    ("educator", "Joseph Okafor", "joseph@demo.example"),
    ("author", "Aroha Ngata", "aroha@demo.example"),
    ("auditor", "Tomás Ferreira", "tomas@demo.example"),
    ("administrator", "Ruth Abebe", "ruth@demo.example"),
)
INSTITUTION = "Saint Brigid Teaching Hospital"


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the person who started the server needs to read."""

    lines: tuple[str, ...]


def prepare(demo: bool, say: Say = lambda line: None) -> Prepared:
    """Make everything ready. Running it again changes nothing that is there."""
    import django

    django.setup()
    _migrate(say)
    from preceptor.platform.packs.models import PackVersion

    pack = _builtin_pack(say)
    assert isinstance(pack, PackVersion)
    return _demo(pack, say) if demo else _first_administrator()


def _migrate(say: Say) -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Preparing the database")
        call_command("migrate", verbosity=0, interactive=False)


def _builtin_pack(say: Say) -> object:
    """Load the built-in pack once; later versions are loaded by `preceptor pack load`, on purpose."""
    from django.conf import settings

    from preceptor.platform.packs.loading import load
    from preceptor.platform.packs.models import PackVersion

    known = PackVersion.objects.filter(pack="acute-general-medicine").order_by("-version").first()
    if known:
        return known
    say("Loading the built-in pack")
    return load(settings.BUILTIN_PACKS / "acute-general-medicine").version


def _first_administrator() -> Prepared:
    from preceptor.platform.accounts.joining import first_administrator
    from preceptor.platform.accounts.models import Institution

    Institution.objects.get_or_create(pk=1, defaults={"name": "Preceptor"})
    invitation = first_administrator()
    if invitation is None:
        return Prepared(())
    return Prepared(
        (
            "Nobody administers this installation yet. This link makes the first administrator, once, within 7 days:",
            f"  {{address}}/sign-in/join/?code={invitation.code}",
        )
    )


def _demo(pack: object, say: Say) -> Prepared:
    from preceptor.platform.accounts.models import Institution, User

    institution, made = Institution.objects.get_or_create(pk=1, defaults={"name": INSTITUTION, "demo": True})
    if not made:
        return Prepared(_sign_ins() if institution.demo else ())
    say("Making the demo institution")
    _demo_people(pack)
    assert User.objects.exists()
    _simulate_history()
    return Prepared(_sign_ins())


def _demo_people(pack: object) -> None:
    from django.db import transaction

    from preceptor.platform.accounts.joining import enrol
    from preceptor.platform.accounts.models import Cohort, Programme, User
    from preceptor.platform.approvals.gate import adopt

    passwords = {}
    with transaction.atomic():
        programme = Programme.objects.create(name="Medicine, clinical years", jurisdiction="uk")
        cohort = Cohort.objects.create(programme=programme, name="Year 3", synthetic=True)
        second = Cohort.objects.create(programme=programme, name="Foundation doctors", synthetic=True)
        for role, name, email in DEMO_PEOPLE:
            passwords[email] = "-".join(secrets.token_hex(2) for _ in range(4))
            user = User.objects.create_user(email, passwords[email], name=name, role=role, synthetic=True)
            if role == "learner":
                # Leila is new; Mariam has been here as long as her cohort, and gets a history like theirs.
                began = clock.now() - timedelta(weeks=0 if name == "Leila Haddad" else 8)
                enrol(user, cohort, at=began)
            elif role == "educator":
                cohort.educators.add(user)
                second.educators.add(user)
                adopt(pack, user, clock.now() - timedelta(days=60))  # type: ignore[arg-type]
    _keep(passwords)


def _keep(passwords: dict[str, str]) -> None:
    """Demo passwords are random for each installation; they are kept so that a restart can print them again."""
    import json
    import os

    from django.conf import settings

    path = settings.HOME / "demo-sign-ins.json"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(passwords, file)


def _sign_ins() -> tuple[str, ...]:
    import json

    from django.conf import settings

    path = settings.HOME / "demo-sign-ins.json"
    if not path.is_file():
        return ()
    passwords = json.loads(path.read_text(encoding="utf-8"))
    roles = {email: role for role, _, email in DEMO_PEOPLE}
    return (
        "Demo sign-ins (synthetic people; passwords made for this installation):",
        *(f"  {roles.get(email, ''):14} {email:22} {password}" for email, password in passwords.items()),
        "  Leila is new; Mariam's history appears within a minute.",
    )


def _simulate_history() -> None:
    """Start the job that gives the demo's cohorts a history, after the first page is up."""
    from preceptor.platform.jobs.demo import fill_demo

    fill_demo.enqueue()

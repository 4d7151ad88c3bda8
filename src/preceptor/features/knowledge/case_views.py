"""HTML shell of the cases: the list, drafting one, one case as a whole, approving and withdrawing a version."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preceptor.core.generation.casewriter import Wish
from preceptor.features.knowledge import bases, caselist, drafting, use_cases
from preceptor.features.knowledge.conditions import SETTINGS
from preceptor.platform import clock
from preceptor.platform.accounts.roles import May
from preceptor.platform.approvals import gate
from preceptor.platform.packs.models import ContentVersion
from preceptor.platform.ui.responses import see_other

ROWS = 50
LONGEST_SEARCH = 200
LONGEST_REASON = 500
LONGEST_SEED = 10
FILTERS = ("presentation", "status", "made")
WISH = ("condition", "presentation", "setting", "difficulty", "seed")
PLAIN_WISH = {"setting": "ed", "difficulty": "3"}


def cases(request: HttpRequest) -> HttpResponse:
    """Every case; a POST has one made."""
    held = bases.in_use()
    if request.method != "POST":
        return _list(request, held, PLAIN_WISH)
    wish = {name: request.POST.get(name, "")[:LONGEST_SEARCH].strip() for name in WISH}
    try:
        content, new = _drafted(request, held, wish)
    except use_cases.Refused as refused:
        return _list(request, held, wish, refused)
    if new:
        messages.success(request, _("A draft. No learner meets it until somebody has approved this version."))
    else:
        messages.info(request, _("This seed has made the same case before; here it is."))
    return see_other("knowledge:case", content.content_id, content.version)


def _list(
    request: HttpRequest, held: list[bases.Held], wish: dict[str, str], error: use_cases.Refused | None = None
) -> HttpResponse:
    asked = {name: request.GET.get(name, "")[:LONGEST_SEARCH] for name in ("q", *FILTERS)}
    rows, total = caselist.rows(held, asked)
    kept = {name: value for name, value in asked.items() if value}
    context = {
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "asked": asked,
        "query": f"{urlencode(kept)}&" if kept else "",
        "filtered": bool(kept),
        "found": len(rows),
        "total": total,
        "drafts": sum(one.status == caselist.DRAFT for one in rows),
        "conditions": sorted((one.label, name) for base in held for name, one in base.base.conditions.items()),
        "presentations": {name: one.presentation(name) for one in held for name in sorted(one.base.of_presentation)},
        "settings": SETTINGS,
        "difficulties": _difficulties(),
        "statuses": _statuses(),
        "makes": {"authored": _("By authors"), "generated": _("Generated")},
        "wish": wish,
        "error": error,
    }
    return render(request, "knowledge/cases.html", context, status=422 if error else 200)


def _statuses() -> dict[str, str]:
    return {
        caselist.DRAFT: _("Draft"),
        caselist.APPROVED: _("Approved"),
        caselist.WITHDRAWN: _("Withdrawn"),
        caselist.REPLACED: _("Replaced"),
        caselist.NOT_ADOPTED: _("Not adopted"),
    }


def _difficulties() -> dict[str, str]:
    names = (_("textbook"), _("clear"), _("middling"), _("atypical"), _("hard"))
    return {str(number): f"{number}, {name}" for number, name in enumerate(names, 1)}


def _drafted(request: HttpRequest, held: list[bases.Held], wish: dict[str, str]) -> tuple[ContentVersion, bool]:
    """Have a case made as the form says. Raises Refused."""
    base = _base(held, wish["condition"], wish["presentation"])
    if wish["setting"] not in SETTINGS:
        raise use_cases.Refused(_("Choose where the patient is met."), "setting")
    if wish["difficulty"] not in _difficulties():
        raise use_cases.Refused(_("Choose a difficulty from 1 to 5."), "difficulty")
    asked = Wish(wish["condition"], wish["presentation"], wish["setting"], int(wish["difficulty"]))
    return use_cases.draft(base, asked, _seed(wish["seed"]), request.user)


def _base(held: list[bases.Held], condition: str, presentation: str) -> bases.Held:
    """The base that can make such a case. Raises Refused."""
    if not held:
        raise use_cases.Refused(_("No knowledge base is in use: adopt a pack that has one first."))
    if not condition and not presentation:
        raise use_cases.Refused(_("Choose a condition or a presentation."), "condition")
    if condition:
        base = next((one for one in held if condition in one.base.conditions), None)
        if base is None:
            raise use_cases.Refused(_("The base in use has no such condition. Choose one from the list."), "condition")
        one = base.base.conditions[condition]
        if presentation and presentation not in one.presentations:
            said = _("%(condition)s does not present like that. Leave the presentation open, or choose another.")
            raise use_cases.Refused(said % {"condition": one.label.capitalize()}, "presentation")
        return base
    base = next((one for one in held if presentation in one.base.of_presentation), None)
    if base is None:
        raise use_cases.Refused(
            _("The base in use has no such presentation. Choose one from the list."), "presentation"
        )
    return base


def _seed(typed: str) -> int | None:
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_SEED and int(typed) < use_cases.MOST_SEED):
        said = _("The seed is a whole number from 0 to %(most)s, or empty for a new one.")
        raise use_cases.Refused(said % {"most": use_cases.MOST_SEED - 1}, "seed")
    return int(typed)


def case(request: HttpRequest, name: str, version: int) -> HttpResponse:
    """One case as a whole, with its checks and its history."""
    return _page(request, _found(name, version))


def approve(request: HttpRequest, name: str, version: int) -> HttpResponse:
    """Let learners meet this exact version, having read it."""
    content = _found(name, version)
    if caselist.status(content) == caselist.APPROVED:
        messages.warning(request, _("This version is approved already. Nothing changed."))
        return see_other("knowledge:case", content.content_id, content.version)
    objection = _objection(content)
    if not objection and request.POST.get("confirm") != "yes":
        objection = _("Tick this first: it is your approval.")
    if objection:
        return _page(request, content, error=objection, status=422)
    use_cases.approve(content, request.user)
    messages.success(request, _("Approved. From now on learners can meet this patient."))
    return see_other("knowledge:case", content.content_id, content.version)


def _objection(content: ContentVersion) -> str:
    """Why a case cannot be approved by itself, or nothing."""
    held = _held(content)
    if not caselist.approvable(content):
        return _("A case of a pack is approved with it: adopt the pack on the page Content.")
    if held is None:
        return _("The knowledge base it is answered from is not in use, so nobody could meet it.")
    failed = sum(not one.ok for one in drafting.checks(content, held.content))
    if failed and caselist.generated(content):
        said = ngettext(
            "%(n)s check failed, so it cannot be approved. Generate another.",
            "%(n)s checks failed, so it cannot be approved. Generate another.",
            failed,
        )
        return said % {"n": failed}
    return ""


def withdraw(request: HttpRequest, name: str, version: int) -> HttpResponse:
    """Take a case out of use at once; a reason is required."""
    content = _found(name, version)
    reason = request.POST.get("reason", "").strip()
    if not reason:
        unsaid = _("Write why it is withdrawn: learners' educators will ask.")
        return _page(request, content, unsaid=unsaid, status=422)
    if len(reason) > LONGEST_REASON:
        unsaid = _("Keep the reason under %(most)s characters.") % {"most": LONGEST_REASON}
        return _page(request, content, unsaid=unsaid, reason=reason[:2000], status=422)
    live = content.approvals.filter(withdrawn_at__isnull=True).first()
    if live is None:
        messages.warning(request, _("It was not in use, so nothing changed."))
    else:
        gate.withdraw(live, request.user, clock.now(), reason)
        messages.success(request, _("Withdrawn. From now on no learner meets this patient."))
    return see_other("knowledge:case", content.content_id, content.version)


def _found(name: str, version: int) -> ContentVersion:
    return get_object_or_404(caselist.every(), content_id=name, version=version)


def _held(content: ContentVersion) -> bases.Held | None:
    return next((one for one in bases.in_use() if one.base.id == content.meta["base"]), None)


def _page(
    request: HttpRequest,
    content: ContentVersion,
    error: str = "",
    unsaid: str = "",
    reason: str = "",
    status: int = 200,
) -> HttpResponse:
    held = _held(content)
    if held is None:
        return render(request, "knowledge/no_base.html", {"content": content, "error": error or unsaid}, status=status)
    checks = drafting.checks(content, held.content)
    context = {
        "page": caselist.page(content, held),
        "settings": SETTINGS,
        "checks": [(caselist.CHECKS.get(one.name, one.name), one) for one in checks],
        "failed": sum(not one.ok for one in checks),
        "estimates": caselist.estimates(held, drafting.hanging(content, held.content)),
        "may_approve": request.user.may(May.APPROVE),
        "error": error,
        "unsaid": unsaid,
        "reason": reason,
    }
    return render(request, "knowledge/case.html", context, status=status)

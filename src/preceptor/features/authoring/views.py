"""HTML shell of the item list: filters in, pages out; withdrawing and restoring are the gate's."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from preceptor.features.authoring import queries
from preceptor.platform import clock
from preceptor.platform.accounts.roles import May
from preceptor.platform.approvals import gate
from preceptor.platform.packs.models import ContentVersion
from preceptor.platform.ui.responses import see_other

ROWS = 50
LONGEST_SEARCH = 200
LONGEST_REASON = 500
MOST_SEED = 2**31 - 1


def items(request: HttpRequest) -> HttpResponse:
    """All items of the newest pack versions."""
    asked = {name: request.GET.get(name, "")[:LONGEST_SEARCH] for name in ("q", *queries.FILTERS)}
    rows, choices, total = queries.rows(asked)
    kept = {name: value for name, value in asked.items() if value}
    context = {
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "asked": asked,
        "query": f"{urlencode(kept)}&" if kept else "",
        "filtered": bool(kept),
        "choices": choices,
        "total": total,
        "found": len(rows),
        "types": {"sba": _("Single best answer"), "kf": _("Key features"), "family": _("Family, numbers drawn")},
        "statuses": {"approved": _("Approved"), "withdrawn": _("Withdrawn"), "never": _("Not approved")},
        "lints": {"flaws": _("With findings"), "allowed": _("With allowed flaws"), "clean": _("Clean")},
    }
    return render(request, "authoring/items.html", context)


def item(request: HttpRequest, name: str, version: int) -> HttpResponse:
    """One item with its key, its sources and its history."""
    return _page(request, _found(name, version))


def withdraw(request: HttpRequest, name: str, version: int) -> HttpResponse:
    """Take an item out of use at once; a reason is required."""
    content = _found(name, version)
    reason = request.POST.get("reason", "").strip()
    if not reason:
        return _page(request, content, error=_("Write why it is withdrawn: learners' educators will ask."), status=422)
    if len(reason) > LONGEST_REASON:
        error = _("Keep the reason under %(most)s characters.") % {"most": LONGEST_REASON}
        return _page(request, content, error=error, reason=reason[:2000], status=422)
    live = content.approvals.filter(withdrawn_at__isnull=True).first()
    if live is None:
        messages.warning(request, _("It was not in use, so nothing changed."))
    else:
        gate.withdraw(live, request.user, clock.now(), reason)
        messages.success(request, _("Withdrawn. From now on no learner meets it, and those who answered it are told."))
    return see_other("authoring:item", content.content_id, content.version)


def restore(request: HttpRequest, name: str, version: int) -> HttpResponse:
    """Take an item into use again."""
    content = _found(name, version)
    last = content.approvals.order_by("-pk").first()
    if last is None:
        messages.error(request, _("It was never approved. Adopt its pack on the page Content first."))
    elif last.withdrawn_reason == "replaced":
        messages.error(request, _("A newer version of its pack replaced it; restoring it would show learners both."))
    else:
        gate.restore(content, request.user, clock.now())
        messages.success(request, _("Restored. Learners can meet it again."))
    return see_other("authoring:item", content.content_id, content.version)


def _found(name: str, version: int) -> ContentVersion:
    return get_object_or_404(queries.items(), content_id=name, version=version)


def _page(
    request: HttpRequest, content: ContentVersion, error: str = "", reason: str = "", status: int = 200
) -> HttpResponse:
    asked = request.GET.get("seed", "")
    seed = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 10 else 0
    seed = min(seed, MOST_SEED - 1)
    context = {
        "item": queries.item(content, seed),
        "following": seed + 1,
        "may_approve": request.user.may(May.APPROVE),
        "error": error,
        "reason": reason,
    }
    return render(request, "authoring/item.html", context, status=status)

"""HTML shell of practice, placement and checkpoint: forms in, pages out; the work is in use cases and queries."""

import re
import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from preceptor.core.coach import noticing
from preceptor.core.coach.choosing import NothingToOffer
from preceptor.features.practice import queries, use_cases
from preceptor.platform.accounts.models import Learner
from preceptor.platform.accounts.queries import learner_of
from preceptor.platform.events.models import Event
from preceptor.platform.learning import loop
from preceptor.platform.learning import wording as words
from preceptor.platform.learning.models import Attempt, Sitting
from preceptor.platform.learning.noticing import NoSuchOffer
from preceptor.platform.learning.providers import BadAnswer, provider
from preceptor.platform.learning.rechecks import RECHECK, NotNow
from preceptor.platform.learning.shelf import shelf
from preceptor.platform.ui.responses import see_other

_QUESTION = re.compile(r"^q(\d{1,2})$")


def practice(request: HttpRequest) -> HttpResponse:
    """The next activity."""
    try:
        attempt = loop.offer(learner_of(request))
    except NothingToOffer:
        return render(request, "practice/nothing.html", {"title": _("Nothing to practise yet")})
    return HttpResponseRedirect(f"/practice/{attempt.pk}/")


def attempt(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One attempt: its item, or what became of it."""
    learner = learner_of(request)
    if request.method == "POST":
        return _answer(request, learner, key)
    found = get_object_or_404(queries.attempts_for(learner), pk=key)
    if found.status == "open":
        if found.approval.withdrawn_at is not None and found.sitting is not None:
            return redirect(f"practice:{found.sitting.kind}")
        if found.approval.withdrawn_at is not None:
            return render(request, "practice/closed.html", {"attempt": found, "withdrawn": True}, status=410)
        return _item(request, queries.page(found))
    if found.status != "answered":
        return render(request, "practice/closed.html", {"attempt": found}, status=410)
    if found.sitting and found.sitting.finished_at is None:
        return redirect(f"practice:{found.sitting.kind}")
    context = {"feedback": queries.feedback(found, learner), "report_kinds": _report_kinds()}
    return render(request, "practice/feedback.html", context)


def _item(request: HttpRequest, page: queries.Page, status: int = 200) -> HttpResponse:
    context = {
        "page": page,
        "attempt": page.attempt,
        "confidences": use_cases.CONFIDENCES,
    }
    return render(request, "practice/item.html", context, status=status)


def _answer(request: HttpRequest, learner: Learner, key: uuid.UUID) -> HttpResponse:
    sent = {int(match[1]): request.POST.getlist(name) for name in request.POST if (match := _QUESTION.match(name))}
    try:
        answer = use_cases.parse_answer(sent, request.POST.get("client_id", ""), request.POST.get("confidence", ""))
        receipt = loop.answer(learner, key, answer)
    except Attempt.DoesNotExist as error:
        raise Http404 from error
    except BadAnswer as error:
        return _again(request, learner, key, sent, str(error))
    sitting = receipt.attempt.sitting
    if receipt.status == "answered":
        messages.warning(request, _("You had answered this already; your first answer stands."))
    if receipt.status == "withdrawn":
        messages.warning(request, _("An educator withdrew this question while you had it open. It does not count."))
        return see_other(f"practice:{sitting.kind if sitting else 'practice'}")
    return see_other(f"practice:{sitting.kind}") if sitting else see_other("practice:attempt", key)


def _again(
    request: HttpRequest, learner: Learner, key: uuid.UUID, sent: dict[int, list[str]], sentence: str
) -> HttpResponse:
    """The form again with what was chosen and what is wrong with it."""
    found = get_object_or_404(queries.attempts_for(learner), pk=key)
    if found.status != "open":
        messages.error(request, sentence)
        return see_other("practice:attempt", key)
    chosen = tuple(frozenset(sent.get(place, [])) for place in range(found.approval.content.meta["questions"]))
    return _item(request, queries.page(found, sentence, chosen, request.POST.get("confidence", "")), status=422)


def decline(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Choose something else: what else was on the slate."""
    learner = learner_of(request)
    found = get_object_or_404(queries.attempts_for(learner), pk=key, mode="practice")
    if request.method == "POST":
        try:
            chosen = use_cases.decline(
                learner, found.pk, request.POST.get("why", "none given"), request.POST.get("instead", "")
            )
        except BadAnswer as error:
            messages.error(request, str(error))
            return see_other("practice:decline", found.pk)
        except NothingToOffer:
            return see_other("practice:practice")
        return see_other("practice:attempt", chosen.pk)
    if found.status != "open":
        return redirect("practice:practice")
    return render(request, "practice/decline.html", {"attempt": found, "others": _others(found)})


def _others(found: Attempt) -> list[dict[str, object]]:
    """The rest of the slate, by what cannot cue an answer."""
    event = Event.objects.filter(attempt=found.pk, verb="choice.made").first()
    shelved = shelf()
    by_approval = {one.approval: one for one in shelved.catalogue.candidates}
    offered = [by_approval.get(slot["approval"]) for slot in (event.slate or [])] if event else []
    return [
        {
            "approval": one.approval,
            "domain": shelved.domains.get(one.domain, one.domain),
            "presentation": shelved.presentations.get(one.presentation, ""),
            "task": words.task(one.task),
            "minutes": one.minutes,
        }
        for one in offered
        if one is not None and one.approval != found.approval_id
    ]


def report(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Report a problem with the item of an attempt."""
    learner = learner_of(request)
    found = get_object_or_404(queries.attempts_for(learner), pk=key)
    if request.method == "POST":
        try:
            use_cases.report(learner.user.actor, found, request.POST.get("kind", ""), request.POST.get("comment", ""))
        except BadAnswer as error:
            messages.error(request, str(error))
            return see_other("practice:report", found.pk)
        messages.success(request, _("Thank you. An educator will read it and you will see what they decide."))
        return see_other("practice:attempt", found.pk)
    return render(request, "practice/report.html", {"attempt": found, "kinds": _report_kinds()})


def _report_kinds() -> list[tuple[str, str]]:
    return [
        ("wrong", _("The answer or a fact is wrong")),
        ("unclear", _("It is unclear or has two right answers")),
        ("outdated", _("It is out of date")),
        ("biased", _("It is unfair to a group of people")),
        ("other", _("Something else")),
    ]


def notice(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Take up what a notice offers, or dismiss it."""
    learner, taken = learner_of(request), request.POST.get("take", "")
    try:
        payload = use_cases.answer_notice(learner, key, taken)
    except Event.DoesNotExist as error:
        raise Http404 from error
    except NoSuchOffer:
        messages.error(request, _("That was not offered. Choose one of the buttons shown."))
        return see_other("today:today")
    if sentence := _replied(taken):
        messages.success(request, sentence)
    if taken == noticing.EASIER:
        return see_other("practice:practice")
    about = Attempt.objects.filter(learner=learner, pk=payload["about"]).select_related("approval__content").first()
    if about is None or taken in (noticing.BREAK, noticing.MENTOR):
        return see_other("today:today")
    return see_other(provider(about.approval.content.kind).page, about.pk)


def _replied(taken: str) -> str:
    return {
        noticing.EASIER: _("The next few questions are chosen a step easier."),
        noticing.BREAK: _("Everything is saved. Come back when you like."),
        noticing.MENTOR: _("Your educators will see that you would like to talk it over."),
        "": _("All right. This will not come up again for a while."),
    }.get(taken, "")


def placement(request: HttpRequest) -> HttpResponse:
    """Begin, go on with, skip or look back at the placement."""
    return _sitting(request, "placement")


def checkpoint(request: HttpRequest) -> HttpResponse:
    """Begin, go on with or look back at the weekly checkpoint."""
    return _sitting(request, "checkpoint")


def recheck(request: HttpRequest) -> HttpResponse:
    """Have an estimate checked again with new questions, go on with that, or look back at the last one."""
    return _sitting(request, RECHECK)


def _sitting(request: HttpRequest, kind: str) -> HttpResponse:
    learner = learner_of(request)
    running = queries.sittings_for(learner).filter(kind=kind, finished_at__isnull=True).first()
    if request.method == "POST":
        return _move(request, learner, kind, running)
    if running:
        waiting = queries.attempts_for(learner).filter(sitting=running, status="open").first()
        if waiting and waiting.approval.withdrawn_at is None:
            return HttpResponseRedirect(f"/practice/{waiting.pk}/")
    if kind == RECHECK:
        return render(request, "practice/recheck.html", {**queries.recheck_page(learner, running), "running": running})
    last = queries.sittings_for(learner).filter(kind=kind, finished_at__isnull=False).order_by("-finished_at").first()
    context = queries.sitting_page(learner, kind, last)
    return render(request, f"practice/{kind}.html", {**context, "running": running})


def _move(request: HttpRequest, learner: Learner, kind: str, running: Sitting | None) -> HttpResponse:
    act = request.POST.get("act", "start")
    about = request.POST.get("competency", "") if kind == RECHECK else ""
    if kind == RECHECK and act == "start" and about not in shelf().world.competencies:
        if about:
            raise Http404
        messages.warning(request, _("Choose an estimate first: the button stands on its page."))
        return see_other("progress:progress")
    try:
        if act == "start":
            loop.start_sitting(learner, kind, competency=about)
        elif act in ("skip", "stop"):
            if running is None and act == "skip" and kind == "placement":
                running = loop.start_sitting(learner, kind)
            if running:
                loop.stop_sitting(learner, running.pk, "skipped" if act == "skip" else "stopped")
                if act == "skip":
                    return see_other("today:today")
    except NotNow as refused:
        messages.warning(request, str(refused))
        if refused.sitting:
            return see_other(f"practice:{refused.sitting.kind}")
        return see_other("progress:competency", about)
    return see_other(f"practice:{kind}")

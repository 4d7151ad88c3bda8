"""HTML shell of the knowledge base: the base, one condition, proposed changes, questions nobody understood."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from preceptor.features.knowledge import bases, use_cases
from preceptor.features.knowledge import proposals as proposed
from preceptor.features.knowledge import questions as asked
from preceptor.features.knowledge.conditions import readable
from preceptor.platform.accounts.roles import May
from preceptor.platform.ui.responses import see_other

LONGEST_SEARCH = 200
QUESTIONS = 20
ECHOED = 4000


def knowledge(request: HttpRequest) -> HttpResponse:
    """The bases in use: counts, doubts, presentations with their conditions."""
    words = request.GET.get("q", "")[:LONGEST_SEARCH].strip()
    presentation = request.GET.get("presentation", "")[:LONGEST_SEARCH]
    held = bases.in_use()
    shown = [
        {
            "held": one,
            "counts": bases.counts(one.base),
            "doubts": bases.doubts(one),
            "sections": bases.sections(one, words, presentation),
        }
        for one in held
    ]
    context = {
        "shown": shown,
        "words": words,
        "presentation": presentation,
        "presentations": {name: one.presentation(name) for one in held for name in sorted(one.base.of_presentation)},
        "open_proposals": sum(one.decision is None for one in proposed.proposals(held)),
        "waiting": len(asked.waiting()) if request.user.may(May.APPROVE) else 0,
        "may_approve": request.user.may(May.APPROVE),
    }
    return render(request, "knowledge/knowledge.html", context)


def condition(request: HttpRequest, name: str) -> HttpResponse:
    """One condition, readably; a POST proposes a change."""
    held = bases.holding(name)
    if held is None:
        raise Http404
    comment, error = "", ""
    if request.method == "POST":
        comment = request.POST.get("comment", "")
        try:
            use_cases.propose(held, name, request.user, comment)
        except use_cases.Refused as refused:
            error = str(refused)
        else:
            messages.success(request, _("Proposed. Those who decide are named below; you read their answer here."))
            return see_other("knowledge:condition", name)
    one = held.base.conditions[name]
    context = {
        "held": held,
        "one": one,
        "page": readable(held, one),
        "doubts": bases.about(name, bases.doubts(held)),
        "proposals": proposed.proposals([held], name),
        "deciders": proposed.deciders(),
        "comment": comment[:ECHOED],
        "error": error,
        "may_approve": request.user.may(May.APPROVE),
    }
    return render(request, "knowledge/condition.html", context, status=422 if error else 200)


def proposals(request: HttpRequest) -> HttpResponse:
    """Proposed changes: those that wait, and those decided."""
    found = proposed.proposals(bases.in_use())
    context = {
        "waiting": [one for one in found if one.decision is None],
        "decided": [one for one in found if one.decision is not None],
        "deciders": proposed.deciders(),
        "may_approve": request.user.may(May.APPROVE),
    }
    return render(request, "knowledge/proposals.html", context)


def decide(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One proposed change, and its answer."""
    found = next(iter(proposed.proposals(bases.in_use(), key=key)), None)
    if found is None:
        raise Http404
    decision, comment, error = request.POST.get("decision", ""), request.POST.get("comment", ""), None
    if request.method == "POST":
        try:
            done = use_cases.resolve(key, request.user, decision, comment)
        except use_cases.Refused as refused:
            error = refused
        else:
            if done:
                messages.success(request, _("Decided. Whoever proposed it reads your answer on the condition's page."))
            else:
                messages.warning(request, _("Somebody decided before you; their decision stands."))
            return see_other("knowledge:proposals")
    context = {
        "proposal": found,
        "decisions": [
            ("recheck", _("Take it up: it goes to the authors of the pack, for its next version")),
            ("kept", _("The base stays as it is")),
        ],
        "decision": decision,
        "comment": comment[:ECHOED],
        "error": error,
    }
    return render(request, "knowledge/proposal.html", context, status=422 if error else 200)


def questions(request: HttpRequest) -> HttpResponse:
    """The queue of questions that patients did not understand; a POST settles one of them."""
    held = bases.in_use()
    known = asked.choices(held)
    error: dict[str, str] = {}
    if request.method == "POST":
        error = _settle(request, held, known)
        if not error:
            return see_other("knowledge:questions")
    waiting = asked.waiting()
    context = {
        "page": Paginator(waiting, QUESTIONS).get_page(request.GET.get("page")),
        "waiting": len(waiting),
        "known": known,
        "lately": asked.lately(known),
        "error": error,
        "ready": bool(held),
    }
    return render(request, "knowledge/questions.html", context, status=422 if error else 200)


def _settle(request: HttpRequest, held: list[bases.Held], known: asked.Choices) -> dict[str, str]:
    """Attach or dismiss one question; what is wrong with the form, or nothing."""
    sent = {name: request.POST.get(name, "")[:LONGEST_SEARCH] for name in ("question", "topic", "attribute")}
    sent["experiencer"] = request.POST.get("experiencer", "")[:LONGEST_SEARCH]
    found = next((one for one in asked.waiting() if str(one.key) == sent["question"]), None)
    if found is None:
        messages.warning(request, _("Somebody settled this question before you, or its words were erased."))
        return {}
    if request.POST.get("act") == "dismiss":
        use_cases.dismiss(found, request.user)
        messages.success(request, _("Dismissed: “%(phrase)s” does not come back.") % {"phrase": found.phrase})
        return {}
    if not held:
        return {**sent, "message": _("No knowledge base is in use."), "field": ""}
    try:
        label = use_cases.attach(
            found, known, sent["topic"], sent["attribute"], sent["experiencer"], request.user, held[0].content
        )
    except use_cases.Refused as refused:
        return {**sent, "message": str(refused), "field": refused.field}
    said = _("“%(phrase)s” now asks about %(topic)s. Patients understand it when the model has been trained again.")
    messages.success(request, said % {"phrase": found.phrase, "topic": label})
    return {}

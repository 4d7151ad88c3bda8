"""HTML shell of review: one card at a time, recall first, then the answer and a grade."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from preceptor.platform.accounts.queries import learner_of
from preceptor.platform.learning import loop, reviewing
from preceptor.platform.learning.models import ReviewCard
from preceptor.platform.learning.providers import provider
from preceptor.platform.learning.shelf import shelf
from preceptor.platform.ui.responses import see_other


def review(request: HttpRequest) -> HttpResponse:
    """The first of today's cards, its front alone."""
    cards, waiting = reviewing.due_today(learner_of(request))
    context = {"card": cards[0] if cards else None, "left": len(cards), "waiting": waiting}
    return render(request, "review/review.html", {**context, "minutes": reviewing.minutes(len(cards))})


def card(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One card turned over; a grade sends on to the next."""
    learner = learner_of(request)
    try:
        found = reviewing.card_of(learner, key)
    except ReviewCard.DoesNotExist as error:
        raise Http404 from error
    if request.method == "POST":
        return _grade(request, key)
    content = found.approval.content
    known, cited = provider(content.kind), shelf().citations
    sources = [{**cited.get(one.ref, {"citation": one.ref}), "status": one.status} for one in known.sources(content)]
    context = {
        "card": found,
        "front": reviewing.front(found),
        "back": reviewing.back(found),
        "sources": sources,
        "origin": reverse(known.page, args=[found.attempt_id]),
        "client_id": uuid.uuid4(),
    }
    return render(request, "review/card.html", context)


def _grade(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    grade = request.POST.get("grade", "")
    try:
        client_id = uuid.UUID(request.POST.get("client_id", ""))
    except ValueError:
        return see_other("review:card", key)
    if grade not in ("1", "2", "3", "4"):
        return see_other("review:card", key)
    loop.review(learner_of(request), key, int(grade), client_id)
    return see_other("review:review")

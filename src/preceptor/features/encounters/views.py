"""HTML shell of virtual patients: forms in, pages out; the work is in use cases and queries."""

import uuid
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from preceptor.core.patient.encounter import Refused
from preceptor.features.encounters import auscultation, debriefing, objections, posted, queries, unsent, use_cases
from preceptor.features.encounters.queries import Looking, Sent
from preceptor.features.encounters.rooms import Room
from preceptor.platform import clock
from preceptor.platform.accounts.models import Learner
from preceptor.platform.accounts.queries import learner_of
from preceptor.platform.approvals.models import Approval
from preceptor.platform.learning.models import Attempt
from preceptor.platform.packs import cases
from preceptor.platform.packs.models import ContentVersion
from preceptor.platform.ui.responses import media, see_other


def patients(request: HttpRequest) -> HttpResponse:
    """Every patient there is for this learner; a form goes in to one."""
    learner = learner_of(request)
    if request.method == "POST":
        return _meet(request, learner)
    return render(request, "encounters/patients.html", queries.patients(learner))


def _meet(request: HttpRequest, learner: Learner) -> HttpResponse:
    asked = request.POST.get("patient", "")
    if not (asked.isascii() and asked.isdecimal()):
        messages.error(request, _("Choose one of the patients shown."))
        return see_other("encounters:patients")
    try:
        chosen = Approval.objects.select_related("content").get(pk=int(asked[:18]), content__kind=cases.KIND)
        minutes = cases.public(chosen.content).minutes
        mode = request.POST.get("mode", "practice")
        attempt = use_cases.meet(learner, chosen.pk, mode, None, minutes, clock.now())
    except (Approval.DoesNotExist, ContentVersion.DoesNotExist):
        messages.error(request, _("This patient is not open any more. Choose one of those shown."))
        return see_other("encounters:patients")
    except Refused as error:
        messages.error(request, str(error))
        return see_other("encounters:patients")
    return see_other("encounters:room", attempt.pk)


def _looking(fields: Any) -> Looking:
    names = ("part", "region", "find", "group", "did")
    return Looking(**{name: fields.get(name, "")[:80] for name in names})


def room(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The room of an encounter: look at it, or act in it."""
    learner = learner_of(request)
    if request.method == "POST":
        return _act(request, learner, key)
    found = queries.room_of(learner, key)
    if found.attempt.status != "open":
        return redirect("encounters:debrief", key)
    return _page(request, found, _looking(request.GET))


def _page(request: HttpRequest, found: Room, looking: Looking, sent: Sent = queries.NOTHING) -> HttpResponse:
    """The room as a page, or its region alone for a page that is already there."""
    swap = bool(request.htmx) and not request.htmx.history_restore_request
    template = "encounters/region.html" if swap else "encounters/room.html"
    status = 422 if sent.sentence and not swap else 200
    response = render(request, template, queries.room_page(found, looking, sent), status=status)
    patch_vary_headers(response, ("HX-Request",))
    return response


def _fields(request: HttpRequest) -> dict[str, str]:
    return {name: value.replace("\r\n", "\n") for name, value in request.POST.items() if isinstance(value, str)}


def _act(request: HttpRequest, learner: Learner, key: uuid.UUID) -> HttpResponse:
    found = queries.room_of(learner, key)
    act, fields = posted.pressed(_fields(request))
    looking = _looking({**fields, "did": ""})
    if found.attempt.status != "open":
        return _too_late(request, key, act, fields)
    clash = unsent.clash(unsent.keep(learner, key, fields, act))
    left = unsent.words(unsent.kept(key), but=unsent.NOTES) if act == "finish" else ""
    try:
        after = found if act == "look" else _made(learner, found, act, fields)
    except Refused as error:
        unsent.keep(learner, key, fields)
        act = act if act in posted.PART_OF else "say"
        again = replace(looking, part=posted.PART_OF[act])
        return _page(request, queries.room_of(learner, key), again, Sent(fields, act, str(error), clash))
    if after.attempt.status != "open" or after.encounter.state.finished:
        if left:
            messages.info(request, _("You had not sent this, and it does not count: “%(words)s”") % {"words": left})
        return _leave(request, reverse("encounters:debrief", args=[key]))
    return _onward(request, after, _onwards(looking, act, fields, after), Sent(fields, clash=clash))


def _onwards(looking: Looking, act: str, fields: dict[str, str], after: Room) -> Looking:
    """Where one looks after an act: at its part of the room, or where one was while talking."""
    if act == "look":
        return looking
    part = looking.part if act in posted.ANYWHERE else posted.PART_OF[act]
    test = after.encounter.patient.base.tests.get(fields.get("target", "")) if act == "order" else None
    return replace(looking, part=part, group=test.group if test else looking.group, did=act)


def _made(learner: Learner, found: Room, act: str, fields: dict[str, str]) -> Room:
    """Make the move; handing over first keeps a note that was not saved yet. Raises Refused."""
    sent = posted.read(act, fields, found.encounter)
    if act == "finish" and fields.get("note", "").strip():
        note = posted.read("note", fields, found.encounter)
        notes = [number for number, one in enumerate(found.moves, 1) if one.move.kind == "note"]
        if not notes or queries.said_of(found.moves).get(notes[-1]) != note.said:
            found = use_cases.act(learner, found, note.move, note.said, uuid.uuid5(sent.client_id, "note"))
    return use_cases.act(learner, found, sent.move, sent.said, sent.client_id)


def _onward(request: HttpRequest, after: Room, looking: Looking, sent: Sent) -> HttpResponse:
    key = after.attempt.pk
    asked = {name: getattr(looking, name) for name in Looking.__slots__ if getattr(looking, name)}
    address = f"{reverse('encounters:room', args=[key])}?{urlencode(asked)}"
    if not request.htmx:
        if sent.clash:
            messages.warning(request, sent.clash)
        response = redirect(address)
        response.status_code = 303
        return response
    response = _page(request, after, looking, sent)
    response["HX-Push-Url"] = address
    return response


def _leave(request: HttpRequest, address: str) -> HttpResponse:
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": address})
    response = redirect(address)
    response.status_code = 303
    return response


def _too_late(request: HttpRequest, key: uuid.UUID, act: str, fields: dict[str, str]) -> HttpResponse:
    """An act after the end: say so, and give back what was written."""
    sentence = _("This encounter had already ended, perhaps in another tab. Nothing was added to it.")
    wrote = unsent.words(unsent.changed(fields) or unsent.shown({"bench": posted.PART_OF.get(act, ""), **fields}))
    if wrote:
        sentence += " " + _("You had written: “%(words)s”") % {"words": wrote}
    messages.warning(request, sentence)
    return _leave(request, reverse("encounters:debrief", args=[key]))


def keep(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Keep what is being typed in a room; nothing to keep, nothing said."""
    learner = learner_of(request)
    attempt = get_object_or_404(queries.attempts_for(learner), pk=key)
    if attempt.status != "open":
        return render(request, "encounters/keeping.html", {"ended": True})
    fields = _fields(request)
    older = unsent.keep(learner, key, fields)
    if older is None:
        return HttpResponse(status=204)
    seen = {"clash": unsent.clash(older), "unsent": True, "was": unsent.marks(unsent.shown(fields))}
    return render(request, "encounters/keeping.html", seen)


def debrief(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What an encounter came to, once it has ended."""
    learner = learner_of(request)
    found = queries.room_of(learner, key)
    if found.attempt.status == "open":
        if request.method == "POST":
            return see_other("encounters:room", key)
        return redirect("encounters:room", key)
    if request.method == "POST":
        return _object(request, learner, found.attempt)
    context = debriefing.page(found, learner, request.GET.get("show", ""))
    return render(request, "encounters/debrief.html", context)


def _object(request: HttpRequest, learner: Learner, attempt: Attempt) -> HttpResponse:
    comment = request.POST.get("comment", "").replace("\r\n", "\n")
    try:
        if request.POST.get("act") == "mentor":
            objections.ask_mentor(learner, attempt, comment)
            messages.success(request, _("Sent. Your educators see it with this encounter."))
        else:
            objections.contest(learner, attempt, request.POST.get("kind", ""), comment)
            messages.success(request, _("Thank you. An educator will read it and you will see what they decide."))
    except Refused as error:
        messages.error(request, str(error))
    return see_other("encounters:debrief", attempt.pk)


def sound(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What one act of listening sounded like; the address says which step it was and nothing of what was found."""
    found = queries.room_of(learner_of(request), key)
    asked = request.GET.get("step", "")
    heard = auscultation.heard(found.encounter, int(asked[:6]) if asked.isascii() and asked.isdecimal() else -1)
    if heard is None:
        return HttpResponse(status=204)  # the encounter is there, and nothing was heard at that step
    return media(request, auscultation.played(heard), "audio/wav")


def replay(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A finished encounter, step by step."""
    found = queries.room_of(learner_of(request), key)
    if found.attempt.status == "open":
        return redirect("encounters:room", key)
    asked = request.GET.get("step", "0")
    step = int(asked[:6]) if asked.isascii() and asked.isdecimal() else 0
    return render(request, "encounters/replay.html", queries.replay_page(found, step))

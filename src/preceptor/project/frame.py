"""What the frame around every page needs: navigation for this person, the institution, notices."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from preceptor import __version__
from preceptor.platform.accounts.models import Institution
from preceptor.platform.feature import Nav


def _entry(nav: Nav, path: str) -> dict[str, Any]:
    address = reverse(nav.route)
    return {
        "label": nav.label,
        "icon": nav.icon,
        "address": address,
        "current": path.split("/")[1] == address.split("/")[1],
    }


def frame(request: HttpRequest) -> dict[str, Any]:
    """Template context of the masthead, the tab bar and the foot."""
    from preceptor.project.features import FEATURES

    user = getattr(request, "user", None)
    entries = []
    if user is not None and user.is_authenticated:
        every = sorted((nav for feature in FEATURES for nav in feature.nav), key=lambda nav: nav.order)
        entries = [_entry(nav, request.path) for nav in every if user.may(nav.may)][:5]
    return {
        "nav_entries": entries,
        "institution": SimpleLazyObject(lambda: Institution.objects.first() or Institution(name="Preceptor")),
        "version": __version__,
    }

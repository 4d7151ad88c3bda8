"""Making a worker ready before it takes requests, so that the first is as quick as the rest. Knows every feature.

Whatever a process makes once and keeps is made here: addresses, templates, the words for dates and numbers, what is
approved, and what each feature says that its first page would wait for. Nothing is written.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.db import DatabaseError, connections
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs
from django.urls import get_resolver
from django.utils import formats, translation

log = logging.getLogger(__name__)
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def warm(application: Application) -> None:
    """Make this process ready. What cannot be made yet (a database that is not prepared) is left to the first request
    that needs it: a server must come up to be able to say what is wrong."""
    resolver = get_resolver()
    for language, _ in settings.LANGUAGES:
        with translation.override(language):
            resolver.reverse_dict  # noqa: B018  what `reverse` looks up, made at its first use
            formats.get_format_modules()
    for name in templates():
        get_template(name)
    try:
        _content()
        _visit(application, "/sign-in/")
    except DatabaseError as error:
        log.warning("The database is not ready, so the first pages will take longer: %s", error)
    finally:
        connections.close_all()  # requests are answered in other threads, each with a connection of its own


def _content() -> None:
    # Only now: the models are there once the application is set up.
    from preceptor.platform.learning.shelf import shelf
    from preceptor.project.features import FEATURES

    shelf()
    for feature in FEATURES:
        if feature.warm is not None:
            feature.warm()


def _visit(application: Application, path: str) -> None:
    """Ask for a page that anybody may see, as the server would: what middleware and the frame load lazily is then
    there."""
    environ: dict[str, Any] = {"PATH_INFO": path}
    setup_testing_defaults(environ)
    for _ in application(environ, lambda status, headers: None):
        pass


def templates() -> Iterator[str]:
    """The names of this product's own templates; what they extend and include is compiled with its first use."""
    for folder in map(Path, get_app_template_dirs("templates")):
        if folder.is_relative_to(settings.PACKAGE):
            yield from (str(path.relative_to(folder)) for path in sorted(folder.rglob("*.html")))

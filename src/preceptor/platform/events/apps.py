"""The Django app of `platform.events`."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "preceptor.platform.events"
    label = "events"
    default_auto_field = "django.db.models.BigAutoField"

"""The Django app of `platform.ui`."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "preceptor.platform.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"

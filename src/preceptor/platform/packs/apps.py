"""The Django app of `platform.packs`."""

from django.apps import AppConfig


class PacksConfig(AppConfig):
    name = "preceptor.platform.packs"
    label = "packs"
    default_auto_field = "django.db.models.BigAutoField"

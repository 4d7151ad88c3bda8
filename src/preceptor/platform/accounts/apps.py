"""The Django app of `platform.accounts`."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "preceptor.platform.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

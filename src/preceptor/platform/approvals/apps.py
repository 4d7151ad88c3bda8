"""The Django app of `platform.approvals`."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "preceptor.platform.approvals"
    label = "approvals"
    default_auto_field = "django.db.models.BigAutoField"

"""The Django app of `features.today`."""

from django.apps import AppConfig


class TodayConfig(AppConfig):
    name = "preceptor.features.today"
    label = "today"

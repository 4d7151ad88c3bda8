"""The Django app of `features.encounters`: registers cases as activities."""

from django.apps import AppConfig


class EncountersConfig(AppConfig):
    name = "preceptor.features.encounters"
    label = "encounters"

    def ready(self) -> None:
        """Join the loop."""
        from preceptor.features.encounters.provider import CaseProvider
        from preceptor.platform.learning.providers import register

        register(CaseProvider())

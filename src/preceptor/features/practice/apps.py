"""The Django app of `features.practice`: registers items as activities."""

from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "preceptor.features.practice"
    label = "practice"

    def ready(self) -> None:
        """Join the loop."""
        from preceptor.features.practice.provider import ItemProvider
        from preceptor.platform.learning.providers import register

        register(ItemProvider())

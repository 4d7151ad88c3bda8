"""The Django app of `platform.beliefs`; sees to it that the version that comes with the software is there."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _ship(sender: Any, **_: Any) -> None:
    from django.db import connection

    from preceptor.platform.beliefs.models import BeliefVersion
    from preceptor.platform.beliefs.versions import ship

    # A database taken back to before this application has no place for it.
    if BeliefVersion._meta.db_table in connection.introspection.table_names():
        ship()


class BeliefsConfig(AppConfig):
    name = "preceptor.platform.beliefs"
    label = "beliefs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Not a data migration: what an emptied database gets back is what every new one gets.
        post_migrate.connect(_ship, sender=self, dispatch_uid="beliefs.ship")

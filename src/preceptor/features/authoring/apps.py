"""The Django app of `features.authoring`."""

from django.apps import AppConfig


class AuthoringConfig(AppConfig):
    name = "preceptor.features.authoring"
    label = "authoring"

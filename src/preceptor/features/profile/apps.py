"""The Django app of `features.profile`."""

from django.apps import AppConfig


class ProfileConfig(AppConfig):
    name = "preceptor.features.profile"
    label = "profile"

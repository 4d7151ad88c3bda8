"""The Django app of `features.review`."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "preceptor.features.review"
    label = "review"

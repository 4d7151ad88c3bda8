"""The Django app of `features.model`."""

from django.apps import AppConfig


class ModelConfig(AppConfig):
    name = "preceptor.features.model"
    label = "model"

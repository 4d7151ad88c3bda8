"""The Django app of `features.knowledge`."""

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "preceptor.features.knowledge"
    label = "knowledge"

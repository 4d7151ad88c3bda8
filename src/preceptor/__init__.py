"""Preceptor: a self-hosted platform that trains healthcare professionals, each in their own way."""

__version__ = "0.1.0"

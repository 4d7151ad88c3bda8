"""What every test stands on: a data folder of its own, no chance and no clock in hypothesis."""

from __future__ import annotations

import atexit
import importlib.util
import os
import shutil
import tempfile

import pytest
from hypothesis import HealthCheck, settings

# One folder a process, so that workers running side by side never share a database or a secret key.
_HOME = tempfile.mkdtemp(prefix="preceptor-test-")
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)


def _settle_environment() -> None:
    """Take away what the caller's shell says about a real installation, and name the settings."""
    for name in ("DATABASE_URL", "PRECEPTOR_HOST", "PRECEPTOR_PORT"):
        os.environ.pop(name, None)
    # PostgreSQL is tested by naming a throw-away database on purpose.
    if url := os.environ.get("PRECEPTOR_TEST_DATABASE_URL"):
        os.environ["DATABASE_URL"] = url
    os.environ["PRECEPTOR_HOME"] = _HOME
    if importlib.util.find_spec("preceptor.project.settings"):
        os.environ["DJANGO_SETTINGS_MODULE"] = "preceptor.project.settings"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Let workers name the settings themselves: inherited, they would be loaded before a home is made."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


_settle_environment()

# The same examples in every run, and no deadline: a busy machine must not turn a test red.
settings.register_profile(
    "house", derandomize=True, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")

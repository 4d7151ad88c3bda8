"""What a request imports: the whole address table loads without the heavy science."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

HEAVY = {
    "dask",
    "distributed",
    "numba",
    "pyarrow",
    "pandas",
    "scipy",
    "sklearn",
    "statsmodels",
    "torch",
    "matplotlib",
    "openai",
}

LOAD = """
import json, sys, django
django.setup()
from django.urls import get_resolver
from django.conf import settings
import importlib
importlib.import_module(settings.ROOT_URLCONF)
get_resolver().url_patterns
importlib.import_module(settings.WSGI_APPLICATION.rpartition(".")[0])
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_no_address_imports_heavy_science(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "preceptor.project.settings",
        "PRECEPTOR_HOME": str(tmp_path),
    }
    done = subprocess.run([sys.executable, "-c", LOAD], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert set(json.loads(done.stdout)) & HEAVY == set()

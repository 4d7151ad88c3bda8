"""The first requests of a worker: they load and make nothing that later ones do not, and no heavy science at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.repo.test_requests import HEAVY

ROOT = Path(__file__).parents[2]
# Some 5 ms: a connection, statements put together once. One page's templates, or one pack, cost more.
FEW_CALLS = 25_000

pytestmark = pytest.mark.slow


def python(home: Path, *arguments: str) -> str:
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "DJANGO_SETTINGS_MODULE": "preceptor.project.settings",
        "PRECEPTOR_HOME": str(home),
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-6000:]
    return done.stdout


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a fresh worker's requests did, on a demo in which people have worked before."""
    home, life = tmp_path_factory.mktemp("first"), str(ROOT / "tests" / "http" / "first_life.py")
    python(home, "-m", "preceptor", "prepare", "--demo")
    python(home, life, "begin")
    found: dict[str, Any] = json.loads(python(home, "-W", "error", life).splitlines()[-1])
    return found


def test_no_request_imports_heavy_science(told: dict[str, Any]) -> None:
    assert set(told["modules"]) & HEAVY == set()
    assert {"numpy", "preceptor"} <= set(told["modules"])


def test_first_requests_do_what_later_ones_do(told: dict[str, Any]) -> None:
    requests = told["requests"]
    assert len(requests) >= 20
    assert {status for one in requests.values() for status in one["statuses"]} <= {200, 303}
    assert {name: one["modules"] for name, one in requests.items() if one["modules"]} == {}
    extra = {name: one["first"] - one["later"] for name, one in requests.items()}
    assert {name: calls for name, calls in extra.items() if calls > FEW_CALLS} == {}

"""Killed again and again, the server loses nothing it acknowledged and counts nothing twice."""

import pytest

from benchmarks.faults import run


@pytest.mark.slow
# A kill tears connections in the middle of a reply; when Python collects the torn ends is not what is tested here.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_few_kills() -> None:
    found = run(["--kills", "4", "--learners", "2"])
    assert found["acknowledged"] > 0
    assert found["kills_during_request"] >= 1
    assert found["lost"] == 0
    assert found["duplicated"] == 0
    assert found["projection_equals_replay"] is True

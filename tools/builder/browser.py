"""The browser for the journeys: installs Debian's Chromium where it may, else says what is missing."""

from __future__ import annotations

import os
import shutil
import threading

from builder.place import ROOT
from builder.voice import Refusal, run, say

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ADVICE = "install it (on Debian and Ubuntu: apt-get install chromium), or name one in PRECEPTOR_CHROMIUM"

_failure: list[str] = []
_installing: threading.Thread | None = None


def begin_installing() -> None:
    """Install Chromium beside the first steps, which hardly use the network."""
    global _installing
    if _found() or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    say("Chromium is missing and will be installed with apt-get while the first steps run.")
    _installing = threading.Thread(target=_install)
    _installing.start()


def executable() -> str:
    """The browser's path, once it is there; a Refusal says what to install."""
    if _installing:
        _installing.join()
    found = _found()
    if found:
        return found
    reason = f" ({_failure[0]})" if _failure else ""
    raise Refusal(f"The browser tests need Chromium, which is missing{reason}: {_ADVICE}.")


def _found() -> str | None:
    named = os.environ.get("PRECEPTOR_CHROMIUM")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, _NAMES)), None)


def _install() -> None:
    env = {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        run(["apt-get", "update", "-qq"], "the list of Debian packages", cwd=ROOT, env=env)
        command = [
            "apt-get",
            "install",
            "-y",
            "-qq",
            "--no-install-recommends",
            "chromium",
            "fonts-dejavu-core",
        ]
        run(command, "Chromium", cwd=ROOT, env=env)
    except Refusal as refusal:
        _failure.append(str(refusal).rstrip(".").splitlines()[0])

"""The web server as a process of its own: granian around the WSGI application; knows no feature.

One worker process with a few threads: SQLite has one writer, and the sync ORM spends its time in Python, so a
second process buys nothing on a small machine; on a large one, PRECEPTOR_WEB_WORKERS says how many.
"""

from __future__ import annotations

import importlib
import os
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from preceptor.project import ports, processes

APPLICATION = "preceptor.project.wsgi:application"
# Measured on 2 cores with 8 connections, CPU per page: 5.5 ms with one thread, 5.7 with two, 6.1 with four. One would
# let a slow export or a password hash hold everyone up; more than a few only wait for each other.
THREADS = 3


def serve() -> None:
    """Listen where the environment says, until told to stop."""
    server = Granian(
        APPLICATION,
        address=ports.address_of(os.environ["PRECEPTOR_HOST"]),
        port=int(os.environ["PRECEPTOR_PORT"]),
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=int(os.environ.get("PRECEPTOR_WEB_WORKERS", "1")),
        blocking_threads=int(os.environ.get("PRECEPTOR_WEB_THREADS", str(THREADS))),
        # A request that is being answered is finished, but nobody waits for a stuck one for ever.
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
    )
    server.serve(target_loader=load)


def load(target: str) -> Any:
    """Run in each worker: it would otherwise go on answering when the server's main process is killed."""
    processes.dying_with(os.getppid())()
    module, _, name = target.partition(":")
    return getattr(importlib.import_module(module), name)


if __name__ == "__main__":
    serve()

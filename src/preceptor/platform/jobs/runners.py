"""Where work on partitions runs: in this process, in processes of this machine, or on a Dask cluster.

A function and its arguments go out, results come back as they are ready; a partition must not depend on another. The
libraries that carry this out are imported when a runner is opened, never by a request.
"""

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

R = TypeVar("R", covariant=True)
NAMES = ("serial", "processes", "dask")


class RunnerMissing(RuntimeError):
    """A runner's libraries are not installed; the message says what to do."""


class Runner(Protocol):
    """Runs a function over many arguments, in any order."""

    def map(self, function: Callable[..., R], arguments: Iterable[tuple[Any, ...]]) -> Iterator[R]:
        """Yield results as they are ready. An error of one call is raised here, and the rest is given up."""
        ...


class Serial:
    """One after the other, in this process."""

    def map(self, function: Callable[..., R], arguments: Iterable[tuple[Any, ...]]) -> Iterator[R]:
        """Yield results in order."""
        for one in arguments:
            yield function(*one)


class Processes:
    """Side by side in worker processes of this machine."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool

    def map(self, function: Callable[..., R], arguments: Iterable[tuple[Any, ...]]) -> Iterator[R]:
        """Yield results as they are ready."""
        from concurrent.futures import as_completed

        waiting = [self._pool.submit(function, *one) for one in arguments]
        try:
            for done in as_completed(waiting):
                yield done.result()
        finally:
            for one in waiting:
                one.cancel()


class Dask:
    """On the workers of a Dask cluster, which must see the same files."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def map(self, function: Callable[..., R], arguments: Iterable[tuple[Any, ...]]) -> Iterator[R]:
        """Yield results as they are ready; what a worker lost is computed again by another."""
        import distributed

        as_completed: Any = distributed.as_completed

        # Not pure: the same partition is asked again in each pass, and an old result must not stand in for it.
        waiting = [self._client.submit(function, *one, pure=False) for one in arguments]
        try:
            for done in as_completed(waiting):
                yield done.result()
                done.release()
        finally:
            self._client.cancel(waiting)


@contextmanager
def runner(name: str, workers: int | None = None, scheduler: str = "") -> Iterator[Runner]:
    """Open a runner by name and close it at the end.

    `workers` is how many processes, one a core by default. `scheduler` is the address of a Dask cluster; without it
    one of this machine is started and stopped. Raises RunnerMissing, and ValueError for an unknown name.
    """
    if name == "serial":
        yield Serial()
    elif name == "processes":
        yield from _processes(workers)
    elif name == "dask":
        yield from _dask(workers, scheduler)
    else:
        raise ValueError(f"no runner is called {name!r}: take one of {', '.join(NAMES)}")


def _processes(workers: int | None) -> Iterator[Runner]:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Spawned, not forked: a fork of a process with threads may hang.
    with ProcessPoolExecutor(workers or os.cpu_count(), mp_context=get_context("spawn")) as pool:
        yield Processes(pool)


def _dask(workers: int | None, scheduler: str) -> Iterator[Runner]:
    try:
        import distributed
    except ImportError as error:
        raise RunnerMissing("Dask is not installed here: run ./start --science, or take another runner.") from error
    dask: Any = distributed
    if scheduler:
        with dask.Client(scheduler) as client:
            yield Dask(client)
        return
    # A worker that is being closed may miss its last heartbeat; that is no error to speak of.
    options = {"threads_per_worker": 1, "processes": True, "dashboard_address": None, "silence_logs": logging.CRITICAL}
    with dask.LocalCluster(n_workers=workers or os.cpu_count(), **options) as cluster, dask.Client(cluster) as client:
        yield Dask(client)

"""Ports: whether one is free, and holding it; knows sockets, nothing of the product.

The web server binds with SO_REUSEPORT, so a second server on the same port starts without an error and the
two share the visitors. That must never happen, so the port is asked for in three ways before it is used:
by connecting (someone answers), by binding without SO_REUSEPORT (someone listens), and by a lock that lasts
as long as the supervisor (another one is just starting).
"""

from __future__ import annotations

import errno
import fcntl
import ipaddress
import os
import socket
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_EVERYWHERE = {"0.0.0.0": socket.AF_INET, "::": socket.AF_INET6}
_CONNECT_SECONDS = 0.5


class PortTaken(Exception):
    """Someone else uses the port, or may not be kept from it."""


@dataclass
class PortHold:
    """The promise that no other supervisor takes this port; ends with the process or with release()."""

    _kept: socket.socket | IO[str]

    def release(self) -> None:
        self._kept.close()


def address_of(host: str) -> str:
    """The numeric address to listen on; raises OSError when the name is not of this machine's choosing."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    # "localhost" may be both: IPv4 is what scripts and proxies expect.
    found.sort(key=lambda entry: entry[0] != socket.AF_INET)
    return str(found[0][4][0])


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server listening there."""
    return ipaddress.ip_address(address_of(host).partition("%")[0]).is_loopback


def reachable(address: str) -> str:
    """Where to ask a server that listens on that address."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)


def take(address: str, port: int) -> PortHold:
    """Hold the port, or raise PortTaken."""
    hold = _lock(port)
    try:
        _refuse_answered(address, port)
        _refuse_bound(address, port)
    except PortTaken:
        hold.release()
        raise
    return hold


def _lock(port: int) -> PortHold:
    if sys.platform == "linux":
        # A name that is no file: the kernel forgets it with the process, so it can never be stale.
        name = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            name.bind(f"\0preceptor-port-{port}")
        except OSError as error:
            name.close()
            raise PortTaken from error
        return PortHold(name)
    file = open(Path(tempfile.gettempdir()) / f"preceptor-port-{port}-{os.getuid()}.lock", "w")  # noqa: SIM115
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise PortTaken from error
    return PortHold(file)


def _refuse_answered(address: str, port: int) -> None:
    # http://localhost may lead to either loopback address, whichever the browser tries first.
    places = {reachable(address)}
    if address in _EVERYWHERE or ipaddress.ip_address(address.partition("%")[0]).is_loopback:
        places |= {"127.0.0.1", "::1"}
    for place in places:
        with suppress(OSError), socket.create_connection((place, port), timeout=_CONNECT_SECONDS):
            raise PortTaken


def _refuse_bound(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    places = {address: family, **_EVERYWHERE}
    for place, kind in places.items():
        try:
            _bind_once(place, kind, port)
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                raise PortTaken from error
            if place == address:
                raise


def _bind_once(place: str, kind: socket.AddressFamily, port: int) -> None:
    with socket.socket(kind, socket.SOCK_STREAM) as probe:
        # Connections of a server that just ended still linger; only a listener counts.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if kind == socket.AF_INET6:
            probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        probe.bind((place, port))

"""Ports: every way in which one can be in use is seen."""

from __future__ import annotations

import socket

import pytest

from preceptor.project import ports


def listener(address: str, *, shared: bool) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.bind((address, 0))
    made.listen()
    return made


@pytest.mark.parametrize("asked", ["127.0.0.1", "0.0.0.0"])
@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("there", ["127.0.0.1", "0.0.0.0"])
def test_a_listener_is_seen_even_if_it_would_share(there: str, shared: bool, asked: str) -> None:
    with listener(there, shared=shared) as other, pytest.raises(ports.PortTaken):
        ports.take(asked, other.getsockname()[1])


def test_a_listener_on_the_other_loopback_address_is_seen() -> None:
    try:
        other = listener("::1", shared=True)
    except OSError:
        other = listener("127.0.0.1", shared=True)  # this machine has no IPv6
    with other, pytest.raises(ports.PortTaken):
        ports.take("127.0.0.1", other.getsockname()[1])


def test_a_port_held_by_another_supervisor_is_seen_before_it_listens() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    hold = ports.take("127.0.0.1", port)
    with pytest.raises(ports.PortTaken):
        ports.take("127.0.0.1", port)
    hold.release()
    ports.take("127.0.0.1", port).release()


@pytest.mark.parametrize(
    ("host", "expected"), [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False)]
)
def test_loopback_is_what_only_this_machine_reaches(host: str, expected: bool) -> None:
    assert ports.is_loopback(host) is expected

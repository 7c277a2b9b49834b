"""Taking the port early, and saying in one sentence why it cannot be taken."""

import socket

import pytest

from relais.core.serving import PortTakenError, take_port


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def close(sockets: list[socket.socket]) -> None:
    for one in sockets:
        one.close()


def test_a_visitor_may_knock_before_the_application_is_ready() -> None:
    port = free_port()
    sockets = take_port("127.0.0.1", port)
    with socket.create_connection(("127.0.0.1", port), timeout=1):
        pass
    close(sockets)


def test_localhost_is_taken_as_ipv4_and_where_it_exists_as_ipv6() -> None:
    sockets = take_port("127.0.0.1", free_port())
    assert {one.getsockname()[0] for one in sockets} in ({"127.0.0.1"}, {"127.0.0.1", "::1"})
    close(sockets)


def test_a_taken_port_is_said_with_another_to_try() -> None:
    port = free_port()
    sockets = take_port("127.0.0.1", port)
    with pytest.raises(PortTakenError, match=f"Le port {port} est déjà pris.*RELAIS_PORT={port + 1}"):
        take_port("127.0.0.1", port)
    close(sockets)


def test_an_address_of_another_machine_is_said() -> None:
    with pytest.raises(PortTakenError, match="RELAIS_HOST"):
        take_port("192.0.2.1", free_port())


def test_a_port_is_free_again_as_soon_as_it_is_left() -> None:
    port = free_port()
    close(take_port("127.0.0.1", port))
    close(take_port("127.0.0.1", port))

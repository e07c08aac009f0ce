"""The address that a connection comes from."""

import pytest

from app.connections.address import unmapped


@pytest.mark.parametrize("host", ["::ffff:192.0.2.7", "::FFFF:c000:0207", "0:0:0:0:0:ffff:192.0.2.7"])
def test_an_ipv4_address_that_came_by_an_ipv6_socket_is_that_address(host: str) -> None:
    assert unmapped((host, 50_000)) == ("192.0.2.7", 50_000)


@pytest.mark.parametrize("host", ["192.0.2.7", "2001:db8::1", "::1", "::192.0.2.7", "fe80::1%eth0", "no:address", ""])
def test_any_other_address_stays_as_it_is(host: str) -> None:
    assert unmapped((host, 50_000)) == (host, 50_000)


def test_a_connection_without_an_address_has_none() -> None:
    assert unmapped(None) is None

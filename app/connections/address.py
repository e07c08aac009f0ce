"""The address that a connection comes from."""

from ipaddress import IPv6Address


def unmapped(client: tuple[str, int] | None) -> tuple[str, int] | None:
    """An IPv4 address that came by an IPv6 socket (`::ffff:192.0.2.7`) as that IPv4 address; any other as it is."""
    if client is None or ":" not in client[0]:
        return client
    try:
        address = IPv6Address(client[0]).ipv4_mapped
    except ValueError:
        return client
    return client if address is None else (str(address), client[1])

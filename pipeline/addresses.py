"""Which addresses the service may call: public ones and allowed networks, looked at after resolution."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import httpcore

from casefile.errors import UsageError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class AddressForbidden(httpcore.ConnectError):
    """The name leads to an address that must not be called."""


def networks_of(text: str) -> tuple[Network, ...]:
    """The networks of a setting; raises UsageError.

    >>> networks_of("10.2.0.0/16, ::1/128")
    (IPv4Network('10.2.0.0/16'), IPv6Network('::1/128'))
    """
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise UsageError(f"BIRTHCASE_WEBHOOK_NETWORKS 有误：{error}") from error


def may_call(address: str, networks: Iterable[Network]) -> bool:
    """Whether this address is public, or of a network that was allowed.

    >>> may_call("93.184.215.14", ()), may_call("169.254.169.254", ()), may_call("::ffff:127.0.0.1", ())
    (True, False, False)
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if any(found in network for network in networks if network.version == found.version):
        return True
    return found.is_global and not found.is_multicast and not found.is_reserved


def check_url(url: str, networks: Iterable[Network]) -> None:
    """Refuse an address that no event may go to; raises UsageError. What its name leads to may change."""
    told = "webhook 地址应为 https:// 开头的公网地址，不含用户名和密码"
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise UsageError(told) from None
    if len(url) > 500 or not url.isascii() or any(letter <= " " for letter in url):
        raise UsageError(told)
    if not host or port == 0 or parts.username or parts.scheme not in {"https", "http"}:
        raise UsageError(told)
    if parts.scheme == "http" and not any(True for _ in networks):
        raise UsageError(told)
    try:
        allowed = may_call(host, networks)
    except ValueError:
        allowed = host.lower() != "localhost" and "." in host
    if not allowed:
        raise UsageError(told)


class CheckedBackend(httpcore.NetworkBackend):
    """Connects only to addresses that may be called: the very address that was looked at is called."""

    def __init__(self, networks: tuple[Network, ...]) -> None:
        """Allow these networks besides public addresses."""
        self._networks = networks
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        """Resolve once, look at every answer, and call the first; raises AddressForbidden."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError(type(error).__name__) from error
        addresses = [str(one[4][0]) for one in found]
        if not addresses or not all(may_call(one, self._networks) for one in addresses):
            raise AddressForbidden("forbidden")
        return self._plain.connect_tcp(addresses[0], port, timeout, local_address, socket_options)

    def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.NetworkStream:
        """Never."""
        raise AddressForbidden("forbidden")

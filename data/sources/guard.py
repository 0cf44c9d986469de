"""Where a source may go: https, its own hosts, public addresses. The first thing every request meets.

Addresses of boards come from an operator's file and from answers of the boards themselves (redirects, links),
so neither may lead into the network this machine stands in.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

Resolve = Callable[[str, int], Sequence[str]]

#: Public by number, but the inside of a cloud: the wire server of Azure.
_METADATA = frozenset({ipaddress.ip_address("168.63.129.16")})
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_HOST = re.compile(rb"[a-z0-9._:-]+")
_IPV4_COMPATIBLE = ipaddress.ip_network("::/96")


class AddressRefused(Exception):
    """A name of a board leads to an address that is not public."""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet, whatever dress it comes in."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.teredo is not None or ip.is_site_local or ip in _IPV4_COMPATIBLE:
            return False
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and ip not in _METADATA


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a name, in the system's order. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


@dataclass(frozen=True)
class Guard:
    """What one source may reach: the host of `base_url`, and `allowed_domains` with what is under them.

    `own_server` is for the demo board and for a server the operator named in a setting: its base address may
    be http and private. It is never taken from a file of boards.
    """

    base_url: str
    allowed_domains: tuple[str, ...] = ()
    own_server: bool = False
    resolve: Resolve = look_up

    def __post_init__(self) -> None:
        """Domains are compared as httpx spells hosts. Raises httpx.InvalidURL."""
        spelt = tuple(httpx.URL(f"https://{one.strip('.')}/").host for one in self.allowed_domains)
        object.__setattr__(self, "allowed_domains", spelt)

    @property
    def base(self) -> httpx.URL:
        return httpx.URL(self.base_url)

    def is_base(self, url: httpx.URL) -> bool:
        """Whether a URL is at the base address: its scheme, host and port."""
        base = self.base
        return (url.scheme, url.host, url.port) == (base.scheme, base.host, base.port)

    def refusal(self, url: httpx.URL) -> str | None:
        """None, or the code of what is wrong: source_bad_url, source_not_https, source_host_refused,
        source_address_refused."""
        base = self.base
        if url.scheme not in {"http", "https"} or url.userinfo or not _HOST.fullmatch(url.raw_host):
            return "source_bad_url"
        at_base = (url.host, url.port) == (base.host, base.port)
        if url.scheme == "http" and not (self.own_server and at_base and base.scheme == "http"):
            return "source_not_https"
        if not at_base and (url.port is not None or not self._is_allowed(url.host)):
            return "source_host_refused"
        if _is_address(url.host) and not self._may_connect(url.host, url.host):
            return "source_address_refused"
        return None

    def addresses(self, host: str, port: int) -> list[str]:
        """Where to connect for a name: every address of it was checked. Raises OSError, AddressRefused."""
        found = list(self.resolve(host, port))
        if bad := [one for one in found if not self._may_connect(host, one)]:
            raise AddressRefused(f"{host} leads to {bad[0]}")
        return found

    def _may_connect(self, host: str, address: str) -> bool:
        return is_public(address) or (self.own_server and host == self.base.host)

    def _is_allowed(self, host: str) -> bool:
        return host == self.base.host or any(
            host == domain or host.endswith("." + domain) for domain in self.allowed_domains if "." in domain
        )


def is_loopback(base_url: str) -> bool:
    """Whether an address names this very machine."""
    host = urlsplit(base_url).hostname or ""
    return host == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True

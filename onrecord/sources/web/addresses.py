"""Where an address leads, and whether we go there: to public hosts by http or https, and nowhere else."""

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

from onrecord.sources.found import Fault

BY_HAND = "Open it in your browser, save the page as HTML, and give the path of that file."

Lookup = Callable[[str, int], Sequence[str]]
"""A host's name and a port → the host's IP addresses."""

_PORTS = {"http": 80, "https": 443}
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\\]")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?")
# What the URL standard takes for a number, and systems for an IPv4 address: 2130706433, 0x7f.1, 017700000001.
_ENDS_IN_NUMBER = re.compile(r"(^|\.)(\d+|0x[0-9a-f]*)\.?$")

# Python's own opinion on these is newer than the oldest Python we run on, or is that they are public. 168.63.129.16
# is where a machine in Microsoft's cloud asks about itself.
_NOT_FOR_US = tuple(
    ipaddress.IPv4Network(network) for network in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32")
)
# All public IPv6 addresses are in the first. The others lie in it, and carry an IPv4 address or are kept for
# protocols and examples.
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_NOT_FOR_US_6 = tuple(
    ipaddress.IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
# Networks with IPv6 only reach other hosts by such addresses, which end in the IPv4 address (RFC 6052).
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class Failed(Exception):
    """A page was not fetched. It never leaves this package: outside it is the fault that it holds."""

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(reason)
        self.fault = Fault(reason, advice)


@dataclass(frozen=True)
class Place:
    """An address taken apart, of which each part is sent as it stands here.

    Attributes:
        url: the address without its fragment, the host in ASCII.
        scheme: http or https.
        host: a name or an IP address, without brackets.
        port: the port.
        target: path and query.
    """

    url: str
    scheme: str
    host: str
    port: int
    target: str

    @property
    def root(self) -> str:
        """Scheme, host and port: what a robots.txt speaks for."""
        return f"{self.scheme}://{self.netloc}"

    @property
    def netloc(self) -> str:
        """Host and port, as in the address and in the header Host."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def parse(url: str) -> Place:
    """Take an address apart.

    Example:
        >>> parse("HTTPS://Example.org/a b?q=ä#part").url
        'https://example.org/a%20b?q=%C3%A4'

    Does not look the host up.

    Raises:
        Failed: it is no address, or none that we fetch.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        port = parts.port
        host = _ascii(parts.hostname or "")
    except ValueError as error:
        raise _no_address() from error
    if _FORBIDDEN.search(url) or not host:
        raise _no_address()
    if parts.scheme not in _PORTS:
        raise Failed(
            f"addresses that begin with {parts.scheme}: are not fetched" if parts.scheme else "it is no web address",
            "Give one that begins with https:// or http://.",
        )
    if parts.username is not None or parts.password is not None:
        raise Failed("there is a user's name or a password in the address", BY_HAND)
    port = _PORTS[parts.scheme] if port is None else port
    if port not in _PORTS.values() and port < 1024:
        raise Failed(f"port {port} is not one for web pages", BY_HAND)
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    if parts.query:
        target += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    place = Place("", parts.scheme, host, port, target)
    path, _, query = target.partition("?")
    return Place(urlunsplit((place.scheme, place.netloc, path, query, "")), place.scheme, host, port, target)


def _no_address() -> Failed:
    return Failed("it is no valid web address", "Copy it from your browser once more.")


def _ascii(host: str) -> str:
    """A host as it is looked up.

    Raises:
        ValueError: it is no host. (UnicodeError is one.)
    """
    if ":" in host:
        if "%" in host:
            # A zone, as in fe80::1%eth0, is one's own network's.
            raise ValueError(host)
        return str(ipaddress.IPv6Address(host))
    host = host.encode("idna").decode("ascii").lower()
    if not _HOST.fullmatch(host):
        raise ValueError(host)
    if _ENDS_IN_NUMBER.search(host):
        # Systems read such hosts in several ways; this is the one that all agree on.
        return str(ipaddress.IPv4Address(host))
    return host


def lookup(host: str, port: int) -> list[str]:
    """Ask the system for a host's IP addresses, in its order of preference.

    Raises:
        OSError: it has none, or nobody could be asked.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def public_addresses(place: Place, lookup: Lookup) -> Sequence[str]:
    """The IP addresses of a place, if all of them are public: one of these has to be connected to.

    Whoever asked for them again could be given others.

    Raises:
        Failed: the host is unknown, or one of its addresses is not public.
    """
    try:
        found = lookup(place.host, place.port)
    except (OSError, UnicodeError) as error:
        raise Failed(
            f"its host, {place.host}, could not be found", "Check the spelling, and whether you are online."
        ) from error
    for address in found:
        if not is_public(address):
            raise Failed(f"its host, {place.host}, is not on the public internet but at {address}", BY_HAND)
    return found


def is_public(address: str) -> bool:
    """Whether an IP address is one that anybody on the internet may mean: no private, local or reserved one.

    Example:
        >>> [is_public(address) for address in ("10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1")]
        [False, False, False, False]

    An IPv6 address that carries an IPv4 address is not public, save those that a NAT64 gateway makes: they are what
    the IPv4 address is. The blocks are those of IANA's registries of special-purpose addresses (RFC 6890).
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address) and parsed in _NAT64:
        parsed = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
    if isinstance(parsed, ipaddress.IPv6Address):
        special = not (parsed in _GLOBAL_UNICAST and not any(parsed in network for network in _NOT_FOR_US_6))
    else:
        special = any(parsed in network for network in _NOT_FOR_US)
    return parsed.is_global and not (special or parsed.is_multicast or parsed.is_reserved or parsed.is_unspecified)

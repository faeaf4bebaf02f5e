"""One question to one server: the connection goes where it was checked, and no answer is too long or too slow."""

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import certifi
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.exceptions import TimeoutError as ConnectionTimeoutError
from urllib3.response import BaseHTTPResponse

from onrecord import __version__
from onrecord.sources.web.addresses import BY_HAND, Failed, Lookup, Place, public_addresses
from onrecord.sources.web.limits import WebLimits

AGENT = "OnRecord"
"""What robots.txt files may call us."""

USER_AGENT = f"{AGENT}/{__version__} (reads news articles for research; obeys robots.txt)"

Route = Callable[[str, int], tuple[str, int]]
"""A checked IP address and a port → where to connect. Ours is to that address and that port."""

_ENCODINGS = ("gzip", "deflate")
_CHUNK = 65_536
# Of a host's addresses, so many are tried: more would only make a dead host slower.
_TRIED = 3
_TRY_LATER = "Check whether you are online, and try again later."


@dataclass(frozen=True)
class Answer:
    """What a server said.

    Attributes:
        status: such as 200.
        headers: by their names in small letters.
        body: unpacked.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


class Client:
    """Asks servers for pages, one connection for each.

    Does not follow redirects, keep cookies, or go through a proxy.
    """

    def __init__(self, limits: WebLimits, *, lookup: Lookup, route: Route, context: ssl.SSLContext | None) -> None:
        self._limits = limits
        self._lookup = lookup
        self._route = route
        self._context = context or _trust()

    def get(self, place: Place, *, seconds: float) -> Answer:
        """Ask for a page.

        Args:
            place: where.
            seconds: the time for all of it.

        Raises:
            Failed: there is no whole answer, or one beyond the limits.
        """
        deadline = time.monotonic() + seconds
        try:
            connection = self._connected(place, deadline)
            try:
                return self._ask(connection, place, deadline)
            except (OSError, HTTPError, http.client.HTTPException):
                # The connection was cut at the deadline, by us; how that looks from here differs.
                self._check(deadline)
                raise
            finally:
                connection.close()
        except (TimeoutError, ConnectionTimeoutError) as error:
            raise self._too_slow() from error
        except ssl.SSLCertVerificationError as error:
            raise Failed(f"its site's certificate is not valid ({error.verify_message})", BY_HAND) from error
        except ssl.SSLError as error:
            raise Failed(f"no safe connection to its site could be made ({error.reason})", BY_HAND) from error
        except OSError as error:
            raise Failed(f"its site cannot be reached ({error.strerror or error})", _TRY_LATER) from error
        except (HTTPError, http.client.HTTPException) as error:
            raise Failed(f"its site's answer breaks off or is no HTTP ({type(error).__name__})", _TRY_LATER) from error

    def _connected(self, place: Place, deadline: float) -> HTTPConnection:
        """Connect to the first address of a place that takes a connection."""
        failure: Exception = OSError("it has no address")
        for address in public_addresses(place, self._lookup)[:_TRIED]:
            self._check(deadline)
            connection = self._connection(place, *self._route(address, place.port))
            try:
                connection.connect()
            except (OSError, HTTPError) as error:
                connection.close()
                failure = _cause(error)
            else:
                return connection
        raise failure

    def _connection(self, place: Place, address: str, port: int) -> HTTPConnection:
        """A connection to an IP address. Names are not looked up again: that is the point."""
        timeout = self._limits.connect_seconds
        if place.scheme == "http":
            return HTTPConnection(address, port, timeout=timeout)
        return HTTPSConnection(address, port, timeout=timeout, ssl_context=self._context, server_hostname=place.host)

    def _ask(self, connection: HTTPConnection, place: Place, deadline: float) -> Answer:
        own_socket = connection.sock
        assert own_socket is not None  # it is connected
        # Of a server that sends a byte now and then, no single silence is too long.
        watchdog = threading.Timer(max(0.0, deadline - time.monotonic()), _cut, [own_socket])
        watchdog.daemon = True
        watchdog.start()
        try:
            connection.timeout = self._limits.read_seconds  # it was that for connecting so far
            connection.request("GET", place.target, headers=_headers(place), preload_content=False)
            with connection.getresponse() as response:
                headers = {name.lower(): value for name, value in response.headers.items()}
                body = self._body(response, headers)
            # A connection that we have cut may look like the end of a page.
            self._check(deadline)
            return Answer(response.status, headers, body)
        finally:
            watchdog.cancel()

    def _body(self, response: BaseHTTPResponse, headers: Mapping[str, str]) -> bytes:
        encoding = headers.get("content-encoding", "identity").strip().lower()
        if encoding not in (*_ENCODINGS, "x-gzip", "identity", ""):
            raise Failed(f"it is packed in a way that was not asked for ({encoding[:20]})", BY_HAND)
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length[:20]) > self._limits.bytes:
            raise self._too_large()
        body = bytearray()
        while chunk := response.read(_CHUNK, decode_content=True):
            body += chunk
            if len(body) > self._limits.bytes:
                raise self._too_large()
        return bytes(body)

    def _check(self, deadline: float) -> None:
        if time.monotonic() >= deadline:
            raise self._too_slow()

    def _too_slow(self) -> Failed:
        return Failed("its site took too long to answer", _TRY_LATER)

    def _too_large(self) -> Failed:
        return Failed(f"it is larger than {self._limits.bytes:,} bytes", BY_HAND)


def _headers(place: Place) -> dict[str, str]:
    """What is said of us: nothing of the machine or the person."""
    return {
        "Host": place.netloc,
        "User-Agent": USER_AGENT,
        "Accept": "text/html,application/xhtml+xml,text/plain;q=0.9,*/*;q=0.5",
        "Accept-Encoding": ", ".join(_ENCODINGS),
        "Connection": "close",
    }


def _trust() -> ssl.SSLContext:
    """Whom this system trusts, and Mozilla's list: some Pythons come without the first."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _cause(error: Exception) -> Exception:
    """What urllib3 wraps: the system's own error says what is wrong."""
    return error.__cause__ if isinstance(error.__cause__, OSError) else error


def _cut(connected: socket.socket) -> None:
    """End a connection that another thread waits on."""
    # It may have ended by itself.
    with contextlib.suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)

"""From addresses to texts: redirects, robots.txt, polite pauses, and what kind of file a page is."""

import codecs
import contextlib
import posixpath
import re
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timezone
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urljoin, urlsplit

from protego import Protego

from onrecord.sources.found import Fault, Found
from onrecord.sources.web.addresses import BY_HAND, Failed, Lookup, Place, lookup, parse
from onrecord.sources.web.cache import Cache, Page
from onrecord.sources.web.client import AGENT, Answer, Client, Route
from onrecord.sources.web.limits import WebLimits

ENDINGS: Mapping[str, str] = MappingProxyType(
    {
        "text/html": ".html",
        "application/xhtml+xml": ".xhtml",
        "text/plain": ".txt",
        "text/markdown": ".md",
        "text/csv": ".csv",
        "text/tab-separated-values": ".tsv",
        "text/rtf": ".rtf",
        "application/rtf": ".rtf",
        "application/json": ".json",
        "application/x-ndjson": ".jsonl",
        "application/jsonl": ".jsonl",
        "application/rss+xml": ".rss",
        "application/atom+xml": ".atom",
        "application/pdf": ".pdf",
        "application/epub+zip": ".epub",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
        "application/vnd.oasis.opendocument.text": ".odt",
        "application/vnd.apache.parquet": ".parquet",
        "application/mbox": ".mbox",
        "application/warc": ".warc",
        "application/zip": ".zip",
        "application/x-tar": ".tar",
        "message/rfc822": ".eml",
        "multipart/related": ".mhtml",
    }
)
"""What a server calls a page → the ending that files of this kind have. For other pages the address's own is taken."""

_REDIRECTS = (301, 302, 303, 307, 308)
_BUSY = (429, 503)
# What is longer may be passed over (RFC 9309), and the rules may not be older than this.
_ROBOTS_BYTES = 500_000
_ROBOTS_LIFETIME = 24 * 3600.0
# UTF-8 needs no turning. The others are Python's names of codecs that no page is in, some of them slow beyond measure.
_NO_CHARSETS = ("utf-8", "punycode", "idna", "unicode_escape", "raw_unicode_escape")
_ENDING = re.compile(r"(\.[a-z0-9]{1,8}){1,2}")


def _system_route(address: str, port: int) -> tuple[str, int]:
    return address, port


class Fetcher:
    """Fetches pages one after the other, and remembers what their sites have asked for.

    Only http and https to public addresses, also after redirects, and the connection goes to the address that was
    checked. What a site's robots.txt forbids is left alone. A host is asked once a second, or as seldom as its
    robots.txt wants it; where it is busy and says when to come back, we do.

    A page is kept in the cache folder, and taken from there until it is too old: running again fetches nothing. The
    folder is made if it is not there, and holds whole pages: mind whose they are.

    Does not run scripts, log in, keep cookies, or go through a proxy. The time that the system takes to look up a
    host's name is not limited here.

    What is injected is for tests, which have a network of their own. An address is checked before it is routed.
    """

    def __init__(
        self,
        cache: Path,
        limits: WebLimits,
        *,
        lookup: Lookup = lookup,
        route: Route = _system_route,
        context: ssl.SSLContext | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._cache = Cache(cache)
        self._limits = limits
        self._client = Client(limits, lookup=lookup, route=route, context=context)
        self._sleep = sleep
        self._clock = clock
        self._rules: dict[str, Protego | Fault] = {}
        self._free_at: dict[str, float] = {}

    def page(self, url: str) -> Page | Fault:
        """A page from the cache or else from the web; a fault where there is none."""
        try:
            place = parse(url)
            kept = self._cache.get(place.url, now=_now(), lifetime=self._limits.lifetime)
            return kept or self._fetched(place)
        except Failed as failed:
            return failed.fault

    def _fetched(self, place: Place) -> Page:
        end, answer = self._follow(place, obey=True)
        if answer.status != 200:
            raise _refused(answer.status)
        return self._kept(place, end, answer)

    def _follow(self, place: Place, *, obey: bool) -> tuple[Place, Answer]:
        """Ask for a place, and for the one that it refers to, and so on; with the last comes its answer."""
        seconds = self._limits.total_seconds
        for _ in range(self._limits.redirects + 1):
            rules = self._robots(place) if obey else None
            if rules is not None and not rules.can_fetch(place.url, AGENT):
                raise Failed("its site's robots.txt asks programs to leave it alone", BY_HAND)
            answer, taken = self._ask(place, seconds, pause=_crawl_delay(rules))
            seconds -= taken
            if answer.status not in _REDIRECTS or "location" not in answer.headers:
                return place, answer
            # Servers send more than ASCII here, as UTF-8; http.client has read it as Latin-1.
            location = answer.headers["location"].encode("latin-1", "replace").decode("utf-8", "replace")
            place = parse(urljoin(place.url, location))
        raise Failed(f"it is sent on from place to place, more than {self._limits.redirects} times", BY_HAND)

    def _ask(self, place: Place, seconds: float, *, pause: float) -> tuple[Answer, float]:
        """Ask in peace, again if the site is busy; with the answer comes the time that asking took."""
        taken = 0.0
        for _ in range(self._limits.tries):
            self._wait(place.host)
            began = self._clock()
            try:
                answer = self._client.get(place, seconds=seconds - taken)
            finally:
                ended = self._clock()
                taken += ended - began
                self._free_at[place.host] = ended + max(pause, self._limits.pause)
            after = _retry_after(answer.headers) if answer.status in _BUSY else None
            if after is None:
                return answer, taken
            self._free_at[place.host] = max(self._free_at[place.host], ended + after)
        return answer, taken

    def _wait(self, host: str) -> None:
        wait = self._free_at.get(host, 0.0) - self._clock()
        if wait > self._limits.longest_wait:
            raise Failed(
                f"its site asks to be left in peace for {wait:.0f} seconds",
                "Run again later: what was fetched so far is not fetched again.",
            )
        if wait > 0:
            self._sleep(wait)

    def _robots(self, place: Place) -> Protego:
        """What a site's robots.txt says, read once in a run. A failure is remembered, too."""
        if place.root not in self._rules:
            try:
                self._rules[place.root] = self._read_robots(parse(f"{place.root}/robots.txt"))
            except Failed as failed:
                self._rules[place.root] = failed.fault
        rules = self._rules[place.root]
        if isinstance(rules, Fault):
            raise Failed(rules.reason, rules.advice)
        return rules

    def _read_robots(self, place: Place) -> Protego:
        """Read a robots.txt as RFC 9309 says: none means that all is allowed, a server's error that nothing is."""
        page = self._cache.get(place.url, now=_now(), lifetime=_ROBOTS_LIFETIME)
        if page is None:
            end, answer = self._follow(place, obey=False)
            if answer.status in _BUSY or not 200 <= answer.status < 500:
                raise Failed(
                    f"its site's robots.txt cannot be read ({answer.status}), and so programs have to stay away",
                    BY_HAND,
                )
            page = self._kept(place, end, answer)
        rules = page.body[:_ROBOTS_BYTES].decode("utf-8-sig", "replace") if page.status == 200 else ""
        return Protego.parse(rules)

    def _kept(self, place: Place, end: Place, answer: Answer) -> Page:
        headers = {name: value for name, value in answer.headers.items() if name != "set-cookie"}
        fetched = _now().isoformat(timespec="seconds")
        page = Page(place.url, end.url, answer.status, fetched, headers, answer.body)
        try:
            self._cache.put(page)
        except OSError as error:
            raise Failed(
                f"it was fetched, but could not be kept on disk ({error.strerror or error})",
                "Check that the cache folder can be written to, and that the disk is not full.",
            ) from error
        return page


def _now() -> datetime:
    return datetime.now(timezone.utc)


def _refused(status: int) -> Failed:
    """Say in words what a status means."""
    if status in (404, 410):
        return Failed(f"its site says that there is no such page ({status})", "Check the address in your browser.")
    if status in _BUSY:
        return Failed(f"its site is too busy ({status})", "Run again later.")
    if 400 <= status < 500:
        return Failed(f"its site does not give it to programs ({status})", BY_HAND)
    if status >= 500:
        return Failed(f"its site has an error of its own ({status})", "Run again later.")
    return Failed(f"its site gave no page ({status})", BY_HAND)


def _crawl_delay(rules: Protego | None) -> float:
    """The seconds between two pages that a robots.txt wants; what is no sensible number is 0."""
    delay = rules.crawl_delay(AGENT) if rules is not None else None
    return delay if delay is not None and delay > 0 else 0.0


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """When a busy site may be asked again, in seconds, if it says so: as a number or as a date (RFC 9110)."""
    written = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", written):
        return float(written)
    try:
        date = parsedate_to_datetime(written)
    except (TypeError, ValueError):
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=timezone.utc)
    return max(0.0, (date - _now()).total_seconds())


# What kind of file a page is


def as_file(page: Page) -> tuple[str, bytes]:
    """A page as a file: a name whose ending tells the kind, and bytes.

    A text whose encoding only the server's header tells is turned into UTF-8 with a byte order mark, as no file
    could tell it.
    """
    said = Message()
    said["Content-Type"] = page.headers.get("content-type", "")
    charset = said.get_content_charset()
    # Not get_content_type(), which takes what it does not understand for text/plain.
    kind = said["Content-Type"].partition(";")[0].strip().lower()
    body = page.body
    # If the header is wrong, the reader finds out for itself.
    with contextlib.suppress(LookupError, ValueError):
        if kind.startswith("text/") and charset and codecs.lookup(charset).name not in _NO_CHARSETS:
            body = body.decode(charset).encode("utf-8-sig")
    return f"page{ENDINGS.get(kind) or _ending(page.url)}", body


def _ending(url: str) -> str:
    """The ending of an address's last part, such as .pdf or .warc.gz; that of a web page if it has none."""
    name = posixpath.basename(urlsplit(url).path).lower()
    match = _ENDING.search(name, max(0, name.find(".")))
    return match[0] if match and name.endswith(match[0]) else ".html"


def with_origin(found: Found, page: Page) -> Found:
    """Say where a text comes from. An address that the page gives for itself stays."""
    provenance = {**found.provenance, **({} if found.url else {"url": "fetched"})}
    metadata = {**found.metadata, "fetched": page.fetched, "fetched_from": page.url}
    return replace(found, url=found.url or page.url, metadata=metadata, provenance=provenance)

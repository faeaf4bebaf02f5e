"""Fetching pages: from servers of our own, by way of addresses that look public and are never connected to.

The network of these tests is `Net`: it knows the addresses of some names, and where to connect instead of each
public address. All checks are those that users have; only the way behind a checked address is another.
"""

import gzip
import http.server
import io
import json
import os
import socket
import socketserver
import ssl
import threading
import time
import zlib
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path

import pytest

from onrecord.reading import read_articles
from onrecord.sources import LIMITS, Fault, Found, html, text
from onrecord.sources.web import WEB_LIMITS, WebLimits, as_file, with_origin
from onrecord.sources.web.addresses import Failed, is_public, lookup, parse
from onrecord.sources.web.cache import Cache, Page
from onrecord.sources.web.client import USER_AGENT
from onrecord.sources.web.fetching import Fetcher

NEWS, OTHER = "9.9.9.1", "9.9.9.2"
CERTIFICATE = Path(__file__).with_name("test_server.pem")

STORY = """<!DOCTYPE html><html lang="en"><head><title>Council sells the pier</title></head><body>
<article><h1>Council sells the pier</h1>
<p>“Never,” said Ines Duarte on Thursday, after a meeting of six hours with those who live beside the harbour.</p>
<p>The council sold the pier for two million, and the fishermen heard of it from the paper of the next morning.</p>
<p>Nobody knows what the buyer will make of it, when work will begin, or who is going to pay for it in the end.</p>
</article></body></html>"""


class Server:
    """A server in a thread, which answers from a table: path → (status, headers, body), or a function that gives it."""

    def __init__(self, pages, *, context=None):
        self.asked = []
        self.agents = set()
        self.headers = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(handler):
                self.asked.append(handler.path)
                self.headers.append(dict(handler.headers))
                answer = pages.get(handler.path, (404, {}, b"nothing"))
                if callable(answer):
                    answer = answer(handler)
                if answer is None:
                    return
                status, headers, body = answer
                handler.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    if value is not None:
                        handler.send_header(name, value)
                handler.end_headers()
                handler.wfile.write(body)

            def log_message(handler, *_):
                pass

        class Quiet(http.server.ThreadingHTTPServer):
            def handle_error(server, *_):
                pass  # a client that hangs up is what many of these tests are about

        self._server = Quiet(("127.0.0.1", 0), Handler)
        if context:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.address = self._server.server_address
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()


class Net:
    """Names, their addresses, and where each public address and port is really to be found."""

    def __init__(self):
        self.names = {"news.example": [NEWS], "other.example": [OTHER]}
        self.routes = {}
        self.looked_up = []
        self.connected = []
        self.slept = []
        self._servers = []

    def serve(self, pages, *, address=NEWS, port=80, context=None):
        server = Server(pages, context=context)
        self._servers.append(server)
        self.routes[address, port] = server.address
        return server

    def lookup(self, name, port):
        self.looked_up.append(name)
        if name not in self.names:
            # Numbers only: no name of a test may reach a real name server.
            return [entry[4][0] for entry in socket.getaddrinfo(name, port, flags=socket.AI_NUMERICHOST)]
        found = self.names[name]
        return found(len(self.looked_up)) if callable(found) else found

    def route(self, address, port):
        self.connected.append((address, port))
        return self.routes[address, port]

    def clock(self):
        return time.monotonic() + sum(self.slept)

    def close(self):
        for server in self._servers:
            server.close()

    def fetcher(self, folder, limits=WEB_LIMITS, context=None):
        return Fetcher(
            folder,
            limits,
            lookup=self.lookup,
            route=self.route,
            context=context,
            sleep=self.slept.append,
            clock=self.clock,
        )


@pytest.fixture
def net():
    made = Net()
    yield made
    made.close()


def ok(body, kind="text/html; charset=utf-8", **headers):
    body = body if isinstance(body, bytes) else body.encode()
    return 200, {"Content-Type": kind, **headers}, body


def to(location, status=302):
    return status, {"Location": location}, b""


def reason(net, folder, url, limits=WEB_LIMITS):
    fault = net.fetcher(folder, limits).page(url)
    assert isinstance(fault, Fault), fault
    assert fault.advice.endswith(".")
    return fault.reason


def read_bytes(name, stream, limits):
    """What reads a file by the ending of its name: here of two kinds."""
    if name.endswith(".html"):
        return html.read(stream, limits=limits)
    if name.endswith(".txt"):
        return text.read(stream, limits=limits)
    return [Fault(f"files such as {name} are not read", "Save it.")]


@pytest.fixture
def fetched(net, tmp_path):
    """What is in some pages, on the network of the test, each with its address."""

    def items(urls, web=WEB_LIMITS):
        fetcher = net.fetcher(tmp_path, web)
        for url in [urls] if isinstance(urls, str) else urls:
            page = fetcher.page(url)
            if isinstance(page, Fault):
                yield url, page
                continue
            name, body = as_file(page)
            for item in read_bytes(name, io.BytesIO(body), LIMITS):
                yield url, with_origin(item, page) if isinstance(item, Found) else item

    return lambda urls, **options: list(items(urls, **options))


# A page


def test_a_page_becomes_an_article_that_says_where_it_is_from(net, fetched):
    net.serve({"/a": ok(STORY)})
    [(url, found)] = fetched("http://news.example/a#top")
    assert url == "http://news.example/a#top"
    assert (found.title, found.url) == ("Council sells the pier", "http://news.example/a")
    assert "“Never,” said Ines Duarte" in found.text
    assert found.metadata["fetched_from"] == "http://news.example/a"
    assert datetime.fromisoformat(found.metadata["fetched"]).tzinfo is not None
    assert found.provenance["url"] == "fetched"


def test_each_address_has_its_page_or_its_fault(net, fetched):
    net.serve({"/a": ok(STORY), "/b": ok("Just text.", "text/plain"), "/c": ok(b"%PDF", "application/pdf")})
    a, b, c, d = fetched([f"http://news.example/{name}" for name in "abcd"])
    assert a[1].title == "Council sells the pier"
    assert b[1].text == "Just text."
    assert c == ("http://news.example/c", Fault("files such as page.pdf are not read", "Save it."))
    assert d[1].reason == "its site says that there is no such page (404)"


@pytest.mark.parametrize(
    ("kind", "url", "name"),
    [
        ("text/html", "/story.pdf", "page.html"),
        ("TEXT/HTML; charset=x", "/", "page.html"),
        ("application/xhtml+xml", "/", "page.xhtml"),
        ("application/pdf", "/download?id=7", "page.pdf"),
        ("application/octet-stream", "/files/report.DOCX?v=2", "page.docx"),
        ("binary/octet-stream", "/crawl.warc.gz", "page.warc.gz"),
        ("", "/files/report.odt", "page.odt"),
        ("application/xml", "/feed.xml", "page.xml"),
        ("application/xml", "/feed", "page.html"),
        ("nonsense", "/a.b/c.d-e", "page.html"),
        ("nonsense", "/..", "page.html"),
    ],
)
def test_the_kind_is_what_the_server_says_or_else_the_address(kind, url, name):
    page = Page("", f"http://news.example{url}", 200, "", {"content-type": kind} if kind else {}, b"")
    assert as_file(page)[0] == name


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("text/html; charset=windows-1252", b"\x93Hi\x94", "“Hi”"),
        ('text/plain; charset="ISO-8859-1"', b"caf\xe9", "café"),
        ("text/plain; charset=utf-8", "café".encode(), "café"),
        ("text/plain; charset=nonsense", b"plain", "plain"),
        ("text/plain; charset=rot13", b"plain", "plain"),
        ("text/plain; charset=punycode", b"plain-", "plain-"),
        ("text/plain; charset=ascii", "café".encode(), "café"),
        ("text/plain", b"plain", "plain"),
    ],
)
def test_what_only_the_header_tells_of_the_encoding_is_not_lost(kind, body, expected):
    _, data = as_file(Page("", "http://a.example/", 200, "", {"content-type": kind}, body))
    assert text.decode(data) == expected


def test_a_page_is_asked_for_honestly(net, tmp_path):
    server = net.serve({"/ä?q=1 2": ok("x"), "/%C3%A4?q=1%202": ok("yes", "text/plain")})
    assert net.fetcher(tmp_path).page("http://NEWS.example/ä?q=1 2").body == b"yes"
    for headers in server.headers:
        assert set(headers) == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
        assert headers["User-Agent"] == USER_AGENT
        assert headers["Host"] == "news.example"
    assert USER_AGENT.startswith("OnRecord/")


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "x-gzip"])
def test_packed_pages_are_unpacked(net, tmp_path, encoding):
    packed = zlib.compress(STORY.encode()) if encoding == "deflate" else gzip.compress(STORY.encode())
    net.serve({"/a": ok(packed, **{"Content-Encoding": encoding})})
    assert net.fetcher(tmp_path).page("http://news.example/a").body == STORY.encode()


def test_tls_is_checked_against_the_name(net, tmp_path):
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(CERTIFICATE)
    net.names["wrong.example"] = [NEWS]
    net.serve({"/a": ok(STORY)}, port=443, context=serving)
    trusting = ssl.create_default_context(cafile=CERTIFICATE)
    assert net.fetcher(tmp_path, context=trusting).page("https://news.example/a").status == 200
    wrong = net.fetcher(tmp_path, context=trusting).page("https://wrong.example/a")
    assert "certificate is not valid" in wrong.reason and "wrong.example" in wrong.reason
    untrusted = net.fetcher(tmp_path / "elsewhere").page("https://news.example/a")
    assert "certificate is not valid (self" in untrusted.reason


def test_no_tls_where_tls_is_meant(net, tmp_path):
    net.serve({"/a": ok(STORY)}, port=443)
    assert reason(net, tmp_path, "https://news.example/a").startswith("no safe connection to its site could be made")


# Where we do not go


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fd20:ce::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "not an address",
        "",
    ],
)
def test_addresses_that_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "9.9.9.9", "172.32.0.1", "223.255.255.1", "2606:4700::1111", "2a00::1", "64:ff9b::909:909"]
)
def test_addresses_that_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.0.0.1:8080/a",
        "http://localhost/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]:8080/",
        "http://[fd00:ec2::254]/",
        "http://[fe80::1%25lo]/",
        "http://0/",
        "http://2130706433/",
        "http://017700000001/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://127.1/",
        "http://127.0.0.1./",
        "http://①②⑦.⓪.⓪.①/",
        "http://192.168.0.1@127.0.0.1/",
        "http://news.example@127.0.0.1/",
        "http://127.0.0.1\\@news.example/",
        "http://metadata.example/computeMetadata/v1/",
        "http://half.example/",
        "http://six.example/",
    ],
)
@pytest.mark.parametrize("redirected", [False, True], ids=["at once", "after a redirect"])
def test_no_private_address_is_connected_to(net, tmp_path, url, redirected):
    net.names |= {
        "localhost": ["127.0.0.1", "::1"],
        "metadata.example": ["169.254.169.254"],
        # One public address is no excuse for the other.
        "half.example": [NEWS, "10.0.0.1"],
        "six.example": ["2606:4700::1111", "::ffff:10.0.0.1"],
    }
    net.serve({"/": (302, {"Location": url.encode().decode("latin-1")}, b"")})
    said = reason(net, tmp_path, "http://news.example/" if redirected else url)
    assert "not on the public internet" in said or "no valid web address" in said or "user's name" in said
    assert {address for address, _ in net.connected} <= {NEWS}
    assert len(net.connected) == (2 if redirected else 0)


def test_system_does_not_decide_what_a_number_means():
    """Some systems read it as 127.0.0.1, others look for a host of this name."""
    with pytest.raises(Failed):
        parse("http://2130706433/")
    assert lookup("127.0.0.1", 80) == ["127.0.0.1"]


def test_nobody_can_leave_the_door_to_this_machine_open(tmp_path):
    """As users call it, with the system's own lookup: a server on this machine is not asked."""
    server = Server({"/robots.txt": (404, {}, b""), "/": ok(STORY)})
    try:
        for host in ("127.0.0.1", "localhost"):
            url = f"http://{host}:{server.address[1]}/"
            [problem] = read_articles(url, allow_network=True, cache=tmp_path)
            assert "not on the public internet" in problem.reason
    finally:
        server.close()
    assert server.asked == []


def test_a_name_that_changes_its_mind_is_not_followed(net, tmp_path):
    """DNS rebinding: public when it is checked, private when it is connected to."""
    net.names["news.example"] = lambda times: [NEWS] if times == 1 else ["127.0.0.1"]
    server = net.serve({"/a": ok(STORY)})
    assert "not on the public internet but at 127.0.0.1" in reason(net, tmp_path, "http://news.example/a")
    assert server.asked == ["/robots.txt"]
    # Each connection was to what its own lookup gave: nothing was looked up in between.
    assert (net.connected, net.looked_up) == ([(NEWS, 80)], ["news.example"] * 2)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("ftp://news.example/a", "addresses that begin with ftp: are not fetched"),
        ("file:///etc/passwd", "it is no valid web address"),
        ("gopher://news.example/", "addresses that begin with gopher: are not fetched"),
        ("//news.example/a", "it is no web address"),
        ("news.example/a", "it is no valid web address"),
        ("", "it is no valid web address"),
        ("http://", "it is no valid web address"),
        ("http://[::1", "it is no valid web address"),
        ("http://news.example:99999/", "it is no valid web address"),
        ("http://news.example:x/", "it is no valid web address"),
        ("http://ne ws.example/", "it is no valid web address"),
        ("http://news..example/", "it is no valid web address"),
        (f"http://{'a' * 64}.example/", "it is no valid web address"),
        ("http://news.example/\r\nHost: x", "it is no valid web address"),
        ("http://news.example/\x00", "it is no valid web address"),
        ("http://a:b@news.example/", "there is a user's name or a password in the address"),
        ("http://news.example:25/", "port 25 is not one for web pages"),
    ],
)
def test_what_is_no_address_of_a_page(net, tmp_path, url, expected):
    assert reason(net, tmp_path, url) == expected
    assert net.looked_up == net.connected == []


@pytest.mark.parametrize(
    ("url", "whole"),
    [
        ("  https://News.Example:443/a/../b?x=1#y ", "https://news.example/a/../b?x=1"),
        ("http://news.example", "http://news.example/"),
        ("http://news.example?q", "http://news.example/?q"),
        ("http://bücher.example/ü", "http://xn--bcher-kva.example/%C3%BC"),
        ("http://news.example/100%25/a%20b", "http://news.example/100%25/a%20b"),
        ("http://[2606:4700::1111]:8080/", "http://[2606:4700::1111]:8080/"),
    ],
)
def test_addresses_are_taken_apart_and_put_together(url, whole):
    place = parse(url)
    assert place.url == whole
    assert parse(whole) == place


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_and_told(net, tmp_path, status):
    net.serve({"/a": to("/b?x=ü".encode().decode("latin-1"), status), "/b?x=%C3%BC": to("http://other.example/c#d")})
    net.serve({"/c": ok(STORY)}, address=OTHER)
    page = net.fetcher(tmp_path).page("http://news.example/a")
    assert (page.requested, page.url) == ("http://news.example/a", "http://other.example/c")


@pytest.mark.parametrize(("steps", "good"), [(5, True), (6, False)])
def test_redirects_are_few(net, tmp_path, steps, good):
    net.serve({f"/{n}": to(f"/{n - 1}") for n in range(1, 10)} | {"/0": ok(STORY)})
    page = net.fetcher(tmp_path).page(f"http://news.example/{steps}")
    assert isinstance(page, Page) is good


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("/a", "it is sent on from place to place, more than 5 times"),
        ("ftp://news.example/a", "addresses that begin with ftp: are not fetched"),
        ("javascript:alert(1)", "it is no valid web address"),
        ("http://gone.example/", "its host, gone.example, could not be found"),
    ],
)
def test_redirects_that_lead_nowhere(net, tmp_path, location, expected):
    net.serve({"/a": to(location)})
    assert reason(net, tmp_path, "http://news.example/a") == expected


# What servers say


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (404, "its site says that there is no such page (404)"),
        (410, "its site says that there is no such page (410)"),
        (401, "its site does not give it to programs (401)"),
        (403, "its site does not give it to programs (403)"),
        (451, "its site does not give it to programs (451)"),
        (429, "its site is too busy (429)"),
        (503, "its site is too busy (503)"),
        (500, "its site has an error of its own (500)"),
        (204, "its site gave no page (204)"),
        (302, "its site gave no page (302)"),
    ],
)
def test_statuses(net, tmp_path, status, expected):
    net.serve({"/a": (status, {}, b"")})
    assert reason(net, tmp_path, "http://news.example/a") == expected


def raw(net, answer, **options):
    """A server that talks no HTTP but what it is told to; robots.txt is refused properly."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            if b"/robots.txt" in self.rfile.readline():
                self.wfile.write(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")
                return
            while self.rfile.readline().strip():
                pass
            answer(self.wfile)

    class Raw(socketserver.ThreadingTCPServer):
        daemon_threads = True

        def handle_error(self, *_):
            pass

    server = Raw(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    net.routes[NEWS, 80] = server.server_address
    net._servers.append(type("Closing", (), {"close": lambda _: (server.shutdown(), server.server_close())})())


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\x00\x01\x02",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 500 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 banana\r\n\r\n",
        HEAD + b"Content-Length: 100\r\n\r\nshort",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
        HEAD + b"Content-Encoding: gzip\r\n\r\nnot gzip at all",
    ],
)
def test_answers_that_are_no_answers(net, tmp_path, answer):
    raw(net, lambda out: out.write(answer))
    assert reason(net, tmp_path, "http://news.example/a").startswith("its site")


def test_a_site_that_cannot_be_reached(net, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        net.routes[NEWS, 80] = taken.getsockname()
        assert reason(net, tmp_path, "http://news.example/a").startswith("its site cannot be reached (")


def test_the_next_address_is_tried(net, tmp_path):
    net.names["news.example"] = [OTHER, NEWS]
    net.serve({"/a": ok(STORY)})
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        net.routes[OTHER, 80] = taken.getsockname()
        assert net.fetcher(tmp_path).page("http://news.example/a").status == 200


def test_a_host_that_is_not_known(net, tmp_path):
    assert reason(net, tmp_path, "http://gone.example/") == "its host, gone.example, could not be found"


# Too much, too slow

SMALL = WebLimits(bytes=100_000)


def endless(out):
    out.write(HEAD + b"\r\n")
    while True:
        out.write(b"x" * 65_536)


def endless_chunks(out):
    out.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        out.write(b"400\r\n" + b"x" * 1024 + b"\r\n")


@pytest.mark.parametrize("answer", [endless, endless_chunks])
@pytest.mark.timeout(20)
def test_endless_pages_are_left(net, tmp_path, answer):
    raw(net, answer)
    assert reason(net, tmp_path, "http://news.example/a", SMALL) == "it is larger than 100,000 bytes"


def test_a_page_that_says_it_is_too_large_is_not_read(net, tmp_path):
    raw(net, lambda out: out.write(HEAD + b"Content-Length: 100001\r\n\r\n"))
    assert reason(net, tmp_path, "http://news.example/a", SMALL) == "it is larger than 100,000 bytes"


@pytest.mark.parametrize(("size", "good"), [(100_000, True), (100_001, False)])
@pytest.mark.parametrize("packed", [False, True])
def test_the_limit_is_exact(net, tmp_path, size, good, packed):
    body = gzip.compress(bytes(size)) if packed else bytes(size)
    net.serve({"/a": ok(body, **({"Content-Encoding": "gzip"} if packed else {}))})
    assert isinstance(net.fetcher(tmp_path, SMALL).page("http://news.example/a"), Page) is good


@pytest.mark.timeout(30)
def test_a_gzip_bomb_does_not_go_off(net, tmp_path):
    """A gigabyte in a megabyte: unpacking stops at the limit, and in memory there was never more."""
    import tracemalloc

    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(1000)) + packer.flush()
    net.serve({"/a": ok(bomb, **{"Content-Encoding": "gzip"})})
    tracemalloc.start()
    try:
        assert reason(net, tmp_path, "http://news.example/a") == "it is larger than 10,000,000 bytes"
        assert tracemalloc.get_traced_memory()[1] < 40_000_000
    finally:
        tracemalloc.stop()


def test_packing_within_packing_is_refused(net, tmp_path):
    body = gzip.compress(gzip.compress(STORY.encode()))
    net.serve({"/a": ok(body, **{"Content-Encoding": "gzip, gzip"})})
    assert "packed in a way that was not asked for (gzip, gzip)" in reason(net, tmp_path, "http://news.example/a")


HASTY = WebLimits(connect_seconds=0.5, read_seconds=0.5, total_seconds=1.0)


def drip(*before):
    def answer(out):
        for part in before:
            out.write(part)
        while True:
            out.write(b"x")
            time.sleep(0.1)

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        lambda out: time.sleep(3),
        lambda out: (out.write(HEAD + b"\r\nbegun"), out.flush(), time.sleep(3)),
        drip(),
        drip(b"HTTP/1.1 200 OK\r\nX: "),
        drip(HEAD + b"\r\n"),
        drip(HEAD + b"Content-Length: 5000\r\n\r\n"),
        drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\nfff\r\n"),
    ],
    ids=["says nothing", "falls silent", "drips", "drips headers", "drips a page", "drips with length", "drips chunks"],
)
@pytest.mark.timeout(20)
def test_slow_sites_are_left(net, tmp_path, answer):
    raw(net, answer)
    began = time.monotonic()
    assert reason(net, tmp_path, "http://news.example/a", HASTY) == "its site took too long to answer"
    assert time.monotonic() - began < 3


def test_all_redirects_share_one_time(net, tmp_path):
    def slowly(answer):
        return lambda handler: (time.sleep(0.4), answer)[1]

    net.serve({f"/{n}": slowly(to(f"/{n - 1}")) for n in range(1, 5)} | {"/0": ok(STORY)})
    assert reason(net, tmp_path, "http://news.example/4", HASTY) == "its site took too long to answer"


# Manners


def robots(*lines):
    return ok("\n".join(lines), "text/plain")


@pytest.mark.parametrize(
    ("lines", "path", "allowed"),
    [
        (["User-agent: *", "Disallow: /"], "/a", False),
        (["User-agent: *", "Disallow: /b"], "/a", True),
        (["User-agent: *", "Disallow:"], "/a", True),
        (["User-agent: OnRecord", "Disallow: /", "", "User-agent: *", "Allow: /"], "/a", False),
        (["User-agent: *", "Disallow: /", "", "User-agent: onrecord", "Allow: /"], "/a", True),
        # The longest rule wins, and * and $ mean what RFC 9309 says: Python's own parser knows neither.
        (["User-agent: *", "Disallow: /", "Allow: /a"], "/a", True),
        (["User-agent: *", "Disallow: /*.pdf$"], "/a.pdf", False),
        (["User-agent: *", "Disallow: /*.pdf$"], "/a.pdf?x", True),
        (["\ufeffUser-agent: *", "Disallow: /"], "/a", False),
        (["<html>not found</html>"], "/a", True),
        (["\x00\x01", "User-agent"], "/a", True),
    ],
)
def test_robots_txt_is_obeyed(net, tmp_path, lines, path, allowed):
    server = net.serve({"/robots.txt": robots(*lines), path: ok(STORY)})
    page = net.fetcher(tmp_path).page(f"http://news.example{path}")
    assert isinstance(page, Page) is allowed
    assert server.asked == ["/robots.txt", path] if allowed else ["/robots.txt"]
    if not allowed:
        assert page.reason == "its site's robots.txt asks programs to leave it alone"


def test_robots_txt_counts_after_a_redirect_too(net, tmp_path):
    net.serve({"/a": to("http://other.example/b")})
    other = net.serve({"/robots.txt": robots("User-agent: *", "Disallow: /"), "/b": ok(STORY)}, address=OTHER)
    assert "leave it alone" in reason(net, tmp_path, "http://news.example/a")
    assert other.asked == ["/robots.txt"]


def test_a_robots_txt_elsewhere_counts(net, tmp_path):
    net.serve({"/robots.txt": to("http://other.example/rules"), "/a": ok(STORY)})
    net.serve({"/rules": robots("User-agent: *", "Disallow: /a")}, address=OTHER)
    assert "leave it alone" in reason(net, tmp_path, "http://news.example/a")


@pytest.mark.parametrize(
    ("status", "allowed"), [(401, True), (403, True), (404, True), (429, False), (500, False), (503, False)]
)
def test_a_robots_txt_that_cannot_be_read(net, tmp_path, status, allowed):
    """As in RFC 9309: nobody's fault is a yes, a server's fault is a no."""
    net.serve({"/robots.txt": (status, {}, b""), "/a": ok(STORY)})
    assert isinstance(net.fetcher(tmp_path).page("http://news.example/a"), Page) is allowed


def test_a_site_that_is_down_is_asked_once(net, tmp_path):
    server = net.serve({"/robots.txt": (500, {}, b""), "/a": ok(STORY)})
    fetcher = net.fetcher(tmp_path)
    first, second = (fetcher.page(f"http://news.example/{name}") for name in "ab")
    assert first == second
    assert "robots.txt cannot be read (500)" in first.reason
    assert server.asked == ["/robots.txt"]


def test_one_host_is_asked_once_a_second_and_two_hosts_are_two(net, tmp_path):
    net.serve({"/a": ok(STORY), "/b": ok(STORY)})
    net.serve({"/a": ok(STORY)}, address=OTHER)
    fetcher = net.fetcher(tmp_path)
    fetcher.page("http://news.example/a")
    assert [round(seconds, 1) for seconds in net.slept] == [1.0]  # between robots.txt and the page
    began = net.clock()
    fetcher.page("http://other.example/a")
    fetcher.page("http://news.example/b")
    assert 0.9 < net.clock() - began < 2.0


@pytest.mark.parametrize(
    ("written", "pause"),
    [("7", 7.0), ("0.2", 1.0), ("-5", 1.0), ("soon", 1.0), ("inf", None), ("3600", None), ("nan", 1.0)],
)
def test_crawl_delay(net, tmp_path, written, pause):
    net.serve({"/robots.txt": robots("User-agent: *", f"Crawl-delay: {written}"), "/a": ok(STORY), "/b": ok(STORY)})
    fetcher = net.fetcher(tmp_path)
    assert isinstance(fetcher.page("http://news.example/a"), Page)
    second = fetcher.page("http://news.example/b")
    if pause is None:
        # inf is no number of seconds that anybody could mean
        assert isinstance(second, Page) if written == "inf" else "left in peace for 3600 seconds" in second.reason
    else:
        assert round(net.slept[-1], 1) == pause


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("as_date", [False, True])
def test_retry_after(net, tmp_path, status, as_date):
    busy = []

    def answer(handler):
        if busy:
            return ok(STORY)
        busy.append(1)
        date = datetime.now(timezone.utc) + timedelta(seconds=12)
        return status, {"Retry-After": format_datetime(date, usegmt=True) if as_date else "12"}, b""

    server = net.serve({"/a": answer})
    assert net.fetcher(tmp_path).page("http://news.example/a").status == 200
    assert server.asked == ["/robots.txt", "/a", "/a"]
    assert 10.5 < net.slept[-1] <= 12


@pytest.mark.parametrize(
    ("after", "times", "expected"),
    [
        ("12", 3, "its site is too busy (429)"),
        ("600", 1, "its site asks to be left in peace for 600 seconds"),
        ("99999999999", 1, "its site is too busy (429)"),
        ("whenever", 1, "its site is too busy (429)"),
        ("-1", 1, "its site is too busy (429)"),
    ],
)
def test_retry_after_has_an_end(net, tmp_path, after, times, expected):
    server = net.serve({"/a": (429, {"Retry-After": after}, b"")})
    assert reason(net, tmp_path, "http://news.example/a") == expected
    assert server.asked.count("/a") == times


def test_a_site_that_wants_peace_has_it_for_all_its_pages(net, tmp_path):
    server = net.serve({"/a": (429, {"Retry-After": "600"}, b""), "/b": ok(STORY)})
    fetcher = net.fetcher(tmp_path)
    for name in "ab":
        assert "left in peace" in fetcher.page(f"http://news.example/{name}").reason
    assert "/b" not in server.asked


# The cache


def test_a_second_run_fetches_nothing(net, tmp_path):
    server = net.serve({"/a": ok(STORY), "/old": to("/a")})
    first = [net.fetcher(tmp_path).page(f"http://news.example/{name}") for name in ("a", "old")]
    asked, looked_up = len(server.asked), len(net.looked_up)
    second = [net.fetcher(tmp_path).page(f"http://news.example/{name}") for name in ("a", "old")]
    assert first == second
    assert (len(server.asked), len(net.looked_up)) == (asked, looked_up)


def test_robots_txt_is_kept_too(net, tmp_path):
    server = net.serve({"/a": ok(STORY), "/b": ok(STORY)})
    for name in "ab":
        net.fetcher(tmp_path).page(f"http://news.example/{name}")
    assert server.asked == ["/robots.txt", "/a", "/b"]


def test_faults_are_not_kept(net, tmp_path):
    pages = {}
    net.serve(pages)
    assert "404" in reason(net, tmp_path, "http://news.example/a")
    pages["/a"] = ok(STORY)
    assert net.fetcher(tmp_path).page("http://news.example/a").status == 200


def test_what_is_kept(net, tmp_path):
    net.serve({"/a": ok(STORY, ETag='"7"', **{"Set-Cookie": "you=known"})})
    net.fetcher(tmp_path).page("http://news.example/a")
    files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert len(files) == 2 and all(len(name) == 64 + len(".page") for name in files)
    [head] = [json.loads(data.partition(b"\n")[0]) for data in files.values() if STORY.encode() in data]
    assert head["requested"] == head["url"] == "http://news.example/a"
    assert head["headers"]["etag"] == '"7"'
    assert "set-cookie" not in head["headers"]
    assert datetime.fromisoformat(head["fetched"]).tzinfo is not None


NOW = datetime(2025, 10, 9, 12, tzinfo=timezone.utc)
KEPT = Page(
    "http://a.example/", "http://a.example/b", 200, "2025-10-09T11:00:00+00:00", {"etag": "1"}, b"line\nline\x00"
)


@pytest.mark.parametrize(("lifetime", "kept"), [(3600, True), (3599, False), (0, False)])
def test_pages_grow_old(tmp_path, lifetime, kept):
    cache = Cache(tmp_path)
    cache.put(KEPT)
    assert cache.get(KEPT.requested, now=NOW, lifetime=lifetime) == (KEPT if kept else None)


def test_a_page_from_the_future_is_not_taken(tmp_path):
    cache = Cache(tmp_path)
    cache.put(KEPT)
    assert cache.get(KEPT.requested, now=NOW - timedelta(days=1), lifetime=1e9) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:-1],
        lambda data: data + b"x",
        lambda data: data.partition(b"\n")[2],
        lambda data: b"[]\n",
        lambda data: b"{}\n",
        lambda data: data.replace(b'"status"', b'"other"'),
        lambda data: data.replace(b"2025-10", b"2025-99"),
        lambda data: data.replace(b"+00:00", b""),
        lambda data: data.replace(b'"http://a.example/"', b'"http://b.example/"'),
        lambda data: b"\xff\xfe" + data,
    ],
)
def test_a_damaged_file_is_as_none(tmp_path, damage):
    cache = Cache(tmp_path)
    cache.put(KEPT)
    [file] = tmp_path.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    assert cache.get(KEPT.requested, now=NOW, lifetime=1e9) is None
    cache.put(KEPT)
    assert cache.get(KEPT.requested, now=NOW, lifetime=1e9) == KEPT


def test_a_page_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    cache = Cache(tmp_path)

    def broken(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises(OSError, match="No space"):
        cache.put(KEPT)
    assert list(tmp_path.iterdir()) == []


def test_a_cache_that_cannot_be_written_is_told(net, tmp_path):
    net.serve({"/a": ok(STORY)})
    folder = tmp_path / "file"
    folder.write_text("in the way")
    assert reason(net, folder, "http://news.example/a").startswith("it was fetched, but could not be kept on disk")


def test_texts_of_several_pages_come_as_they_are_fetched(net, fetched):
    net.serve({"/a": ok("One.", "text/plain")})
    items = fetched(["http://news.example/a", "http://news.example/gone", "http://news.example/a"])
    assert [type(item) for _, item in items] == [Found, Fault, Found]
    assert LIMITS.text_bytes > WEB_LIMITS.bytes

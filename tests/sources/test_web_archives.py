"""Web archives: each page that was captured is an article, and all other records are counted."""

import gzip
import io
import json
import zipfile

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from onrecord.articles import Article
from onrecord.finding import find_files
from onrecord.reading import read_articles, read_files
from onrecord.sources import Limits

SENTENCES = "The council sold the pier to nobody. " * 20


def page(text=SENTENCES, head=""):
    return f"<html><head>{head}</head><body><article><p>{text}</p></article></body></html>"


def warc(*records, compressed=True):
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=compressed)
    for kind, url, status, content_type, content in records:
        data = content if isinstance(content, bytes) else content.encode()
        headers = None
        if kind in ("response", "revisit"):
            headers = StatusAndHeaders(status, [("Content-Type", content_type)], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                url,
                kind,
                payload=io.BytesIO(data),
                http_headers=headers,
                warc_content_type=content_type,
                warc_headers_dict={"WARC-Date": "2025-10-09T08:00:00Z"},
            )
        )
    return stream.getvalue()


RECORDS = [
    ("response", "https://a.example/1", "200 OK", "text/html; charset=utf-8", page("Primeiro: não. " + SENTENCES)),
    ("response", "https://a.example/2", "404 Not Found", "text/html", page()),
    ("response", "https://a.example/3", "301 Moved", "text/html", ""),
    ("response", "https://a.example/p.png", "200 OK", "image/png", b"\x89PNG"),
    ("request", "https://a.example/1", "", "application/http", "GET / HTTP/1.1\r\n\r\n"),
    ("response", "https://a.example/t", "200 OK", "text/plain", "Third."),
    (
        "response",
        "https://a.example/4",
        "200 OK",
        "TEXT/HTML;charset='windows-1252'",
        page("Não. " * 90).encode("cp1252"),
    ),
    ("resource", "file:///a.html", "", "text/html", page()),
]


def put(folder, name, content):
    (folder / name).write_bytes(content)
    return folder / name


def parted(path, **limits):
    found = list(read_articles(path, limits=Limits(**limits)))
    return [item for item in found if isinstance(item, Article)], [
        (item.member, item.reason, item.skipped) for item in found if not isinstance(item, Article)
    ]


@pytest.mark.parametrize("compressed", [True, False])
def test_pages_are_read_and_the_rest_is_counted(tmp_path, compressed):
    file = put(tmp_path, "crawl.warc.gz" if compressed else "crawl.warc", warc(*RECORDS, compressed=compressed))
    articles, problems = parted(file)
    assert [(article.member, article.url) for article in articles] == [
        ("1", "https://a.example/1"),
        ("6", "https://a.example/t"),
        ("7", "https://a.example/4"),
        ("8", "file:///a.html"),
    ]
    assert [article.text[:6] for article in articles] == ["Primei", "Third.", "Não. N", "The co"]
    assert problems == [
        (None, "1 records are neither HTML nor text", True),
        (None, "2 records are redirects, errors and the like: their status is not 200", True),
        (None, "1 records are requests and descriptions, not pages", True),
    ]
    assert articles[0].metadata == {"captured": "2025-10-09T08:00:00Z"}
    assert articles[0].provenance["url"] == articles[0].provenance["captured"] == "WARC record"
    assert {reading.kind for reading in read_files(find_files(file))} == {"HTML", "text", "WARC"}


def test_records_are_told_to_be_no_files(tmp_path):
    """Rows of the report are of files and entries; a crawl has too many records."""
    file = put(tmp_path, "crawl.warc.gz", warc(*RECORDS))
    assert {reading.entry for reading in read_files(find_files(file))} == {None}


def test_wacz_is_a_zip_of_warcs(tmp_path):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("archive/data.warc.gz", warc(*RECORDS[:2]))
        archive.writestr("datapackage.json", json.dumps({"profile": "data-package"}))
        archive.writestr("pages/pages.jsonl", '{"text": "no article"}')
    articles, problems = parted(put(tmp_path, "crawl.wacz", stream.getvalue()))
    assert [(article.member, article.url) for article in articles] == [
        ("archive/data.warc.gz#1", "https://a.example/1")
    ]
    assert problems == [
        (
            "archive/data.warc.gz",
            "1 records are redirects, errors and the like: their status is not 200",
            True,
        ),
        (None, "2 files of its index and description hold no pages", True),
    ]


def test_a_page_that_is_too_large_is_one_problem(tmp_path):
    file = put(
        tmp_path,
        "a.warc.gz",
        warc(
            *[("response", "http://a.example/", "200 OK", "text/plain", text) for text in ("One.", "x" * 500, "Three.")]
        ),
    )
    articles, problems = parted(file, text_bytes=100)
    assert [article.text for article in articles] == ["One.", "Three."]
    assert problems == [("2", "it is larger than 100 bytes", False)]


@pytest.mark.parametrize(
    "content",
    [
        warc(*RECORDS)[:-200],
        warc(RECORDS[5], compressed=False).replace(b"Content-Length: ", b"Content-Length: 9"),
        warc(RECORDS[5], compressed=False) + b"rubbish\r\n\r\n",
        b"WARC/1.0\r\n",
        gzip.compress(b"no WARC"),
        b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: -5\r\n\r\nHello",
        b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: many\r\n\r\nHello",
    ],
)
def test_damaged_web_archives_are_no_crash(tmp_path, content):
    put(tmp_path, "b.txt", b"Last.")
    put(tmp_path, "a.warc", content)
    *before, last = read_articles(tmp_path)
    assert before
    assert last.text == "Last."

"""Feeds, written by hand."""

import json

import pytest

from onrecord.sources import Limits
from onrecord.sources.feeds import NOT_WELL_FORMED, SUMMARY
from tests.sources.reading import LAUGHS, OUTSIDE, read

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Porto Courier</title><link>https://courier.example</link><language>en-GB</language>{}</channel></rss>"""

FULL = """<item><title>Pier sold: “AT&amp;amp;T”</title><link>https://courier.example/1</link>
<guid isPermaLink="false">tag:1</guid><dc:creator>Ana Souza</dc:creator><category>Politics</category>
<category>Porto</category><pubDate>Thu, 09 Oct 2025 10:30:00 +0100</pubDate>
<description>The vote was close.</description>
<content:encoded><![CDATA[<p>The vote&nbsp;was <b>cl</b>ose. 😀</p><p>שלום</p><script>no()</script>]]></content:encoded>
</item>"""

ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="pt"><title>Porto Courier</title>
<entry><title type="html">Pier &lt;b&gt;sold&lt;/b&gt;</title><id>tag:1</id><link href="https://courier.example/1"/>
<author><name>Ana Souza</name></author><author><name>Rui Costa</name></author><category term="Politics"/>
<published>2025-10-09T10:30:00+01:00</published><updated>2025-10-10T08:00:00Z</updated><summary>Short.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The vote was close.</p><p>Two.</p></div></content>
</entry></feed>"""

RDF = """<?xml version="1.0" encoding="iso-8859-1"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://courier.example">
<title>Courier</title></channel><item rdf:about="https://courier.example/1"><title>Pier</title>
<link>https://courier.example/1</link><description>Inês left.</description>
<dc:date>2025-10-09T10:30+01:00</dc:date></item>
</rdf:RDF>""".encode("latin-1")


def rss(*items):
    return RSS.format("".join(items)).encode()


@pytest.mark.parametrize("kind", ["rss", "xml"])
def test_an_item_with_its_content(kind):
    [found] = read(kind, rss(FULL))
    assert found.text == "The vote\u00a0was close. 😀\nשלום"
    assert (found.title, found.byline, found.outlet) == ("Pier sold: “AT&T”", "Ana Souza", "Porto Courier")
    assert (found.url, found.published) == ("https://courier.example/1", "2025-10-09T10:30:00+01:00")
    assert (found.language, found.section, found.member) == ("en-GB", "Politics", "1")
    assert found.metadata == {"guid": "tag:1", "categories": ["Politics", "Porto"]}
    assert found.warnings == ()


def test_atom():
    [found] = read("atom", ATOM.encode())
    assert (found.text, found.title) == ("The vote was close.\nTwo.", "Pier sold")
    assert (found.byline, found.section) == ("Ana Souza, Rui Costa", "Politics")
    assert (found.published, found.modified) == ("2025-10-09T10:30:00+01:00", "2025-10-10T08:00:00Z")


def test_rss_of_the_first_kind():
    [found] = read("rdf", RDF)
    assert (found.text, found.title, found.outlet) == ("Inês left.", "Pier", "Courier")
    assert (found.url, found.published) == ("https://courier.example/1", "2025-10-09T10:30+01:00")


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("<description>The vote was close.</description>", "The vote was close."),
        ("<description>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.</description>", "One.\nTwo."),
        ("<description><![CDATA[One.<br>Two &amp; three.]]></description>", "One.\nTwo & three."),
    ],
)
def test_a_description_may_be_a_summary_only(item, text):
    [found] = read("rss", rss(f"<item><title>A</title>{item}</item>"))
    assert found.text == text
    assert found.warnings == (SUMMARY,)


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("Thu, 09 Oct 2025 10:30:00 GMT", "2025-10-09T10:30:00+00:00"),
        ("Thu, 09 Oct 2025 10:30:00 EST", "2025-10-09T10:30:00-05:00"),
        ("9 Oct 2025 10:30 +0100", "2025-10-09T10:30:00+01:00"),
        ("2025-10-09", "2025-10-09"),
        ("", None),
        ("yesterday", None),
    ],
)
def test_dates(written, date):
    [found] = read("rss", rss(f"<item><description>Text.</description><pubDate>{written}</pubDate></item>"))
    assert found.published == date


def test_an_item_without_text_is_told_and_the_others_are_read():
    item = "<item><title>Pier sold</title><link>https://courier.example/1</link></item>"
    fault, found = read("rss", rss(item, FULL))
    assert (fault.reason, fault.member) == ("the feed gives no text for it", "1")
    assert fault.id == "https://courier.example/1"
    assert found.member == "2"


def test_a_feed_that_is_cut_off():
    data = rss(FULL, "<item><title>Two</title><description>The second item is")
    found, cut = read("rss", data[: data.index(b"second")])
    assert found.text.startswith("The vote")
    assert found.warnings == (NOT_WELL_FORMED,)
    assert (cut.reason, cut.member) == (NOT_WELL_FORMED, "2")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (
            b"<urlset><url><loc>https://a.example</loc></url></urlset>",
            "it is a sitemap: a list of addresses, not of texts",
        ),
        (b"<sitemapindex/>", "it is a sitemap: a list of addresses, not of texts"),
        (b"<svg/>", "it is no feed"),
        (b"https://courier.example/feed.xml", "it is no feed"),
        (b"Plain text.", "it is no feed"),
        (b"\x00\x01\x02", "it is no feed"),
        (b"{", "it is not JSON, or cut off"),
        (b"{}", "it is JSON, but no JSON Feed"),
        (b"{" * 100_000, "it is not JSON, or cut off"),
        (
            LAUGHS.encode() + rss(FULL)[38:],
            "it declares entities of its own, which can be used to attack what reads it",
        ),
        (
            OUTSIDE.encode() + rss(FULL)[38:],
            "it declares entities of its own, which can be used to attack what reads it",
        ),
    ],
)
def test_what_is_no_feed(data, reason):
    [fault] = read("rss", data)
    assert fault.reason == reason
    assert fault.advice


def test_a_feed_of_no_items_gives_nothing():
    assert read("rss", rss()) == []


def test_a_feed_that_is_too_large():
    [fault] = read("rss", rss(FULL), Limits(text_bytes=100))
    assert fault.reason == "it is larger than 100 bytes"


def test_json_feed():
    items = [
        {
            "id": "1",
            "url": "https://courier.example/1",
            "title": "Pier sold",
            "content_html": "<p>The vote was <b>cl</b>ose.</p>",
            "date_published": "2025-10-09T10:30:00+01:00",
            "authors": [{"name": "Ana Souza"}, "no"],
            "tags": ["Politics", 7, "Porto"],
        },
        {"id": "2", "content_text": "One.\r\n\r\nTwo.", "author": {"name": "Rui Costa"}},
        {"id": "3", "summary": "Short."},
        {"id": "4", "title": "No text", "tags": "no", "authors": 7},
        "no item",
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Courier", "language": "en", "items": items}
    one, two, three, four, five = read("rss", json.dumps(feed).encode())
    assert (one.text, one.title, one.byline) == ("The vote was close.", "Pier sold", "Ana Souza")
    assert (one.url, one.published) == ("https://courier.example/1", "2025-10-09T10:30:00+01:00")
    assert (one.section, one.outlet, one.language) == ("Politics", "Courier", "en")
    assert (two.text, two.byline, two.warnings) == ("One.\nTwo.", "Rui Costa", ())
    assert (three.text, three.warnings) == ("Short.", (SUMMARY,))
    assert (four.reason, four.member) == ("the feed gives no text for it", "4")
    assert (five.reason, five.member) == ("this item is no object", "5")

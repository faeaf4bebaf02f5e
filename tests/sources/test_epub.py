"""EPUB, written by hand page by page."""

import pytest

from tests.sources.reading import read, zipped

CONTAINER = '<container xmlns="urn:c"><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>'
METADATA = (
    "<dc:title>Porto Courier</dc:title><dc:creator>Ana Souza</dc:creator><dc:creator>Rui Costa</dc:creator>"
    "<dc:language>en</dc:language><dc:date>2025-10-09</dc:date>"
    '<meta property="dcterms:modified">2025-10-10T08:00:00Z</meta>'
)


def page(body, attributes=""):
    return (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml" '
        'xmlns:epub="http://www.idpf.org/2007/ops"><head><title>no</title></head>'
        f"<body {attributes}>{body}</body></html>"
    )


def book(pages, *, contents=None, ncx=None, metadata=METADATA, **parts):
    """A book of pages by their names; its table of contents is that of EPUB 3, or of EPUB 2, or there is none."""
    items = [f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"/>' for name in pages]
    extra = {}
    if contents is not None:
        items.append('<item id="toc" href="toc.xhtml" properties="nav" media-type="application/xhtml+xml"/>')
        links = "".join(f'<li><a href="{target}">{title}</a></li>' for target, title in contents.items())
        extra["OPS/toc.xhtml"] = page(f'<nav epub:type="toc"><ol>{links}</ol></nav>')
    if ncx is not None:
        items.append('<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>')
        points = "".join(
            f'<navPoint><navLabel><text>{title}</text></navLabel><content src="{target}"/></navPoint>'
            for target, title in ncx.items()
        )
        extra["OPS/toc.ncx"] = f'<ncx xmlns="urn:n"><navMap>{points}</navMap></ncx>'
    spine = "".join(f'<itemref idref="{name}"/>' for name in [*pages, *(["toc"] if contents is not None else [])])
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<metadata>{metadata}</metadata><manifest>{''.join(items)}</manifest><spine>{spine}</spine></package>"
    )
    files = {f"OPS/{name.replace('%20', ' ')}": content for name, content in pages.items()}
    return zipped({"META-INF/container.xml": CONTAINER, "OPS/book.opf": opf, **files, **extra, **parts})


ONE, TWO = page("<h1>Pier sold</h1><p>The vote&nbsp;was close.</p>"), page("<p>Mc<b>Cain</b> left.</p>")


@pytest.mark.parametrize("kind", ["contents", "ncx"])
def test_a_text_for_each_entry_of_the_table_of_contents(kind):
    titles = {"one.xhtml": "The pier is sold", "two.xhtml#start": "McCain leaves"}
    one, two = read("epub", book({"one.xhtml": ONE, "two.xhtml": TWO}, **{kind: titles}))
    assert (one.text, one.title) == ("Pier sold\nThe vote\u00a0was close.", "The pier is sold")
    assert (two.text, two.title) == ("McCain left.", "McCain leaves")
    assert (one.member, two.member) == ("OPS/one.xhtml", "OPS/two.xhtml")
    assert (one.byline, one.outlet, one.language) == ("Ana Souza, Rui Costa", "Porto Courier", "en")
    assert (one.published, one.modified) == ("2025-10-09", "2025-10-10T08:00:00Z")


def test_a_page_without_entry_or_heading_goes_on_with_the_chapter():
    [found] = read("epub", book({"one.xhtml": ONE, "two.xhtml": TWO}, contents={"one.xhtml": "One"}))
    assert found.text == "Pier sold\nThe vote\u00a0was close.\nMcCain left."


def test_without_a_table_of_contents_a_heading_begins_a_chapter():
    one, two = read("epub", book({"one.xhtml": ONE, "two.xhtml": TWO, "three.xhtml": ONE}))
    assert one.text.endswith("McCain left.")
    assert (one.title, one.provenance["title"], two.title) == ("Pier sold", "heading", "Pier sold")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<img src='cover.jpg'/>", "there is no text on this page"),
        ("<h1>Contents</h1><p><a href='one.xhtml'>The pier is sold</a></p>", "it is a cover, a title page or a list"),
        ("<section epub:type='titlepage'><h1>Porto Courier</h1></section>", "it is a cover, a title page or a list"),
    ],
)
def test_pages_that_are_no_articles_are_skipped(body, reason):
    fault, found = read("epub", book({"a.xhtml": page(body), "one.xhtml": ONE}))
    assert (fault.reason, fault.member, fault.skipped) == (reason, "OPS/a.xhtml", True)
    assert found.title == "Pier sold"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (page("<p>👩‍🚒 שלום &eacute;&hellip; 5&#160;000</p>"), "👩‍🚒 שלום é… 5\u00a0000"),
        ("<html><body><p>Not <b>closed<p>Tw&ouml;", "Not closed\nTwö"),
        ('<?xml version="1.0" encoding="iso-8859-1"?><html><body>é</body></html>'.encode("latin-1"), "é"),
        (b"<html><body>\xff</body></html>", "\ufffd"),
        (page("<div>" * 5_000 + "deep" + "</div>" * 5_000), "deep"),
        (page("<p>a<script/>b</p><a id='x'/><p>c</p>"), "ab\nc"),
    ],
)
def test_the_text_of_a_page(content, text):
    [found] = read("epub", book({"a%20b.xhtml": content}))
    assert found.text == text


def test_one_bad_page_does_not_stop_the_others():
    fault, one, two = read("epub", book({"bad.xhtml": "", "one.xhtml": ONE, "two.xhtml": ONE}))
    assert (fault.member, fault.reason) == ("OPS/bad.xhtml", "it is damaged or cut off")
    assert one.text == two.text
    missing = book({"one.xhtml": ONE}).replace(b"one.xhtml", b"ono.xhtml", 1)
    assert read("epub", missing)


def test_encryption():
    def encryption(algorithm):
        method = f'<EncryptedData><EncryptionMethod Algorithm="{algorithm}"/></EncryptedData>'
        return {"META-INF/encryption.xml": f"<encryption>{method}</encryption>"}

    [fault] = read("epub", book({"one.xhtml": ONE}, **encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc")))
    assert fault.reason == "it is encrypted: only its seller's program opens it"
    [found] = read("epub", book({"one.xhtml": ONE}, **encryption("http://www.idpf.org/2008/embedding")))
    assert found.title == "Pier sold"


def test_what_calibre_writes_where_it_knows_nothing():
    metadata = (
        "<dc:title>Courier</dc:title><dc:creator>calibre</dc:creator><dc:date>0101-01-01T00:00:00+00:00</dc:date>"
    )
    [found] = read("epub", book({"one.xhtml": ONE}, metadata=metadata))
    assert (found.byline, found.published, found.outlet) == (None, None, "Courier")

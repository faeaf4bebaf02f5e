"""Saved pages: the article, what is marked in it, what is known of it, and pages that mean harm. All are made up."""

import io
import json
import time
from pathlib import Path

import pytest

from onrecord.cleaning import marks, merged
from onrecord.sources import LIMITS, Fault, Found
from onrecord.sources.html import article, read

SHARED = Path(__file__).parents[3] / "shared"

PARAGRAPHS = [
    "The council of Porto Alvo voted on Thursday to sell the pier, by nine votes to eight, after six hours of debate.",
    "“Nobody asked us,” said Inês Duarte, who has sold fish there for thirty years. “We will appeal.”",
    "The buyer, a company from the capital, has not said what it will do with the pier, or when the works begin.",
    "The mayor defended the sale on Friday, and said that the town would have gone bankrupt without it in spring.",
]
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)

PAGE = f"""<!DOCTYPE html>
<html lang="en"><head><title>Council sells the pier | Harbour News</title>
<meta charset="utf-8">
<meta property="og:site_name" content="Harbour News">
<meta property="article:published_time" content="2025-10-09T08:00:00+01:00">
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Council sells the pier",
 "author": {{"name": "Ana Souza"}}}}</script></head><body>
<nav><a href="/">Home</a><a href="/ports">Ports</a></nav>
<article><h1>Council sells the pier</h1>
<p class="byline">By Ana Souza</p>
<figure><img src="pier.jpg"><figcaption>Fishermen mend their nets</figcaption></figure>
<p>{PARAGRAPHS[0]}</p>
<blockquote class="twitter-tweet"><p>No port has room for us</p>&mdash; Ana Souza (@anasouza)
<a href="https://x.com/anasouza/status/1">October 9, 2025</a></blockquote>
<p>{PARAGRAPHS[1]}</p>
<p><a href="/broke">Why the town is broke</a></p>
<p>{PARAGRAPHS[2]}</p>
<div class="newsletter-signup"><p>Get the news in your inbox. Sign up now.</p></div>
<p>{PARAGRAPHS[3]}</p>
</article>
<section id="comments" class="comments"><p>First!</p></section>
<footer>© 2025 Harbour News</footer></body></html>"""


def read_one(markup):
    [found] = read(io.BytesIO(markup if isinstance(markup, bytes) else markup.encode()), limits=LIMITS)
    return found


def unmarked(found):
    text, at = "", 0
    for mark in merged([*found.marks, *marks(found.text, title=found.title)]):
        text, at = text + found.text[at : max(at, mark.start)], max(at, mark.end)
    return [line for line in (text + found.text[at:]).splitlines() if line.strip()]


def test_the_unmarked_text_is_the_article():
    found = read_one(PAGE)
    assert unmarked(found) == PARAGRAPHS
    said = {(mark.kind, found.text[mark.start : mark.end].split("\n")[0]) for mark in found.marks}
    assert ("caption", "Fishermen mend their nets") in said
    assert ("embed", "No port has room for us") in said
    assert not any(word in found.text for word in ("Home", "First!", "©"))


def test_what_is_known_of_it():
    found = read_one(PAGE)
    assert (found.title, found.byline, found.outlet) == ("Council sells the pier", "Ana Souza", "Harbour News")
    assert (found.published, found.language) == ("2025-10-09T08:00:00+01:00", "en")
    assert found.provenance == {
        "title": "json-ld",
        "byline": "json-ld",
        "outlet": "opengraph",
        "published": "opengraph",
        "language": "html",
        "text": "trafilatura",
    }
    assert found.warnings == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252", "iso-8859-1"])
def test_encodings(encoding):
    markup = PAGE.replace('charset="utf-8"', f'charset="{encoding}"').replace("“", '"').replace("”", '"')
    found = read_one(markup.encode(encoding))
    assert "said Inês Duarte" in found.text
    assert found.warnings == ()


@pytest.mark.parametrize("doctype", ["", '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "xhtml1.dtd">'])
def test_xhtml(doctype):
    declaration = '<?xml version="1.0" encoding="iso-8859-1"?>'
    html = f'<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en"><head><title>Pier sold</title></head><body>{BODY}'
    markup = f"{declaration}{doctype}{html}</body></html>".replace("“", '"').replace("”", '"')
    found = read_one(markup.encode("iso-8859-1"))
    assert (found.title, found.language) == ("Pier sold", "en")
    assert len(found.text.splitlines()) == len(PARAGRAPHS)
    assert "said Inês Duarte" in found.text


def test_a_guessed_encoding_is_told():
    found = read_one(PAGE.encode("windows-1252"))
    assert "“Nobody asked us,” said Inês Duarte" in found.text
    [warning] = found.warnings
    assert warning.startswith("it is not UTF-8 and declares utf-8, which it is not: it was read as Windows-1252")


def test_the_fuller_text_is_taken_from_json_ld():
    whole = "\n".join(PARAGRAPHS * 2)
    script = json.dumps({"@type": "NewsArticle", "headline": "Council sells the pier", "articleBody": whole})
    head = f'<head><script type="application/ld+json">{script}</script></head>'
    for body in ("<div id=app></div>", f"<article><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p></article>"):
        found = read_one(f"<html>{head}<body>{body}</body></html>")
        assert (found.text, found.provenance["text"]) == (whole, "json-ld")
    # Another text is not the article that stands in the page.
    other = " ".join(f"Wholly different matter number {number} fills this summary." for number in range(40))
    found = read_one(
        f"<html>{head.replace(json.dumps(whole), json.dumps(other))}<body><article>{BODY}</article></body></html>"
    )
    assert (found.text.split("\n"), found.provenance["text"]) == (PARAGRAPHS, "trafilatura")


def test_a_table_is_one_line_a_row():
    table = "<table><tr><th>Town</th><th>Votes</th></tr><tr><td>Porto Alvo</td><td>9</td></tr></table>"
    found = read_one(f"<html><body><article>{BODY}{table}<p>{PARAGRAPHS[0]} Again.</p></article></body></html>")
    assert "\nTown | Votes\nPorto Alvo | 9\n" in found.text


@pytest.mark.parametrize("markup", ["<html><body><script>build()</script></body></html>", "   ", "\0\1\2" * 50])
def test_no_article(markup):
    assert read_one(markup).reason == "no article was found in this page"
    assert article(markup) is None


def test_a_page_that_is_too_large():
    [fault] = read(io.BytesIO(b"x" * 101), limits=type(LIMITS)(text_bytes=100))
    assert isinstance(fault, Fault)
    assert fault.reason == "it is larger than 100 bytes"


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param(
            f"<article><div {' '.join(f'a{n}=x' for n in range(100_000))}>{BODY}</div></article>", id="attributes"
        ),
        pytest.param("<article>" + "<div>" * 50_000 + BODY + "</div>" * 50_000 + "</article>", id="nested"),
        pytest.param("<article>" + "<b><i>" * 50_000 + BODY, id="never closed"),
        pytest.param("<article>" + "<table><tr><td>" * 3_000 + BODY, id="tables in tables"),
        pytest.param(f"<article><div class='{'a ' * 500_000}'>{BODY}</div></article>", id="classes"),
        pytest.param("<div>a</div>" * 30_000 + f"<article>{BODY}</article>", id="short divisions"),
        pytest.param(f"<article>{BODY}" + "<a href=x>Port</a> " * 20_000 + "</article>", id="links"),
        pytest.param(f"<article>{BODY}" + "&amp;" * 500_000 + "</article>", id="entities"),
        pytest.param(f"<script type='application/ld+json'>{'[' * 100_000}</script><article>{BODY}", id="JSON"),
        pytest.param(f"<article>{BODY}<!--" + "-" * 1_000_000, id="a comment without end"),
    ],
)
@pytest.mark.timeout(60)
def test_pages_that_would_stall_a_parser(markup):
    started = time.perf_counter()
    found = read_one(f"<html><body>{markup}</body></html>")
    assert time.perf_counter() - started < 20
    assert isinstance(found, Found)
    assert PARAGRAPHS[1] in found.text


def test_nothing_is_fetched_or_expanded(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("hunter2")
    doctype = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY y "{"ha" * 10}">]>'
    found = read_one(
        f"{doctype}<html><body><article>{BODY}<p>It said &x; and &y; and nothing more.</p></article></body></html>"
    )
    assert "hunter2" not in found.text and "haha" not in found.text


@pytest.mark.skipif(not (SHARED / "corpora/pages").is_dir(), reason="needs other people's pages in ../shared")
def test_saved_pages_are_read_better_than_by_trafilatura_alone():
    from benchmarks.pages import METHODS, shares

    plain, ours = (shares(SHARED / "corpora/pages", METHODS[name]) for name in ("trafilatura", "On Record"))
    assert ours["with"] >= max(0.93, plain["with"] - 0.005)
    assert ours["without"] <= 0.08 and ours["without"] < plain["without"]

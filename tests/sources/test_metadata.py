"""What a page says of itself, and where it says so. All pages here are made up."""

import json

import pytest
import trafilatura

from onrecord.sources.metadata import iso_datetime, metadata


def page(head="", body="", html='<html lang="en">', title="<title>Council sells the pier</title>"):
    return f"<!DOCTYPE html>{html}<head>{title}{head}</head><body>{body}<p>The pier was sold.</p></body></html>"


def json_ld(**fields):
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


def meta(name, content):
    attribute = "property" if ":" in name else "name"
    return f'<meta {attribute}="{name}" content="{content}">'


def said(markup):
    return metadata(trafilatura.load_html(markup), markup)


@pytest.mark.parametrize(
    ("name", "markup", "value", "place"),
    [
        # The headline
        ("title", page(json_ld(headline="Council sells pier")), "Council sells pier", "json-ld"),
        ("title", page(json_ld(headline="Council sells &#8211; pier")), "Council sells – pier", "json-ld"),
        ("title", page(meta("og:title", "Council sells pier")), "Council sells pier", "opengraph"),
        ("title", page(meta("twitter:title", "Council sells pier")), "Council sells pier", "meta"),
        ("title", page(body="<h1>The council sells the pier</h1>"), "The council sells the pier", "html"),
        ("title", page(body="<h1>Sections</h1>"), "Council sells the pier", "html"),
        ("title", page(json_ld(headline="cms")), "Council sells the pier", "html"),
        (
            "title",
            page(meta("og:title", "Pier sold | Harbour News") + meta("og:site_name", "Harbour News")),
            "Pier sold",
            "opengraph",
        ),
        # Who wrote it
        ("byline", page(json_ld(author={"@type": "Person", "name": "Ana Souza"})), "Ana Souza", "json-ld"),
        ("byline", page(json_ld(author=[{"name": "Ana Souza"}, "Tom Park"])), "Ana Souza, Tom Park", "json-ld"),
        ("byline", page(meta("author", "Ana Souza")), "Ana Souza", "meta"),
        (
            "byline",
            page(meta("article:author", "https://harbour.example/ana") + meta("author", "By Ana")),
            "Ana",
            "meta",
        ),
        ("byline", page(meta("author", "admin"), '<a rel="author">Ana Souza</a>'), "Ana Souza", "html"),
        ("byline", page(body='<p class="article-byline">By Ana Souza 9 October 2025</p>'), "Ana Souza", "html"),
        ("byline", page(body='<div class="sticky">By the sea</div>'), None, None),
        # The outlet
        ("outlet", page(json_ld(publisher={"name": "Harbour News"})), "Harbour News", "json-ld"),
        ("outlet", page(meta("og:site_name", "Harbour News")), "Harbour News", "opengraph"),
        ("outlet", page(json_ld(publisher={"@id": "https://harbour.example/#us"})), None, None),
        # The address
        (
            "url",
            page('<link rel="canonical" href="https://harbour.example/pier">'),
            "https://harbour.example/pier",
            "html",
        ),
        ("url", page(meta("og:url", "https://harbour.example/pier")), "https://harbour.example/pier", "opengraph"),
        (
            "url",
            page(json_ld(mainEntityOfPage={"@id": "https://harbour.example/p"})),
            "https://harbour.example/p",
            "json-ld",
        ),
        ("url", page('<link rel="canonical" href="/pier">'), None, None),
        (
            "url",
            "<!-- saved from url=(0028)https://harbour.example/pier -->" + page(),
            "https://harbour.example/pier",
            "html",
        ),
        # Dates
        ("published", page(json_ld(datePublished="2025-10-09T08:00:00+01:00")), "2025-10-09T08:00:00+01:00", "json-ld"),
        (
            "published",
            page(meta("article:published_time", "2025-10-09T08:00:00Z")),
            "2025-10-09T08:00:00+00:00",
            "opengraph",
        ),
        ("published", page(meta("date", "2025-10-09")), "2025-10-09", "meta"),
        ("published", page(meta("pubdate", "Thu, 09 Oct 2025 08:00:00 -0500")), "2025-10-09T08:00:00-05:00", "meta"),
        (
            "published",
            page(body='<article><time datetime="2025-10-09T08:00">today</time></article>'),
            "2025-10-09T08:00:00",
            "html",
        ),
        (
            "published",
            page(body='<span itemprop="datePublished" content="2025-10-09">9.10.</span>'),
            "2025-10-09",
            "html",
        ),
        ("published", page(json_ld(datePublished="soon") + meta("date", "2025-10-09")), "2025-10-09", "meta"),
        (
            "published",
            page('<link rel="canonical" href="https://harbour.example/2025/10/09/pier">'),
            "2025-10-09",
            "text",
        ),
        ("published", page(meta("date", "2995-10-09")), None, None),
        ("modified", page(json_ld(dateModified="2025-10-10T09:30:00Z")), "2025-10-10T09:30:00+00:00", "json-ld"),
        ("modified", page(meta("og:updated_time", "2025-10-10T09:30:00Z")), "2025-10-10T09:30:00+00:00", "opengraph"),
        ("modified", page(), None, None),
        # Language and section
        ("language", page(), "en", "html"),
        ("language", page(html="<html lang='EN_us'>"), "en-US", "html"),
        ("language", page(json_ld(inLanguage="pt-BR"), html="<html>"), "pt-BR", "json-ld"),
        ("language", page(meta("og:locale", "pt_BR"), html="<html>"), "pt-BR", "opengraph"),
        ("language", page(html="<html lang='{{lang}}'>"), None, None),
        ("section", page(json_ld(articleSection=["Ports", "Economy"])), "Ports", "json-ld"),
        ("section", page(meta("article:section", "Ports")), "Ports", "opengraph"),
    ],
)
def test_one_field(name, markup, value, place):
    found = said(markup)
    assert (found.fields.get(name), found.provenance.get(name)) == (value, place)


def test_the_article_is_found_among_other_objects():
    graph = {
        "@graph": [
            {"@type": "WebSite", "name": "Harbour News", "@id": "#site"},
            {"@type": "Organization", "name": "Harbour Media", "@id": "#us"},
            {
                "@type": ["NewsArticle"],
                "headline": "Council sells the pier",
                "publisher": {"@id": "#us"},
                "articleBody": "<p>The pier was sold.</p><p>Nobody&nbsp;knew.</p>",
            },
        ]
    }
    found = said(page(f'<script type="application/ld+json">{json.dumps(graph)}</script>'))
    assert found.fields["outlet"] == "Harbour Media"
    assert found.body == "The pier was sold.\nNobody knew."
    assert found.headlines == ("Council sells the pier",)


@pytest.mark.parametrize("broken", ["", "{", "[" * 100_000, "null", '"text"', '{"@type": "NewsArticle", "author": 7}'])
def test_broken_json_is_passed_over(broken):
    found = said(page(f'<script type="application/ld+json">{broken}</script>' + meta("author", "Ana Souza")))
    assert found.fields["byline"] == "Ana Souza"


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2025-10-09", "2025-10-09"),
        ("2025-10-09T08:00", "2025-10-09T08:00:00"),
        ("2025-10-09 08:00:05.123 +0530", "2025-10-09T08:00:05+05:30"),
        ("2025-10-09T08:00:00+9999", "2025-10-09T08:00:00+00:00"),
        ("Thu, 09 Oct 2025 08:00:00 GMT", "2025-10-09T08:00:00+00:00"),
        ("2025-13-09", None),
        ("0000-00-00", None),
        ("1760000000", None),
        ("", None),
    ],
)
def test_dates(written, date):
    assert iso_datetime(written) == date

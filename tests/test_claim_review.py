"""Drafts of fact-checks: valid JSON, nothing made up, nothing that breaks a page."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.articles import Article
from onrecord.claim_review import as_script, claim_review
from onrecord.claims import SentenceScores, claims, set_claims
from tests.hand_made import doc_of

FACT = SentenceScores(0.0, 0.0, 1.0, {}, {}, 0.5)


def draft(marked, **known):
    doc = doc_of(marked)
    set_claims(doc, [FACT] * len(list(doc.sents)))
    [claim] = claims(doc)
    return claim_review(claim, Article("a", doc.text, **known))


def test_all_that_is_known():
    review = draft(
        "([Ana Souza|PERSON]) <said> {the pier  was sold}.",
        title="The pier is sold",
        url="https://gazette.example/pier?a=1&b=2",
        outlet="The Gazette",
        published="2025-10-09",
    )
    assert review == {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "claimReviewed": "Ana Souza said the pier was sold.",
        "itemReviewed": {
            "@type": "Claim",
            "author": {"@type": "Person", "name": "Ana Souza"},
            "datePublished": "2025-10-09",
            "appearance": {
                "@type": "NewsArticle",
                "url": "https://gazette.example/pier?a=1&b=2",
                "headline": "The pier is sold",
                "datePublished": "2025-10-09",
                "publisher": {"@type": "Organization", "name": "The Gazette"},
            },
        },
    }


def test_what_is_not_known_is_left_out():
    item = draft("The council sold the pier.")["itemReviewed"]
    assert item == {"@type": "Claim", "appearance": {"@type": "NewsArticle"}}


def test_no_verdict():
    assert not {"reviewRating", "author", "url", "datePublished"} & draft("The council sold the pier.").keys()


@pytest.mark.parametrize(
    ("marked", "author"),
    [
        ("The council sold the pier.", {"@type": "Organization", "name": "The Gazette"}),
        ("([Harbour Board|ORG]) <said> {it was sold}.", {"@type": "Organization", "name": "Harbour Board"}),
        ("A Porto poll has her at 52 percent.", None),
    ],
)
def test_authors(marked, author):
    assert draft(marked, outlet="The Gazette")["itemReviewed"].get("author") == author


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "http://[", "gazette"])
def test_addresses_of_the_web_only(url):
    assert "url" not in draft("The council sold the pier.", url=url)["itemReviewed"]["appearance"]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_scripts_are_json_and_stay_whole(text):
    review = {"claimReviewed": text}
    script = as_script(review)
    inside = re.fullmatch(r'<script type="application/ld\+json">([^<>&\u2028\u2029]*)</script>', script, re.DOTALL)
    assert json.loads(inside[1]) == review


def test_markup_in_a_claim():
    script = as_script(draft("The council sold </script><b>the pier</b>."))
    assert script.count("<") == 2


def test_a_claim_of_another_article():
    doc = doc_of("The council sold the pier.")
    set_claims(doc, [FACT])
    [claim] = claims(doc)
    with pytest.raises(ValueError, match="not one of the article b"):
        claim_review(claim, Article("b", "It rained."))

"""A draft of a fact-check: one claim as ClaimReview, the form in which fact-checks are published for search engines."""

import json
from typing import Any
from urllib.parse import urlsplit

from onrecord.articles import Article
from onrecord.claims import Claim


def claim_review(claim: Claim, article: Article) -> dict[str, Any]:
    """A claim as a draft of a ClaimReview, in JSON-LD: who claimed what, where and when. The verdict is yours.

    Example:
        >>> claim_review(claim, article)  # doctest: +SKIP
        {'@context': 'https://schema.org', '@type': 'ClaimReview', 'claimReviewed': 'Ana Souza said the pier was sold.',
        'itemReviewed': {'@type': 'Claim', 'author': {'@type': 'Person', 'name': 'Ana Souza'}, …}}

    Holds no rating, no reviewer and no address of the review: whoever checks the claim adds `reviewRating`, `author`,
    `url` and `datePublished`. What is not known of the article is left out. Where the article speaks in its own voice,
    the claim's author is its outlet. The text is as printed: reword it so that it can stand alone. Follows schema.org.

    Args:
        claim: One of the article's.
        article: Where the claim appears.

    Raises:
        ValueError: The claim stands elsewhere in a text than in the article's.
    """
    text = article.text[claim.span.start_char : claim.span.end_char]
    if text != claim.span.text:
        raise ValueError(f"The claim {claim.id} is not one of the article {article.id}.")
    appearance = _known(
        {
            "@type": "NewsArticle",
            "url": _address(article.url),
            "headline": article.title,
            "datePublished": article.published,
            "publisher": _named("Organization", article.outlet),
        }
    )
    item = _known(
        {
            "@type": "Claim",
            "author": _author(claim, article),
            "datePublished": article.published,
            "appearance": appearance,
        }
    )
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "claimReviewed": " ".join(text.split()),
        "itemReviewed": item,
    }


def as_script(review: dict[str, Any]) -> str:
    r"""A draft as the element that a page holds it in; nothing in it can end the element or start another.

    Example:
        >>> as_script({"claimReviewed": "</script>"})
        '<script type="application/ld+json">{"claimReviewed": "\u003c/script\u003e"}</script>'
    """
    text = json.dumps(review, ensure_ascii=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return f'<script type="application/ld+json">{text}</script>'


def _author(claim: Claim, article: Article) -> dict[str, str] | None:
    """Who put it forward; None where that is nobody who could be found."""
    if claim.by_article:
        return _named("Organization", article.outlet)
    if claim.claimer is None:
        return None
    return _named("Person" if claim.claimer.label == "PERSON" else "Organization", claim.claimer.name)


def _named(kind: str, name: str | None) -> dict[str, str] | None:
    return {"@type": kind, "name": " ".join(name.split())} if name else None


def _address(url: str | None) -> str | None:
    """An address of the web; others, such as one that runs a script, have no place in a page."""
    if not url:
        return None
    try:
        return url if urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


def _known(properties: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if value}

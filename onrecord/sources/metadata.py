"""What a page says of itself: headline, byline, outlet, address, dates, language, section, and where it says so."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any

FIELDS = ("title", "byline", "outlet", "url", "published", "modified", "language", "section")
"""What is looked for; each has the name that it has in `Found`."""

_ARTICLE_TYPES = frozenset(
    """
    article newsarticle analysisnewsarticle askpublicnewsarticle backgroundnewsarticle opinionnewsarticle
    reportagenewsarticle reviewnewsarticle report satiricalarticle advertisercontentarticle blogposting
    liveblogposting scholarlyarticle techarticle
    """.split()
)
_MOST_NODES = 5_000
"""So many objects of a page's JSON-LD are looked at."""

# Names of <meta> elements, the more telling first. A colon tells OpenGraph's from others.
_META: dict[str, tuple[str, ...]] = {
    "title": ("og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title"),
    "byline": (
        "article:author", "author", "byl", "byline", "parsely-author", "sailthru.author", "dc.creator",
        "dcterms.creator",
    ),
    "outlet": ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher"),
    "url": ("og:url", "parsely-link", "twitter:url"),
    "published": (
        "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date",
        "pubdate", "publish-date", "publishdate", "publication_date", "date.created", "dc.date.issued",
        "dcterms.issued", "dcterms.created", "dc.date", "article.published", "displaydate", "date", "og:pubdate",
    ),
    "modified": (
        "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "dc.date.modified", "lastmod",
        "last-modified", "article.updated",
    ),
    "language": ("og:locale", "content-language", "dc.language", "dcterms.language", "language"),
    "section": ("article:section", "parsely-section", "sailthru.section", "section", "cg", "article.section"),
}  # fmt: skip

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ]\s?(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s?(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?"
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://[^\s>]+)")
_BY = re.compile(r"^\s*(?:by|written by|words by|von|par|por)\b[:\s]+", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"\w+")
_NO_NAMES = frozenset("admin administrator author editor guest none null root staff unknown user webmaster".split()) | {
    "no author"
}
_AFTER_NAMES = re.compile(r"\s*(?:\d|\||•|·|\bUpdated\b|\bPublished\b|\bPosted\b).*")
LONGEST_BYLINE = 200
"""A byline has at most so many characters; what is longer describes its author."""

_LONGEST = 500
"""No other field has more characters."""


@dataclass(frozen=True)
class PageMetadata:
    """What a page says of itself.

    Attributes:
        fields: name of a field of `Found` → its value; only what was found.
        provenance: name → where it was found: "json-ld", "opengraph", "meta", "html" or "text".
        headlines: all that the page calls its headline, for those who look for it in the text.
        description: the page's summary of the article, which is often its standfirst.
        body: the article's text as JSON-LD gives it, "" if it does not.
    """

    fields: dict[str, str] = field(default_factory=dict)
    provenance: dict[str, str] = field(default_factory=dict)
    headlines: tuple[str, ...] = ()
    description: str = ""
    body: str = ""


def metadata(tree: Any, markup: str = "") -> PageMetadata:
    """Read what a page says of itself: from JSON-LD, else OpenGraph and other meta elements, else its body.

    Example:
        A page with `<meta property="article:published_time" content="2025-10-09T08:00:00+01:00">` gives
        fields {"published": "2025-10-09T08:00:00+01:00"} and provenance {"published": "opengraph"}.

    Dates keep the time of day and zone that the page gives; a date that cannot be one is passed over. Does not
    guess a byline or a date out of running text; only where no element declares a date, htmldate looks for one in
    the page's address and in what is written near its head.

    Args:
        tree: the page, as lxml parses it.
        markup: the page as it stands, for what a browser wrote into its comments when it saved the page.
    """
    node = _article_node(tree)
    metas = _metas(tree)
    found: dict[str, str] = {}
    provenance: dict[str, str] = {}

    for name in FIELDS:
        for value, place in _candidates(name, tree, node, metas, markup):
            clean = _cleaned(name, value)
            if clean and not (name == "title" and place in ("json-ld", "html") and not _agrees(clean, tree, metas)):
                found[name], provenance[name] = clean, place
                break
    if found.get("outlet") == found.get("title"):
        found.pop("outlet", None)
        provenance.pop("outlet", None)
    if "title" in found and "outlet" in found:
        found["title"] = _without_outlet(found["title"], found["outlet"])
    headlines = [found.get("title", ""), _first_text(node.get("headline")), *(_text(h1) for h1 in tree.iter("h1"))]
    return PageMetadata(
        found,
        provenance,
        headlines=tuple(dict.fromkeys(filter(None, headlines)))[:20],
        description=_squeezed(metas.get("og:description") or metas.get("description") or ""),
        body=_body(node),
    )


def iso_datetime(written: str) -> str | None:
    """A date in ISO 8601, with the time of day and zone that it was written with.

    Example:
        >>> iso_datetime("2025-10-09T08:00:00.000Z"), iso_datetime("Thu, 09 Oct 2025 08:00:00 +0100")
        ('2025-10-09T08:00:00+00:00', '2025-10-09T08:00:00+01:00')
        >>> iso_datetime("2025-10-09"), iso_datetime("soon")
        ('2025-10-09', None)

    Does not read dates in words, and none before 1900 or more than two days from now.
    """
    written = written.strip()
    if match := _ISO.match(written):
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
        zone = match[7]
        try:
            moment = datetime(year, month, day, hour, minute, second)
        except ValueError:
            return None
        if zone:
            moment = moment.replace(tzinfo=_zone(zone))
    else:
        try:
            moment = parsedate_to_datetime(written)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        zone, hour = "", moment.hour
    if moment.year < 1900 or moment.replace(tzinfo=timezone.utc) > datetime.now(timezone.utc) + timedelta(days=2):
        return None
    if match and match[4] is None:
        return f"{moment:%Y-%m-%d}"
    return moment.isoformat()


def _zone(written: str) -> timezone:
    if written in ("Z", "UTC", "GMT"):
        return timezone.utc
    hours, minutes = int(written[1:3]), int(written[-2:])
    offset = timedelta(hours=hours, minutes=minutes)
    # No place on earth is further than 14 hours from Greenwich.
    return timezone(-offset if written[0] == "-" else offset) if hours <= 14 and minutes < 60 else timezone.utc


# Where each field may stand, the best place first


def _candidates(
    name: str, tree: Any, node: dict[str, Any], metas: dict[str, str], markup: str
) -> Iterator[tuple[str, str]]:
    """Yield (value, place) of a field, the best place first."""
    if name == "url":
        for link in tree.iter("link"):
            if (link.get("rel") or "").lower() == "canonical":
                yield link.get("href") or "", "html"
    if name == "language":
        yield (
            tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang") or "",
            "html",
        )
    for value in _of_node(name, node):
        yield value, "json-ld"
    for key in _META[name]:
        if key in metas:
            yield metas[key], "opengraph" if key.startswith(("og:", "article:")) else "meta"
    for value in _of_elements(name, tree):
        yield value, "html"
    if name == "url" and (saved := _SAVED_FROM.search(markup[:2_000])):
        yield saved[1], "html"
    if name in ("published", "modified") and markup:
        yield _from_text(tree, original=name == "published"), "text"


def _of_node(name: str, node: dict[str, Any]) -> Iterator[str]:
    keys = {
        "title": ("headline", "name"),
        "byline": ("author", "creator"),
        "outlet": ("publisher", "sourceOrganization"),
        "url": ("url", "mainEntityOfPage"),
        "published": ("datePublished", "dateCreated"),
        "modified": ("dateModified",),
        "language": ("inLanguage",),
        "section": ("articleSection",),
    }
    for key in keys[name]:
        value = node.get(key)
        yield _names(value) if name == "byline" else _first_text(value)


def _of_elements(name: str, tree: Any) -> Iterator[str]:
    """Yield what elements of the body say, by HTML's own meanings and by microdata."""
    if name == "title":
        yield from (_text(h1) for h1 in tree.iter("h1"))
        yield from (_text(title) for title in tree.iter("title"))
        return
    if name in ("published", "modified"):
        item = "datePublished" if name == "published" else "dateModified"
        for element in tree.iterfind(f".//*[@itemprop='{item}']"):
            yield element.get("datetime") or element.get("content") or _text(element)
        if name == "published":
            articles = list(tree.iter("article")) or [tree]
            for element in articles[0].iter("time"):
                yield element.get("datetime") or ""
    if name == "byline":
        for path in (".//*[@itemprop='author']", ".//*[@rel='author']"):
            names = [_text(element) or element.get("content") or "" for element in tree.iterfind(path)]
            # Many names are those of other articles' authors.
            if len(names) <= 3:
                yield ", ".join(dict.fromkeys(_BY.sub("", name) for name in names if name))
        for element in tree.iter("p", "div", "span", "address", "a"):
            classes = f" {element.get('class') or ''} {element.get('id') or ''} ".lower()
            if re.search(
                r"[\s_-](?:by-?line|author-?name|article-?author|post-?author|entry-?author)s?[\s_-]", classes
            ):
                yield _text(element)


def _from_text(tree: Any, *, original: bool) -> str:
    """A date that no element declares: what htmldate makes of the page's address and of its head."""
    from htmldate import find_date

    # A change is told by those who declare it; a guess would only repeat the day of publication.
    if not original:
        return ""
    try:
        return find_date(tree, original_date=True, extensive_search=False) or ""
    except Exception:
        # Its heuristics meet all the world's markup. A page without a date is still a page.
        return ""


def _cleaned(name: str, value: str) -> str:
    """A value in the form of its field, or "" if it cannot be one."""
    value = _squeezed(unescape(value))
    if not value or len(value) > _LONGEST:
        return ""
    if name in ("published", "modified"):
        return iso_datetime(value) or ""
    if name == "url":
        return value if value.startswith(("http://", "https://")) else ""
    if name == "language":
        return _language(value) if _LANGUAGE.fullmatch(value) else ""
    if value.startswith(("http://", "https://")):
        return ""
    if name == "byline":
        value = _AFTER_NAMES.sub("", _BY.sub("", value)).strip(" -–—,|/")
        is_name = any(map(str.isalpha, value)) and value.casefold() not in _NO_NAMES and not value.startswith("@")
        return value if is_name and len(value) <= LONGEST_BYLINE and ". " not in value[12:] else ""
    return value


def _language(written: str) -> str:
    """A language's name as it is usually written: “en_us” is “en-US”."""
    first, *others = written.replace("_", "-").split("-")
    return "-".join([first.lower(), *(part.upper() if len(part) == 2 else part for part in others)])


def _agrees(title: str, tree: Any, metas: dict[str, str]) -> bool:
    """Whether a headline shares half of its words with the page's other names: “Sections” is none of an article."""
    others = " ".join([metas.get("og:title", ""), *(_text(element) for element in tree.iter("title"))])
    words, known = set(_WORD.findall(title.casefold())), set(_WORD.findall(others.casefold()))
    return not known or 2 * len(words & known) >= len(words)


def _without_outlet(title: str, outlet: str) -> str:
    """A headline without the outlet's name after it: “Port closes | Harbour News” is “Port closes”."""
    for mark in (" | ", " - ", " – ", " — ", " · ", " : "):
        head, found, tail = title.rpartition(mark)
        if found and tail.strip().casefold() == outlet.strip().casefold():
            return head.strip()
    return title


# JSON-LD


def _article_node(tree: Any) -> dict[str, Any]:
    """The page's JSON-LD object that is an article, the fullest if there are several; {} if there is none.

    What it only refers to, such as {"@id": "#publisher"}, is put in its place.
    """
    best: dict[str, Any] = {}
    by_id: dict[str, dict[str, Any]] = {}
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        for node in _nodes(script.text or ""):
            if isinstance(node.get("@id"), str) and "name" in node:
                by_id[node["@id"]] = node
            types = node.get("@type")
            names = {str(one).lower() for one in (types if isinstance(types, list) else [types])}
            if names & _ARTICLE_TYPES and (not best or _worth(node) > _worth(best)):
                best = node
    return {key: _resolved(value, by_id) for key, value in best.items()}


def _resolved(value: Any, by_id: dict[str, dict[str, Any]]) -> Any:
    if isinstance(value, list):
        return [_resolved(one, by_id) for one in value]
    if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
        return by_id.get(value["@id"], value)
    return value


def _worth(node: dict[str, Any]) -> int:
    return sum(bool(node.get(key)) for key in ("headline", "datePublished", "author", "articleBody", "publisher"))


def _nodes(written: str) -> Iterator[dict[str, Any]]:
    """All objects in a piece of JSON, wherever they are nested."""
    written = re.sub(r"^\s*(?://<!\[CDATA\[|<!--)|(?://\]\]>|-->)\s*$", "", written)
    try:
        waiting = [json.loads(written, strict=False)]
    except (ValueError, RecursionError):
        return
    seen = 0
    while waiting and seen < _MOST_NODES:
        value = waiting.pop()
        seen += 1
        if isinstance(value, dict):
            yield value
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _names(value: Any) -> str:
    """The names of people, in their order: JSON-LD writes one or several, as objects or as texts."""
    several = value if isinstance(value, list) else [value]
    return ", ".join(dict.fromkeys(filter(None, map(_first_text, several[:20]))))


def _first_text(value: Any) -> str:
    for _ in range(5):
        if isinstance(value, list):
            value = value[0] if value else ""
        elif isinstance(value, dict):
            value = value.get("name") or value.get("url") or value.get("@id") or ""
        else:
            break
    return _squeezed(value) if isinstance(value, str) else ""


def _body(node: dict[str, Any]) -> str:
    """The article's text as JSON-LD gives it, as paragraphs; tags in it are taken out."""
    body = node.get("articleBody")
    if not isinstance(body, str):
        return ""
    if "<" in body and ">" in body:
        from lxml import html

        body = re.sub(r"(?i)<(?:br|/p|/div|/li|/h\d)\b[^>]*>", "\n", body)
        try:
            body = html.fromstring(f"<div>{body}</div>").text_content()
        except (ValueError, AssertionError):
            return ""
    else:
        body = unescape(body)
    return "\n".join(filter(None, (_squeezed(line) for line in re.split(r"[\r\n]+", body))))


# Elements


def _metas(tree: Any) -> dict[str, str]:
    """The page's meta elements: name in small letters → content; the first of a name counts."""
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (
            meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv") or ""
        ).lower()
        content = meta.get("content")
        if name and content and name not in metas:
            metas[name] = content
    return metas


def _text(element: Any) -> str:
    parts: list[str] = []
    length = 0
    for part in element.itertext():
        parts.append(part)
        length += len(part)
        if length > 4 * _LONGEST:
            break
    return _squeezed("".join(parts))


def _squeezed(text: str) -> str:
    return _SPACES.sub(" ", text).strip()

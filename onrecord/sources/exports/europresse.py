"""Europresse: saved pages with an element for each article, and the text that is copied from them."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from onrecord.sources.dates import iso_date
from onrecord.sources.exports.layout import Document, is_copyright, lines_of, paragraphs, plain_line, wrapped_width
from onrecord.sources.exports.markup import text_of
from onrecord.sources.found import Fault, Found

DATABASE = "Europresse"

_NUMBER = re.compile(r"(?P<id>\b[a-z]{1,20}·(?P<date>\d{8})·\S+)")
"""An article's number: "news·20251009·PG·0012"."""

_CERTIFICATE = re.compile(r"(?:Certificat émis le|Certificate issued on)\b", re.I)
_DATE = re.compile(
    r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\s+)?(?P<french>\d{1,2}(?:er)? [^\W\d_]+ \d{4})|"
    r"(?P<english>(?:January|February|March|April|May|June|July|August|September|October|November|December) "
    r"\d{1,2}, \d{4})",
    re.I,
)
_ISSUE = re.compile(r",?\s*(?:no\.?|n°|nº)\s*(?P<issue>\d\S*)$", re.I)
_LENGTH = re.compile(r"\d[\d\s]* (?:mots|words)\b")


def split(text: str) -> list[Found | Fault] | None:
    """The articles of a text that was copied or saved from Europresse, or None if a text is none.

    Outlet, section with date, and headline are the first three lines of each; the copyright, a certificate and
    the number, "news·20251009·PG·0012", are its last.

    Example:
        "La Gazette de Porto", "Économie, jeudi 9 octobre 2025 612 mots, p. 4", the headline and the article.
    """
    if _NUMBER.search(text) is None:
        return None
    lines = lines_of(text)
    ends = [at for at, line in enumerate(lines) if _NUMBER.match(plain_line(line))]
    if not ends or not any(_CERTIFICATE.match(plain_line(line)) or is_copyright(line) for line in lines):
        return None
    width = wrapped_width(lines)
    return [
        _document(lines[start + 1 : end + 1], str(number), width)
        for number, (start, end) in enumerate(pairwise([-1, *ends]), 1)
    ]


def split_tree(tree: Any) -> list[Found | Fault] | None:
    """The articles of a page saved from Europresse, by its own elements; None if a page is none.

    Args:
        tree: the page as lxml has parsed it.
    """
    articles = [element for element in tree.iter("article") if _one(element, "DocPublicationName") is not None]
    if not articles:
        return None
    return [_article(element, str(number)) for number, element in enumerate(articles, 1)]


# Text


def _document(block: Sequence[str], member: str, width: int | None) -> Found | Fault:
    document = Document(member)
    filled = [at for at, line in enumerate(block) if line.strip()]
    _take_number(block[filled[-1]], document)
    header_at = next((at for at in filled[:4] if _DATE.search(plain_line(block[at]))), None)
    above = [at for at in filled if header_at is not None and at < header_at]
    if above:
        _take_outlet(plain_line(block[above[-1]]), document)
    below = [at for at in filled[:-1] if header_at is None or at > header_at]
    if header_at is not None:
        _take_header(plain_line(block[header_at]), document)
    end = next((at for at in below if _is_end(block[at])), filled[-1])
    if below and below[0] < end:
        document.title = plain_line(block[below[0]])
        document.paragraphs = paragraphs(block[below[0] + 1 : end], width)
    document.metadata.update(_copyright(plain_line(line) for line in block[end : filled[-1]]))
    return document.found(DATABASE)


def _is_end(line: str) -> bool:
    plain = plain_line(line)
    return _CERTIFICATE.match(plain) is not None or (is_copyright(plain) and len(plain) < 400)


def _copyright(lines: Iterator[str]) -> dict[str, str]:
    text = " ".join(line for line in lines if line and not _CERTIFICATE.match(line))
    return {"copyright": text} if text else {}


def _take_outlet(line: str, document: Document) -> None:
    issue = _ISSUE.search(line)
    if issue:
        document.metadata["issue"] = issue["issue"]
        line = line[: issue.start()]
    document.fields["outlet"] = line.strip()


def _take_header(line: str, document: Document) -> None:
    """Take section, date, length and page from "Économie, jeudi 9 octobre 2025 612 mots, p. 4"."""
    match = _DATE.search(line)
    if match is None:
        document.metadata["header"] = line
        return
    date = iso_date(match["french"] or match["english"])
    document.written_date = document.written_date or date or match[0]
    document.fields["section"] = line[: match.start()].strip(" ,")
    rest = line[match.end() :].strip(" ,")
    length = _LENGTH.search(rest)
    if length:
        document.metadata["length"] = length[0]
        rest = rest.replace(length[0], "").strip(" ,")
    if rest:
        document.metadata["page"] = rest


def _take_number(line: str, document: Document) -> None:
    match = _NUMBER.search(plain_line(line))
    if match:
        document.fields["id"] = match["id"]
        document.written_date = document.written_date or match["date"]


# Pages


def _article(element: Any, member: str) -> Found | Fault:
    document = Document(member)
    number = _one(element, "publiC-lblNodoc")
    if number is not None:
        _take_number(_text(number), document)
    outlet = _one(element, "DocPublicationName")
    _take_outlet(_text(outlet).splitlines()[0] if outlet is not None and _text(outlet) else "", document)
    header = _one(element, "DocHeader")
    if header is not None:
        _take_header(" ".join(_text(header).split()), document)
    title = _one(element, "rdp__articletitle")
    title = _one(element, "titreArticle") if title is None else title
    document.title = (" ".join(_text(title).split()) if title is not None else "") or None
    authors = _one(element, "docAuthors")
    authors = _one(element, "sm-margin-bottomNews") if authors is None else authors
    if authors is not None:
        document.fields["byline"] = " ".join(_text(authors).split())
    subtitle = _one(element, "rdp__subtitle")
    if subtitle is not None and _text(subtitle):
        document.metadata["subtitle"] = " ".join(_text(subtitle).split())
    body = _one(element, "docOcurrContainer")
    body = _one(element, "DocText") if body is None else body
    if body is not None:
        lines = paragraphs(_text(body).splitlines(), None)
        end = next((at for at, line in enumerate(lines) if _is_end(line)), len(lines))
        document.paragraphs = lines[:end]
        document.metadata.update(_copyright(iter(lines[end:])))
    return document.found(DATABASE)


def _one(element: Any, name: str) -> Any:
    """The first element within another that has a class of this name."""
    return next((inner for inner in element.iter() if name in (inner.get("class") or "").split()), None)


def _text(element: Any) -> str:
    return text_of(element).strip()

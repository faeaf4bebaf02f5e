"""ProQuest: documents parted by a ruled line, with labels before and after the full text."""

import re
from collections.abc import Sequence
from itertools import pairwise

from onrecord.sources.dates import iso_date
from onrecord.sources.exports.layout import (
    Document,
    label_of,
    lines_of,
    missing,
    paragraphs,
    plain_line,
    wrapped_width,
)
from onrecord.sources.found import Fault, Found

DATABASE = "ProQuest"

_SIGN = re.compile(r"Publication (?:info|title):|ProQuest document ID:", re.I)
"""What stands in every export of ProQuest. It is sought first, for most texts are none."""

_RULE = re.compile(r"_{20,}$")
_NUMBER = re.compile(r"Document (?P<number>\d+) of (?P<total>\d+)$")
_LINK = re.compile(r"ProQuest document link:?\s*\(?(?P<url>https?://[^\s)]+)?\)?$", re.I)
_FULL_TEXT = re.compile(r"(?:Full text|Volltext|Texte intégral|Texto completo)\s*:?\s*(?P<text>.*)$", re.I)
_FOOT = re.compile(r"(?:Contact us at:|Copyright ©? ?\d{4} ProQuest|Database copyright|Terms and Conditions:?)", re.I)
_LABEL = re.compile(r"[A-Z][^:.!?“”\"]{1,40}:(?:\s|$)")
_DATE_IN_INFO = re.compile(r"(?P<date>\d{1,2} [A-Z][a-z]{2,8} \d{4})\b")

_LABELS = {
    "title": "title",
    "author": "byline",
    "authors": "byline",
    "byline": "byline",
    "credit": "credit",
    "publication info": "publication info",
    "publication title": "outlet",
    "publication date": "date",
    "publication year": "year",
    "section": "section",
    "pages": "pages",
    "first page": "pages",
    "abstract": "abstract",
    "abstract (summary)": "abstract",
    "links": "links",
    "subject": "subject",
    "location": "location",
    "people": "people",
    "company / organization": "company",
    "business indexing term": "business terms",
    "identifier / keyword": "keywords",
    "alternate title": "alternate title",
    "column": "column",
    "dateline": "dateline",
    "edition": "edition",
    "volume": "volume",
    "issue": "issue",
    "publisher": "publisher",
    "place of publication": "place of publication",
    "country of publication": "country of publication",
    "publication subject": "publication subject",
    "issn": "issn",
    "source type": "source type",
    "language of publication": "language",
    "language": "language",
    "document type": "document type",
    "document feature": "document feature",
    "proquest document id": "id",
    "accession number": "accession number",
    "document url": "url",
    "copyright": "copyright",
    "last updated": "last updated",
    "database": "collection",
}

_TO_FIELDS = ("byline", "outlet", "section", "language", "id", "url")


def split(text: str) -> list[Found | Fault] | None:
    """The documents of an export of ProQuest, or None if a text is none.

    Example:
        Between two ruled lines: the headline, "Author: Souza, Ana", "Publication info: The Porto Gazette …",
        "Full text: …" over as many lines as the article has, then "Publication date: Oct 9, 2025" and more.

    Does not take the abstract for the article: without a full text there is a fault.
    """
    if _SIGN.search(text) is None:
        return None
    lines = lines_of(text)
    rules = [at for at, line in enumerate(lines) if _RULE.match(plain_line(line))]
    starts = rules or [at - 1 for at, line in enumerate(lines) if _NUMBER.match(plain_line(line))]
    known = {label[0] for line in lines if (label := label_of(line, _LABELS))}
    if not starts or not known & {"outlet", "publication info", "id"}:
        return None
    width = wrapped_width(lines)
    found: list[Found | Fault] = []
    counted = []
    for start, end in pairwise([*starts, len(lines)]):
        block = lines[start + 1 : end]
        if _is_foot(block) or not (found or any(label_of(line, _LABELS) for line in block)):
            continue
        number = next((match for line in block if (match := _NUMBER.match(plain_line(line)))), None)
        if number:
            counted.append((int(number["number"]), int(number["total"])))
        found.append(_document(block, number["number"] if number else str(len(found) + 1), width))
    found.extend(missing(counted, is_whole=False))
    return found or None


def _is_foot(block: Sequence[str]) -> bool:
    """Whether nothing stands here, or what ProQuest writes at the end of a file."""
    first = next((plain_line(line) for line in block if line.strip()), None)
    return first is None or _FOOT.match(first) is not None


def _document(block: Sequence[str], member: str, width: int | None) -> Found | Fault:
    document = Document(member)
    lines = [line for line in block if not _NUMBER.match(plain_line(line))]
    text_at = next((at for at, line in enumerate(lines) if _FULL_TEXT.match(plain_line(line))), None)
    head_end = len(lines) if text_at is None else text_at
    tail_at = len(lines) if text_at is None else _tail(lines, text_at + 1)
    values = _values([*lines[:head_end], "", *lines[tail_at:]])
    first = next((plain_line(line) for line in lines[:head_end] if line.strip()), "")
    document.title = first if first and not label_of(first, _LABELS) and not _LINK.match(first) else values.get("title")
    _take_values(values, document)
    if text_at is not None:
        opening = _FULL_TEXT.match(plain_line(lines[text_at]))
        body = [opening["text"] if opening else "", *lines[text_at + 1 : tail_at]]
        document.paragraphs = paragraphs(body, width)
    return document.found(DATABASE)


def _tail(lines: Sequence[str], body_at: int) -> int:
    """Where the labels after the full text begin: the first that is known of those with nothing else after them."""
    at = len(lines)
    for here in range(len(lines) - 1, body_at - 1, -1):
        plain = plain_line(lines[here])
        if plain in ("", "DETAILS"):
            continue
        if not _LABEL.match(plain):
            break
        if label_of(plain, _LABELS):
            at = here
    return at


def _values(lines: Sequence[str]) -> dict[str, str]:
    """What the labels say. A value may stand on the line below its label."""
    values: dict[str, str] = {}
    open_label = ""
    for line in lines:
        plain = plain_line(line).strip("|").strip()
        link = _LINK.match(plain)
        label = label_of(plain, _LABELS)
        if link:
            open_label = ""
            if link["url"]:
                values["url"] = link["url"]
        elif label is not None:
            open_label, value = label[0], label[1].strip("| ")
            if value:
                values.setdefault(open_label, value)
        elif not plain:
            # An abstract stands in a paragraph of its own.
            open_label = open_label if open_label == "abstract" and "abstract" not in values else ""
        elif open_label and not _LABEL.match(plain):
            values[open_label] = f"{values[open_label]} {plain}" if open_label in values else plain
    return values


def _take_values(values: dict[str, str], document: Document) -> None:
    for name, value in values.items():
        if name in _TO_FIELDS:
            document.fields[name] = value
        elif name not in ("title", "date", "links"):
            document.metadata[name] = value
    info = values.get("publication info", "")
    dated = _DATE_IN_INFO.search(info)
    date = values.get("date")
    document.written_date = dated["date"] if dated and not (date and iso_date(date)) else date
    if "outlet" not in document.fields and info:
        document.fields["outlet"] = info.split(";")[0].split(",")[0].strip()
    elif ";" in document.fields.get("outlet", ""):
        # "The Porto Gazette; Porto": the place follows.
        outlet, _, place = document.fields["outlet"].partition(";")
        document.fields["outlet"] = outlet.strip()
        document.metadata.setdefault("place of publication", place.strip())

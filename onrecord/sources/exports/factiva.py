"""Factiva: the layout with codes (HD, BY, WC, PD, SN, LP, TD …), and the plain one that ends in "Document …"."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from onrecord.sources.dates import iso_date
from onrecord.sources.exports.layout import (
    Document,
    groups,
    is_copyright,
    lines_of,
    paragraphs,
    plain_line,
    wrapped_width,
)
from onrecord.sources.found import Fault, Found

DATABASE = "Factiva"

_SIGN = re.compile(r"\b[A-Z0-9]{4,12}(?:19|20)\d{6}[a-z0-9]{6,12}\b", re.I)
"""What stands in every export of Factiva. It is sought first, for most texts are none."""

_ACCESSION = re.compile(
    r"(?:Document|Dokument|Documento|Document n°|文件)\s+(?P<id>[A-Z0-9]{4,12}(?:19|20)\d{6}[a-z0-9]{6,12})\.?$", re.I
)
"""The last line of an article: the code of its source, the day it was taken up, and a number."""

_WORDS = re.compile(r"[\d.,\s]+(?:words?|Wörter|Wort|mots?|palabras?|palavras?|parole|parola|woorden|ord)$", re.I)
_CLOCK = re.compile(r"\d{1,2}:\d\d(?: ?[AP]M)?(?: (?:GMT|UTC))?$", re.I)
_SOURCE_CODE = re.compile(r"[A-Z][A-Z0-9]{1,11}$")
_BYLINE = re.compile(r"(?:By|Von|Par|Por|Da|Door|Di)\s+\S", re.I)
_FOOT = re.compile(
    r"(?:©|\(c\)|Copyright) \d{4} Factiva\b|(?:Search Summary|Zusammenfassung der Suche|Résumé de la recherche)$", re.I
)
_CODED = re.compile(r"\|?\s*(?P<code>[A-Z]{2,3})(?:\||\t|\s{2,}|\s*$)\s*(?P<value>.*?)\|?$")
_CODED_CLOSELY = re.compile(r"(?P<code>[A-Z]{2,3}) (?P<value>.*)$")
"""A code with one space after it, as some programs leave it."""

_TERM = re.compile(r"[\w.-]+\s*:")
"""How the value of a code below an article starts: "gport : Ports"."""

_SECTIONS = frozenset(
    """news business sport sports opinion comment features world politics national international local metro finance
    money culture arts life main editorial nachrichten wirtschaft politik meinung kultur lokales actualité
    économie politique opinions société monde noticias economía política opinión cultura""".split()
)

_TO_METADATA = {
    "WC": "length",
    "ET": "time",
    "SC": "source code",
    "ED": "edition",
    "PG": "page",
    "CY": "copyright",
    "CR": "credit",
    "RF": "reference",
    "CO": "company",
    "IN": "industry",
    "NS": "subject",
    "RE": "region",
    "IPC": "publisher's codes",
    "IPD": "publisher's keywords",
    "PUB": "publisher",
    "CLM": "column",
    "VOL": "volume",
    "CX": "correction",
    "CT": "contact",
    "ART": "caption",
    "RST": "restrictions",
}

_TO_FIELDS = {"BY": "byline", "SE": "section", "SN": "outlet", "LA": "language"}

_CODES = frozenset((*_TO_METADATA, *_TO_FIELDS, "HD", "PD", "LP", "TD", "AN"))

_TERMS = frozenset(("CO", "IN", "NS", "RE"))

_BEFORE_BODY = frozenset(("SE", "HD", "BY", "CR", "WC", "PD", "ET", "SN", "SC", "ED", "PG", "VOL", "LA", "CY", "CLM"))
"""Codes that no line within an article is taken for, should one start with these capitals."""


def split(text: str) -> list[Found | Fault] | None:
    """The articles of an export of Factiva, or None if a text is none.

    Example:
        Headline, "612 words", "9 October 2025", "The Porto Gazette", "PORGAZ", "English", a copyright, the article
        and "Document PORGAZ0020251009ela900001" are one article, with or without codes before them.

    Does not keep the summary of the search at the end of the file.
    """
    if _SIGN.search(text) is None:
        return None
    lines = lines_of(text)
    ends = [at for at, line in enumerate(lines) if _ACCESSION.search(plain_line(line))]
    if not ends:
        return None
    foot = next((at for at in range(ends[-1] + 1, len(lines)) if _FOOT.match(plain_line(lines[at]))), len(lines))
    lines = [line for line in lines[:foot] if not _FOOT.match(plain_line(line))]
    ends = [at for at, line in enumerate(lines) if _ACCESSION.search(plain_line(line))]
    width = wrapped_width(lines)
    found: list[Found | Fault] = []
    for number, (start, end) in enumerate(pairwise([-1, *ends]), 1):
        block = lines[start + 1 : end + 1]
        document = Document(str(number))
        if _is_coded(block):
            _take_codes(block, document, width)
        else:
            _take_plain(block, document, width)
        found.append(document.found(DATABASE))
    if any(_WORDS.match(plain_line(line)) for line in lines[ends[-1] + 1 :]):
        found.append(
            Fault("it ends before its document does", "Export it again: the file was cut.", member=str(len(ends) + 1))
        )
    return found


# With codes


def _is_coded(block: Sequence[str]) -> bool:
    codes = {coded[0] for line in block if (coded := _code_of(line))}
    return "HD" in codes and bool(codes & {"LP", "TD", "PD"})


def _code_of(line: str) -> tuple[str, str] | None:
    """The code that a line starts with, and what comes after it."""
    match = _CODED.match(_spaced(line)) or _CODED_CLOSELY.match(_spaced(line))
    if match is None or match["code"] not in _CODES:
        return None
    code, value = match["code"], match["value"].strip()
    if match.re is _CODED_CLOSELY and not _is_told_closely(code, value):
        return None
    return code, value


def _is_told_closely(code: str, value: str) -> bool:
    """Whether a word in capitals at the start of a line is a code, and not "IN London" or "AN old man"."""
    if code == "AN":
        return _ACCESSION.search(value) is not None
    return code in _BEFORE_BODY or code in ("LP", "TD") or (code in _TERMS and _TERM.match(value) is not None)


def _spaced(line: str) -> str:
    """A line whose no-break spaces, which part a code from its value in HTML, count as two."""
    return line.replace("\u00a0", "  ").strip(" ")


def _take_codes(block: Sequence[str], document: Document, width: int | None) -> None:
    values: dict[str, list[str]] = {}
    code = ""
    for line in block:
        coded = _code_of(line)
        if coded and not (code in ("LP", "TD") and coded[0] in _BEFORE_BODY):
            code = coded[0]
            values.setdefault(code, []).append(coded[1])
        elif code:
            values[code].append(_spaced(line).strip("|") if code not in ("LP", "TD") else line)
    # What stands above the first code, such as the page's own lines, is none of the article.
    for name, lines in values.items():
        value = " ".join(line.strip() for line in lines if line.strip())
        if name in _TO_FIELDS:
            document.fields[_TO_FIELDS[name]] = value
        elif name in _TO_METADATA and value:
            document.metadata[_TO_METADATA[name]] = value
    document.title = " ".join(line.strip() for line in values.get("HD", ()) if line.strip()) or None
    day = " ".join(values.get("PD", ())).strip()
    clock = " ".join(values.get("ET", ())).strip()
    document.written_date = _moment(day, clock)
    document.fields["id"] = _accession(values.get("AN", ()))
    document.paragraphs = paragraphs([*values.get("LP", ()), "", *values.get("TD", ())], width)


# Without codes


def _take_plain(block: Sequence[str], document: Document, width: int | None) -> None:
    """Section, headline and byline; words, date, outlet, code, pages, language, copyright; the article."""
    document.fields["id"] = _accession(block)
    lines = [plain_line(line) for line in block]
    words_at = next((at for at, line in enumerate(lines) if _WORDS.match(line)), None)
    if words_at is None:
        above = groups(block[:-1])
        document.title = " ".join(above[0]) if above else None
        document.paragraphs = paragraphs([line for group in above[1:] for line in [*group, ""]], width)
        return
    document.metadata["length"] = lines[words_at]
    _take_above(lines[:words_at], document)
    body_at = _take_below(lines, words_at + 1, document)
    document.paragraphs = paragraphs(block[body_at:-1], width)


def _take_above(lines: Sequence[str], document: Document) -> None:
    """Take section, headline and byline from what stands above the number of words."""
    filled = [line for line in lines if line]
    if len(filled) > 1 and (_BYLINE.match(filled[-1]) or len(filled) > 2):
        document.fields["byline"] = filled.pop()
    if len(filled) == 2 and _is_name(filled[1]) and filled[0].lower() not in _SECTIONS:
        document.fields["byline"] = filled.pop()
    elif len(filled) > 1 and len(filled[0]) <= 40 and len(filled[0]) < len(filled[1]):
        document.fields["section"] = filled.pop(0)
    document.title = " ".join(filled) or None


def _is_name(line: str) -> bool:
    """Whether a line may be the name of one person; a headline in capitals may be, too."""
    words = line.split()
    return 2 <= len(words) <= 3 and all(re.fullmatch(r"[^\W\d_a-z][\w'’.-]*", word) for word in words)


def _take_below(lines: Sequence[str], at: int, document: Document) -> int:
    """Take what stands between the number of words and the article; return where the article starts."""
    clock = ""
    after_outlet = False
    for here in range(at, min(at + 24, len(lines) - 1)):
        line = lines[here]
        if is_copyright(line):
            document.metadata["copyright"] = line
            _set_time(document, clock)
            return here + 1
        if not line:
            continue
        if document.written_date is None and iso_date(line):
            document.written_date = line
        elif _CLOCK.match(line):
            clock = line
        elif "outlet" not in document.fields:
            document.fields["outlet"] = line
            after_outlet = True
        elif after_outlet and "source code" not in document.metadata and _SOURCE_CODE.match(line):
            document.metadata["source code"] = line
        elif len(line) <= 40 and not line.endswith("."):
            # Edition, page and language have no order that holds for all sources; the language is the last.
            previous = document.fields.get("language")
            if previous:
                document.metadata["edition"] = " ".join(filter(None, (document.metadata.get("edition"), previous)))
            document.fields["language"] = line
        else:
            _set_time(document, clock)
            return here
    _set_time(document, clock)
    return min(at + 24, len(lines) - 1)


def _set_time(document: Document, clock: str) -> None:
    if document.written_date:
        document.written_date = _moment(document.written_date, clock)
    if clock:
        document.metadata["time"] = clock


def _moment(day: str, clock: str) -> str | None:
    both = f"{day} {clock}" if clock else day
    return both if iso_date(both) else day or None


def _accession(lines: Sequence[str] | Iterator[str]) -> str:
    match = next((match for line in lines if (match := _ACCESSION.search(plain_line(line)))), None)
    return match["id"] if match else ""

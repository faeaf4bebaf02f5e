"""Nexis and LexisNexis: the old layout with numbered documents, and that of Nexis Uni, Advance and Nexis+."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from onrecord.sources.dates import iso_date
from onrecord.sources.exports.layout import (
    Document,
    groups,
    is_copyright,
    label_of,
    lines_of,
    missing,
    paragraphs,
    plain_line,
    wrapped_width,
)
from onrecord.sources.found import Fault, Found

DATABASE = "Nexis"

_SIGN = re.compile(
    r"\d\sDOCUMENTS?\b|(?:Document|Dokument)\s\d|(?:End|Fin|Einde) [a-z]{2,3} document|Ende des Dok", re.I
)
"""What stands in every export of Nexis. It is sought first, for most texts are none."""

_NUMBER = re.compile(
    r"\s*(?:(?P<a>\d+) of (?P<b>\d+) DOCUMENTS?|Dokument (?P<c>\d+) von (?P<d>\d+)|Document (?P<e>\d+) de (?P<f>\d+)|"
    r"Document (?P<g>\d+) of (?P<h>\d+))\s*$"
)
_END = re.compile(
    r"(?:End of Document|Ende des Dokuments?|Fin du document|Fin del documento|Einde van document)$", re.I
)
_COUNT = re.compile(r"(?:Documents?|Dokumente?|Documentos) \((\d+)\)$")
_LISTED = re.compile(r"\d+\.\s+(?P<title>\S.*)$")
_BODY = re.compile(r"(?:Body|Textkörper|Corps|Cuerpo|Corpo)$")
_AFTER_BODY = re.compile(r"(?:Classification|Graphic|Notes|Klassifizierung|Klassifikation)$")
_EDITION = re.compile(r"(?:[\w.]+ ){0,2}(?:edition|ausgabe|édition)(?: \d+)?;?$", re.I)
_LINK = re.compile(r"(?:Link to (?:PDF|Image|Original)\b|Link zum PDF).*$", re.I)

_HEAD = {
    "byline": "byline",
    "autor": "byline",
    "auteur": "byline",
    "section": "section",
    "rubrik": "section",
    "rubrique": "section",
    "sectie": "section",
    "length": "length",
    "länge": "length",
    "longueur": "length",
    "lengte": "length",
    "dateline": "dateline",
    "highlight": "highlight",
    "headline": "headline",
    "series": "series",
    "url": "url",
}

_TAIL = {
    "load-date": "load date",
    "update": "load date",
    "language": "language",
    "sprache": "language",
    "langue": "language",
    "publication-type": "publication type",
    "zeitungstyp": "publication type",
    "publikationstyp": "publication type",
    "type-publication": "publication type",
    "journal-code": "journal code",
    "graphic": "graphic",
    "grafik": "graphic",
    "graphique": "graphic",
    "subject": "subject",
    "company": "company",
    "organization": "organization",
    "ticker": "ticker",
    "industry": "industry",
    "person": "person",
    "geographic": "geographic",
    "country": "country",
    "city": "city",
    "state": "state",
    "url": "url",
    "document-type": "document type",
    "correction-date": "correction date",
    "notes": "notes",
    "acc-no": "accession number",
    "issn": "issn",
}

_LABELS = {**_TAIL, **_HEAD}

_SURELY_AFTER = ("load date", "publication type", "journal code", "document type")
"""What ends an article also where labels are not written in capitals."""

_TO_FIELDS = ("byline", "section", "language", "url")


@dataclass(frozen=True)
class _Block:
    """The lines of one document, its number if it has one, and whether a cover page may stand before it."""

    lines: Sequence[str]
    number: int
    is_first: bool = False


def split(text: str) -> list[Found | Fault] | None:
    """The articles of an export of Nexis, or None if a text is none.

    Example:
        A text with the lines "1 of 2 DOCUMENTS" and "2 of 2 DOCUMENTS", and between them outlet, date, headline,
        "BYLINE: Ana Souza", "LENGTH: 612 words" and the article, gives two.

    Does not keep the cover page with its search terms.
    """
    if _SIGN.search(text) is None:
        return None
    lines = lines_of(text)
    numbered = [index for index, line in enumerate(lines) if _NUMBER.match(plain_line(line))]
    ends = [index for index, line in enumerate(lines) if _END.match(plain_line(line))]
    has_labels = any(label_of(line, _HEAD) for line in lines)
    if numbered and has_labels:
        return _numbered_documents(lines, numbered)
    if ends and has_labels:
        return _ended_documents(lines, ends)
    return None


def _numbered_documents(lines: Sequence[str], starts: Sequence[int]) -> list[Found | Fault]:
    width = wrapped_width(lines)
    found: list[Found | Fault] = []
    counted = [_numbers(lines[start]) for start in starts]
    for (number, _), (start, end) in zip(counted, pairwise([*starts, len(lines)]), strict=True):
        found.append(_article(_Block(lines[start + 1 : end], number), width))
    found.extend(missing(counted, is_whole=False))
    return found


def _numbers(line: str) -> tuple[int, int]:
    match = _NUMBER.match(plain_line(line))
    number, total = (int(value) for value in (match.groups() if match else ()) if value is not None)
    return number, total


def _article(block: _Block, width: int | None) -> Found | Fault:
    lines = [line for line in block.lines if not _END.match(plain_line(line)) and not _LINK.match(plain_line(line))]
    in_capitals = any(_is_in_capitals(line) for line in lines if label_of(line, _HEAD))
    has_heading = any(_BODY.match(plain_line(line)) for line in lines)
    layout = _old_layout if in_capitals and not has_heading else _new_layout
    return layout(_Block(lines, block.number, block.is_first), width)


def _old_layout(block: _Block, width: int | None) -> Found | Fault:
    """Outlet, date, headline and labels in capitals; the article; labels again, and the copyright."""
    document = Document(str(block.number))
    lines = block.lines
    body_at = _after_head(lines)
    tail_at = next((at for at in range(body_at, len(lines)) if _starts_tail(lines[at])), len(lines))
    unlabelled = _take_labels(lines[:body_at], document)
    # Where no blank line was kept, each line is a part of its own.
    has_blanks = any(not line.strip() for line in lines[:body_at])
    parts = groups(unlabelled) if has_blanks else [[line] for line in _filled(unlabelled)]
    outlet, *rest = parts or [[]]
    document.fields["outlet"] = " ".join(outlet)
    date_at = next((at for at, group in enumerate(rest) if iso_date(group[0])), None)
    if date_at is not None:
        date, *edition = rest.pop(date_at)
        document.written_date = date
        # The last that is left is the headline, whatever it looks like.
        while rest[date_at + 1 :] and (_EDITION.match(rest[date_at][0]) or (edition and edition[-1].endswith(";"))):
            edition.extend(rest.pop(date_at))
        _keep(document, "edition", " ".join(edition))
        # What stands between outlet and date belongs to the outlet, such as its place.
        _keep(document, "outlet details", " ".join(" ".join(group) for group in rest[:date_at]))
        rest = rest[date_at:]
    if rest and document.title is None:
        document.title = " ".join(rest.pop(0))
    _keep(document, "other lines", "\n".join(" ".join(group) for group in rest))
    left = _take_labels(lines[tail_at:], document)
    _keep(document, "end", "\n".join(line.strip() for line in left if line.strip()))
    document.paragraphs = paragraphs(_without_copyright(lines[body_at:tail_at], document), width)
    return document.found(DATABASE)


def _after_head(lines: Sequence[str]) -> int:
    """Where the article starts: after its last label, or after headline and date where it has none."""
    filled_at = [at for at, line in enumerate(lines) if line.strip()]
    last = next((place for place, at in enumerate(filled_at) if label_of(lines[at], _HEAD)), None)
    if last is not None:
        while following := _next_label([lines[at] for at in filled_at[last : last + 3]]):
            last += following
        return filled_at[last] + 1
    # Outlet, date and headline are the first three groups.
    filled = 0
    for at, line in enumerate(lines):
        filled += bool(line.strip()) and (at == 0 or not lines[at - 1].strip())
        if filled == 4:
            return at
    return len(lines)


def _next_label(lines: Sequence[str]) -> int:
    """How many lines below a labelled one the next of the head is: 0 if there is none.

    A byline may go on for a second line. All labels of a head are in capitals, or none.
    """
    label = label_of(lines[0], _HEAD)
    reach = 3 if label is not None and label[0] == "byline" else 2
    capitals = _is_in_capitals(lines[0])
    return next(
        (
            below
            for below, line in enumerate(lines[1:reach], 1)
            if label_of(line, _HEAD) and _is_in_capitals(line) == capitals
        ),
        0,
    )


def _starts_tail(line: str) -> bool:
    """Whether a line has a label of those that follow the article: in capitals, or one that no article has."""
    label = label_of(line, _TAIL)
    return label is not None and (_is_in_capitals(line) or label[0] in _SURELY_AFTER)


def _ended_documents(lines: Sequence[str], ends: Sequence[int]) -> list[Found | Fault]:
    width = wrapped_width(lines)
    blocks = [lines[start + 1 : end] for start, end in pairwise([-1, *ends])]
    found: list[Found | Fault] = [
        _article(_Block(block, number, is_first=number == 1), width) for number, block in enumerate(blocks, 1)
    ]
    if any(label_of(line, _HEAD) for line in lines[ends[-1] + 1 :]):
        member = str(len(found) + 1)
        found.append(Fault("it ends before its document does", "Export it again: the file was cut.", member=member))
    total = next((int(match[1]) for line in lines if (match := _COUNT.match(plain_line(line)))), len(found))
    found.extend(missing([(number, total) for number in range(1, len(found) + 1)], is_whole=True))
    return found


def _new_layout(block: _Block, width: int | None) -> Found | Fault:
    """Headline, outlet, date, copyright, labels; a line "Body"; the article; "Classification" and labels."""
    document = Document(str(block.number))
    lines = block.lines
    heading_at = next((at for at, line in enumerate(lines) if _BODY.match(plain_line(line))), None)
    head_end = _after_head(lines) if heading_at is None else heading_at
    body_at = head_end if heading_at is None else heading_at + 1
    tail_at = next((at for at in range(body_at, len(lines)) if _is_after_body(lines[at])), len(lines))
    _take_head(_take_labels(lines[:head_end], document), block.is_first, document)
    left = _take_labels(lines[tail_at:], document)
    _keep(document, "end", "\n".join(_filled(left)))
    document.paragraphs = paragraphs(_without_copyright(lines[body_at:tail_at], document), width)
    return document.found(DATABASE)


def _is_after_body(line: str) -> bool:
    return _AFTER_BODY.match(plain_line(line)) is not None or _starts_tail(line)


def _take_head(head: Sequence[str], is_first: bool, document: Document) -> None:
    """Take headline, outlet and date from the lines above the article."""
    filled = _filled(head)
    date_at = next((at for at in reversed(range(len(filled))) if iso_date(filled[at])), None)
    if date_at is None or date_at == 0:
        document.title = filled[0] if filled else None
        _keep(document, "other lines", "\n".join(filled[1:]))
        return
    document.written_date = filled[date_at]
    document.fields["outlet"] = filled[date_at - 1]
    above, below = filled[: date_at - 1], filled[date_at + 1 :]
    if not above:
        # The headline stands below, as in the old layout.
        above, below = below[:1], below[1:]
    document.title = " ".join(_without_cover(above) if is_first else above) or None
    _keep(document, "edition", " ".join(below))


def _without_cover(lines: Sequence[str]) -> Sequence[str]:
    """The headline of the first document, which stands under the cover page with the list of all headlines."""
    listed = next((match["title"] for line in lines if (match := _LISTED.match(line))), None)
    for count in range(1, min(len(lines), 5) + 1):
        if listed is not None and " ".join(lines[-count:]) == listed:
            return lines[-count:]
    return lines if listed is None and not any(_COUNT.match(line) for line in lines) else lines[-1:]


def _filled(lines: Sequence[str]) -> list[str]:
    return [plain_line(line) for line in lines if line.strip()]


def _take_labels(lines: Sequence[str], document: Document) -> list[str]:
    """Put labelled lines, with those that continue them, and copyrights into a document; return the others."""
    rest: list[str] = []
    values: dict[str, list[str]] = {}
    open_label: str | None = None
    for line in lines:
        label = label_of(line, _LABELS)
        if label is not None:
            open_label = label[0]
            values.setdefault(open_label, []).append(label[1])
        elif not line.strip():
            open_label = None
            rest.append("")
        elif is_copyright(line):
            open_label = None
            values.setdefault("copyright", []).append(plain_line(line))
        elif open_label is not None and _continues(line):
            values[open_label].append(plain_line(line))
        else:
            open_label = None
            rest.append(line)
    for name, parts in values.items():
        value = " ".join(part for part in parts if part)
        if name == "headline":
            document.title = value
        elif name in _TO_FIELDS:
            document.fields[name] = value
        else:
            _keep(document, name, value)
    return rest


def _is_in_capitals(line: str) -> bool:
    """Whether what stands before the first colon of a line is in capitals: "LENGTH", but not "Length"."""
    return plain_line(line).partition(":")[0].isupper()


def _continues(line: str) -> bool:
    """Whether a line under a labelled one may be its continuation and is no heading of its own."""
    plain = plain_line(line)
    return not (_BODY.match(plain) or _AFTER_BODY.match(plain))


def _without_copyright(lines: Sequence[str], document: Document) -> Iterator[str]:
    """The lines of an article without the copyright that may close it."""
    end = len(lines)
    while end and (not lines[end - 1].strip() or is_copyright(lines[end - 1])):
        end -= 1
    _keep(document, "copyright", " ".join(_filled(lines[end:])))
    yield from lines[:end]


def _keep(document: Document, name: str, value: str) -> None:
    if value:
        before = document.metadata.get(name)
        document.metadata[name] = f"{before} {value}" if before else value

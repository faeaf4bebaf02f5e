"""What the exports of all news databases have in common: lines, paragraphs, labels, and counts that must add up."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from onrecord.sources.dates import iso_date
from onrecord.sources.found import Fault, Found
from onrecord.sources.language_names import language_code

WRAPPED_WIDTH = 100
"""The longest line of a file whose paragraphs are broken into lines."""

_COPYRIGHT = re.compile(r"\s*(?:Copyright\b|\(c\)\s|©|℗)", re.I)
"""How the line of a copyright starts."""

_RIGHTS = re.compile(
    r"\s*(?:All rights reserved|Alle Rechte vorbehalten|Tous droits réservés|Todos los derechos reservados|"
    r"Todos os direitos reservados|Tutti i diritti riservati|Alle rechten voorbehouden)\W*$",
    re.I,
)

_PAGE = re.compile(r"\s*(?:Page|Seite|Página|Pagina) \d+ (?:of|von|sur|de|di|van) \d+\s*(?:©.*)?$", re.I)
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2007": " "})


@dataclass
class Document:
    """One article of an export, while it is taken apart.

    Attributes:
        member: its number in the export.
        title: its headline.
        paragraphs: its text without the headline.
        fields: the fields of `Found` that its lines gave.
        written_date: its date as the export writes it.
        metadata: what else its lines say.
    """

    member: str
    title: str | None = None
    paragraphs: Sequence[str] = ()
    fields: dict[str, str] = field(default_factory=dict)
    written_date: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)

    def found(self, database: str) -> Found | Fault:
        """The article as a source yields it: headline and paragraphs, one a line.

        Args:
            database: where all that is known of it was taken from, such as "Nexis".
        """
        fields = {name: value for name, value in self.fields.items() if value}
        if "language" in fields:
            fields["language"] = language_code(re.split(r"[;,]", fields["language"])[0])
        if not self.paragraphs:
            return Fault(
                "it has no text but its headline" if self.title else "it has no text",
                "Look it up in the database: it may be a picture, or its text may not be for export.",
                member=self.member,
                id=fields.get("id"),
            )
        published = iso_date(self.written_date)
        warnings: tuple[str, ...] = ()
        if published:
            fields["published"] = published
        elif self.written_date:
            self.metadata["date"] = self.written_date
            warnings = (f'the date "{self.written_date}" is not understood and stays in the metadata as it is written',)
        provenance = dict.fromkeys(("text", *(("title",) if self.title else ()), *fields), database)
        return Found(
            "\n".join([self.title, *self.paragraphs] if self.title else self.paragraphs),
            title=self.title,
            id=fields.get("id"),
            byline=fields.get("byline"),
            outlet=fields.get("outlet"),
            url=fields.get("url"),
            published=published,
            language=fields.get("language"),
            section=fields.get("section"),
            member=self.member,
            metadata={"database": database, **self.metadata},
            provenance=provenance,
            warnings=warnings,
        )


def lines_of(text: str) -> list[str]:
    r"""The lines of an export without white space at their ends; form feeds and the numbers of pages are left out.

    Example:
        >>> lines_of("Pier sold\r\nPage 1 of 3\r\n  Never.  ")
        ['Pier sold', '  Never.']
    """
    lines = re.split(r"\r\n|\r|\n|\f", text.removeprefix("\ufeff"))
    return [line.rstrip() for line in lines if _PAGE.match(line) is None]


def plain_line(line: str) -> str:
    """A line as it is compared: with ordinary spaces, and none around it."""
    return line.translate(_SPACES).strip()


def wrapped_width(lines: Sequence[str]) -> int | None:
    """The width to which a file's paragraphs are broken into lines; None where a line is a paragraph.

    Example:
        >>> wrapped_width(["x" * 78] * 20 + ["end"]), wrapped_width(["x" * 400, "y"])
        (78, None)
    """
    longest = max(map(len, lines), default=0)
    full = sum(len(line) > longest * 3 / 4 for line in lines)
    return longest if 60 <= longest <= WRAPPED_WIDTH and full >= 5 else None


def paragraphs(lines: Iterable[str], width: int | None) -> list[str]:
    """Put lines together to paragraphs: blank lines part them, and line ends do that are not made by the width.

    Example:
        >>> paragraphs(["The pier was", "sold.", "", "Never."], 14)
        ['The pier was sold.', 'Never.']
        >>> paragraphs(["The pier was", "sold."], None)
        ['The pier was', 'sold.']
    """
    found: list[str] = []
    last = ""
    for line in lines:
        stripped = line.strip()
        # The line was broken here if its next word would not have had room on it.
        if width and last and stripped and len(last.rstrip()) + 1 + len(stripped.split()[0]) > width:
            found[-1] = f"{found[-1]} {stripped}"
        elif stripped:
            found.append(stripped)
        last = line if stripped else ""
    return found


def groups(lines: Iterable[str]) -> list[list[str]]:
    """The lines that stand together, parted at blank lines."""
    found: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            found[-1].append(line.strip())
        elif found[-1]:
            found.append([])
    return [group for group in found if group]


def label_of(line: str, labels: Mapping[str, str]) -> tuple[str, str] | None:
    """The label that a line starts with, by its meaning, and what comes after it.

    Example:
        >>> label_of("LENGTH: 612 words", {"length": "length"})
        ('length', '612 words')
    """
    name, colon, value = plain_line(line).partition(":")
    meaning = labels.get(" ".join(name.lower().split())) if colon else None
    return None if meaning is None else (meaning, value.strip())


def is_copyright(line: str) -> bool:
    """Whether a line is one of a copyright, or its "All Rights Reserved".

    Example:
        >>> is_copyright("Copyright 2025 The Porto Gazette"), is_copyright("Copyrights are sold.")
        (True, False)
    """
    return _COPYRIGHT.match(line) is not None or _RIGHTS.match(line) is not None


def missing(counted: Sequence[tuple[int, int]], *, is_whole: bool) -> Iterator[Fault]:
    """Yield a fault for each gap in the numbers of documents, and for what is missing after the last.

    Example:
        >>> [(fault.member, fault.skipped) for fault in missing([(1, 5), (2, 5), (4, 5)], is_whole=False)]
        [('3', False), ('5', True)]

    Args:
        counted: for each document its number and how many the export counts, "1 of 250", in the order of the file.
        is_whole: whether the export counts those of this file. If not, what comes before the first or after the
            last is usually in another file.
    """
    for at, (number, total) in enumerate(counted, 1):
        # A file may hold several exports, one after the other, each counted from its own first.
        is_last = at == len(counted) or counted[at][0] <= number
        after = total + 1 if is_last else counted[at][0]
        if after > number + 1:
            yield _gap(number + 1, after - 1, total, is_elsewhere=is_last and not is_whole)


def _gap(first: int, last: int, total: int, *, is_elsewhere: bool) -> Fault:
    are = "this one is" if first == last else "these are"
    return Fault(
        f"the export counts {total:,} documents, but {are} not in this file",
        "Look whether another file has them." if is_elsewhere else "Export them again.",
        member=f"{first}" if first == last else f"{first}–{last}",
        skipped=is_elsewhere,
    )

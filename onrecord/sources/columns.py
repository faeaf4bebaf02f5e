"""Which column of a table is what: the text, the headline, the outlet, the date. The heart of all tables.

Every source that holds rows (CSV, workbooks, Parquet, JSON, DataFrames) turns them into `Record`s, and `texts`
turns those into texts and faults.
"""

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any

from onrecord.sources.dates import is_ambiguous, iso_date, order_of_days
from onrecord.sources.found import Fault, Found
from onrecord.sources.language_names import language_code

SAMPLE_ROWS = 200
"""How many rows are looked at before it is decided which column is what."""

SAMPLE_CHARACTERS = 5_000_000
"""The rows that are looked at end here, too, so that a few rows of many megabytes are not held together."""

HOW_TO_NAME = 'read_articles(..., columns=Columns(text="…"))'
"""How the text column is named from Python, for warnings and advice."""

PROSE_LENGTH = 200
"""The characters that the cells of an unnamed column must have on average to be taken for articles."""

HEADER_ROWS = 10
"""The rows from the top among which the names of the columns are sought."""

NO_HEADER = "its first row holds no names of columns but an article, and was read as one"

LISTED_COLUMNS = 40
"""The most columns that a fault lists."""

# In the order of preference. Names are compared in small letters, without accents, words joined by "_".
_KNOWN_NAMES: Mapping[str, tuple[str, ...]] = {
    "text": tuple(
        """text full_text fulltext article_text text_full body body_text article_body maintext main_text
        content article_content content_text full_content plain_text plaintext clean_text cleaned_text raw_text
        story story_text article news_text transcript paragraphs message post_text
        volltext artikeltext inhalt haupttext artikel texte texte_integral texte_complet corps contenu
        texto texto_completo cuerpo contenido corpo conteudo texto_integral testo contenuto corpo_testo tekst inhoud
        article_full_text""".split()
    ),
    "title": tuple(
        """title headline head article_title news_title titel uberschrift schlagzeile titre titulo titular
        titolo kop heading hed hd""".split()
    ),
    "byline": tuple(
        """byline author authors article_author author_name writer journalist reporter creator dc_creator by
        autor autoren verfasser auteur auteurs autores autora autore autori redakteur""".split()
    ),
    "outlet": tuple(
        """outlet source source_name publication publication_title publication_name publisher newspaper news_outlet
        media_name site site_name source_title journal paper
        quelle zeitung publikation journal_name fuente medio periodico fonte jornal veiculo giornale testata
        krant bron publisher_name""".split()
    ),
    "url": tuple("url link article_url web_url weburl permalink uri href source_url canonical_url address".split()),
    "published": tuple(
        """published published_at publish_date published_date date_published pub_date
        pubdate publication_date date date_publish article_date publication_day post_date datetime timestamp
        created_at created date_created datum erscheinungsdatum veroffentlicht date_de_publication
        fecha fecha_publicacion fecha_de_publicacion data data_publicacao data_de_publicacao data_pubblicazione
        published_on day seendate""".split()
    ),
    "modified": tuple(
        """modified modified_at date_modified last_modified updated updated_at last_updated date_modify
        update_date geandert aktualisiert modifie actualizado atualizado""".split()
    ),
    "language": tuple("language lang language_code sprache langue idioma lingua taal".split()),
    "section": tuple(
        "section section_name rubric desk category ressort rubrik rubrique seccion secao sezione rubriek".split()
    ),
    "id": tuple(
        """id article_id document_id doc_id docid uid uuid guid accession_number an identifier item_id
        story_id post_id dokument_id""".split()
    ),
}

_DATES = ("published", "modified")

_ENVELOPES = frozenset(("_source", "fields", "article", "document", "doc", "attributes"))
"""Outer names of a nested record that say nothing about what is in it: `_source.title` is a title."""

_SHEET_ERRORS = frozenset(("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"))

_TAG = re.compile(r"</?(?:p|br|div|span|a|h[1-6]|li|ul|strong|em|b|i)\b[^<>]*>", re.I)
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Columns:
    """Which columns of a table hold what.

    A field that is None is guessed; an empty string says that there is no such column.

    Example:
        Columns(text="body", title="") for a table with the articles in "body" and no headlines.

    A field of a nested object is named with a dot: "author.name".

    Attributes:
        text: the articles themselves.
        id: what each is called.
        title: the headline.
        byline: who wrote it.
        outlet: who published it.
        url: where it was published.
        published: when it was published.
        modified: when it was changed last.
        language: its language.
        section: the part of the outlet that it stood in.
        day_first: whether a date such as 03/04/2025 is in April (True) or in March (False). If it is not said,
            the other dates of its column tell, or it is left as written.
    """

    text: str | None = None
    id: str | None = None
    title: str | None = None
    byline: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: str | None = None
    modified: str | None = None
    language: str | None = None
    section: str | None = None
    day_first: bool | None = None


GUESSED = Columns()
"""All columns are guessed."""


@dataclass(frozen=True)
class Row:
    """One row of a table with a header, the header included.

    Example:
        Row(2, ["Council sells the pier", "“Never,” said Ines Duarte."])

    Attributes:
        number: as a spreadsheet shows it: the first is 1.
        cells: what is in it, from the left.
        warnings: what is odd about this row.
    """

    number: int
    cells: Sequence[Any]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Record:
    """One row of a table.

    Example:
        Record("2", {"title": "Council sells the pier", "body": "“Never,” said Ines Duarte."})

    Attributes:
        member: the row, as the source calls it; None where there is but one.
        values: column → what its cell holds; what is nested stands as "author.name".
        warnings: what is odd about this row.
    """

    member: str | None
    values: Mapping[str, Any]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Layout:
    """What was decided for one table: field → its column, and what is said about it."""

    fields: Mapping[str, str]
    day_first: Mapping[str, bool | None]
    said: str | None


def texts(
    records: Iterable[Record | Fault], *, columns: Columns = GUESSED, warnings: tuple[str, ...] = ()
) -> Iterator[Found | Fault]:
    """Yield a text for each row with one, and a fault for each row without.

    The text is the cell as it is. All columns that are not taken for a field are kept as metadata. What was
    guessed is said in a warning of the first text, and each text's provenance names its columns.

    Example:
        >>> rows = [Record("2", {"Headline": "Pier sold", "Body": "“Never,” she said."})]
        >>> [(found.title, found.text, found.provenance["text"]) for found in texts(rows)]
        [('Pier sold', '“Never,” she said.', 'column Body')]

    Does not read HTML in a cell: tags stay, and a warning says so.

    Args:
        records: the rows in their order; faults among them are handed through. Only the first are held in
            memory, at most SAMPLE_ROWS.
        columns: what is which column.
        warnings: what is to be said of the whole table; the first text carries it.
    """
    rest = iter(records)
    sample = list(_sample(rest))
    while sample and not any(isinstance(record, Record) for record in sample):
        yield from (record for record in sample if isinstance(record, Fault))
        sample = list(_sample(rest))
    layout = _layout([record for record in sample if isinstance(record, Record)], columns)
    if isinstance(layout, Fault):
        yield layout
        return
    said = (*warnings, layout.said) if layout.said else warnings
    empty: list[str | None] = []
    for record in chain(sample, rest):
        if isinstance(record, Record) and not any(is_something(value) for value in record.values.values()):
            empty = [*empty[:1], record.member]
            continue
        if empty:
            yield _empty_rows(empty)
            empty = []
        found = record if isinstance(record, Fault) else _found(record, layout)
        if said and isinstance(found, Found):
            found = replace(found, warnings=(*said, *found.warnings))
            said = ()
        yield found
    if empty:
        yield _empty_rows(empty)


def numbered(rows: Iterable[Row | Fault], *, prefix: str = "", is_padded: bool = False) -> Iterator[Record | Fault]:
    """Give the cells of rows the names that the header gives them.

    The header is the first row that has something in more than half of the columns, or a known name of a text
    column; what stands above it is told and passed over. Where it holds an article, there is no header: the
    columns are called "column 1" and so on, and the row is read with the others.

    Example:
        >>> [record.values for record in numbered([Row(1, ["id", "text"]), Row(2, ["a", "He left."])])]
        [{'id': 'a', 'text': 'He left.'}]

    Args:
        rows: the rows, with the numbers that a spreadsheet shows for them; faults are handed through.
        prefix: what comes before the number in the name of a row, such as "Sheet1!".
        is_padded: whether empty cells at a row's end are written, so that a row with fewer is a mistake.
    """
    rest = iter(rows)
    first = list(islice(rest, HEADER_ROWS))
    header = _header(row for row in first if isinstance(row, Row))
    is_article = header is not None and any(map(_is_prose, header.cells))
    names = _names(header.cells, are_given=not is_article) if header else []
    for row in chain(first, rest):
        if isinstance(row, Fault):
            yield row
        elif header is None or row.number < header.number:
            if any(map(is_something, row.cells)):
                yield _above(f"{prefix}{row.number}")
        elif row is not header:
            yield _record(row, names, prefix, is_padded)
        elif is_article:
            yield _record(replace(row, warnings=(NO_HEADER, *row.warnings)), names, prefix, is_padded)


def flat(nested: Mapping[str, Any]) -> dict[str, Any]:
    """Bring the fields of objects in an object up to it, by one level.

    Example:
        >>> flat({"title": "Pier sold", "author": {"name": "Ana Souza"}})
        {'title': 'Pier sold', 'author.name': 'Ana Souza'}
    """
    values: dict[str, Any] = {}
    for name, value in nested.items():
        if isinstance(value, Mapping):
            values.update({f"{name}.{inner}": deeper for inner, deeper in value.items()})
        else:
            values[str(name)] = value
    return values


def once_each(names: Iterable[str]) -> list[str]:
    """Names of columns of which no two are the same: the second "text" becomes "text (column 4)".

    Example:
        >>> once_each(["id", "text", "text"])
        ['id', 'text', 'text (column 3)']
    """
    told: dict[str, None] = {}
    for place, name in enumerate(names, 1):
        told[f"{name} (column {place})" if name in told else name] = None
    return list(told)


def is_something(value: Any) -> bool:
    """Whether a cell holds anything: not None, NaN, nothing but white space, or an empty list.

    Example:
        >>> is_something(0), is_something("  "), is_something(float("nan"))
        (True, False, False)
    """
    if isinstance(value, str):
        return bool(value) and not value.isspace()
    if isinstance(value, Mapping | list | tuple):
        return len(value) > 0
    return plain(value) is not None


def plain(value: Any) -> Any:
    """What a cell holds as JSON can hold it: missing values as None, dates in ISO 8601, all else by its name.

    Example:
        >>> plain(dt.date(2025, 10, 9)), plain(float("nan")), plain([1, {"a": b"text"}])
        ('2025-10-09', None, [1, {'a': 'text'}])
    """
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dt.datetime | dt.date):
        # pandas' NaT is a datetime that equals nothing, itself included.
        return iso_date(value)
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner) for inner in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    if hasattr(value, "tolist"):
        # A number or an array of numpy's.
        return plain(value.tolist())
    return None if _is_missing(value) else str(value)


def known_field(name: str) -> str | None:
    """The field that a column of this name is taken for, if any.

    Example:
        >>> known_field("Full Text"), known_field("Überschrift"), known_field("pubDate"), known_field("votes")
        ('text', 'title', 'published', None)
    """
    key = _key(name)
    return next((field for field, names in _KNOWN_NAMES.items() if key in names), None)


# Deciding which column is what


def _sample(records: Iterator[Record | Fault]) -> Iterator[Record | Fault]:
    """Take as many records as are looked at before anything is decided."""
    characters = 0
    for record in islice(records, SAMPLE_ROWS):
        yield record
        if isinstance(record, Record):
            characters += sum(len(value) for value in record.values.values() if isinstance(value, str))
        if characters > SAMPLE_CHARACTERS:
            return


def _layout(sample: Sequence[Record], columns: Columns) -> _Layout | Fault:
    names = list(dict.fromkeys(name for record in sample for name in record.values))
    fields: dict[str, str] = {}
    for field in _KNOWN_NAMES:
        wanted = getattr(columns, field)
        if wanted:
            name = _named(wanted, names)
            if name is None:
                return Fault(
                    f'it has no column "{wanted}"', f"Check the spelling of the column's name. {_listed(names)}"
                )
            fields[field] = name
    said = None
    if not columns.text and names:
        text, why = _text_column(names, sample, set(fields.values()))
        if text is None:
            return _no_text_column(names)
        fields["text"] = text
        said = f'the column "{text}" was taken for the text {why}; to name another: {HOW_TO_NAME}'
    for field, known in _KNOWN_NAMES.items():
        if getattr(columns, field) is None and field not in fields:
            candidates = [name for name in _by_preference(names, known) if name not in fields.values()]
            filled = [name for name in candidates if any(is_something(record.values.get(name)) for record in sample)]
            if filled:
                fields[field] = filled[0]
    day_first: dict[str, bool | None] = dict.fromkeys(_DATES, columns.day_first)
    for field in _DATES:
        if columns.day_first is None and field in fields:
            day_first[field] = order_of_days(record.values.get(fields[field]) for record in sample)
    return _Layout(fields, day_first, said)


def _named(wanted: str, names: Sequence[str]) -> str | None:
    """The column that somebody means: by its exact name, or else by the only one that differs in case or accents."""
    if wanted in names:
        return wanted
    alike = [name for name in names if _key(name) == _key(wanted)]
    return alike[0] if len(alike) == 1 else None


def _text_column(names: Sequence[str], sample: Sequence[Record], taken: set[str]) -> tuple[str | None, str]:
    """The column that holds the articles, and by what it was told."""
    lengths = {name: _mean_length(name, sample) for name in names if name not in taken}
    known = [name for name in _by_preference(names, _KNOWN_NAMES["text"]) if name in lengths]
    longest_known = max((lengths[name] for name in known), default=0)
    if longest_known:
        # A summary is often called "text" or "content", beside the "body" that it sums up.
        return next(name for name in known if lengths[name] >= longest_known / 2), "by its name"
    longest = max(lengths, key=lambda name: lengths[name], default=None)
    if longest is not None and lengths[longest] >= PROSE_LENGTH and _has_prose(longest, sample):
        return longest, "because it holds the longest prose"
    return (known[0], "by its name") if known else (None, "")


def _no_text_column(names: Iterable[str]) -> Fault:
    """The fault of a table in which no column looks like the text of articles."""
    return Fault(
        "none of its columns looks like the text of articles",
        f"Name the one that is: {HOW_TO_NAME} in Python. {_listed(names)}",
    )


def _mean_length(name: str, sample: Sequence[Record]) -> float:
    """Characters of a column's cells on average, of those that hold text."""
    lengths = [len(text) for text in (_text(record.values.get(name)) for record in sample) if text]
    return sum(lengths) / len(lengths) if lengths else 0.0


def _has_prose(name: str, sample: Sequence[Record]) -> bool:
    return any(_is_prose(record.values.get(name)) for record in sample)


def _is_prose(cell: Any) -> bool:
    """Whether a cell could be no name of a column but is a sentence or more."""
    return isinstance(cell, str) and len(cell) > 80 and len(cell.split()) >= 10


def _by_preference(names: Sequence[str], known: Sequence[str]) -> list[str]:
    """The columns with a known name, the most telling names first."""
    ranks = {name: known.index(_key(name)) for name in names if _key(name) in known}
    return sorted(ranks, key=lambda name: ranks[name])


def _key(name: str) -> str:
    """A name as it is compared: "Full Text", "fullText" and "FULL-TEXT" are one, and "Überschrift" is "uberschrift"."""
    outer, _, inner = name.partition(".")
    if inner and outer in _ENVELOPES:
        name = inner
    if not name.isupper():
        name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)
    letters = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "_", letters).strip("_")


def _listed(names: Iterable[str]) -> str:
    listed = [_shown(name) for name in names]
    more = f" and {len(listed) - LISTED_COLUMNS} more" if len(listed) > LISTED_COLUMNS else ""
    return f"Its columns are: {', '.join(listed[:LISTED_COLUMNS])}{more}."


def _shown(name: str) -> str:
    """A column's name as a sentence can hold it: not too long, and without halves of characters."""
    return _HALF_CHARACTER.sub("\ufffd", name if len(name) <= 60 else f"{name[:60]}…")


# Headers


def _header(rows: Iterable[Row]) -> Row | None:
    """The row with the names of the columns among the first rows."""
    filled = [(sum(map(is_something, row.cells)), row) for row in rows]
    most = max((count for count, _ in filled), default=0)
    return next((row for count, row in filled if (count and count > most / 2) or _names_text(row)), None)


def _names_text(row: Row) -> bool:
    return any(isinstance(cell, str) and known_field(cell) == "text" for cell in row.cells if not _is_prose(cell))


def _names(header: Sequence[Any], *, are_given: bool) -> list[str]:
    """Name each column: what has no name is called by its place."""
    return once_each(
        " ".join(str(plain(cell)).split()) if are_given and is_something(cell) else f"column {place}"
        for place, cell in enumerate(header, 1)
    )


def _above(member: str) -> Fault:
    return Fault(
        "it stands above the names of the columns and was passed over",
        "Nothing to do, if it is not an article.",
        member=member,
        skipped=True,
    )


def _record(row: Row, names: Sequence[str], prefix: str, is_padded: bool) -> Record:
    values = dict(zip(names, row.cells, strict=False))
    values.update({f"column {place}": cell for place, cell in enumerate(row.cells[len(names) :], len(names) + 1)})
    warnings = [*row.warnings, *_ragged(row.cells, names, is_padded)] if any(map(is_something, row.cells)) else ()
    return Record(f"{prefix}{row.number}", values, tuple(warnings))


def _ragged(cells: Sequence[Any], names: Sequence[str], is_padded: bool) -> Iterator[str]:
    """Say where a row is longer or shorter than the header: often its text was cut at a comma or at a line's end."""
    if any(map(is_something, cells[len(names) :])):
        yield (
            f"its row has {len(cells)} cells for {len(names)} columns: the text may be cut where it holds the "
            "character that parts the cells"
        )
    elif is_padded and len(cells) < len(names):
        yield f"its row has {len(cells)} cells for {len(names)} columns: the text may be cut at the end of a line"


# From a row to a text


def _found(record: Record, layout: _Layout) -> Found | Fault:
    values = record.values
    column = layout.fields["text"]
    text = _text(values.get(column))
    own_id = _short(values.get(layout.fields.get("id", "")))
    fault = _no_text(values.get(column), text, column)
    if fault is not None:
        return replace(fault, member=record.member, id=own_id)
    warnings = list(record.warnings)
    used = {column}
    fields: dict[str, Any] = {}
    provenance = {}
    for field, name in layout.fields.items():
        written = values.get(name)
        if field == "text" or not is_something(written):
            continue
        if field in _DATES:
            value = iso_date(written, day_first=layout.day_first[field])
            if value is None:
                warnings.append(_unclear_date(written))
                continue
        else:
            value = _people(written) if field == "byline" else _short(written)
            value = language_code(value) if field == "language" and value else value
        if value:
            fields[field] = value
            provenance[field] = f"column {name}"
            used.add(name)
    metadata = {name: plain(value) for name, value in values.items() if name not in used and is_something(value)}
    if _has_half_character([text, *used, *fields.values(), metadata]):
        return _half_character(record.member)
    if len(_TAG.findall(text, 0, 5_000)) >= 2:
        warnings.append("its text holds HTML tags, which were read as text")
    return Found(
        text,
        **fields,
        member=record.member,
        metadata=metadata,
        provenance={"text": f"column {column}", **provenance},
        warnings=tuple(warnings),
    )


def _text(value: Any) -> str:
    """The text of a cell: as it is, or the paragraphs of a list, one a line."""
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple) and all(isinstance(part, str) for part in value):
        return "\n".join(value)
    return ""


def _no_text(value: Any, text: str, column: str) -> Fault | None:
    if text in _SHEET_ERRORS:
        return Fault(f"its text is an error of the spreadsheet ({text})", "Mend the formula, or put in the text.")
    if text and not text.isspace():
        return None
    if is_something(value):
        return Fault(
            f'what is in the column "{_shown(column)}" is not text',
            "Check that this is the column with the articles' texts.",
        )
    return Fault(
        f'it has nothing in the column "{_shown(column)}", where its text should be',
        "Put it in. In a workbook, a formula has a result only after it was saved by a spreadsheet program.",
    )


def _short(value: Any) -> str | None:
    """A cell as the value of a field: text without white space around it, a whole number without its .0."""
    value = plain(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, Mapping | list) or value is None:
        return None
    return " ".join(str(value).split()) or None


def _people(value: Any) -> str | None:
    """Authors as printed, or a list of them joined by commas: of names, or of objects that have one."""
    if not isinstance(value, list | tuple):
        return _short(value)
    names = [_short(person.get("name") if isinstance(person, Mapping) else person) for person in value]
    return ", ".join(name for name in names if name) or None


def _unclear_date(written: Any) -> str:
    shown = str(plain(written))[:80]
    if isinstance(written, str) and is_ambiguous(written):
        return f'the date "{shown}" may be of two days and stays in the metadata as it is written'
    return f'the date "{shown}" is not understood and stays in the metadata as it is written'


def _empty_rows(members: Sequence[str | None]) -> Fault:
    if len(members) == 1:
        return Fault("it is an empty row", "Nothing to do.", member=members[0], skipped=True)
    return Fault("these are empty rows", "Nothing to do.", member=f"{members[0]}–{members[1]}", skipped=True)


def _has_half_character(value: Any) -> bool:
    if isinstance(value, str):
        return not value.isascii() and _HALF_CHARACTER.search(value) is not None
    if isinstance(value, Mapping):
        return any(_has_half_character(inner) for inner in chain(value, value.values()))
    return isinstance(value, list) and any(map(_has_half_character, value))


def _half_character(member: str | None) -> Fault:
    return Fault(
        "it holds half a character, which no text can be written with",
        "Whatever wrote it has cut a character in two, often an emoji: write it again.",
        member=member,
    )


def _is_missing(value: Any) -> bool:
    """Whether a value is one of pandas' missing ones. pandas.NA cannot be compared, so it goes by its name."""
    return type(value).__name__ in ("NAType", "NaTType")

"""spaCy's DocBin: the Docs themselves, with tokens and sentences, and the rest of the rows in their user data."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import spacy
from spacy.tokens import DocBin

from onrecord.formats.annotated import Annotated, Row, article_from, doc_of, named
from onrecord.formats.losses import Losses
from onrecord.formats.records import record_of, rows_from
from onrecord.tabulation import rows_of

KEY = "onrecord"
"""Where in a Doc's user data the rows are, as JSON, that it has no place for: of articles, posts and the like."""

_HELD = ("entities", "mentions", "quotes")

_PLACES = tuple("entity quote start end pieces cue_start cue_end source_start source_end".split())
"""Columns that say where a row stands on a Doc."""


def write(entries: Iterable[Annotated], path: Path, losses: Losses) -> None:
    """Write a .spacy file. All Docs are in memory at once, for the format is one block."""
    docs = DocBin(store_user_data=True)
    for entry in entries:
        doc = doc_of(entry)
        # Rows from tables may say more than follows from the Doc, such as a name that somebody corrected.
        left_out = _HELD if entry.doc is not None else ()
        theirs = doc.user_data
        kept = theirs if _is_storable(theirs) else {}
        losses.add("values of Docs' user data that cannot be stored", len(theirs) - len(kept))
        # What is said of the article is said in the file only, not on the Doc that somebody holds.
        doc.user_data = {**kept, KEY: json.dumps(record_of(entry, leave_out=left_out))}
        try:
            docs.add(doc)
        finally:
            doc.user_data = theirs
    docs.to_disk(path)


def _is_storable(user_data: dict[Any, Any]) -> bool:
    """Whether a file can hold what others have put on a Doc: no spans, no functions."""
    if not user_data:
        return True
    probe = spacy.blank("en").make_doc("")
    probe.user_data = user_data
    try:
        DocBin(store_user_data=True).add(probe)
    except Exception:
        return False
    return True


def read(path: Path) -> Iterator[Annotated]:
    """Yield the articles of a file that `write` wrote; those of another .spacy are numbered.

    Raises:
        ValueError: it is no DocBin.
    """
    try:
        docs = DocBin().from_disk(path)
    except Exception as error:
        raise ValueError(f"{path} is not a DocBin of spaCy's ({type(error).__name__}).") from None
    for number, doc in enumerate(docs.get_docs(spacy.blank("en").vocab), start=1):
        written = doc.user_data.get(KEY)
        record = json.loads(written) if isinstance(written, str) else {"id": str(number)}
        rows = rows_from(record, f"Doc {number} of {path}")
        article = article_from(rows["articles"][0], doc.text, rows["marks"], rows["posts"])
        of_doc = named(rows_of(doc, article))
        there = {row["entity"] for row in of_doc["entities"]}
        held = {name: rows[name] if _agree(rows[name], of_doc[name], there) else of_doc[name] for name in _HELD}
        yield Annotated(article, {**(rows if isinstance(written, str) else of_doc), **held}, doc)


def _agree(rows: Sequence[Row], of_doc: Sequence[Row], entities: Collection[str]) -> bool:
    """Whether rows in a Doc's user data are still of what is on the Doc, which somebody may have changed since.

    Args:
        rows: in the user data. What people added stands last there, and in its place on a Doc.
        of_doc: what follows from the Doc.
        entities: ids of those on the Doc: it holds none that is mentioned nowhere.
    """
    placed = [row for row in rows if row["start"] is not None]
    return sorted(_place(row, entities) for row in placed) == sorted(_place(row, entities) for row in of_doc)


def _place(row: Row, entities: Collection[str]) -> str:
    speaker = row.get("speaker_id")
    return json.dumps([*(row.get(name) for name in _PLACES), speaker if speaker in entities else None])

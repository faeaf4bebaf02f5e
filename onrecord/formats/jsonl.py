"""JSON lines, stand-off: one object an article, with its text and all rows of all tables. Nothing is lost."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from onrecord.formats.annotated import Annotated, article_from
from onrecord.formats.losses import Losses
from onrecord.formats.records import read_lines, record_of, rows_from, write_line


def write(entries: Iterable[Annotated], path: Path, losses: Losses) -> None:
    """Write {"id", "text", "article": {…}, "entities": [{…}], "mentions": […], "quotes": […], …} a line.

    Offsets count code points of "text". Read as input of `onrecord read`, a line is an article.
    """
    with path.open("wb") as stream:
        for entry in entries:
            record = record_of(entry)
            stream.write(write_line({"id": record.pop("id"), "text": entry.article.text, **record}))


def read(path: Path) -> Iterator[Annotated]:
    """Yield the articles of a file.

    Raises:
        ValueError: a line is not such an object.
    """
    for where, record in read_lines(path):
        rows = rows_from(record, where)
        if not isinstance(record.get("text"), str):
            raise ValueError(f'{where} has no "text".')
        article = article_from(rows["articles"][0], record["text"], rows["marks"], rows["posts"])
        yield Annotated(article, rows)

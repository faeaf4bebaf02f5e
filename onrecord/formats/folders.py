"""Formats with one file an article: the names of the files, and what lies beside them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from onrecord.articles import Article
from onrecord.formats.annotated import Annotated, RowsByTable, article_from
from onrecord.formats.records import read_lines, record_of, rows_from, write_line

ARTICLES = "articles.jsonl"
"""The file beside the others: what is known of each article that the format itself has no place for."""

_HELD = ("mentions", "quotes")
"""Tables that each of these formats holds by itself."""


def named_files(entries: Iterable[Annotated], folder: Path) -> Iterator[tuple[Annotated, Path]]:
    """Yield each article with the path of its file, without ending, and write what lies beside them.

    Files are numbered and have what is safe of the article's id in their names: 00001_port_strike.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ARTICLES).open("wb") as stream:
        for number, entry in enumerate(entries, start=1):
            stem = re.sub(r"[^A-Za-z0-9]+", "_", entry.article.id)[:40].strip("_")
            name = f"{number:05}_{stem}".rstrip("_")
            stream.write(write_line({"file": name, **record_of(entry, leave_out=_HELD)}))
            yield entry, folder / name


def files(path: Path, ending: str) -> list[Path]:
    """The file itself, or those of a folder and the folders in it, by name."""
    if path.is_dir():
        return sorted(found for found in path.rglob(f"*{ending}") if found.is_file())
    return [path]


def known_rows(path: Path) -> Mapping[str, RowsByTable]:
    """What lies beside the files, by their names without ending; nothing if somebody left it out."""
    beside = (path if path.is_dir() else path.parent) / ARTICLES
    if not beside.is_file():
        return {}
    return {str(record.get("file")): rows_from(record, where) for where, record in read_lines(beside)}


def article_in(file: Path, text: str, known: Mapping[str, RowsByTable]) -> tuple[Article, RowsByTable]:
    """The article of a file, and what else is known about it.

    Tools that give a folder to each document, such as INCEpTION, call it as the file was called.
    """
    for name in (file.name, file.parent.name):
        rows = known.get(name.split(".")[0])
        if rows is not None:
            held = {name: of_table for name, of_table in rows.items() if name not in _HELD}
            return article_from(rows["articles"][0], text, rows["marks"], rows["posts"]), held
    return Article(file.name.split(".")[0], text), {}

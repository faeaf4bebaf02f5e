"""`export`, `read` and `read_docs`: the right module for a format, by name or by ending."""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pandas as pd
from spacy.tokens import Doc

from onrecord.articles import Article
from onrecord.formats import (
    brat,
    conllu,
    data_package,
    delimited,
    docbin,
    jsonl,
    label_studio,
    networks,
    parquet,
    prodigy,
    tei,
    web_annotation,
    webanno,
    workbook,
    xmi,
)
from onrecord.formats.annotated import Annotated, annotated, doc_of, lose_provenance, tables_of
from onrecord.formats.losses import Losses
from onrecord.formats.networks import Network
from onrecord.tabulation import Tables, tables

Exportable: TypeAlias = Tables | pd.DataFrame | Iterable[Doc | tuple[Doc, Article]]
"""What can be handed on: tables, one of them, or Docs, best with their Articles."""

_TextWriter = Callable[[Iterable[Annotated], Path, Losses], None]
_TextReader = Callable[[Path], Iterator[Annotated]]


class Format(NamedTuple):
    """One format.

    Attributes:
        endings: of the files that are in it; a format of folders has those of the files in them.
        is_folder: whether it is always a folder.
        has_texts: whether it holds the articles' texts.
    """

    endings: tuple[str, ...]
    is_folder: bool = False
    has_texts: bool = False


FORMATS: Mapping[str, Format] = {
    "csv": Format((".csv",)),
    "xlsx": Format((".xlsx",)),
    "parquet": Format((".parquet",)),
    "datapackage": Format((), is_folder=True),
    "graphml": Format((".graphml",)),
    "gexf": Format((".gexf",)),
    "prodigy": Format((".prodigy.jsonl",), has_texts=True),
    "jsonl": Format((".jsonl",), has_texts=True),
    "spacy": Format((".spacy",), has_texts=True),
    "conllup": Format((".conllup", ".conllu"), has_texts=True),
    "labelstudio": Format((".labelstudio.json",), has_texts=True),
    "w3c": Format((".jsonld",), has_texts=True),
    "tei": Format((".tei", ".tei.xml"), has_texts=True),
    "brat": Format((".ann",), is_folder=True, has_texts=True),
    "webanno": Format((".tsv",), is_folder=True, has_texts=True),
    "xmi": Format((".xmi",), is_folder=True, has_texts=True),
}
"""The formats that `export` writes, by the names that it takes."""

_TEXT_WRITERS: Mapping[str, _TextWriter] = {
    "prodigy": prodigy.write,
    "jsonl": jsonl.write,
    "spacy": docbin.write,
    "conllup": conllu.write,
    "labelstudio": label_studio.write,
    "w3c": web_annotation.write,
    "tei": tei.write,
    "brat": brat.write,
    "webanno": webanno.write,
    "xmi": xmi.write,
}

_WITH_PROVENANCE = ("jsonl", "spacy")
"""Formats of texts that keep where corrected rows are from.

In those that people correct in other tools, it would go on to say of a row what was true before they did.
"""

_TEXT_READERS: Mapping[str, _TextReader] = {
    "jsonl": jsonl.read,
    "spacy": docbin.read,
    "brat": brat.read,
    "webanno": webanno.read,
    "xmi": xmi.read,
}


def export(
    what: Exportable,
    path: str | os.PathLike[str],
    *,
    articles: Iterable[Any] | None = None,
    format: str | None = None,
    bom: bool = False,
    escape_formulas: bool = False,
    network: Network = "quoted",
) -> Path:
    """Write tables or annotated articles in a format of others, told by the ending of the path.

    Example:
        >>> onrecord.export(found, "press.xlsx")  # doctest: +SKIP
        >>> onrecord.export(found.quotes, "quotes.csv", bom=True, escape_formulas=True)  # doctest: +SKIP
        >>> articles = onrecord.read_articles("articles")  # doctest: +SKIP
        >>> onrecord.export(found, "for_inception", format="xmi", articles=articles)  # doctest: +SKIP

    What a format cannot hold is told in an `ExportWarning`, once for the whole file; docs/export.md has it for all
    formats. A file is there as a whole or not at all, and takes the place of an older one; a folder of brat, WebAnno
    TSV or XMI, which people may have corrected, is never written into.

    Does not hand on `Article.metadata` and `provenance`, which are in no table: `onrecord read` writes these.

    Args:
        what: tables; or one of them, for CSV, XLSX and Parquet; or Docs or pairs of a Doc and its Article, as
            `tables` takes them.
        path: the file, or the folder, to write.
        articles: with tables, the Articles that they were made from, for formats that hold texts. Others among them,
            and Problems, are passed over.
        format: one of FORMATS; needed for folders.
        bom: CSV only: whether it begins with a byte order mark, for Excel.
        escape_formulas: CSV only: whether texts that a spreadsheet would take for formulas get an apostrophe.
        network: GraphML and GEXF only: "quoted", from articles to speakers, or "together", between speakers.

    Returns:
        The path.

    Raises:
        ValueError: no such format, or one that cannot hold this, or an option that it does not have.
        FileExistsError: the folder of a format that people correct is not empty.
        OSError: it cannot be written.
    """
    target = Path(path)
    name = _format_of(target, format)
    _check_options(name, what, articles, bom, escape_formulas, network)
    losses = Losses()
    if name in _TEXT_WRITERS:
        assert not isinstance(what, pd.DataFrame), "_check_options refuses one"
        entries = annotated(what, articles, losses)
        if name not in _WITH_PROVENANCE:
            entries = lose_provenance(entries, losses)
        _whole(target, FORMATS[name].is_folder, lambda place: _TEXT_WRITERS[name](entries, place, losses))
    else:
        found = what if isinstance(what, Tables | pd.DataFrame) else tables(what)
        is_folder = FORMATS[name].is_folder or (name in ("csv", "parquet") and isinstance(found, Tables))
        write = _table_writer(name, bom, escape_formulas, network)
        if is_folder:
            # Its files may lie among others, such as the report.
            write(found, target, losses)
        else:
            _whole(target, False, lambda place: write(found, place, losses))
    losses.warn(target.name)
    return target


def _table_writer(name: str, bom: bool, escape_formulas: bool, network: Network) -> Callable[[Any, Path, Losses], None]:
    if name == "csv":
        return partial(delimited.write, bom=bom, escape_formulas=escape_formulas)
    if name in ("graphml", "gexf"):
        return partial(networks.write_graphml if name == "graphml" else networks.write_gexf, kind=network)
    writers: dict[str, Callable[[Any, Path, Losses], None]] = {
        "xlsx": workbook.write,
        "parquet": parquet.write,
        "datapackage": data_package.write,
    }
    return writers[name]


def _format_of(path: Path, name: str | None) -> str:
    if name is not None:
        if name not in FORMATS:
            raise ValueError(f"There is no format {name!r}. There are: {', '.join(FORMATS)}.")
        return name
    for format_name, of_format in FORMATS.items():
        if not of_format.is_folder and path.name.lower().endswith(of_format.endings):
            return format_name
    endings = [ending for of_format in FORMATS.values() if not of_format.is_folder for ending in of_format.endings]
    folders = [f'"{name}"' for name, of_format in FORMATS.items() if of_format.is_folder]
    raise ValueError(
        f"The ending of {path.name} tells no format. Files end in {', '.join(endings)}; for a folder say format=, "
        f'which is {", ".join(folders)}, or "csv" or "parquet" for all tables.'
    )


def _check_options(
    name: str,
    what: Exportable,
    articles: Iterable[Any] | None,
    bom: bool,
    escape_formulas: bool,
    network: Network,
) -> None:
    if isinstance(what, pd.DataFrame) and name not in ("csv", "xlsx", "parquet"):
        raise ValueError(f"One table cannot be written as {name}, which needs all of them.")
    if FORMATS[name].has_texts and isinstance(what, Tables) and articles is None:
        raise ValueError(
            f"{name} holds the articles' texts, and tables do not: "
            "say articles=onrecord.read_articles(...) with the same paths."
        )
    if articles is not None and not (FORMATS[name].has_texts and isinstance(what, Tables)):
        raise ValueError("articles= is for tables that are written in a format that holds texts.")
    if (bom or escape_formulas) and name != "csv":
        raise ValueError("bom= and escape_formulas= are for CSV.")
    if network not in ("quoted", "together"):
        raise ValueError(f'network= is "quoted" or "together", not {network!r}.')
    if network != "quoted" and name not in ("graphml", "gexf"):
        raise ValueError("network= is for GraphML and GEXF.")


def _whole(path: Path, is_folder: bool, write: Callable[[Path], None]) -> None:
    """Have a file or folder written beside its place first, so that nobody finds half of one."""
    if is_folder and path.exists() and (path.is_file() or any(path.iterdir())):
        raise FileExistsError(f"{path} is there, and may hold corrections: give a new folder, or empty it.")
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        write(part)
        if is_folder and path.exists():
            path.rmdir()
        os.replace(part, path)
    finally:
        if part.is_dir():
            shutil.rmtree(part)
        else:
            part.unlink(missing_ok=True)


# Reading back


def read(path: str | os.PathLike[str], *, format: str | None = None, escaped: bool = False) -> Tables:
    """Read tables back from what `export` wrote, also after people have corrected it in another program.

    Example:
        >>> corrected = onrecord.read_export("press.xlsx")  # doctest: +SKIP
        >>> corrected = onrecord.read_export("brat/press")  # doctest: +SKIP

    From CSV, XLSX and Parquet the cells come back as they are. From JSONL, DocBin, brat, WebAnno TSV and XMI places
    and ids do; what follows from them (kind, cue_lemma, sentence, name and the like) is worked out anew.

    Does not know what has changed: compare with what you wrote. The other formats are for handing on only.

    Args:
        path: a file or folder; a file's format is told by its ending, a folder's by what is in it.
        format: one of FORMATS, where that does not tell.
        escaped: CSV only: whether it was written with `escape_formulas`.

    Raises:
        ValueError: it is not in a format that can be read back, or something in it cannot be understood.
        FileNotFoundError: there is nothing.
    """
    source = Path(path)
    name = _readable_format(source, format)
    if escaped and name != "csv":
        raise ValueError("escaped= is for CSV.")
    if name in _TEXT_READERS:
        try:
            return tables_of(_TEXT_READERS[name](source))
        except (KeyError, TypeError) as error:
            raise ValueError(f"{source} holds what is no row of our tables: {error}") from None
    losses = Losses()
    if name == "csv":
        found = delimited.read(source, losses, escaped=escaped)
    else:
        found = (workbook.read if name == "xlsx" else parquet.read)(source, losses)
    losses.warn(f"What was read from {source.name}")
    return found


def read_docs(path: str | os.PathLike[str], *, format: str | None = None) -> Iterator[tuple[Doc, Article]]:
    """Yield the Docs, with their Articles, of what `export` wrote in a format that holds texts.

    Example:
        >>> from onrecord.formats import read_docs  # doctest: +SKIP
        >>> for doc, article in read_docs("press.spacy"):  # doctest: +SKIP
        ...     onrecord.show(doc)

    Raises:
        ValueError: it is not JSONL, DocBin, brat, WebAnno TSV or XMI, or something in it cannot be understood.
        FileNotFoundError: there is nothing.
    """
    source = Path(path)
    name = _readable_format(source, format)
    if name not in _TEXT_READERS:
        raise ValueError(f"{name} holds no texts that could be read back: {', '.join(_TEXT_READERS)} do.")
    for entry in _TEXT_READERS[name](source):
        yield doc_of(entry), entry.article


def _readable_format(path: Path, name: str | None) -> str:
    if not path.exists():
        raise FileNotFoundError(f"There is no {path}.")
    readable = (*_TEXT_READERS, "csv", "xlsx", "parquet")
    if name is None:
        if path.is_dir():
            kinds = [kind for kind in readable if any(any(path.rglob(f"*{e}")) for e in FORMATS[kind].endings)]
            # What lies beside the files of other formats is JSONL, too.
            kinds = [kind for kind in kinds if kind != "jsonl"] or kinds
            if len(kinds) > 1:
                raise ValueError(f"{path} holds several formats: say format=, which may be {' or '.join(kinds)}.")
        else:
            kinds = [kind for kind in FORMATS if path.name.lower().endswith(FORMATS[kind].endings or "/")]
        name = kinds[0] if kinds else ""
    if name == "datapackage":
        name = "csv"
    if name not in readable:
        raise ValueError(f"{path} is in no format that can be read back, which are {', '.join(readable)}.")
    return name

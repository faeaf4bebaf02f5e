"""WebAnno TSV 3.3: a folder with a .tsv for each article, as INCEpTION reads and writes them.

The reader and the writer of INCEpTION itself (`inception-io-webanno-tsv`) say what this form is. Offsets count UTF-16
code units there, for Java does.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from onrecord.formats.annotated import Annotated, doc_of, rebuilt
from onrecord.formats.folders import article_in, files, known_rows, named_files
from onrecord.formats.layers import LAYERS, Layered, from_layers, layered
from onrecord.formats.losses import Losses
from onrecord.formats.units import Utf16

FORMAT = "#FORMAT=WebAnno TSV 3.3"

_BREAK = re.compile(r"[\r\n\t]")
_VALUE = re.compile(r"->|[\\\[\]|_;\t\n*]")
_TEXT = {**{chr(i): chr(i) for i in range(32)}, "\t": "t", "\n": "n", "\f": "f", "\r": "r", "\b": "b", "\\": "\\"}
_UNTEXT = {written: char for char, written in _TEXT.items()}
# What a value may be followed by: the number that tells which annotation of several it belongs to.
_CELL = re.compile(r"(?P<value>(?:\\.|[^\\|])*?)(?:(?<!\\)\[(?P<number>[0-9]+)\])?(?:\||$)", re.DOTALL)


def write(entries: Iterable[Annotated], folder: Path, losses: Losses) -> None:
    """Write a folder of .tsv files, with `layers.xml` to make the layers from.

    A border in white space is moved to the next word, and white space at the very start of a text becomes spaces: the
    format is one of words. A line break or a tab in an id or a label is a space in it. All of that is told.
    """
    from onrecord.formats.xmi import write_type_system

    for entry, path in named_files(entries, folder):
        path.with_suffix(".tsv").write_bytes("".join(_lines(entry, losses)).encode("utf-8"))
    write_type_system(folder / "layers.xml")


def _lines(entry: Annotated, losses: Losses) -> Iterator[str]:
    text = entry.article.text
    units = Utf16(text)
    doc = doc_of(entry)
    words = [(token.idx, token.idx + len(token.text)) for token in doc if not token.is_space]
    starts = [start for start, _ in words]
    spans = layered(entry)
    broken = sum(_BREAK.search(value) is not None for span in spans for value in span.features if value)
    losses.add("ids or labels with line breaks or tabs, which are spaces in it", broken)
    cells = _cells(spans, words, losses)
    if not words:
        losses.add("texts without a word")
        return
    if text[: starts[0]].strip(" "):
        losses.add("texts that begin with line breaks or the like, which are spaces in it")
    yield f"{FORMAT}\n"
    for layer, features in LAYERS.items():
        yield f"#T_SP={layer}|{'|'.join(features)}\n"
    yield "\n"
    heads = [token.idx for sent in doc.sents for token in [t for t in sent if not t.is_space][:1]]
    heads[0] = starts[0]
    for number, (start, end) in enumerate(zip(heads, [*heads[1:], len(text)], strict=True), start=1):
        yield "\n"
        for line in text[start:end].split("\n"):
            yield f"#Text={_escaped_text(line)}\n"
        of_sentence = range(bisect_left(starts, start), bisect_left(starts, end))
        for position, word in enumerate(of_sentence, start=1):
            first, last = words[word]
            place = f"{units.offset(first)}-{units.offset(last)}"
            values = (
                value for layer, features in LAYERS.items() for value in _values(cells[word][layer], len(features))
            )
            yield "\t".join([f"{number}-{position}", place, text[first:last], *values]) + "\t\n"


_Stack = list[tuple[int, tuple[str | None, ...]]]
"""What stands in the cells of one layer at one word: the number of each annotation, and its features."""


def _cells(spans: list[Layered], words: list[tuple[int, int]], losses: Losses) -> list[dict[str, _Stack]]:
    cells: list[dict[str, _Stack]] = [defaultdict(list) for _ in words]
    starts, ends = [start for start, _ in words], [end for _, end in words]
    for number, span in enumerate(spans, start=1):
        first, last = bisect_left(starts, span.start), bisect_left(ends, span.end)
        if last == len(ends) or ends[last] != span.end:
            last -= 1
        if first > last:
            losses.add("annotations of white space")
            continue
        if starts[first] != span.start or ends[last] != span.end:
            losses.add("borders in white space, which are moved to the next word")
        for word in range(first, last + 1):
            cells[word][span.layer].append((number, span.features))
    return cells


def _values(stack: _Stack, width: int) -> list[str]:
    """The cells of one layer at one word, a cell for each feature."""
    if not stack:
        return ["_"] * width
    return [
        "|".join(f"{_escaped_value(features[feature])}[{number}]" for number, features in stack)
        for feature in range(width)
    ]


def _escaped_value(value: str | None) -> str:
    if value is None:
        return "*"
    return _VALUE.sub(lambda match: f"\\{match[0]}", _BREAK.sub(" ", value))


def _escaped_text(line: str) -> str:
    return "".join(f"\\{_TEXT[char]}" if char in _TEXT else char for char in line)


# Reading


def read(path: Path) -> Iterator[Annotated]:
    """Yield the articles of a folder, or of one .tsv, as INCEpTION or `write` wrote them.

    Layers and features that are not ours are passed over.

    Raises:
        ValueError: a file is no WebAnno TSV 3, or a line cannot be understood.
    """
    known = known_rows(path)
    for file in files(path, ".tsv"):
        text, spans = _parsed(file)
        article, rows = article_in(file, text, known)
        mentions, quotes = from_layers(spans)
        yield rebuilt(article, mentions, quotes, rows)


def _parsed(file: Path) -> tuple[str, list[Layered]]:
    lines = file.read_bytes().decode("utf-8").split("\n")
    if not lines[0].startswith("#FORMAT=WebAnno TSV 3."):
        raise ValueError(f"{file} is not WebAnno TSV 3: it begins with {lines[0][:40]!r}.")
    columns: list[tuple[str, str]] = []
    parts: list[str] = []
    length = 0  # of the text so far, in UTF-16 code units
    of_sentence: list[str] = []
    words: list[tuple[int, int, list[str]]] = []
    for number, line in enumerate(lines[1:], start=2):
        if line.startswith("#T_"):
            kind, _, declared = line.partition("=")
            layer, *features = declared.split("|")
            columns += [(layer if kind == "#T_SP" else "", feature) for feature in features or [""]]
        elif line.startswith("#Text="):
            of_sentence.append(_unescaped_text(line[6:]))
        elif line and not line.startswith("#"):
            try:
                _, place, _, *cells = line.split("\t")
                start, end = map(int, place.split("-"))
            except ValueError:
                raise ValueError(f"Line {number} of {file} is not a word of WebAnno TSV: {line[:80]!r}") from None
            if of_sentence:
                # Between sentences there is white space, or nothing.
                parts += [" " * (start - length), "\n".join(of_sentence)]
                length = start + sum(2 if char > "\uffff" else 1 for char in parts[-1])
                of_sentence = []
            words.append((start, end, cells))
    text = "".join(parts)
    return text, _spans(words, columns, Utf16(text))


def _spans(words: list[tuple[int, int, list[str]]], columns: list[tuple[str, str]], units: Utf16) -> list[Layered]:
    found: dict[tuple[str, str], tuple[int, int, dict[str, str | None]]] = {}
    for start, end, cells in words:
        for (layer, feature), cell in zip(columns, cells, strict=False):
            if layer not in LAYERS or cell == "_":
                continue
            for position, (value, number) in enumerate(_stacked(cell)):
                # An annotation without a number is one of this word alone.
                key = layer, number or f"{start}.{position}"
                first, _, features = found.get(key, (start, end, {}))
                found[key] = first, end, features
                features[feature] = value
    return [
        Layered(layer, units.code_point(start), units.code_point(end), tuple(map(features.get, LAYERS[layer])))
        for (layer, _), (start, end, features) in found.items()
    ]


def _stacked(cell: str) -> Iterator[tuple[str | None, str | None]]:
    """The values of a cell, each with the number of its annotation, if it has one."""
    at = 0
    while at < len(cell):
        match = _CELL.match(cell, at)
        if match is None:
            return
        value = match["value"]
        yield (None if value == "*" else re.sub(r"\\(->|.)", r"\1", value)), match["number"]
        at = match.end()


def _unescaped_text(line: str) -> str:
    return re.sub(r"\\(.)", lambda match: _UNTEXT.get(match[1], match[1]), line, flags=re.DOTALL)

"""One token a line, in the manner of CoNLL-U Plus, with places and brackets for what is annotated."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from spacy.tokens import Doc, Token

from onrecord.formats.annotated import Annotated, attributed, doc_of, lose_others, mentioned
from onrecord.formats.losses import Losses

COLUMNS = "ID FORM START END ENTITY QUOTE CUE SOURCE MISC"
"""The columns. START and END count code points of the article's text.

An annotation opens at its first token, "(e1:PERSON:name", and closes at its last, "e1)"; one of one token is
"(e1:PERSON:name)". Brackets that open together stand longest first. A quote of several pieces opens several times.
"""

_SPACES = {" ": "\\s", "\t": "\\t", "\r": "\\r", "\n": "\\n", "\\": "\\\\", "|": "\\p"}


_HELD = ("entities", "mentions", "quotes")


def write(entries: Iterable[Annotated], path: Path, losses: Losses) -> None:
    """Write all articles into one file. Nothing reads it back into tables.

    Annotations that begin or end in white space are moved to the words within, which is told.
    """
    with path.open("wb") as stream:
        stream.write(f"# global.columns = {COLUMNS}\n".encode())
        for entry in entries:
            stream.writelines(f"{line}\n".encode() for line in _lines(entry, losses))
            lose_others(entry, _HELD, losses)


def _lines(entry: Annotated, losses: Losses) -> Iterator[str]:
    doc, text = doc_of(entry), entry.article.text
    words = [token for token in doc if not token.is_space]
    columns = _columns(entry, words, losses)
    yield f"# newdoc id = {_line(entry.article.id)}"
    for row in entry.rows["articles"]:
        for name, value in row.items():
            if name != "article" and value is not None:
                yield f"# {name} = {_line(str(value))}"
    for row in entry.rows["entities"]:
        yield f"# entity {_line(row['entity'])} = {row['label']} {_line(row['name'])}"
    begun, number = False, 0
    starts = _sentence_starts(doc)
    for i, token in enumerate(words):
        if token.i in starts or not begun:
            if begun:
                yield ""
            begun, number = True, 0
        number += 1
        before = text[: token.idx] if i == 0 else ""
        end = token.idx + len(token.text)
        after = text[end : words[i + 1].idx if i + 1 < len(words) else len(text)]
        misc = [f"SpacesBefore={_spaces(before)}"] if before else []
        misc += ["SpaceAfter=No"] if not after else [f"SpacesAfter={_spaces(after)}"] if after != " " else []
        annotations = [_brackets(column, i) for column in columns]
        yield "\t".join([str(number), token.text, str(token.idx), str(end), *annotations, "|".join(misc) or "_"])
    yield ""


def _sentence_starts(doc: Doc) -> set[int]:
    """The first word of each sentence: white space that a sentence begins with belongs to none."""
    starts = set()
    if doc.has_annotation("SENT_START"):
        for sent in doc.sents:
            starts.update([token.i for token in sent if not token.is_space][:1])
    return starts


def _columns(entry: Annotated, words: list[Token], losses: Losses) -> list[dict[int, list[str]]]:
    """For each column, what stands at which word."""
    by_start = {token.idx: i for i, token in enumerate(words)}
    by_end = {token.idx + len(token.text): i for i, token in enumerate(words)}
    spans: list[list[tuple[int, int, str, str]]] = [[], [], [], []]
    for mention in mentioned(entry):
        name = f"{_safe(mention.entity or '_')}"
        spans[0].append((mention.start, mention.end, name, f"{name}:{_safe(mention.label)}:{_safe(mention.form)}"))
    for quote in attributed(entry):
        name = _safe(quote.id)
        kind = "speech" if quote.speech else "attitude"
        of_quote = f"{name}:{kind}:{_safe(quote.speaker or '_')}:{quote.score}"
        spans[1] += [(start, end, name, of_quote) for start, end in quote.pieces]
        for column, part in ((2, quote.cue), (3, quote.source)):
            if part:
                spans[column].append((*part, name, name))
    placed = []
    for of_column in spans:
        cells: dict[int, list[str]] = defaultdict(list)
        ends: dict[int, list[str]] = defaultdict(list)
        for start, end, name, full in sorted(of_column, key=lambda span: (span[0], -span[1])):
            first, last = by_start.get(start), by_end.get(end)
            if first is None or last is None:
                losses.add("borders in white space, which are moved to the next word")
                inside = [i for i, word in enumerate(words) if start <= word.idx < end]
                if not inside:
                    continue
                first, last = inside[0], inside[-1]
            if first == last:
                cells[first].append(f"({full})")
            else:
                cells[first].append(f"({full}")
                ends[last].insert(0, f"{name})")
        for i, closing in ends.items():
            cells[i] = closing + cells[i]
        placed.append(dict(cells))
    return placed


def _brackets(column: dict[int, list[str]], i: int) -> str:
    return "".join(column.get(i, ())) or "_"


def _safe(word: str) -> str:
    """A word without what separates: columns, brackets, fields."""
    return "".join(char if char not in "():|\\" and not char.isspace() else "_" for char in word) or "_"


def _line(text: str) -> str:
    return " ".join(text.split())


def _spaces(text: str) -> str:
    """White space as CoNLL-U's SpacesAfter has it."""
    return "".join(_SPACES.get(char, char) for char in text)

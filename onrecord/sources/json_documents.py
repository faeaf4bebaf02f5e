"""JSON as one document: an array of articles, an object with such an array in it, or a single article.

JSON lines are `onrecord.sources.jsonl`'s; a file that is named .json but holds one object a line is read here.
"""

import io
import json
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from onrecord.sources.columns import GUESSED, Columns, Record, flat, known_field, texts
from onrecord.sources.found import Fault, Found
from onrecord.sources.limits import Limits
from onrecord.sources.streams import as_text

LISTS = frozenset(
    """articles data results docs hits items records rows documents news stories entries posts value response
    result""".split()
)
"""Names under which APIs and databases send their lists, or an object that holds the list."""

WRITE_AGAIN = "Mend it there, or write it again with a program that knows JSON."

_CHUNK = 1_000_000
_WHITE = " \t\r\n"


def read(stream: BinaryIO, *, limits: Limits, columns: Columns = GUESSED) -> Iterator[Found | Fault]:
    """Yield a text for each object of the array that holds the articles.

    That is the outermost array, or the one under a name such as "articles", "data", "results", "docs" or
    "hits", also one level further in ("response": {"docs": …}). Other objects are one article, or one for each
    name if all their values are objects. An article is called by its place in the array, from 1, or by its
    name. The fields of an object within an article are columns: "author.name".

    Example:
        `{"status": "ok", "articles": [{"title": "Pier sold", "content": "“Never,” said Ines Duarte."}]}`

    Does not keep what stands beside the array, and reads on after no mistake: where JSON is broken once, nobody
    can tell what the rest belongs to.

    Args:
        stream: the open file. An array is read object by object, so that it may be larger than memory.
        limits: an article longer than `text_bytes` is a fault, as is an object without a known array that is
            longer than `document_bytes`.
        columns: what is which column.
    """
    opened = as_text(stream, limits=limits)
    if isinstance(opened, Fault):
        yield opened
        return
    yield from texts(_records(_Values(opened.text), limits), columns=columns, warnings=opened.warnings)


class _BrokenError(Exception):
    """What stands here is no JSON; the message says why."""


class _TooLongError(Exception):
    """A value is longer than it may be; the message says how long that is."""


def _refuse(constant: str) -> None:
    """Python would read NaN and Infinity, which are not JSON and which no other program could read back."""
    raise ValueError(constant)


_DECODER = json.JSONDecoder(parse_constant=_refuse)


@dataclass
class _Values:
    """JSON taken from a text value by value, so that only one value is held at a time.

    Attributes:
        text: where it is read from.
        buffer: what was read and not yet taken.
        at: how much of the buffer was taken.
        has_ended: whether all was read.
        count: the articles that were taken.
    """

    text: io.TextIOBase
    buffer: str = ""
    at: int = 0
    has_ended: bool = False
    count: int = 0

    def peek(self) -> str:
        """The next character that is not white space; "" at the end."""
        while True:
            while self.at < len(self.buffer):
                if self.buffer[self.at] not in _WHITE:
                    return self.buffer[self.at]
                self.at += 1
            if self.has_ended:
                return ""
            self._read_more(_CHUNK)

    def take(self, wanted: str) -> None:
        """Take one character that must stand here."""
        if self.peek() != wanted:
            raise _BrokenError(f"Expecting '{wanted}'")
        self.at += 1

    def value(self, longest: int) -> Any:
        """Take a value of any kind."""
        if not self.peek():
            raise _BrokenError("Expecting value")
        while True:
            try:
                value, end = _DECODER.raw_decode(self.buffer, self.at)
            except json.JSONDecodeError as error:
                is_cut = error.pos > len(self.buffer) - 20 or error.msg.startswith("Unterminated string")
                if self.has_ended or not is_cut:
                    raise _BrokenError(error.msg) from None
            except (ValueError, RecursionError):
                raise _BrokenError("it cannot be read") from None
            else:
                # A number may go on in what was not read yet.
                if end < len(self.buffer) or self.has_ended:
                    self.at = end
                    return value
            if len(self.buffer) - self.at > longest:
                raise _TooLongError(f"{longest:,}")
            # Twice as much each time, so that a long value is not tried again and again.
            self._read_more(max(_CHUNK, len(self.buffer) - self.at))

    def _read_more(self, characters: int) -> None:
        read = self.text.read(characters)
        self.has_ended = not read
        self.buffer = self.buffer[self.at :] + read
        self.at = 0


def _records(values: _Values, limits: Limits) -> Iterator[Record | Fault]:
    try:
        if values.peek() == "[":
            yield from _array(values, limits)
            if values.peek():
                raise _BrokenError("Extra data")
        else:
            yield from _objects(values, limits)
    except _BrokenError as error:
        here = " from here on" if values.count else ""
        yield Fault(f"it is not JSON{here} ({error})", WRITE_AGAIN, member=_next_member(values))
    except _TooLongError as error:
        yield Fault(
            f"it holds an object of more than {error} characters, and was not read from there on",
            "Split it, or write one article a line and name the file .jsonl.",
            member=_next_member(values),
        )


def _next_member(values: _Values) -> str | None:
    return str(values.count + 1) if values.count else None


def _array(values: _Values, limits: Limits) -> Iterator[Record | Fault]:
    """Take an array and yield its objects."""
    values.take("[")
    if values.peek() == "]":
        values.take("]")
        return
    while True:
        item = values.value(limits.text_bytes)
        values.count += 1
        yield _record(str(values.count), item)
        if values.peek() != ",":
            values.take("]")
            return
        values.take(",")


def _objects(values: _Values, limits: Limits) -> Iterator[Record | Fault]:
    """Take one object after the other: what holds a known list gives its items, what does not is an article itself."""
    # The first is kept back until it is known whether it is the only one.
    first: dict[str, Any] | None = None
    while values.peek():
        rest, has_list = yield from _members(values, limits, depth=0)
        if has_list:
            continue
        if values.count == 0 and first is None:
            first = rest
            continue
        if first is not None:
            values.count += 1
            yield _record(str(values.count), first)
            first = None
        values.count += 1
        yield _record(str(values.count), rest)
    if first is not None:
        yield from _alone(first)


def _members(
    values: _Values, limits: Limits, *, depth: int
) -> Generator[Record | Fault, None, tuple[dict[str, Any], bool]]:
    """Take an object and yield the items of its list; return all its other members, and whether it has a list."""
    rest: dict[str, Any] = {}
    has_list = False
    values.take("{")
    while values.peek() != "}":
        name = values.value(limits.text_bytes)
        if not isinstance(name, str):
            raise _BrokenError("Expecting property name enclosed in double quotes")
        values.take(":")
        opening = values.peek()
        # A list within an article, such as the "items" of its gallery, is not one of articles.
        may_list = name.lower() in LISTS and not any(known_field(other) == "text" for other in rest)
        if may_list and opening == "[":
            yield from _array(values, limits)
            has_list = True
        elif may_list and opening == "{" and depth == 0:
            rest[name], has_inner = yield from _members(values, limits, depth=1)
            has_list = has_list or has_inner
        else:
            rest[name] = values.value(limits.document_bytes)
        if values.peek() != ",":
            break
        values.take(",")
    values.take("}")
    return rest, has_list


def _alone(only: Mapping[str, Any]) -> Iterator[Record | Fault]:
    """Tell what the one object of a file is: an article, or a list or table of them under a name of its own."""
    tables = [value for name, value in only.items() if known_field(name) == "text" and isinstance(value, Mapping)]
    lists = [value for value in only.values() if _is_list_of_objects(value)]
    if any(known_field(name) == "text" and isinstance(value, str | list) for name, value in flat(only).items()):
        yield _record(None, only)
    elif tables:
        # pandas writes a table so, column by column: {"text": {"0": …, "1": …}}.
        columns = {name: cells for name, cells in only.items() if isinstance(cells, Mapping)}
        for label in tables[0]:
            yield _record(label, {name: cells.get(label) for name, cells in columns.items()})
    elif lists:
        longest = max(len(items) for items in lists)
        for number, item in enumerate(next(items for items in lists if len(items) == longest), 1):
            yield _record(str(number), item)
    elif len(only) > 1 and all(isinstance(value, Mapping) for value in only.values()):
        for name, value in only.items():
            yield _record(name, {"id": name, **value})
    else:
        yield _record(None, only)


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) for item in value)


def _record(member: str | None, item: Any) -> Record | Fault:
    if isinstance(item, Mapping):
        return Record(member, flat(item))
    if isinstance(item, str):
        return Record(member, {"text": item})
    return Fault("it is neither an object nor a text", "Write each article as an object with its text.", member=member)

"""JSON lines: one article a line, `{"text": …}`, with what else is known of it."""

import codecs
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any, BinaryIO, get_args

from onrecord.sources.columns import GUESSED, Columns, Record, flat, texts
from onrecord.sources.found import Fault, Found, Mark, MarkKind, Post
from onrecord.sources.limits import Limits
from onrecord.sources.text import decode, too_large

FIELDS = ("title", "byline", "outlet", "url", "published", "modified", "language", "section")
"""The fields that are taken, besides id and text."""

OTHER_NAMES = {"source": "outlet", "date": "published"}
"""Other names of fields → their own."""

OWN_FIELDS = ("path", "member", "marks", "posts", "metadata", "provenance", "warnings")
"""The other fields of a line that `onrecord read` wrote: a line with all of them is taken for one."""

SHAPE = 'Each line is one object with at least the article\'s text: {"id": "a1", "text": "…"}'


def read(stream: BinaryIO, *, limits: Limits, columns: Columns = GUESSED) -> Iterator[Found | Fault]:
    r"""Yield a text for each good line and a fault for each bad one; blank lines are passed over.

    Example:
        `{"id": "a1", "text": "“Never,” said Ines Duarte.", "published": "2025-10-09"}`

    Fields that are not known become metadata. A line that `onrecord read` wrote gives all that was read then, also
    its marks and posts, and the path and member that it came from.

    Where the first object has no "text", or columns are named, fields are columns as in any table
    (`onrecord.sources.columns`), those of nested objects included: "author.name".

    Args:
        stream: the open file. It is read line by line, so that it may be larger than memory.
        limits: a line longer than `text_bytes` is a fault.
        columns: what is which field.
    """
    objects = _objects(stream, limits)
    before = list(_up_to_an_object(objects))
    first = before[-1][1] if before else None
    lines = chain(before, objects)
    if columns != GUESSED or (isinstance(first, dict) and "text" not in first):
        yield from texts((_record(number, line) for number, line in lines), columns=columns)
        return
    for number, line in lines:
        record = line if isinstance(line, Fault) else with_text(line)
        yield replace(record, member=str(number)) if isinstance(record, Fault) else _found(record, number)


def _objects(stream: BinaryIO, limits: Limits) -> Iterator[tuple[int, dict[str, Any] | Fault]]:
    for number, line in numbered_lines(stream, max_bytes=limits.text_bytes):
        yield number, line if isinstance(line, Fault) else parse(line)


def _up_to_an_object(
    objects: Iterator[tuple[int, dict[str, Any] | Fault]],
) -> Iterator[tuple[int, dict[str, Any] | Fault]]:
    """Yield what comes before the first object, and that."""
    for number, line in objects:
        yield number, line
        if not isinstance(line, Fault):
            return


def _record(number: int, line: dict[str, Any] | Fault) -> Record | Fault:
    return replace(line, member=str(number)) if isinstance(line, Fault) else Record(str(number), flat(line))


def numbered_lines(stream: BinaryIO, *, max_bytes: int) -> Iterator[tuple[int, bytes | Fault]]:
    """Yield each line that is not blank with its number, from 1; of one that is too long, a fault.

    Only a line feed ends a line: U+2028 and its like may stand in a JSON text as they are.
    """
    number = 0
    while line := stream.readline(max_bytes + 1):
        number += 1
        too_long = len(line) > max_bytes and not line.endswith(b"\n")
        if too_long:
            # The rest of this line is no line of its own.
            while (rest := stream.readline(max_bytes)) and not rest.endswith(b"\n"):
                pass
            yield number, too_large(max_bytes)
            continue
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        if line.strip():
            yield number, line


def parse(line: bytes) -> dict[str, Any] | Fault:
    r"""Read one line as an object.

    Example:
        >>> parse(b'{"id": 7, "text": "He left."}')
        {'id': 7, 'text': 'He left.'}
        >>> parse(b'[7]').reason
        'it is JSON, but not an object'

    Does not check any of its fields: see `with_text`.
    """
    text = decode(line)
    if isinstance(text, Fault):
        return text
    try:
        record = json.loads(text.rstrip(), parse_constant=_refuse)
        if not isinstance(record, dict):
            return Fault("it is JSON, but not an object", SHAPE)
        half = _half_character(record)
    except (ValueError, RecursionError) as error:
        # A decoder's message is one line; the text it complains of may hold anything, and is not repeated.
        return Fault(f"it is not JSON ({getattr(error, 'msg', None) or 'it cannot be read'})", SHAPE)
    if half is not None:
        return Fault(
            f"it holds half a character, {half}, which no text can be written with",
            "Whatever wrote it has cut a character in two, often an emoji: write the line again.",
        )
    return record


def with_text(record: dict[str, Any]) -> dict[str, Any] | Fault:
    """An object as it is, if it has a text, which may be empty.

    Example:
        >>> with_text({"id": 7}).reason
        'it has no "text"'
    """
    if "text" not in record:
        return Fault('it has no "text"', SHAPE, id=record.get("id"))
    if not isinstance(record["text"], str):
        return Fault('its "text" is not a string', SHAPE, id=record.get("id"))
    return record


def _refuse(constant: str) -> None:
    """Python would read NaN and Infinity, which are not JSON and which no other program could read back."""
    raise ValueError(constant)


def _half_character(record: dict[str, Any]) -> str | None:
    r"""The first surrogate without its other half, such as '\ud83d': JSON's escapes can write one."""
    try:
        json.dumps(record, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        return f"\\u{ord(error.object[error.start]):04x}"
    return None


def _found(record: dict[str, Any], number: int) -> Found:
    fields: dict[str, Any] = {}
    warnings = []
    for name in ("id", *FIELDS, *OTHER_NAMES):
        value = record.get(name)
        # A number is a good id; anything but a string is no title.
        if name == "id" and isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value is not None and not isinstance(value, str):
            warnings.append(f'"{name}" is not a string and was left out')
            value = None
        fields[OTHER_NAMES.get(name, name)] = value or fields.get(OTHER_NAMES.get(name, name))
    found = Found(record["text"], **fields, member=str(number), warnings=tuple(warnings))
    if record.keys() >= set(OWN_FIELDS):
        return _as_it_was_read(found, record)
    taken = {"id", "text", *FIELDS, *OTHER_NAMES}
    return replace(found, metadata={name: value for name, value in record.items() if name not in taken})


def _as_it_was_read(found: Found, record: dict[str, Any]) -> Found:
    """Add what a line of `onrecord read` holds besides. What is not in its form is left out, and told."""
    length = len(found.text)
    taken: dict[str, Any] = {}
    warnings = [warning for warning in _list(record["warnings"]) if isinstance(warning, str)]
    for name, kind in (("marks", Mark), ("posts", Post)):
        made = [_stretch(kind, value, length) for value in _list(record[name])]
        taken[name] = tuple(item for item in made if item is not None)
        if None in made or not isinstance(record[name], list):
            warnings.append(f'some of its "{name}" are not in the form of onrecord read and were left out')
    for name in ("metadata", "provenance"):
        taken[name] = record[name] if isinstance(record[name], dict) else {}
    path, member = record["path"], record["member"]
    if isinstance(path, str):
        taken["origin"] = (path, member if isinstance(member, str) else None)
    return replace(found, **taken, warnings=(*found.warnings, *warnings))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _stretch(kind: type[Mark] | type[Post], value: Any, length: int) -> Mark | Post | None:
    """A mark or post from JSON; None if it is not in its form, or not within a text of this length."""
    if not isinstance(value, dict):
        return None
    start, end = value.get("start"), value.get("end")
    if type(start) is not int or type(end) is not int or not 0 <= start <= end <= length:
        return None
    if kind is Mark:
        score = value.get("score", 1.0)
        if value.get("kind") not in get_args(MarkKind) or type(score) not in (int, float) or not 0 <= score <= 1:
            return None
        return Mark(start, end, value["kind"], float(score))
    rest = {name: value.get(name) for name in ("platform", "handle", "name", "date", "url")}
    if not all(text is None or isinstance(text, str) for text in rest.values()):
        return None
    return Post(start, end, **rest)

"""Read a file of any kind, and the files within it."""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from typing import BinaryIO, NamedTuple

from onrecord.sources.columns import GUESSED, Columns
from onrecord.sources.entries import Budget, Entry
from onrecord.sources.found import Fault, Found
from onrecord.sources.kinds import Kind, kind_named, kind_of, kind_of_ending, no_article
from onrecord.sources.limits import Limits

_SURROGATE = re.compile("[\ud800-\udfff]")


class Part(NamedTuple):
    """What one part of a file gave.

    Attributes:
        item: the text, or why there is none.
        kind: the name of its kind, if that could be told.
        entry: the path of the archive's entry that it stood in; None where the file is no archive.
    """

    item: Found | Fault
    kind: str | None
    entry: str | None = None


def read_parts(
    stream: BinaryIO,
    name: str,
    *,
    limits: Limits,
    columns: Columns = GUESSED,
    budget: Budget | None = None,
    kind: str | None = None,
) -> Iterator[Part]:
    """Yield all that is in a file, whatever its kind; what goes wrong is a fault and never an exception.

    Example:
        >>> with open("articles.zip", "rb") as stream:  # doctest: +SKIP
        ...     for part in read_parts(stream, "articles.zip", limits=LIMITS):
        ...         print(part.entry, part.kind, part.item)

    Args:
        stream: the open file, seekable.
        name: its name or path: the ending counts.
        limits: what is larger is a fault.
        columns: what is which column, in tables.
        budget: what is left to unpack, where the file lies in an archive.
        kind: the name of its kind, where that is known.
    """
    known = kind_named(kind) if kind else kind_of_ending(name)
    try:
        if not stream.read(1):
            yield Part(nothing_in_it(), known and known.name)
            return
        stream.seek(0)
        told = known if kind and known else kind_of(name, stream)
        if isinstance(told, Fault):
            yield Part(told, None)
            return
        known = told
        empty = True
        for part in _parts(stream, name, told, limits, columns, budget or Budget(limits, packed=_size(stream))):
            empty = False
            yield part
        if empty:
            yield Part(nothing_in_it(), told.name)
    except Exception as error:
        # The formats of all the world, damaged or meant to do damage, come by here: one file must not stop the rest.
        yield Part(_what_happened(error, limits), known and known.name)


def nothing_in_it() -> Fault:
    """The fault of what has no text in it."""
    return Fault("it is empty", "Nothing to do, if it is meant to be so.")


def too_much_memory(limits: Limits) -> Fault:
    """The fault of what takes more memory than it may."""
    return Fault(
        f"it needed more than {limits.memory:,} bytes of memory",
        "Split it, or raise the limit: read_articles(..., limits=Limits(memory=...)) in Python.",
    )


def _size(stream: BinaryIO) -> int:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    return size


def _parts(stream: BinaryIO, name: str, kind: Kind, limits: Limits, columns: Columns, budget: Budget) -> Iterator[Part]:
    misnamed = _misnamed(name, kind)
    if not kind.holds_files:
        options = {"columns": columns} if kind.takes_columns else {}
        for item in kind.read()(stream, limits=limits, **options):
            yield Part(_warned(item, misnamed), kind.name)
        return
    if budget.depth == limits.depth:
        yield Part(
            Fault(
                f"it is an archive within {limits.depth} others, and was not opened",
                "Unpack the outer one, and give the folder.",
            ),
            kind.name,
        )
        return
    inside = budget.within()
    walk = import_module(f"onrecord.sources.{kind.module}").walk
    for entry in walk(stream, name, kind.name, inside):
        if isinstance(entry, Fault):
            yield Part(replace(entry, member=_printable(entry.member)), kind.name, _printable(entry.member))
            continue
        for part in _parts_of_entry(entry, limits, columns, inside):
            yield part._replace(item=_warned(part.item, misnamed))


def _parts_of_entry(entry: Entry, limits: Limits, columns: Columns, budget: Budget) -> Iterator[Part]:
    """Yield what an archive's entry holds, with the entry's name before that of each part."""
    fault = None if entry.kind else no_article(entry.name)
    if fault:
        parts = iter([Part(fault, None)])
    else:
        parts = read_parts(entry.stream, entry.name, limits=limits, columns=columns, budget=budget, kind=entry.kind)
    path = _printable(entry.path)
    for part in parts:
        inner = part.item.member
        # A file within a compressed file is that file: there is nothing to name.
        steps = [step for step in (path, entry.number, inner) if step is not None]
        member = "#".join(steps) or None
        within = part.entry if path is None else path if part.entry is None else f"{path}#{part.entry}"
        yield part._replace(item=_completed(replace(part.item, member=member), entry), entry=within)


def _completed(item: Found | Fault, entry: Entry) -> Found | Fault:
    """Add what the archive says of an entry to what the entry says of itself."""
    if isinstance(item, Fault):
        return item
    provenance = dict(item.provenance)
    if entry.url and not item.url:
        provenance["url"] = entry.source
    return replace(
        item,
        url=item.url or entry.url,
        metadata={**item.metadata, **entry.metadata},
        provenance={**provenance, **dict.fromkeys(entry.metadata, entry.source)},
        warnings=(*item.warnings, *entry.warnings),
    )


def _misnamed(name: str, kind: Kind) -> str | None:
    """What to say where the ending of a name tells another kind than the content."""
    by_name = kind_of_ending(name)
    if by_name is None or by_name is kind:
        return None
    return f"its name ends in {os.path.splitext(name)[1]}, but it is {kind.name} and was read as that"


def _warned(item: Found | Fault, warning: str | None) -> Found | Fault:
    if warning is None or isinstance(item, Fault) or warning in item.warnings:
        return item
    return replace(item, warnings=(*item.warnings, warning))


def _printable(member: str | None) -> str | None:
    """A name as text that any file can hold: bytes of it that are not UTF-8 become �."""
    return None if member is None else _SURROGATE.sub("\ufffd", member)


def _what_happened(error: Exception, limits: Limits) -> Fault:
    if isinstance(error, MemoryError):
        return too_much_memory(limits)
    if isinstance(error, ImportError):
        return Fault(f"its reader is not whole ({' '.join(str(error).split())})", "Type: onrecord doctor")
    if isinstance(error, RecursionError):
        return Fault("its parts lie within one another too deep", "Save its text as .txt.")
    said = " ".join(str(error).split())[:200]
    return Fault(
        f"it could not be taken apart ({type(error).__name__}{': ' if said else ''}{said})",
        "It may be damaged: open it where it comes from and save it again, or save its text as .txt.",
    )

#!/usr/bin/env python3
"""Check that the gold files say what the articles say.

    $ python3 data/check_gold.py

A gold file is only worth something while every offset in it still points at
the printed text. One careless edit of an article (an editor that turns CRLF
into LF is enough) moves everything behind it, so this is run after any change
to `articles/`, `voices/` or `gold/`. It looks at form only: whether an annotation is
*right* is for people to read and argue about.

Only the standard library is used, so that it runs before anything is installed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent

LABELS = {"PERSON", "ORG", "LOC", "FACILITY", "NORP", "PRODUCT", "MISC"}
FORMS = {"name", "nominal", "pronoun"}
TYPES = {"direct", "indirect", "mixed"}
KINDS = {"embed", "caption", "boilerplate", "byline"}
CLAIM_LABELS = {"CFS", "UFS", "NFS"}
CLAIM_KINDS = ["quantity", "event", "state", "rule", "cause", "comparison", "accusation"]
CLAIM_KINDS += ["prediction", "commitment", "opinion", "question"]
CERTAINTIES = {"asserted", "hedged", "denied", "questioned", "future", None}
VOICES = {"ARTICLE", "unnamed source"}  # who claims something and is no entity
BEGINS = 80  # characters of a mark that its "begins" repeats


def read_text(path: Path) -> str:
    """Return an article's text as the offsets count it.

    Decoded as UTF-8 without newline translation, because a CRLF is two code
    points, and without a leading byte order mark, which is not text.
    """
    return path.read_bytes().decode("utf-8").removeprefix("\ufeff")


def span_problems(text: str, span: list[Any], where: str) -> Iterator[str]:
    """Yield what is wrong with one `[start, end, printed text, …]`."""
    start, end, printed = span[:3]
    if not 0 <= start < end <= len(text):
        yield f"{where}: {start}-{end} is not a span of the text"
    elif text[start:end] != printed:
        yield f"{where}: {start}-{end} reads {text[start:end]!r}, not {printed!r}"


def entity_problems(text: str, entities: list[dict[str, Any]]) -> Iterator[str]:
    """Yield what is wrong with labels, names and mentions."""
    seen = set()
    for entity in entities:
        name = entity["name"]
        if name in seen:
            yield f"{name!r}: two entities of one name"
        seen.add(name)
        if entity["label"] not in LABELS:
            yield f"{name!r}: unknown label {entity['label']!r}"
        if not entity["mentions"]:
            yield f"{name!r}: no mention"
        for mention in entity["mentions"]:
            yield from span_problems(text, mention, f"mention of {name!r}")
            if mention[3] not in FORMS:
                yield f"{name!r}: unknown form {mention[3]!r}"
    yield from name_overlaps(entities)


def name_overlaps(entities: list[dict[str, Any]]) -> Iterator[str]:
    """Yield names that share characters.

    Names become `doc.ents`, which cannot overlap. Nominals and pronouns may:
    "her" lies inside "her brother", and they are two people.
    """
    names = sorted(m for e in entities for m in e["mentions"] if m[3] == "name")
    for left, right in pairwise(names):
        if right[0] < left[1]:
            yield f"names overlap: {left[2]!r} and {right[2]!r} at {right[0]}"


def quote_problems(text: str, quotes: list[dict[str, Any]], speakers: set[str]) -> Iterator[str]:
    """Yield what is wrong with quotes and their speakers."""
    seen = set()
    for quote in quotes:
        where = quote["id"]
        if where in seen:
            yield f"{where}: id used twice"
        seen.add(where)
        if not quote["content"]:
            yield f"{where}: no content"
        for part in ("content", "source", "cue"):
            for span in quote[part]:
                yield from span_problems(text, span, f"{where} {part}")
            if quote[part] != sorted(quote[part]):
                yield f"{where}: pieces of {part} out of order"
        if quote["type"] not in TYPES:
            yield f"{where}: unknown type {quote['type']!r}"
        if not isinstance(quote["speech"], bool):
            yield f"{where}: speech is neither true nor false"
        if quote["speaker"] and quote["speaker"] not in speakers:
            yield f"{where}: speaker {quote['speaker']!r} is no entity"


def mark_problems(text: str, marks: list[dict[str, Any]]) -> Iterator[str]:
    """Yield what is wrong with marks."""
    for mark in marks:
        start, end, begins = mark["start"], mark["end"], mark["begins"]
        where = f"mark at {start}"
        if mark["kind"] not in KINDS:
            yield f"{where}: unknown kind {mark['kind']!r}"
        if not 0 <= start < end <= len(text):
            yield f"{where}: {start}-{end} is not a span of the text"
        elif text[start:end][:BEGINS] != begins:
            yield f"{where}: reads {text[start:end][:BEGINS]!r}, not {begins!r}"


def sentence_problems(text: str, sentences: list[dict[str, Any]], speakers: set[str]) -> Iterator[str]:
    """Yield what is wrong with the sentences and what they claim.

    A claimer is an entity, the article's own voice, or what is printed, such as "The letter".
    """
    for sentence in sentences:
        span, label, kinds = sentence["span"], sentence["label"], sentence["kinds"]
        where = f"sentence at {span[0]}"
        yield from span_problems(text, span, "sentence")
        if label not in CLAIM_LABELS:
            yield f"{where}: unknown label {label!r}"
        if kinds != [kind for kind in CLAIM_KINDS if kind in kinds]:
            yield f"{where}: kinds {kinds} are unknown, or not in their order"
        if label != "NFS" and not kinds:
            yield f"{where}: a fact of no kind"
        if sentence["certainty"] not in CERTAINTIES:
            yield f"{where}: unknown certainty {sentence['certainty']!r}"
        if not sentence["claimer"]:
            yield f"{where}: no claimer"
        for claimer in (*sentence["claimer"], *sentence["claimer_alt"]):
            if claimer not in speakers | VOICES and claimer not in text:
                yield f"{where}: claimer {claimer!r} is neither an entity nor printed"
    yield from sentence_gaps(text, [sentence["span"] for sentence in sentences])


def sentence_gaps(text: str, spans: list[list[Any]]) -> Iterator[str]:
    """Yield letters that no sentence holds, and sentences that overlap."""
    borders = [0, *(border for span in spans for border in span[:2]), len(text)]
    for end, start in zip(borders[::2], borders[1::2], strict=True):
        if start < end:
            yield f"sentences overlap at {start}"
        elif text[end:start].strip():
            yield f"no sentence holds {text[end:start].strip()[:BEGINS]!r}"


def gold_problems(gold: dict[str, Any], text: str) -> Iterator[str]:
    """Yield what is wrong with one gold record, read against its article."""
    yield from entity_problems(text, gold["entities"])
    names = {entity["name"] for entity in gold["entities"]}
    yield from quote_problems(text, gold["quotes"], names)
    yield from mark_problems(text, gold["marks"])
    if gold["language"] == "en":
        yield from sentence_problems(text, gold["sentences"], names)


def problems(gold_path: Path | str) -> list[str]:
    """Return what is wrong with one gold file, in plain words.

    Args:
        gold_path: a file of `data/gold/`; its article is looked up beside it.

    Returns:
        One line per problem; an empty list for a sound file. A file that
        cannot be read as gold at all is one problem, not an exception, so
        that one broken file does not hide the state of the others.
    """
    path = Path(gold_path)
    try:
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = read_text(path.resolve().parent.parent / gold["article"])
        found = list(gold_problems(gold, text))
        if gold["id"] != path.stem:
            found.append(f"id {gold['id']!r} is not the file's name")
        if not gold["language"]:
            found.append("no language")
    except OSError as error:
        return [f"cannot read {error.filename}"]
    except (ValueError, KeyError, IndexError, TypeError) as error:
        return [f"not a gold record: {type(error).__name__}: {error}"]
    return found


def tally(gold: dict[str, Any]) -> tuple[int, int, int, int]:
    """Return how many mentions, quotes, marks and sentences a gold record holds."""
    mentions = sum(len(entity["mentions"]) for entity in gold["entities"])
    return mentions, len(gold["quotes"]), len(gold["marks"]), len(gold["sentences"])


def main() -> int:
    """Print a line per gold file and a summary; return the exit status."""
    paths = sorted((DATA / "gold").glob("*.json"))
    if not paths:
        print(f"no gold files in {DATA / 'gold'}")
        return 1
    total = [0, 0, 0, 0]
    broken = 0
    for path in paths:
        found = problems(path)
        if found:
            broken += 1
            print(f"{path.stem:28} {len(found)} problem(s)")
            print(*(f"    {line}" for line in found), sep="\n")
            continue
        counts = tally(json.loads(path.read_text(encoding="utf-8")))
        total = [a + b for a, b in zip(total, counts, strict=True)]
        print("{:28} {:4} mentions {:3} quotes {:2} marks {:2} sentences".format(path.stem, *counts))
    print("{} files, {} broken: {} mentions, {} quotes, {} marks, {} sentences".format(len(paths), broken, *total))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())

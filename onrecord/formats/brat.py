"""brat: a folder with a .txt and an .ann for each article.

brat counts code points, as we do. Mentions and quotes are text-bound annotations, a quote of several pieces a
discontinuous one; what belongs to a quote are relations, mentions of one entity are equivalent. Ids and scores are
notes, so that they come back.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from onrecord.formats.annotated import Annotated, Attributed, Mentioned, attributed, mentioned, new_id, rebuilt
from onrecord.formats.folders import article_in, files, known_rows, named_files
from onrecord.formats.losses import Losses

CONFIGURATION = """\
[entities]
{labels}
Speech
Attitude
Cue
Source
[relations]
HasCue\tArg1:Speech|Attitude, Arg2:Cue
HasSource\tArg1:Speech|Attitude, Arg2:Source
HasSpeaker\tArg1:Speech|Attitude, Arg2:<ENTITY>
Equiv\tArg1:<ENTITY>, Arg2:<ENTITY>, <REL-TYPE>:symmetric-transitive
<OVERLAP>\tArg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>
[events]
[attributes]
Form\tArg:<ENTITY>, Value:name|nominal|pronoun
"""
"""annotation.conf: which kinds of annotations there are."""

LABELS = "PERSON ORG LOC FACILITY NORP PRODUCT MISC DATE MONEY".split()

_QUOTES = {"Speech": True, "Attitude": False}
_PARTS = ("Cue", "Source")
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]")
_PLACE = re.compile(r"[0-9]+ [0-9]+(?:;[0-9]+ [0-9]+)*")


def write(entries: Iterable[Annotated], folder: Path, losses: Losses) -> None:
    """Write a folder that brat can open."""
    for entry, path in named_files(entries, folder):
        path.with_suffix(".txt").write_bytes(entry.article.text.encode("utf-8"))
        path.with_suffix(".ann").write_bytes("".join(_lines(entry, losses)).encode("utf-8"))
    (folder / "annotation.conf").write_text(CONFIGURATION.format(labels="\n".join(LABELS)), encoding="utf-8")


@dataclass
class _Writer:
    """Numbers lines by their kind: T1, T2, R1 and so on."""

    text: str
    lines: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, kind: str, content: str) -> str:
        self.counts[kind] += 1
        name = f"{kind}{self.counts[kind]}"
        self.lines.append(f"{name}\t{content}\n")
        return name

    def span(self, label: str, pieces: Sequence[tuple[int, int]], note: Mapping[str, Any]) -> str:
        """A text-bound annotation. brat has no line breaks in one: each line is a piece."""
        fragments = [part for piece in pieces for part in _by_line(self.text, piece)]
        places = ";".join(f"{start} {end}" for start, end in fragments)
        printed = " ".join(re.sub(r"\s", " ", self.text[start:end]) for start, end in fragments)
        name = self.add("T", f"{_UNSAFE.sub('_', label)} {places}\t{printed}")
        self.add("#", f"AnnotatorNotes {name}\t{json.dumps(note, ensure_ascii=True)}")
        return name


def _by_line(text: str, piece: tuple[int, int]) -> list[tuple[int, int]]:
    """The parts of a piece between line breaks; the piece itself where it is nothing else."""
    start, end = piece
    parts = [(start + m.start(), start + m.end()) for m in re.finditer(r"[^\r\n]+", text[start:end])]
    return parts or [piece]


def _lines(entry: Annotated, losses: Losses) -> list[str]:
    writer = _Writer(entry.article.text)
    of_entity: dict[str, list[str]] = defaultdict(list)
    for mention in mentioned(entry):
        note: dict[str, Any] = {"pieces": [[mention.start, mention.end]], "entity": mention.entity}
        name = writer.span(mention.label, [(mention.start, mention.end)], note)
        losses.add("labels or forms as they are written", any(map(_UNSAFE.search, (mention.label, mention.form))))
        writer.add("A", f"Form {name} {_UNSAFE.sub('_', mention.form)}")
        if mention.entity:
            of_entity[mention.entity].append(name)
    for names in of_entity.values():
        if len(names) > 1:
            writer.lines.append(f"*\tEquiv {' '.join(names)}\n")
    for quote in attributed(entry):
        pieces = [list(piece) for piece in quote.pieces]
        note = {"pieces": pieces, "quote": quote.id, "score": quote.score, "speaker_score": quote.speaker_score}
        name = writer.span("Speech" if quote.speech else "Attitude", quote.pieces, note)
        for kind, part in zip(_PARTS, (quote.cue, quote.source), strict=True):
            if part:
                writer.add("R", f"Has{kind} Arg1:{name} Arg2:{writer.span(kind, [part], {'pieces': [list(part)]})}")
        if quote.speaker in of_entity:
            writer.add("R", f"HasSpeaker Arg1:{name} Arg2:{of_entity[quote.speaker][0]}")
        elif quote.speaker:
            losses.add("speakers who are not mentioned")
    return writer.lines


# Reading


def read(path: Path) -> Iterator[Annotated]:
    """Yield the articles of a folder, or that of one .ann, as they were written or corrected.

    Raises:
        ValueError: a line cannot be understood.
        FileNotFoundError: an .ann has no .txt beside it.
    """
    known = known_rows(path)
    for file in files(path, ".ann"):
        text = file.with_suffix(".txt").read_bytes().decode("utf-8")
        article, rows = article_in(file, text, known)
        found = _Found(text, str(file))
        for number, line in enumerate(file.read_bytes().decode("utf-8").split("\n"), start=1):
            found.take(line.rstrip("\r"), number)
        mentions, quotes = found.mentions_and_quotes()
        yield rebuilt(article, mentions, quotes, rows)


@dataclass
class _Found:
    """The lines of an .ann, by kind."""

    text: str
    path: str
    spans: dict[str, tuple[str, list[tuple[int, int]]]] = field(default_factory=dict)
    notes: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    forms: dict[str, str] = field(default_factory=dict)
    same: list[list[str]] = field(default_factory=list)
    relations: list[tuple[str, str, str]] = field(default_factory=list)

    def take(self, line: str, number: int) -> None:
        kind, _, content = line.partition("\t")
        words = content.split("\t")[0].split(" ")
        try:
            if kind.startswith("T"):
                label, _, places = content.split("\t")[0].partition(" ")
                if not _PLACE.fullmatch(places):
                    raise ValueError(places)
                pairs = [part.split(" ") for part in places.split(";")]
                self.spans[kind] = label, [(int(start), int(end)) for start, end in pairs]
            elif kind.startswith("R"):
                self.relations.append((words[0], words[1].split(":")[1], words[2].split(":")[1]))
            elif kind.startswith("A") and words[0] == "Form":
                self.forms[words[1]] = words[2]
            elif kind == "*":
                self.same.append(words[1:])
            elif kind.startswith("#"):
                self.notes[words[1]] = _note(content.partition("\t")[2])
        except (IndexError, ValueError):
            raise ValueError(f"Line {number} of {self.path} is not one of brat's: {line[:80]!r}") from None

    def mentions_and_quotes(self) -> tuple[list[Mentioned], list[Attributed]]:
        parts = {(relation, one): other for relation, one, other in self.relations}
        entity_of = self._entities()
        mentions, quotes = [], []
        taken: set[str | None] = {note["quote"] for note in self.notes.values() if isinstance(note.get("quote"), str)}
        for name in self.spans:
            label, note, pieces = self.spans[name][0], self.notes.get(name, {}), self._pieces(name)
            if label in _QUOTES:
                speaker = parts.get(("HasSpeaker", name), "")
                quotes.append(
                    Attributed(
                        id=note["quote"] if isinstance(note.get("quote"), str) else new_id("q", taken),
                        pieces=pieces,
                        cue=self._whole(parts.get(("HasCue", name))),
                        source=self._whole(parts.get(("HasSource", name))),
                        speech=_QUOTES[label],
                        score=float(note.get("score", 1.0)),
                        speaker=entity_of.get(speaker),
                        speaker_score=note.get("speaker_score"),
                    )
                )
            elif label not in _PARTS:
                form = self.forms.get(name, "name")
                mentions.append(Mentioned(pieces[0][0], pieces[-1][1], label, form, entity_of.get(name)))
        return mentions, quotes

    def _entities(self) -> dict[str, str]:
        """The entity of each mention: what is said to be the same is one, whatever the notes say."""
        own = {name: self.notes.get(name, {}).get("entity") for name in self.spans}
        taken: set[str | None] = {entity for entity in own.values() if entity}
        found: dict[str, str] = {}
        given: set[Any] = set()
        groups = [group for group in self.same if group]
        grouped = {name for group in groups for name in group}
        groups += [[name] for name, (label, _) in self.spans.items() if name not in grouped]
        for group in groups:
            label = self.spans[group[0]][0] if group[0] in self.spans else ""
            is_value = label in ("DATE", "MONEY") and len(group) == 1
            if label in (*_QUOTES, *_PARTS) or is_value:
                continue
            # The same id twice: somebody has taken mentions out of an entity, and they are another one now.
            ids = [str(own[name]) for name in group if own.get(name) and own[name] not in given]
            entity = ids[0] if ids else new_id("e", taken)
            given.add(entity)
            found.update(dict.fromkeys(group, entity))
        return found

    def _pieces(self, name: str) -> list[tuple[int, int]]:
        """The pieces of an annotation as they were written, if its place is still that, or as brat has them."""
        fragments = self.spans[name][1]
        pieces = self.notes.get(name, {}).get("pieces")
        if isinstance(pieces, list):
            written = [(start, end) for start, end in pieces]
            if [part for piece in written for part in _by_line(self.text, piece)] == fragments:
                return written
        return fragments

    def _whole(self, name: str | None) -> tuple[int, int] | None:
        if name is None or name not in self.spans:
            return None
        pieces = self._pieces(name)
        return pieces[0][0], pieces[-1][1]


def _note(written: str) -> Mapping[str, Any]:
    """A note of ours; those that people write are no JSON, and are left alone."""
    try:
        note = json.loads(written)
    except ValueError:
        return {}
    is_ours = (
        isinstance(note, dict)
        and isinstance(note.get("score", 1.0), int | float)
        and isinstance(note.get("speaker_score"), int | float | None)
        and _are_pieces(note.get("pieces"))
    )
    return note if is_ours else {}


def _are_pieces(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(piece, list) and len(piece) == 2 and all(isinstance(place, int) for place in piece)
        for piece in value
    )

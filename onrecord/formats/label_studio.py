"""Label Studio: a JSON file of tasks, each with its annotations as a prediction.

Offsets count UTF-16 code units, for Label Studio runs in JavaScript.
"""

import json
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

from onrecord.formats.annotated import Annotated, attributed, lose_others, mentioned
from onrecord.formats.losses import Losses
from onrecord.formats.units import Utf16

CONFIGURATION = """\
<View>
  <Relations>
    <Relation value="cue"/><Relation value="source"/><Relation value="speaker"/><Relation value="goes on"/>
    <Relation value="same"/>
  </Relations>
  <Labels name="label" toName="text">
    <Label value="PERSON"/><Label value="ORG"/><Label value="LOC"/><Label value="FACILITY"/><Label value="NORP"/>
    <Label value="PRODUCT"/><Label value="MISC"/><Label value="DATE"/><Label value="MONEY"/>
    <Label value="SPEECH"/><Label value="ATTITUDE"/><Label value="CUE"/><Label value="SOURCE"/>
  </Labels>
  <Text name="text" value="$text"/>
</View>
"""
"""The labelling interface that the tasks are made for: paste it into the project's settings."""


def write(entries: Iterable[Annotated], path: Path, losses: Losses) -> None:
    """Write the tasks. Forms of mentions and ids of entities and quotes are in each region's `meta`."""
    tasks = [_task(entry, losses) for entry in entries]
    path.write_text(json.dumps(tasks, ensure_ascii=False, indent=1), encoding="utf-8")


def _task(entry: Annotated, losses: Losses) -> dict[str, Any]:
    lose_others(entry, ("entities", "mentions", "quotes"), losses)
    result = _Result(entry.article.text)
    first: dict[str, str] = {}
    for mention in mentioned(entry):
        meta = [f"form {mention.form}", *([f"entity {mention.entity}"] if mention.entity else [])]
        name = result.region("m", mention.start, mention.end, mention.label, meta)
        if mention.entity in first:
            result.relation(first[mention.entity], name, "same")
        elif mention.entity:
            first[mention.entity] = name
    for quote in attributed(entry):
        label = "SPEECH" if quote.speech else "ATTITUDE"
        names = [
            result.region("q", start, end, label, [f"quote {quote.id}"], score=quote.score)
            for start, end in quote.pieces
        ]
        for before, after in pairwise(names):
            result.relation(before, after, "goes on")
        for kind, part in (("cue", quote.cue), ("source", quote.source)):
            if part:
                result.relation(names[0], result.region(kind[0], *part, kind.upper(), [f"quote {quote.id}"]), kind)
        if quote.speaker in first:
            result.relation(names[0], first[quote.speaker], "speaker")
        elif quote.speaker:
            losses.add("speakers who are not mentioned")
    own = entry.rows["articles"][0] if entry.rows["articles"] else {}
    names_of = {row["entity"]: row["name"] for row in entry.rows["entities"]}
    known = {name: value for name, value in own.items() if value is not None and name != "article"}
    data = {**known, "article": entry.article.id, "text": entry.article.text, "entities": names_of}
    return {"data": data, "predictions": [{"model_version": "onrecord", "result": result.items}]}


class _Result:
    """The regions and relations of one task."""

    def __init__(self, text: str):
        self.text = text
        self.units = Utf16(text)
        self.items: list[dict[str, Any]] = []

    def region(
        self, letter: str, start: int, end: int, label: str, meta: list[str], *, score: float | None = None
    ) -> str:
        name = f"{letter}{len(self.items) + 1}"
        value = {
            "start": self.units.offset(start),
            "end": self.units.offset(end),
            "text": self.text[start:end],
            "labels": [label],
        }
        region = {"id": name, "from_name": "label", "to_name": "text", "type": "labels", "value": value}
        self.items.append({**region, "meta": {"text": meta}, **({} if score is None else {"score": score})})
        return name

    def relation(self, one: str, other: str, label: str) -> None:
        self.items.append({"from_id": one, "to_id": other, "type": "relation", "direction": "right", "labels": [label]})

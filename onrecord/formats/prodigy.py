"""Prodigy: JSON lines with text, tokens, spans and relations, as `rel.manual` and `spans.manual` take them."""

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from onrecord.formats.annotated import Annotated, attributed, doc_of, lose_others, mentioned
from onrecord.formats.losses import Losses
from onrecord.formats.records import write_line
from onrecord.tokens import TokenSpans


def write(entries: Iterable[Annotated], path: Path, losses: Losses) -> None:
    """Write one task an article. Offsets count code points, for Prodigy runs on spaCy.

    What Prodigy has no field for (forms, ids) stands in each span under its own name, and Prodigy keeps it.
    """
    with path.open("wb") as stream:
        for entry in entries:
            stream.write(write_line(_task(entry, losses)))


def _task(entry: Annotated, losses: Losses) -> dict[str, Any]:
    lose_others(entry, ("entities", "mentions", "quotes"), losses)
    doc = doc_of(entry)
    spans = _Spans(doc)
    relations = []
    first: dict[str, dict[str, Any]] = {}
    for mention in mentioned(entry):
        span = spans.add(mention.start, mention.end, mention.label, form=mention.form, entity=mention.entity)
        if mention.entity in first:
            relations.append(_relation(first[mention.entity], span, "SAME"))
        elif mention.entity:
            first[mention.entity] = span
    for quote in attributed(entry):
        label = "SPEECH" if quote.speech else "ATTITUDE"
        of_quote = {"quote": quote.id, "score": quote.score, "speaker": quote.speaker}
        pieces = [spans.add(start, end, label, **of_quote) for start, end in quote.pieces]
        relations += [_relation(one, other, "GOES_ON") for one, other in pairwise(pieces)]
        for kind, part in (("CUE", quote.cue), ("SOURCE", quote.source)):
            if part:
                relations.append(_relation(pieces[0], spans.add(*part, kind, quote=quote.id), kind))
        if quote.speaker in first:
            relations.append(_relation(pieces[0], first[quote.speaker], "SPEAKER"))
    own = entry.rows["articles"][0] if entry.rows["articles"] else {"article": entry.article.id}
    return {
        "text": doc.text,
        "meta": {name: value for name, value in own.items() if value is not None},
        "entities": {row["entity"]: row["name"] for row in entry.rows["entities"]},
        "tokens": [
            {
                "text": token.text,
                "start": token.idx,
                "end": token.idx + len(token),
                "id": token.i,
                "ws": bool(token.whitespace_),
            }
            for token in doc
        ],
        "spans": spans.items,
        "relations": relations,
    }


class _Spans:
    """The spans of one task, with their tokens."""

    def __init__(self, doc: Doc):
        self.tokens = TokenSpans(doc)
        self.items: list[dict[str, Any]] = []

    def add(self, start: int, end: int, label: str, **rest: Any) -> dict[str, Any]:
        span = self.tokens.span(start, end, label)
        item = {
            "start": start,
            "end": end,
            "token_start": span.start,
            "token_end": span.end - 1,  # Prodigy's last token is within the span
            "label": label,
            **{name: value for name, value in rest.items() if value is not None},
        }
        self.items.append(item)
        return item


def _relation(one: dict[str, Any], other: dict[str, Any], label: str) -> dict[str, Any]:
    keys = ("start", "end", "token_start", "token_end", "label")
    return {
        "head": one["token_end"],
        "child": other["token_end"],
        "head_span": {key: one[key] for key in keys},
        "child_span": {key: other[key] for key in keys},
        "label": label,
    }

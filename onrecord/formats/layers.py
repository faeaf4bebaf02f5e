"""INCEpTION's layers: what a mention and a quote are in WebAnno TSV and in a UIMA CAS.

A layer is a kind of spans with features. What belongs together says so in a feature: the pieces, the cue and the
source of one quote share `quote`, the mentions of one entity share `entity`. So it can be corrected as any feature.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from onrecord.formats.annotated import Annotated, Attributed, Mentioned, attributed, mentioned, new_id

LAYERS: Mapping[str, tuple[str, ...]] = {
    "webanno.custom.Mention": ("entity", "label", "form"),
    "webanno.custom.Quote": ("quote", "kind", "speaker", "score", "speaker_score"),
    "webanno.custom.Cue": ("quote",),
    "webanno.custom.Source": ("quote",),
}
"""The layers, with their features, all of them text. `kind` of a quote is speech or attitude."""

MENTION, QUOTE, CUE, SOURCE = LAYERS


class Layered(NamedTuple):
    """A span of a layer: code points, and features in the layer's order, None for what is missing."""

    layer: str
    start: int
    end: int
    features: tuple[str | None, ...]


def layered(entry: Annotated) -> list[Layered]:
    """The mentions and quotes of an article as spans of layers."""
    spans = [Layered(MENTION, m.start, m.end, (m.entity, m.label, m.form)) for m in mentioned(entry)]
    for quote in attributed(entry):
        kind = "speech" if quote.speech else "attitude"
        speaker_score = None if quote.speaker_score is None else str(quote.speaker_score)
        features = (quote.id, kind, quote.speaker, str(quote.score), speaker_score)
        spans += [Layered(QUOTE, start, end, features) for start, end in quote.pieces]
        spans += [Layered(CUE, *quote.cue, (quote.id,))] if quote.cue else []
        spans += [Layered(SOURCE, *quote.source, (quote.id,))] if quote.source else []
    return spans


def from_layers(spans: Iterable[Layered]) -> tuple[list[Mentioned], list[Attributed]]:
    """Mentions and quotes as somebody left them; spans of other layers are passed over.

    A piece without an id is a quote of its own, and so is a mention, unless it is a date or a sum of money.
    """
    spans = list(spans)
    mentions, pieces = [], defaultdict(list)
    parts: dict[tuple[str, str | None], tuple[int, int]] = {}
    taken = {span.features[0] for span in spans if span.layer in (MENTION, QUOTE)}
    for span in spans:
        if span.layer == MENTION:
            entity, label, form = span.features
            if entity is None and label not in ("DATE", "MONEY"):
                entity = new_id("e", taken)
            mentions.append(Mentioned(span.start, span.end, label or "MISC", form or "name", entity))
        elif span.layer == QUOTE:
            pieces[span.features[0] or new_id("q", taken)].append(span)
        elif span.layer in (CUE, SOURCE):
            parts[span.layer, span.features[0]] = (span.start, span.end)
    quotes = [
        Attributed(
            id=id_,
            pieces=[(piece.start, piece.end) for piece in of_quote],
            cue=parts.get((CUE, id_)),
            source=parts.get((SOURCE, id_)),
            speech=of_quote[0].features[1] != "attitude",
            score=float(of_quote[0].features[3] or 1.0),
            speaker=of_quote[0].features[2],
            speaker_score=float(of_quote[0].features[4]) if of_quote[0].features[4] else None,
        )
        for id_, of_quote in pieces.items()
    ]
    return mentions, quotes

"""W3C Web Annotation: one JSON-LD file, a collection with one page of annotations.

The Web Annotation Data Model counts code points ("not … code units") in a TextPositionSelector, as we do. Tools that
count otherwise, as some in browsers, find the place by the TextQuoteSelector beside it.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote as percent_encoded

from onrecord.formats.annotated import Annotated, attributed, lose_others, mentioned
from onrecord.formats.losses import Losses

AROUND = 32
"""Characters before and after a place, by which it is found again."""


def write(entries: Iterable[Annotated], path: Path, losses: Losses) -> None:
    """Write the annotations. The texts are not in it; each target names its article by a URN, and by its address."""
    items = [item for entry in entries for item in _annotations(entry, losses)]
    collection = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": "urn:onrecord:annotations",
        "type": "AnnotationCollection",
        "total": len(items),
        "first": {"id": "urn:onrecord:annotations:1", "type": "AnnotationPage", "startIndex": 0, "items": items},
    }
    path.write_text(json.dumps(collection, ensure_ascii=False, indent=1), encoding="utf-8")


def _annotations(entry: Annotated, losses: Losses) -> Iterator[dict[str, Any]]:
    lose_others(entry, ("entities", "mentions", "quotes"), losses, fields=("article", "url", "language"))
    names = {row["entity"]: row["name"] for row in entry.rows["entities"]}
    own = article_urn(entry.article.id)
    for number, mention in enumerate(mentioned(entry), start=1):
        body = [_tag(mention.label, "classifying"), _tag(mention.form, "describing")]
        if mention.entity:
            body.append(
                {
                    "type": "SpecificResource",
                    "purpose": "identifying",
                    "source": f"{own}:{percent_encoded(mention.entity)}",
                }
            )
            body.append(_tag(names.get(mention.entity, ""), "tagging"))
        yield _annotation(f"{own}:m{number}", body, entry, [(mention.start, mention.end)])
    for quote in attributed(entry):
        name = f"{own}:{percent_encoded(quote.id)}"
        body = [
            _tag("SPEECH" if quote.speech else "ATTITUDE", "classifying"),
            _tag(f"score {quote.score}", "assessing"),
        ]
        if quote.speaker:
            body.append(
                {
                    "type": "SpecificResource",
                    "purpose": "identifying",
                    "source": f"{own}:{percent_encoded(quote.speaker)}",
                }
            )
        yield _annotation(name, body, entry, quote.pieces)
        for kind, part in (("CUE", quote.cue), ("SOURCE", quote.source)):
            if part:
                linked = {"type": "SpecificResource", "purpose": "linking", "source": name}
                yield _annotation(f"{name}:{kind.lower()}", [_tag(kind, "classifying"), linked], entry, [part])


def article_urn(id_: str) -> str:
    """The name of an article in the file, as a URN."""
    return f"urn:onrecord:article:{percent_encoded(id_, safe='')}"


def _tag(value: str, purpose: str) -> dict[str, str]:
    return {"type": "TextualBody", "value": value, "format": "text/plain", "purpose": purpose}


def _annotation(
    name: str, body: list[dict[str, str]], entry: Annotated, pieces: Sequence[tuple[int, int]]
) -> dict[str, Any]:
    targets = [_target(entry, start, end) for start, end in pieces]
    return {"id": name, "type": "Annotation", "body": body, "target": targets[0] if len(targets) == 1 else targets}


def _target(entry: Annotated, start: int, end: int) -> dict[str, Any]:
    text, article = entry.article.text, entry.article
    source: dict[str, Any] = {"id": article_urn(article.id), "type": "Text", "format": "text/plain"}
    if article.url:
        source["via"] = article.url
    if article.language:
        source["language"] = article.language
    quoted = {
        "type": "TextQuoteSelector",
        "exact": text[start:end],
        "prefix": text[max(0, start - AROUND) : start],
        "suffix": text[end : end + AROUND],
    }
    return {"source": source, "selector": [{"type": "TextPositionSelector", "start": start, "end": end}, quoted]}

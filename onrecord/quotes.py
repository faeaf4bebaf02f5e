"""Who said what: the quotes of an article, with their cues and sources as printed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from spacy.tokens import Doc, Span, SpanGroup

from onrecord.entities import Entity, entities
from onrecord.quotation_marks import MARKS, Quoted, own_marks, quoted
from onrecord.reader.decoding import Attribution
from onrecord.tokens import TokenSpans

Kind = Literal["direct", "indirect", "mixed"]

SPEECH, ATTITUDE = "SPEECH", "ATTITUDE"


class Quote(NamedTuple):
    """A piece of text that the article ascribes to a source.

    Attributes:
        id: "q1", "q2" … in text order.
        content: What is said, in one or more pieces, in text order, with its quotation marks.
        cue: The words that ascribe it ("said", "according to"), or None.
        source: Who it is ascribed to as printed ("he", "a spokesman"), or None where nothing is printed.
        speaker: The entity that the source is, or None where that is not known.
        kind: "direct" where all of the content stands in quotation marks, "mixed" where a part does, else "indirect".
        speech: False for what is thought, planned or felt rather than said or written.
        score: How sure the reader is that this is a quote, 0 to 1.
        speaker_score: How sure it is of the speaker, 0 to 1; None where nobody speaks, or where no network has read.
    """

    id: str
    content: tuple[Span, ...]
    cue: Span | None
    source: Span | None
    speaker: Entity | None
    kind: Kind
    speech: bool
    score: float
    speaker_score: float | None = None

    @property
    def start(self) -> int:
        """Offset of the first character of the first piece."""
        return self.content[0].start_char

    @property
    def end(self) -> int:
        """Offset after the last character of the last piece."""
        return self.content[-1].end_char


def is_turn(quote: Quote) -> bool:
    """Whether a quote is a turn of a conversation: neither a verb nor quotation marks say so, at most a label."""
    return quote.cue is None and (quote.source is not None or quote.content[0].text[0] not in MARKS)


def quotes(doc: Doc) -> Iterator[Quote]:
    """The quotes of an article, in text order.

    Example:
        >>> [quote] = quotes(nlp("“We won,” said Amara Diallo."))
        >>> quote.kind, quote.content[0].text, quote.cue.text, quote.speaker.name
        ('direct', '“We won,”', 'said', 'Amara Diallo')

    A quote may lie within another one, whose marks make it neither direct nor mixed. Scare quotes and titles in
    quotation marks are none. Follows PolNeAR (Newell, Margolin and Ruths 2018) in what an attribution is: speech and
    writing, but also beliefs and plans.
    """
    pieces: dict[str, list[Span]] = defaultdict(list)
    for piece in doc.spans.get("quotes", ()):
        pieces[piece.id_].append(piece)
    attrs = doc.spans["quotes"].attrs if "quotes" in doc.spans else {}
    cues, sources = ({span.id_: span for span in doc.spans.get(key, ())} for key in ("cues", "speakers"))
    by_id = {entity.id: entity for entity in entities(doc)}
    text = doc.text  # spaCy joins it from the tokens at each call
    marks = quoted(text)
    for id_, content in pieces.items():
        cue = cues.get(id_)
        spans = [(piece.start_char, piece.end_char) for piece in content]
        own = own_marks(text, marks, spans, cue and (cue.start_char, cue.end_char))
        yield Quote(
            id=id_,
            content=tuple(content),
            cue=cue,
            source=sources.get(id_),
            speaker=by_id.get(attrs["speakers"].get(id_, "")),
            kind=kind_of(text, spans, own),
            speech=content[0].label_ == SPEECH,
            score=attrs["scores"][id_],
            speaker_score=attrs.get("speaker_scores", {}).get(id_),
        )


def kind_of(text: str, content: Sequence[tuple[int, int]], marks: Sequence[Quoted]) -> Kind:
    """Whether all, some or none of the letters of a content stand in quotation marks.

    Example:
        >>> text = "police “misled us” twice"
        >>> kind_of(text, [(0, 24)], quoted(text)), kind_of(text, [(7, 18)], quoted(text))
        ('mixed', 'direct')
    """
    letters = {i for start, end in content for i in range(start, end) if text[i].isalnum()}
    start, end = content[0][0], content[-1][1]
    near = [mark for mark in marks if mark.start < end and start < mark.end]
    held = {i for mark in near for i in letters if mark.start <= i < mark.end}
    if not held:
        # A content may lie between marks of which one was forgotten: what begins and ends with marks is direct.
        both = text[content[0][0]] in MARKS and text[content[-1][1] - 1] in MARKS
        return "direct" if both and letters else "indirect"
    return "direct" if held == letters else "mixed"


def store_attributions(doc: Doc, attributions: Iterable[Attribution]) -> None:
    """Writes what the reader found into ``doc.spans``: quotes, cues and speakers, one id for each attribution.

    Every border must be that of a token (see `onrecord.tokens.split_tokens`).
    """
    tokens = TokenSpans(doc)
    groups: dict[str, list[Span]] = {"quotes": [], "cues": [], "speakers": []}
    scores = {}
    for number, attribution in enumerate(attributions, 1):
        id_ = f"q{number}"
        scores[id_] = round(attribution.score, 4)
        label = SPEECH if attribution.speech else ATTITUDE
        groups["quotes"] += [tokens.span(*piece, label, id_) for piece in attribution.content]
        if attribution.cue:
            groups["cues"].append(tokens.span(*attribution.cue, "CUE", id_))
        if attribution.source:
            groups["speakers"].append(tokens.span(*attribution.source, "SOURCE", id_))
    for key, spans in groups.items():
        doc.spans[key] = SpanGroup(doc, name=key, spans=spans)
    doc.spans["quotes"].attrs.update(scores=scores, speakers={})

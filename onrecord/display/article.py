"""`show`: an article with what was found in it, in place: names, quotes, who speaks, and what is no running text."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from textwrap import shorten
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from spacy.tokens import Doc

from onrecord.display.marking import Stretch, element, label, line_starts, paragraphs
from onrecord.display.page import SCRIPT, STYLE, Shown
from onrecord.entities import VALUES, entities
from onrecord.marks import marks_of
from onrecord.quotes import Quote, quotes

MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "direct speech": "said or written, all in quotation marks",
        "mixed speech": "said or written, partly in quotation marks",
        "indirect speech": "said or written, without quotation marks",
        "direct attitude": "thought, planned or felt, all in quotation marks",
        "mixed attitude": "thought, planned or felt, partly in quotation marks",
        "indirect attitude": "thought, planned or felt, without quotation marks",
        "claim": "states something that can be checked, and is worth it; not that it is false",
        "source": "to whom it is ascribed, as printed",
        "cue": "what ascribes it",
        "PERSON": "person",
        "ORG": "organisation",
        "LOC": "place",
        "FACILITY": "building, road or other thing built",
        "NORP": "nationality, religion or political group",
        "PRODUCT": "product or work",
        "MISC": "another name",
        "DATE": "date",
        "MONEY": "sum of money",
        "boilerplate": "what the site says, not the article",
        "teaser": "link to another article",
        "embed": "post of a social network",
        "caption": "caption or credit of a picture",
        "byline": "who wrote it",
        "dateline": "where and when it was written",
    }
)
"""What can be marked, in the order of the legend, with what it means in words."""


class _Layer(NamedTuple):
    """What is switched on and off together.

    Attributes:
        name: what stands beside its box.
        roles: the roles of `onrecord.display.marking.TAGS` that it holds.
        title: what is said of it when the mouse rests on it.
        is_on: whether it is seen at first.
    """

    name: str
    roles: tuple[str, ...]
    title: str
    is_on: bool = True


_LAYERS = (
    _Layer("quotes", ("quote",), "what was said, written, thought or planned"),
    _Layer("speakers", ("quote",), "whom we take for the speaker of each quote"),
    _Layer("sources", ("source",), "to whom a quote is ascribed, as printed"),
    _Layer("cues", ("cue",), "what ascribes it"),
    _Layer("claims", ("claim",), "what states something worth checking", is_on=False),
    _Layer("names", ("name",), "names, dates and sums of money"),
    _Layer("mentions", ("mention",), "what stands for a name: “she”, “the union”", is_on=False),
    _Layer("marks", ("mark",), "what is no running text: captions, embedded posts, forms"),
)


class ShowsRows(Protocol):
    """A corpus: it has the articles that rows are from."""

    def show(self, rows: Any) -> Shown:
        """Show a row of any table in its context."""


def show(doc: Any, corpus: ShowsRows | None = None) -> Shown:
    """Show an article with what was found in it, as the last line of a notebook's cell.

    Example:
        >>> show(nlp("“We won,” said Amara Diallo."))  # doctest: +SKIP
        >>> show(doc).save("article.html")  # doctest: +SKIP
        >>> show(corpus.quotes.df().iloc[3], corpus)  # doctest: +SKIP

    Shows names, quotes with their cue, their source and whom we take for the speaker, other mentions ("she"), and what
    is no running text. The boxes above the article switch each of these on and off; the mouse on a quote, or the
    tabulator key, lights its cue and source, and what names its speaker. A click copies where something stands, such
    as 18:35.

    Does not show what the pipeline did not find.

    Args:
        doc: a Doc; with a corpus a row of one of its tables, or several (`onrecord.Corpus.show`).
        corpus: that of the rows.

    Raises:
        TypeError: it is no Doc, and no corpus was given.
    """
    if corpus is not None:
        return corpus.show(doc)
    if not isinstance(doc, Doc):
        raise TypeError(
            "A row does not hold its article: give its corpus, as in onrecord.show(row, corpus), or articles, as in "
            "onrecord.context(row, articles)."
        )
    return Shown(article_html(doc))


def article_html(doc: Doc) -> str:
    """Build the HTML that `show` shows: a style sheet, boxes, a legend and the article.

    Example:
        >>> html = article_html(nlp("“We won,” said Amara Diallo."))  # doctest: +SKIP
        >>> 'title="cue of q1, characters 10–14"' in html  # doctest: +SKIP
        True

    Within the element of the class "or-text", what is left when the tags are taken away is `doc.text`: labels
    are drawn by the style sheet, so that they are neither copied nor searched with the text. It does not
    change the text, and all of it is escaped. The one script is ours and the same for every article.
    """
    text = doc.text
    found = list(quotes(doc))
    # By number and not by id, which another component may have set to anything.
    numbers = {entity.id: number for number, entity in enumerate(entities(doc), 1)}
    stretches = [*_of_quotes(found, numbers), *_of_names(doc, numbers), *_of_other_mentions(doc)]
    stretches += [*_of_claims(doc), *_of_marks(doc)]
    return (
        '<section class="onrecord" aria-label="Article with its names and quotes marked">\n'
        f"<style>{STYLE}{_lights(text, stretches)}</style>\n"
        f'{_boxes(stretches)}<output class="or-copied"></output>\n{_legend(stretches)}'
        f'<div class="or-text">{"".join(paragraphs(text, stretches))}</div>\n<script>{SCRIPT}</script>\n</section>'
    )


# What is marked


def _of_quotes(found: Sequence[Quote], numbers: Mapping[str, int]) -> Iterator[Stretch]:
    """Yield the pieces, the cue and the source of each quote; after the last piece stands the speaker."""
    for number, quote in enumerate(found, 1):
        meaning = f"{quote.kind} {'speech' if quote.speech else 'attitude'}"
        speaker = quote.speaker.name if quote.speaker else ""
        whom = numbers.get(quote.speaker.id, 0) if quote.speaker else 0
        # Said here too, for where a browser cannot light them.
        parts = [f"{role} “{span.text}”" for role, span in (("cue", quote.cue), ("source", quote.source)) if span]
        title = ", ".join([f"{quote.id}: {meaning}", _whose(speaker), *parts, f"score {quote.score:.2f}"])
        for piece in quote.content:
            after = _speaker_label(speaker) if piece is quote.content[-1] else ""
            place = (piece.start_char, piece.end_char)
            words = tuple(meaning.split())
            yield Stretch(*place, "quote", meaning, _placed(title, *place), words, after, number, whom)
        for role, span in (("cue", quote.cue), ("source", quote.source)):
            if span is not None:
                place = (span.start_char, span.end_char)
                yield Stretch(*place, role, role, _placed(f"{role} of {quote.id}", *place), link=number)


def _placed(title: str, start: int, end: int) -> str:
    return f"{title}, characters {start}–{end}"


def _speaker_label(speaker: str) -> str:
    """The label of a quote; "" is a speaker who is not known."""
    # Somebody without a name goes by a description, which can be longer than a line.
    short = shorten(speaker, 40, placeholder="…")
    return label("or-speaker" if speaker else "or-speaker or-unknown", short or "?", _whose(speaker))


def _whose(speaker: str) -> str:
    return f"speaker: {speaker}" if speaker else "speaker not known"


def _words(meaning: str) -> tuple[str, ...]:
    # A label of somebody else's component names no class: it may hold any character, or be "CUE".
    return (meaning.lower(),) if meaning in MEANINGS else ()


def _of_names(doc: Doc, numbers: Mapping[str, int]) -> Iterator[Stretch]:
    """Yield the names, dates and sums of money.

    An entity's label stands at its first name and not at every one: all of them have the same, and the same colour.
    """
    names = {entity.id: entity.name for entity in entities(doc)}
    labelled: set[str] = set()
    for ent in doc.ents:
        title = f"{ent.label_}: {names[ent.id_]}" if ent.id_ in names else ent.label_
        is_plain = ent.label_ in VALUES or ent.id_ in labelled
        after = "" if is_plain else label("or-tag", ent.label_, MEANINGS.get(ent.label_, ""))
        place = (ent.start_char, ent.end_char)
        whom = numbers.get(ent.id_, 0)
        yield Stretch(*place, "name", ent.label_, _placed(title, *place), _words(ent.label_), after, whom=whom)
        labelled |= {ent.id_} - {""}


def _of_other_mentions(doc: Doc) -> Iterator[Stretch]:
    """Yield the mentions that are no names, each with whom it is taken to mean."""
    for number, entity in enumerate(entities(doc), 1):
        for mention in entity.mentions:
            if mention.kb_id_ != "name":
                place = (mention.start_char, mention.end_char)
                title = _placed(f"{mention.kb_id_}, {entity.label}: {entity.name}", *place)
                yield Stretch(*place, "mention", entity.label, title, _words(entity.label), whom=number)


def _of_claims(doc: Doc) -> Iterator[Stretch]:
    """Yield the check-worthy claims, where a component has stored some; sentences that are none are not shown."""
    for span in doc.spans.get("claims", ()):
        if span.label_ == "CFS":
            place = (span.start_char, span.end_char)
            title = _placed(f"{span.id_}: {MEANINGS['claim']}", *place)
            yield Stretch(*place, "claim", "claim", title, after=label("or-claimed", span.id_, title))


def _of_marks(doc: Doc) -> Iterator[Stretch]:
    """Yield what is no running text."""
    for mark in marks_of(doc):
        title = _placed(f"{mark.kind}: {MEANINGS.get(mark.kind, '')}, score {mark.score:.2f}", mark.start, mark.end)
        after = label("or-kind", mark.kind, MEANINGS.get(mark.kind, ""))
        yield Stretch(mark.start, mark.end, "mark", mark.kind, title, _words(mark.kind), after)


# What stands around the text


def _lights(text: str, stretches: Iterable[Stretch]) -> str:
    """The rules that light all parts of a quote when one of them is pointed at.

    Where all of them stand in one paragraph, it is only looked for in that: in a long article, a browser that has to
    look through everything for each quote is slow.
    """
    starts = line_starts(text)
    lines: dict[int, set[int]] = defaultdict(set)
    for stretch in stretches:
        if stretch.link:
            lines[stretch.link] |= {bisect_right(starts, stretch.start), bisect_right(starts, stretch.end - 1)}
    selectors = [
        f".onrecord{' p' if len(places) == 1 else ''}:has(.or-q{link}:{state}) .or-q{link}"
        for link, places in lines.items()
        for state in ("hover", "focus")
    ]
    rules = (selectors[at : at + _MOST_SELECTORS] for at in range(0, len(selectors), _MOST_SELECTORS))
    return "".join(f"{','.join(rule)} {{ {_LIT} }}\n" for rule in rules)


_MOST_SELECTORS = 100
"""How many a rule has. Chromium drops all of a rule that has more than some thousand."""

_LIT = "background: var(--or-lit); box-shadow: 0 2px var(--or-ink), 0 -2px var(--or-ink);"
"""How a lit part looks: lines above and below, so that it is seen without colours too."""


def _boxes(stretches: Iterable[Stretch]) -> str:
    """A box for each layer that the article has. Style sheets alone make them work: they stand before the text."""
    roles = {stretch.role for stretch in stretches}
    return "".join(
        f'<input type="checkbox" class="or-box or-on-{layer.name}" value="{layer.name}" aria-label="show {layer.name}" '
        f'title="{escape(layer.title)}"{" checked" * layer.is_on}>\n'
        for layer in _LAYERS
        if roles.intersection(layer.roles)
    )


def _legend(stretches: Iterable[Stretch]) -> str:
    """Explain what is marked in this article, and nothing else; "" where nothing is."""
    order = {meaning: number for number, meaning in enumerate(MEANINGS)}
    found = sorted(
        {
            (order.get(stretch.meaning, len(order)), stretch.role, stretch.meaning, stretch.words)
            for stretch in stretches
            if stretch.role != "mention"
        }
    )
    entries = [
        element(role, [role, *words, "first", "last"], escape(meaning), title=MEANINGS.get(meaning, ""))
        for _, role, meaning, words in found
    ]
    if any(role == "quote" for _, role, _, _ in found):
        entries += [label("or-speaker", "speaker", "whom we take the source to be")]
        entries += [label("or-speaker or-unknown", "? not known", "nobody is named, or we cannot tell whom is meant")]
    return f'<div class="or-legend" role="note" aria-label="Legend">{" ".join(entries)}</div>\n' if entries else ""

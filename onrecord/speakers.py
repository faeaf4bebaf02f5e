"""Who speaks: from a quote's source as printed to the entity that it is."""

import re
from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc, Span

from onrecord.entities import store_mentions
from onrecord.lexicons import table
from onrecord.names import folded
from onrecord.quotes import Quote, quotes
from onrecord.references import FIRST_PERSON, PRONOUNS

_HEAD_STOPS = frozenset(
    "of for at in from with on to by who whom whose which that including and or , ( ) – — : ; speaking".split()
)
"""Words after which a source's head is over: "a spokesman | for Durov", "Diallo | , who was detained"."""

_LEADING = re.compile(r"^(?:the|a|an|one|some|his|her|its|their|our)\s+", re.IGNORECASE)

FAR = 3
"""A quote that names no source continues one that ended at most this many sentences before."""


@Language.component("onrecord_speakers")
def set_speakers(doc: Doc) -> Doc:
    """Stores, for each quote whose speaker can be told, the speaker's entity id in ``doc.spans["quotes"].attrs``.

    Sources that are nobody known ("a witness", "The French authorities") become entities of their own, and "I"
    inside a quote becomes a mention of its speaker.
    """
    mentions = list(doc.spans["mentions"])
    found = list(quotes(doc))
    resolver = _Resolver(doc, mentions)
    speakers: dict[str, str] = {}
    for number, quote in enumerate(found):
        id_ = resolver.by_source(quote) if quote.source else _continued(doc, quote, found[:number], speakers)
        if id_:
            speakers[quote.id] = id_
    doc.spans["quotes"].attrs["speakers"] = speakers
    store_mentions(doc, resolver.mentions + _first_person(doc, found, speakers, resolver.mentions))
    return doc


class _Resolver:
    """Finds the entity of a source among the mentions of an article, or makes a new one."""

    def __init__(self, doc: Doc, mentions: list[Span]):
        self.doc = doc
        self.mentions = mentions
        self.described: dict[str, str] = {}
        self.next_id = 1 + max((int(mention.id_[1:]) for mention in mentions), default=0)

    def by_source(self, quote: Quote) -> str | None:
        """The entity id of a quote's source; None for a pronoun that nothing resolves."""
        source = quote.source
        head = self._head(source)
        inside = [m for m in self.mentions if source.start <= m.start and m.end <= source.end]
        names = [m for m in inside if m.kb_id_ == "name" and m.start < head.end and not _is_possessor(m)]
        people = [m for m in names if m.label_ == "PERSON"]
        if people:
            return people[0].id_
        ending = [m for m in names if m.end >= head.end]
        if ending and ending[-1].label_ != "NORP":
            return ending[-1].id_
        nominal = [m for m in inside if m.kb_id_ != "name" and m.end >= head.end]
        if nominal:
            return nominal[0].id_
        if source.root.lower_ in PRONOUNS or len(source) == 1 and source[0].lower_ in _BARE:
            return self._bare(source)
        return self._new(source, head)

    def _head(self, source: Span) -> Span:
        """The source up to its first preposition, comma or clause; names are not cut."""
        names_at = {i for m in self.mentions if m.kb_id_ == "name" for i in range(m.start, m.end)}
        for token in source[1:]:
            if token.i not in names_at and token.lower_ in _HEAD_STOPS:
                return self.doc[source.start : token.i]
        return source

    def _bare(self, source: Span) -> str | None:
        """The last body mentioned, for "it"; the last person, for "who"; nobody for the other pronouns."""
        word = source[0].lower_
        before = [m for m in self.mentions if m.end <= source.start]
        if word == "it":
            bodies = [m for m in before if m.label_ == "ORG" and _sentences_between(m, source) <= 2]
            return bodies[-1].id_ if bodies else None
        if word == "who":
            near = [m for m in before if m.label_ in ("PERSON", "ORG") and m.sent == source.sent]
            return near[-1].id_ if near else None
        return None

    def _new(self, source: Span, head: Span) -> str | None:
        """An entity for a source without a name, the same for the same head noun."""
        noun = next((token for token in reversed(head) if token.lower_ in table("nouns")), None)
        key = folded(noun.text if noun is not None else _LEADING.sub("", source.text))
        if key not in self.described:
            self.described[key] = f"e{self.next_id}"
            self.next_id += 1
        label = "ORG" if noun is not None and table("nouns")[noun.lower_]["kind"] == "body" else "PERSON"
        start = source.start + (1 if _LEADING.match(source.text) and len(source) > 1 else 0)
        id_ = self.described[key]
        self.mentions.append(Span(self.doc, start, source.end, label, kb_id="nominal", span_id=id_))
        return id_


_BARE = frozenset(("it", "they", "we", "you", "who", "which", "that", "she", "he", "i", "this", "those", "these"))


def _is_possessor(mention: Span) -> bool:
    """Whether a name only says whose the source is: "Durov’s lawyer"."""
    after = mention.doc[mention.end : mention.end + 1].text
    return after in ("'s", "’s", "'", "’")


def _sentences_between(before: Span, after: Span) -> int:
    doc = before.doc
    return sum(bool(token.is_sent_start) for token in doc[before.end : after.end])


def _continued(doc: Doc, quote: Quote, earlier: Sequence[Quote], speakers: dict[str, str]) -> str | None:
    """The speaker of the quote that this one goes on with, if it stands close enough."""
    for other in reversed(earlier):
        if other.end <= quote.start and other.id in speakers:
            between = sum(bool(token.is_sent_start) for token in doc[other.content[-1].end : quote.content[0].start + 1])
            return speakers[other.id] if between <= FAR else None
    return None


def _first_person(doc: Doc, found: Sequence[Quote], speakers: dict[str, str], mentions: Sequence[Span]) -> list[Span]:
    """ "I" and its forms inside of direct quotes, as mentions of who speaks."""
    labels = {mention.id_: mention.label_ for mention in mentions}
    taken: dict[int, Span] = {}
    for quote in found:
        if quote.kind != "indirect" and quote.id in speakers:
            for piece in quote.content:
                for token in piece:
                    if token.lower_ in FIRST_PERSON:
                        id_ = speakers[quote.id]
                        taken[token.i] = Span(doc, token.i, token.i + 1, labels[id_], kb_id="pronoun", span_id=id_)
    return list(taken.values())

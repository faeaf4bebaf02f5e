"""Claims: what an article puts forward, who answers for it, how certain it is put, and whether it is worth checking."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from operator import itemgetter
from typing import Any, Literal, NamedTuple, cast

from spacy.tokens import Doc, Span, SpanGroup, Token

from onrecord.certainty import TRAINED, TRAINED_OF_A_PART, Certainty, Cue, certainty_cues, certainty_of
from onrecord.cleaning import posts
from onrecord.cues import cue_class, cue_lemma
from onrecord.entities import Entity, entities
from onrecord.lexicons import rows
from onrecord.marks import Marked, marks_of
from onrecord.numbers import Quantity, quantities
from onrecord.quotes import Quote, is_turn, quotes
from onrecord.reader.claims import KINDS, OF_NO_FACT
from onrecord.references import FIRST_PERSON, PRONOUNS
from onrecord.sources.found import MarkKind
from onrecord.tokens import sentence_numbers

Label = Literal["CFS", "UFS", "NFS"]

NO_CLAIMS: tuple[MarkKind, ...] = ("boilerplate", "teaser", "byline", "dateline")
"""Kinds of marked text in which nothing is claimed.

A caption claims something if it has a verb, and an embedded post does beside its author's line.
"""

CHECK_WORTHY, FACTUAL, OF_A_KIND = 0.4, 0.35, 0.45
"""The probabilities from which a sentence is worth checking, is factual, and is of a kind.

Where probabilities are right, the threshold with the best F1 is half of that F1 (Lipton, Elkan and Narayanaswamy 2014):
about 0.84, 0.92 and 0.7 here. For facts it is lower, which costs no F1 on our dev set: a fact that is no claim has no
row in which anybody could find it, and one too many is seen. For kinds it lies between what is best on articles kept
from the network (0.4) and on the dev set (0.5).
"""

LIKELY = 0.5
"""The probability from which the article itself claims a sentence."""

UNNAMED = "unnamed source"
"""Who a claim is ascribed to where somebody is and nobody is named, as other programs are told."""

ARTICLE = "ARTICLE"
"""The article's own voice, as other programs are told. Not a name: see `Claim.by_article`."""


class SentenceScores(NamedTuple):
    """What the network says of a sentence, as probabilities.

    Attributes:
        nfs: That it is no factual statement.
        ufs: That it is one that nobody outside would check.
        cfs: That it is one that is worth checking. These three add up to 1.
        kinds: Of each kind of KINDS, that it is of that kind; of those that only facts have, if it is a fact.
        certainty: Of each of `onrecord.certainty.CERTAINTIES`; together 1. Empty where it is not known.
        article: That the article puts it forward in its own voice; 0.5 where it is not known.
    """

    nfs: float
    ufs: float
    cfs: float
    kinds: Mapping[str, float]
    certainty: Mapping[str, float]
    article: float


class Reason(NamedTuple):
    """One reason why a claim is of its kind, or worth checking.

    Attributes:
        text: In words: "a number: 99.999%".
        span: The words that it rests on; of a word that only begins with a number ("60kW"), all of it.
    """

    text: str
    span: Span


@dataclass(frozen=True)
class Claim:
    """A sentence, or a part of one, that puts something forward.

    Attributes:
        id: "c1", "c2" … in text order.
        span: What is claimed: the sentence, or the part of it with one speaker and one certainty.
        sentence: The sentence that it stands in.
        label: CFS, worth checking; UFS, a fact that nobody outside would check; NFS, no fact.
        score: How likely it is worth checking, 0 to 1. That says nothing of whether it is true.
        kinds: What it is about, in the order of KINDS.
        certainty: How it is put: asserted, hedged, denied, questioned or future.
        certainty_cue: The words that say so, or None.
        claimer: Who puts it forward, as resolved, or None.
        claimer_printed: The words that name the claimer ("he", "the ministry"), or None where nothing is printed.
        by_article: Whether the article says it in its own voice. Then both claimers are None.
        quote: Id of the quote that it stands in, or None.
        entities: Who and what is mentioned in it, in text order.
        quantities: Numbers and dates in it; offsets count in the article's text.
    """

    id: str
    span: Span
    sentence: Span
    label: Label
    score: float
    kinds: tuple[str, ...]
    certainty: Certainty
    certainty_cue: Span | None
    claimer: Entity | None
    claimer_printed: Span | None
    by_article: bool
    quote: str | None
    entities: tuple[Entity, ...]
    quantities: tuple[Quantity, ...]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it is of its kinds and may be worth checking, with the words that say so.

        Example:
            “While 99.999% of users have nothing to do with crime” → a number: 99.999%

        They are told from words, beside the score and not from within it: a network gives no reasons.
        """
        return tuple(_reasons(self))


def claims(doc: Doc, *, nfs: bool = False, published: str | None = None) -> Iterator[Claim]:
    """The claims of an article, in text order.

    Example:
        >>> for claim in claims(doc):  # doctest: +SKIP
        ...     print(claim.score, claim.by_article, claim.claimer, claim.span.text)

    Reads only what is stored on the Doc, so that it works on a Doc that came back from disk. Check-worthy is not
    false: nothing here says whether a claim is true.

    Args:
        doc: A Doc whose claims were set.
        nfs: Whether sentences that state no fact are yielded as well. Each sentence of running text then has a row.
        published: The day of publication in ISO 8601, by which "yesterday" gets a date.
    """
    if "claims" not in doc.spans:
        return
    stored = {key: {span.id_: span for span in doc.spans.get(key, ())} for key in ("claimers", "certainty_cues")}
    attrs = doc.spans["claims"].attrs
    by_id = {entity.id: entity for entity in entities(doc)}
    mentioned = sorted((mention.start, mention.end, mention.id_) for mention in doc.spans.get("mentions", ()))
    for span in doc.spans["claims"]:
        if span.label_ == "NFS" and not nfs:
            continue
        facts = attrs["facts"][span.id_]
        starting = mentioned[bisect_left(mentioned, (span.start,)) : bisect_left(mentioned, (span.end,))]
        inside = dict.fromkeys(id_ for _, end, id_ in starting if end <= span.end)
        yield Claim(
            id=span.id_,
            span=span,
            sentence=span.sent,
            label=cast(Label, span.label_),
            score=facts["score"],
            kinds=tuple(facts["kinds"]),
            certainty=facts["certainty"],
            certainty_cue=stored["certainty_cues"].get(span.id_),
            claimer=by_id.get(facts["claimer"]),
            claimer_printed=stored["claimers"].get(span.id_),
            by_article=facts["by_article"],
            quote=facts["quote"] or None,
            entities=tuple(by_id[id_] for id_ in inside if id_ in by_id),
            quantities=tuple(_moved(q, span.start_char) for q in quantities(span.text, published=published)),
        )


def _moved(quantity: Quantity, by: int) -> Quantity:
    return quantity._replace(start=quantity.start + by, end=quantity.end + by)


def set_claims(doc: Doc, scores: Sequence[SentenceScores]) -> Doc:
    """Stores the claims of a Doc: ``doc.spans["claims"]``, ``["claimers"]`` and ``["certainty_cues"]``.

    Sentences with two speakers, or two certainties, are split where they can be. What the Doc's marks say is no
    running text claims nothing.

    Args:
        doc: With sentences, marks, entities, quotes and speakers set.
        scores: One for each sentence of the Doc, in order.

    Raises:
        ValueError: There are more or fewer scores than sentences.
    """
    sentences = list(doc.sents)
    if len(sentences) != len(scores):
        raise ValueError(f"There are {len(scores)} scores for {len(sentences)} sentences.")
    finder = _Finder(doc)
    groups: dict[str, list[Span]] = {"claims": [], "claimers": [], "certainty_cues": []}
    facts: dict[str, dict[str, Any]] = {}
    for sentence, score in zip(sentences, scores, strict=True):
        for part in finder.parts(sentence, score):
            id_ = f"c{len(facts) + 1}"
            facts[id_] = part.facts(score)
            groups["claims"].append(Span(doc, part.span.start, part.span.end, _label(score), span_id=id_))
            if part.ascribed and part.ascribed.printed is not None:
                printed = part.ascribed.printed
                groups["claimers"].append(Span(doc, printed.start, printed.end, "CLAIMER", span_id=id_))
            if part.cue is not None:
                cue = part.cue.span
                groups["certainty_cues"].append(Span(doc, cue.start, cue.end, part.certainty.upper(), span_id=id_))
    for key, spans in groups.items():
        doc.spans[key] = SpanGroup(doc, name=key, spans=spans)
    doc.spans["claims"].attrs["facts"] = facts
    return doc


def _label(score: SentenceScores) -> Label:
    if score.cfs >= CHECK_WORTHY:
        return "CFS"
    return "UFS" if 1 - score.nfs >= FACTUAL else "NFS"


def _kinds(score: SentenceScores) -> list[str]:
    """The likely kinds; a factual sentence has one at least."""
    is_factual = _label(score) != "NFS"
    possible = {kind: score.kinds.get(kind, 0.0) for kind in KINDS if is_factual or kind in OF_NO_FACT}
    found = [kind for kind, likely in possible.items() if likely >= OF_A_KIND]
    best = max(possible, key=lambda kind: possible[kind])
    return found or ([best] if is_factual and possible[best] > 0 else [])


# Who puts a sentence forward


class _Ascribed(NamedTuple):
    """A quote's speaker as the claimer of a stretch of text.

    Attributes:
        quote: Id of the quote, or "" where a poll or a study is cited without one.
        entity: Id of the entity that the speaker is, or "".
        printed: The words that name the speaker, or None.
    """

    quote: str
    entity: str
    printed: Span | None


class _Part(NamedTuple):
    """A sentence or a part of one, with one claimer and one certainty."""

    span: Span
    ascribed: _Ascribed | None
    certainty: Certainty
    cue: Cue | None

    def facts(self, score: SentenceScores) -> dict[str, Any]:
        """What is stored of the claim beside its spans, in plain values, which every format keeps."""
        return {
            "score": round(float(score.cfs), 4),
            "kinds": _kinds(score),
            "certainty": self.certainty,
            "claimer": self.ascribed.entity if self.ascribed else "",
            "by_article": self.ascribed is None,
            "quote": self.ascribed.quote if self.ascribed else "",
        }


class _Finder:
    """Finds the parts of sentences with their claimers and certainties."""

    def __init__(self, doc: Doc):
        self.doc = doc
        self.unclaimed = Marked(doc, NO_CLAIMS)
        self.captions = Marked(doc, ["caption"])
        self.embeds = Marked(doc, ["embed"])
        self.posts = list(_posts(doc))
        self.sentence_at = sentence_numbers(doc)
        self.polls = [token.i for token in doc if token.lower_ in _POLLS]
        self.quotes = list(quotes(doc))
        self.in_sentence: dict[int, list[Quote]] = defaultdict(list)
        for quote in self.quotes:
            for number in sorted(
                {self.sentence_at[i] for piece in quote.content for i in range(piece.start, piece.end)}
            ):
                self.in_sentence[number].append(quote)

    def parts(self, sentence: Span, score: SentenceScores) -> Iterator[_Part]:
        """The parts of a sentence that claim something; one of a sentence that need not be split."""
        running = self._running(sentence)
        if running is None:
            return
        pieces = _pieces(running, self._meeting(running))
        trained = TRAINED if len(pieces) == 1 else TRAINED_OF_A_PART
        parts = [self._part(piece, score, trained) for piece in pieces]
        if len(parts) == 1 or any(_differ(one, other) for one, other in pairwise(parts)):
            yield from _joined(parts)
        else:
            yield self._part(running, score, TRAINED)

    def _running(self, sentence: Span) -> Span | None:
        """The sentence without white space around it and without what marks cover; None if nothing is left."""
        start, end = sentence.start, sentence.end
        while start < end and self._is_nothing(self.doc[start]):
            start += 1
        while start < end and self._is_nothing(self.doc[end - 1]):
            end -= 1
        span = self.doc[start:end]
        if not any(token.is_alpha for token in span):
            return None
        is_caption = self.captions.covers(span.start_char, span.end_char)
        is_header = self.embeds.covers(span.start_char, span.end_char) and _HANDLE.search(span.text)
        return None if (is_caption or is_header) and not has_finite_verb(span) else span

    def _is_nothing(self, token: Token) -> bool:
        return token.is_space or self.unclaimed.covers(token.idx, token.idx + len(token))

    def _part(self, span: Span, score: SentenceScores, trained: float) -> _Part:
        ascribed = self.claimer(span, score.article) or self._poster(span)
        if ascribed is None and score.article <= LIKELY:
            ascribed = self._poll(span)
        cues = certainty_cues(span, reported=ascribed is not None)
        certainty, cue, _ = certainty_of(cues, score.certainty, trained)
        is_question = certainty == "asserted" and _label(score) == "NFS" and "?" in span[-2:].text
        return _Part(span, ascribed, "questioned" if is_question else certainty, cue)

    def claimer(self, span: Span, article: float = 0.5) -> _Ascribed | None:
        """Whose a stretch of text is; None for the article's own voice.

        Of several speakers, one inside of whose quotation marks all of it stands; else the innermost one.
        """
        found = [(quote, _evidence(quote, span)) for quote in self._meeting(span)]
        likely = [(quote, evidence) for quote, evidence in found if evidence >= max(article, _LEAST)]
        if not likely:
            return self._going_on(span) if article < _SURELY_NOT_ITS_OWN else None
        # What is said in somebody's own words is theirs, whoever else they speak of.
        outer = [quote for quote, _ in likely if (quote.kind == "direct" and quote.speech) or is_turn(quote)]
        likeliest = max(likely, key=itemgetter(1))[0]
        inner = [quote for quote, evidence in likely if evidence >= _SURE and quote.speech] or [likeliest]
        quote = max(outer, key=_length) if outer else min(inner, key=_length)
        if quote.source is not None and any(token.lower_ in _RESPONDENTS for token in quote.source):
            return self._poll(span) or _Ascribed(quote.id, self._speaker(quote), quote.source)
        return _Ascribed(quote.id, self._speaker(quote), quote.source)

    def _meeting(self, span: Span) -> list[Quote]:
        """The quotes of whose content some stands in a stretch within one sentence."""
        return [quote for quote in self.in_sentence[self.sentence_at[span.start]] if _meet(quote, span)]

    def _speaker(self, quote: Quote) -> str:
        """Id of a quote's speaker; of whoever spoke last, where the source is a pronoun or nothing; or ""."""
        if quote.speaker is not None:
            return quote.speaker.id
        is_open = quote.source is None or _is_pronoun(quote.source)
        return self._last_speaker(quote.content[0]) if is_open else ""

    def _poster(self, span: Span) -> _Ascribed | None:
        """The author of the embedded post that a stretch stands in, or None."""
        of_post = (author for post, author in self.posts if post.start <= span.start and span.end <= post.end)
        return next(of_post, None)

    def _poll(self, span: Span) -> _Ascribed | None:
        """The poll whose shares a sentence gives, or that its respondents answered; or None."""
        if not self.polls:
            return None
        words = {token.lower_ for token in span}
        asked = bool(words & _RESPONDENTS)
        if not asked and not (words & _POLLS and any(q.kind == "percent" for q in quantities(span.text))):
            return None
        # A poll in the sentence itself counts, else the last one before.
        at = bisect_left(self.polls, span.end)
        poll = self.polls[at - 1] if at else None
        if poll is None or (poll < span.start and not asked):
            return None
        return _Ascribed("", "", _poll_at(self.doc, poll))

    def _going_on(self, span: Span) -> _Ascribed | None:
        """Who spoke last before a sentence that goes on with what they said, without a word of it."""
        speaker = self._last_speaker(span)
        return _Ascribed("", speaker, None) if speaker else None

    def _last_speaker(self, span: Span) -> str:
        """Id of whose quote ended last before a stretch, a few sentences back at most; or ""."""
        here = self.sentence_at[span.start]
        near = (quote for number in range(here, here - _REACH - 1, -1) for quote in reversed(self.in_sentence[number]))
        return next((q.speaker.id for q in near if q.content[-1].end <= span.start and q.speaker is not None), "")


def _posts(doc: Doc) -> Iterator[tuple[Span, _Ascribed]]:
    """The embedded posts of a Doc whose author is printed, each with the author as claimer."""
    embeds = [mark for mark in marks_of(doc) if mark.kind == "embed"]
    for post in posts(doc.text, embeds=embeds) if embeds else ():
        span = doc.char_span(post.start, post.end, alignment_mode="expand")
        author = post.name or post.handle
        at = span.text.find(author) if span is not None and author else -1
        if span is not None and author and at >= 0:
            start = span.start_char + at
            printed = doc.char_span(start, start + len(author), alignment_mode="expand")
            mentions = [m for m in doc.spans.get("mentions", ()) if span.start <= m.start and m.end <= span.end]
            ids = [mention.id_ for mention in mentions if mention.text == author]
            yield span, _Ascribed("", ids[0] if ids else "", printed)


_HANDLE = re.compile(r"@\w+")
_REACH = 3
"""How many sentences back the last speaker may be for one who is not named again."""

_SURE = 0.6
"""Evidence from which a speaker within another's quote has the sentence."""

_SURELY_NOT_ITS_OWN = 0.25
"""Below this a sentence that no quote covers is taken to go on with what was said last."""

_LEAST = 0.2
"""Evidence below which no quote makes a sentence its speaker's, however little the article has to say for itself."""


def _is_pronoun(source: Span) -> bool:
    word = source[0].lower_
    return len(source) == 1 and (word in PRONOUNS or word in FIRST_PERSON or word in ("it", "they", "we", "who"))


def _length(quote: Quote) -> int:
    return sum(map(len, quote.content))


def _meet(quote: Quote, span: Span) -> bool:
    return any(piece.start < span.end and span.start < piece.end for piece in quote.content)


def _evidence(quote: Quote, span: Span) -> float:
    """How surely a stretch of text is a quote's speaker's: by how much of it is said, and by how that is put.

    Cue and source count for neither side. What is only thought or done ("the board agreed to sell") is the article's
    to tell, and so is most of what is asked, planned and called for.
    """
    content = {i for piece in quote.content for i in range(max(piece.start, span.start), min(piece.end, span.end))}
    around = {i for part in (quote.cue, quote.source) if part is not None for i in range(part.start, part.end)}
    words = {token.i for token in span if token.is_alpha or token.is_digit}
    share = len(words & content) / max(1, len(words - (around - content)))
    if quote.kind == "direct" and quote.speech:
        return min(1.0, 0.3 + share)
    lemma = cue_lemma(quote.cue.text) if quote.cue is not None else ""
    of_class = cue_class(lemma)
    weight = 1.1 if quote.speech or of_class == "denying" or lemma in _FINDING else _ATTITUDE
    if lemma in _ACTS or of_class in ("asking", "planning"):
        weight *= _ACT
    return min(1.0, weight * share)


_ATTITUDE = 0.45
_ACT = 0.4
_FINDING = frozenset("find show believe reveal".split())
"""Cues by which studies and polls speak, and people say what they hold to be so."""

_ACTS = frozenset(
    "accuse agree announce announcement approve ask call chant charge condemn criticise criticize decide declare "
    "decline demand direct email endorse express introduce order praise promise propose request respond slam thank "
    "threaten urge vow".split()
)
"""Cues whose speaker does something by saying it: that it was done is what the article says."""


def _poll_at(doc: Doc, i: int) -> Span:
    """A poll with the names of those who made it: "the Lakeside University poll", "a survey by Porto Radio"."""
    start, end = i, i + 1
    while start > doc[i].sent.start and (doc[start - 1].is_title or doc[start - 1].text in _IN_NAMES):
        start -= 1
    start += start < i and doc[start].lower_ in ("a", "an", "the")
    if end + 1 < len(doc) and doc[end].lower_ in ("by", "from", "of") and doc[end + 1].is_title:
        end += 2
        while end < len(doc) and (doc[end].is_title or doc[end].text in _IN_NAMES):
            end += 1
    return doc[start:end]


_POLLS = frozenset("poll polls survey surveys pollsters".split())
_RESPONDENTS = frozenset("respondents surveyed polled".split())
_IN_NAMES = frozenset("- – / &".split())


# Several claims in one sentence


def _pieces(sentence: Span, found: Sequence[Quote]) -> list[Span]:
    """The clauses of a sentence that could be claims of their own: parted where no quote's content is cut.

    The conjunction between two clauses belongs to neither, nor does the comma before it, or the semicolon.
    """
    doc, start = sentence.doc, sentence.start
    pieces = []
    told = [quote for quote in found if quote.cue is not None and quote.cue.start < quote.content[0].start]
    begin = {part.start for quote in told for part in (quote.cue, quote.source) if part is not None}
    for token in sentence[1:-1]:
        if _is_border(token, begin) and not _cuts(token.i, found):
            left, right = doc[start : token.i], doc[token.i + 1 : sentence.end]
            if _is_clause(left) and _is_clause(right):
                pieces.append(_without_comma(left))
                start = token.i + 1
    return [*pieces, doc[start : sentence.end]]


def _is_border(token: Token, begin: Container[int]) -> bool:
    """Whether two clauses may meet at a token; `begin` are the tokens from which on somebody says something."""
    if token.text == ";":
        return True
    if token.i + 1 in begin:
        return token.lower_ in _PARTING or token.lower_ == "as"
    return token.lower_ in _PARTING and token.nbor(-1).text in _BEFORE_PARTING


def _without_comma(span: Span) -> Span:
    return span[:-1] if span[-1].text in (",", ";", "–", "—") else span


def _is_clause(span: Span) -> bool:
    """Whether a stretch of text has a finite verb that is not in a relative clause."""
    in_relative = False
    for token in span:
        if token.text in (",", ";", "–", "—"):
            in_relative = False
        in_relative = in_relative or token.lower_ in _RELATIVES
        if _is_finite(token) and not in_relative:
            return True
    return False


_RELATIVES = frozenset("who whom whose which that where when".split())
_PARTING = frozenset("but while whereas although though yet and".split())
_BEFORE_PARTING = frozenset((",", ";", "–", "—", "”", '"', "’"))


def _cuts(i: int, found: Sequence[Quote]) -> bool:
    return any(piece.start < i < piece.end for quote in found for piece in quote.content)


def has_finite_verb(span: Span) -> bool:
    """Whether a stretch of text has a verb that makes it a statement, as far as its form tells.

    Example:
        the council sold the pier → yes; Ana Souza, mayor of the town → no

    Knows auxiliaries, frequent irregular verbs and verbs that report; takes a word in -ed after a noun or a pronoun
    for one. Does not parse: of other verbs in the present tense it knows none.
    """
    # A sentence does not begin with its verb in the past: "Undefined", "Posted by".
    return any(_is_finite(token) for token in span[1:]) or span[:1].text.lower() in _FINITE


def _is_finite(token: Token) -> bool:
    word = token.lower_
    if word in _FINITE or (word in ("'s", "’s") and token.i and token.nbor(-1).lower_ in _SUBJECTS):
        return True
    if word.endswith("ed") and token.is_lower and len(word) > 4:
        before = token.nbor(-1).lower_ if token.i else ""
        return before not in _BEFORE_PARTICIPLE
    return token.is_lower and word.endswith("s") and word[:-1] in _SAYING


_FINITE = frozenset(
    "is are was were 're ’re am has have had 've ’ve does do did can could will would shall should may might must "
    "'ll ’ll ca wo says said told came went made took got gave found kept left led lost met paid put ran sold sent set "
    "shot spent stood won wrote began became brought bought built caught chose drew drove fell felt fought flew grew "
    "heard held hit knew meant rose saw spoke struck taught thought threw understood wore broke cut hurt let".split()
)
_SUBJECTS = frozenset("it he she that there who what here".split())
"""Words after which "’s" is "is" or "has"."""

_BEFORE_PARTICIPLE = frozenset(
    "a an the of by in on at with from to for its his her their this that these those , ( -".split()
)
"""Words before which "-ed" makes no finite verb: "the accused", "by armed men", "a woman, named Ana"."""

_SAYING = frozenset("say tell claim argue add deny warn believe think want plan expect show remain need".split())


def _differ(one: _Part, other: _Part) -> bool:
    """Whether two parts have different speakers or certainties."""
    return _who(one) != _who(other) or one.certainty != other.certainty


def _who(part: _Part) -> str | None:
    if part.ascribed is None:
        return None
    return part.ascribed.entity or part.ascribed.quote or UNNAMED


def _joined(parts: Sequence[_Part]) -> Iterator[_Part]:
    """The parts, neighbours that do not differ made one."""
    last = parts[0]
    for part in parts[1:]:
        if _differ(last, part):
            yield last
            last = part
        else:
            last = last._replace(span=last.span.doc[last.span.start : part.span.end], cue=last.cue or part.cue)
    yield last


# Why


def _reasons(claim: Claim) -> Iterator[Reason]:
    text, offset = claim.span.text, claim.span.start_char
    starts = [token.idx for token in claim.span]
    for quantity in claim.quantities:
        if quantity.kind != "ordinal":
            name = _OF_QUANTITIES.get(quantity.kind, "a number")
            first, last = bisect_right(starts, quantity.start) - 1, bisect_left(starts, quantity.end)
            printed = text[quantity.start - offset : quantity.end - offset]
            yield Reason(f"{name}: {printed}", claim.span[first:last])
    for kind in claim.kinds:
        word = next((word for word in claim.span if (word.lower_, kind) in _claim_words()), None)
        if word is not None:
            yield Reason(f"{_OF_KINDS[kind]}: {word.text}", claim.span.doc[word.i : word.i + 1])


@cache
def _claim_words() -> frozenset[tuple[str, ...]]:
    """(word, kind) of every entry of the lexicon."""
    return frozenset(rows("claim_words")[1:])


_OF_QUANTITIES = {"money": "a sum of money", "percent": "a share", "duration": "a length of time", "date": "a date"}
_OF_KINDS = {
    **{"quantity": "an amount", "event": "something that happened", "state": "how things are", "rule": "a rule"},
    **{"cause": "a cause", "comparison": "a comparison", "accusation": "an accusation", "prediction": "a prediction"},
    **{"commitment": "a commitment", "opinion": "an opinion", "question": "a question"},
}

"""Who speaks: from a quote's source as printed to the entity that it is."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import takewhile
from math import exp

from spacy.language import Language
from spacy.tokens import Doc, Span

from onrecord.antecedents import ACRONYMS
from onrecord.cues import is_passive
from onrecord.entities import NOMINALS, store_mentions
from onrecord.issuers import Issuers
from onrecord.links import LINKS_KEY, Links
from onrecord.marks import Marked
from onrecord.names import folded
from onrecord.parties import Parties, only
from onrecord.quotes import Quote, is_turn, quotes
from onrecord.reader.paragraphs import paragraphs
from onrecord.reader.turns import ANSWER, QUESTION, initials, interview, taker
from onrecord.references import (
    ARTICLES,
    FIRST_PERSON,
    POSSESSIVE,
    PRONOUNS,
    SEVERAL,
    gender_beside,
    is_rank,
    is_title,
    noun_kind,
    proper_words,
    word_after_titles,
)
from onrecord.tokens import sentence_numbers, word_before, word_from, words

_HEAD_STOPS = frozenset(
    "of for at in from with on to by who whom whose which that including and or , ( ) – — : ; speaking".split()
)
"""Words after which a source's head is over: "a spokesman | for Durov", "Diallo | , who was detained"."""

_CLAUSE_STOPS = frozenset("who whom whose which that , ( – — : ; speaking released published".split())
"""Words after which the description of a source without a name is over."""

_SPEAKERS = frozenset(("PERSON", "ORG", "LOC", "NORP", "MISC"))
"""Labels of entities that may speak."""

_GROUP_PRONOUNS = frozenset(("they", "we"))

NEAR = 2
"""A pronoun goes on with the speaker of a quote that ended at most this many sentences before."""

FAR = 3
"""So does a quote with neither source nor cue."""

GOES_ON = 4.5
"""How many times as likely it is that whoever spoke last says such a quote, too, as the network takes it to be."""


@Language.component("onrecord_speakers")
def set_speakers(doc: Doc) -> Doc:
    """Stores, for each quote whose speaker can be told, the speaker's entity id in ``doc.spans["quotes"].attrs``.

    Sources that are nobody known ("a witness", "The French authorities") become entities of their own, and "I"
    inside a quote becomes a mention of its speaker.
    """
    found = list(quotes(doc))
    resolver = _Resolver(doc, list(doc.spans["mentions"]), found)
    for quote in found:
        resolver.resolve(quote)
    resolver.resolve_repeated(found)
    doc.spans.pop(NOMINALS, None)
    doc.user_data.pop(LINKS_KEY, None)
    doc.spans["quotes"].attrs.update(speakers=resolver.speakers, speaker_scores=resolver.scores)
    store_mentions(doc, resolver.mentions.all + _first_person(doc, found, resolver))
    return doc


class _Mentions:
    """The mentions of an article by place and by entity, so that a quote's are found without a look at all others."""

    def __init__(self, mentions: Iterable[Span]):
        self.all: list[Span] = []
        self.starting: dict[int, list[Span]] = defaultdict(list)
        self.ending: dict[int, list[Span]] = defaultdict(list)
        self.labels: dict[str, str] = {}
        self.genders: dict[str, set[str]] = defaultdict(set)
        self.groups: set[str] = set()
        """Ids of entities that are several people."""
        for mention in mentions:
            self.add(mention)

    def add(self, mention: Span) -> None:
        """Adds a mention; its entity may be a new one."""
        self.all.append(mention)
        self.starting[mention.start].append(mention)
        self.ending[mention.end].append(mention)
        self.labels.setdefault(mention.id_, mention.label_)
        is_pronoun = mention.kb_id_ == "pronoun"
        gender = PRONOUNS.get(mention[0].lower_, "") if is_pronoun else gender_beside(mention)
        self.genders[mention.id_] |= {gender} - {""}
        if mention.kb_id_ == "nominal" and any(noun_kind(token) in SEVERAL for token in mention):
            self.groups.add(mention.id_)

    def inside(self, span: Span) -> list[Span]:
        """The mentions within a span."""
        return [m for i in range(span.start, span.end) for m in self.starting.get(i, ()) if m.end <= span.end]

    def before(self, i: int) -> Iterator[Span]:
        """The mentions that end before a token, the closest first."""
        for end in range(i, 0, -1):
            yield from sorted(self.ending.get(end, ()), key=lambda mention: -mention.start)


class _Candidates:
    """Who may speak, by where the article mentions them, and how likely the reader finds each of them for a quote."""

    def __init__(self, doc: Doc, mentions: Sequence[Span], sources: Sequence[Span]):
        bylines = Marked(doc, ["byline"])
        may_speak = (mention for mention in mentions if mention.label_ in _SPEAKERS)
        told = (mention for mention in may_speak if not bylines.covers(mention.start_char, mention.end_char))
        known = {(mention.start, mention.end): mention.id_ for mention in told}
        places = sorted({*known, *((source.start, source.end) for source in sources)})
        self._spans = [doc[start:end] for start, end in places]
        self._number = {place: number for number, place in enumerate(places)}
        self._ids = [known.get(place, "") for place in places]
        self._links = Links.of(doc, self._spans)

    @property
    def are_scored(self) -> bool:
        """Whether a network has read the text."""
        return self._links is not None

    def know(self, source: Span, id_: str) -> None:
        """Notes whose source it is."""
        self._ids[self._number[source.start, source.end]] = id_

    def likely(self, quote: Quote, last: str | None = None) -> dict[str, float]:
        """How likely it is that each entity speaks, the rest being nobody known; empty where no network has read.

        Args:
            quote: Whose speaker is sought.
            last: Who spoke last, who counts `GOES_ON` times.
        """
        if self._links is None:
            return {}
        first = quote.content[0]
        near = self._links.near(first)
        odds: dict[str, float] = defaultdict(float)
        for number, score in zip(near, self._links.scores(first, "quote", near).tolist(), strict=True):
            if self._ids[number] and not first.start <= self._spans[number].start < first.end:
                odds[self._ids[number]] += exp(min(score, _HIGHEST))
        if last in odds:
            odds[last] *= GOES_ON
        total = 1 + sum(odds.values())
        return {id_: share / total for id_, share in odds.items()}


def _best(likely: Mapping[str, float], least: float = 0.0) -> str | None:
    """Who is more likely than nobody, than all others and than `least`; None where there is no such entity."""
    id_ = max(likely, key=likely.__getitem__, default=None)
    return id_ if id_ is not None and likely[id_] > max(least, 1 - sum(likely.values())) else None


_SURE = 0.8
"""So likely must somebody be who is said to speak only by the network, where most often nobody can be told."""

_LEAST, _GAIN = 0.7, 0.2
"""From what the network says of a speaker to how often such speakers are right, on our reading of news in full: most
are named by their source, which the network does not ask for, and of those that it is sure of one in ten is wrong."""

_HIGHEST = 30.0
"""No score is above it: sums of its powers stay numbers."""


class _Resolver:
    """Finds the entities of an article's sources, quote by quote, among its mentions, or makes new ones."""

    def __init__(self, doc: Doc, mentions: Sequence[Span], found: Sequence[Quote]):
        self.doc = doc
        self.mentions = _Mentions(mentions)
        self.speakers: dict[str, str] = {}
        self.scores: dict[str, float] = {}
        self.said: list[Quote] = []
        self.described: dict[str, str] = {}
        self.proper: dict[str, frozenset[str]] = defaultdict(frozenset)
        """Words with a capital, by the entities that are described with them."""
        self.unlabelled = {turn.content[0][0]: "q" if turn.asks else "a" for turn in interview(doc.text)}
        """By where they begin, the turns of an interview that is set without labels."""
        self.turns = [quote for quote in found if self._label(quote)]
        self.takers: dict[str, str | None] = {}
        """Whose turns begin with a label."""
        self.turn: Quote | None = None
        """The last turn so far; turns do not overlap."""
        self.in_names = {i for m in mentions if m.kb_id_ == "name" for i in range(m.start, m.end)}
        self.issuers = Issuers(doc, [m for m in mentions if m.kb_id_ == "name"])
        self.sentence_at = sentence_numbers(doc)
        self.candidates = _Candidates(doc, mentions, [quote.source for quote in found if quote.source is not None])
        self.next_id = 1 + max((int(mention.id_[1:]) for mention in mentions), default=0)

    def resolve(self, quote: Quote) -> None:
        """Notes who speaks, where it can be told."""
        label = self._label(quote)
        goes_on = quote.source is None and quote.cue is None and not label
        last = self._last_speaker(quote.content[0], FAR) if goes_on else None
        likely = self.candidates.likely(quote, last)
        if label:
            id_ = self._by_label(label, quote.source)
        elif quote.source is not None:
            id_ = self._by_source(quote.source)
        elif quote.cue is not None:
            # "It is a mistake to think": a cue that names nobody most often means nobody, and more so a passive one.
            id_ = _best(likely, least=_SURE if self._is_passive(quote.cue) else 0.5)
        elif last is None and self._is_in_headline(quote):
            # Whoever says it comes later, and the network knows quotes by what stands before them.
            id_ = _best(likely, least=_SURE)
        else:
            id_ = _best(likely) or last
        if id_:
            self.speakers[quote.id] = id_
            if quote.source is not None:
                self.candidates.know(quote.source, id_)
                if self.label(id_) != "MISC":
                    self.issuers.note(self._up_to(quote.source, _HEAD_STOPS), id_)
            if quote.cue is not None:
                self.issuers.note_said_in(quote.cue, quote.content, id_)
            if likely:
                self.scores[quote.id] = round(_LEAST + _GAIN * likely.get(id_, 0.0), 4)
        self.said.append(quote)
        if label:
            self.turn = quote

    def _is_in_headline(self, quote: Quote) -> bool:
        """Whether a quote is in the first paragraph, beside other words of its sentence."""
        _, end = next(iter(paragraphs(self.doc.text)), (0, 0))
        if quote.end > end:
            return False
        sentences = self.doc[quote.content[0].sent.start : quote.content[-1].sent.end]
        return len(sentences.text.strip()) > quote.end - quote.start

    def _is_passive(self, cue: Span) -> bool:
        before = None if cue[0].is_sent_start else word_before(self.doc, cue.start)
        return is_passive(cue.text, before.text if before is not None else "")

    def resolve_repeated(self, found: Sequence[Quote]) -> None:
        """Gives quotations that nobody is said to say to whoever says the same words elsewhere: pull quotes."""
        bare = [(quote, _letters(quote)) for quote in found if quote.source is None and quote.cue is None]
        bare = [(quote, said) for quote, said in bare if len(said) >= _PULLED]
        told = [(_letters(quote), quote.id) for quote in found if quote.source is not None] if bare else []
        for quote, said in bare:
            same = next((id_ for letters, id_ in told if said in letters and id_ in self.speakers), None)
            if same is not None:
                self.speakers[quote.id] = self.speakers[same]
                if same in self.scores:
                    self.scores[quote.id] = self.scores[same]

    def label(self, id_: str) -> str:
        """The label of an entity."""
        return self.mentions.labels[id_]

    def _by_source(self, source: Span) -> str | None:
        if _is_nobody(source):
            return None
        if len(source) > 1 and source[-1].text in POSSESSIVE:
            source = source[:-1]
        head = self._up_to(source, _HEAD_STOPS)
        inside = self.mentions.inside(source)
        names = [m for m in inside if m.kb_id_ == "name"]
        if (
            named := _named(source, head, names)
            or self.issuers.named(head, names)
            or self._apposed(source, head, names)
        ):
            return named.id_
        goes_on = any(token.text.isalnum() for token in words(source)[1:2])
        is_speaker = source[0].lower_ in FIRST_PERSON and not (goes_on and source[0].lower_ in _OWNERS)
        if is_speaker and (taken := self._turn_around(source)):
            return taken
        # "She and her aides" speak for her.
        has_company = source[0].lower_ in PRONOUNS and [token.lower_ for token in words(source)[1:2]] == ["and"]
        if (source[0].lower_ in _BARE and not goes_on and source.text not in ACRONYMS) or has_company:
            return self._by_pronoun(source)
        document = self.issuers.document(head)
        if document is not None and source[0].lower_ in _OWNERS:
            return self._by_pronoun(source[:1])
        if document is not None and (issuer := self.issuers.told(source, document)):
            return issuer
        nominal = [m for m in inside if m.kb_id_ == "nominal" and m.start < head.end <= m.end]
        if nominal and not (_says_little(head) and source.end > nominal[0].end):
            return nominal[0].id_
        if (owner := _owner(source)) is not None:
            return self._by_pronoun(owner)
        if document is None:
            return self._new(source, head)
        # A document speaks for whoever issued it, and for nobody if that is not told.
        author = self.issuers.described(source, document)
        return self._by_source(author) if author is not None else None

    def _label(self, quote: Quote) -> str:
        """What a turn begins with, in small letters; "q" or "a" where nothing is printed, and "" for another quote."""
        if quote.cue is not None:
            return ""
        return self.unlabelled.get(quote.start, "") if quote.source is None else taker(quote.source.text)

    def _by_label(self, label: str, source: Span | None) -> str | None:
        """Whose turn it is: "lund", "bw" after "baltic weekly" or, of "q" and "a", who asks and whom they ask."""
        if label not in self.takers:
            self.takers[label] = self._taker(label, source)
            self.takers.setdefault(initials(label), self.takers[label])
        return self.takers[label]

    def _taker(self, label: str, source: Span | None) -> str | None:
        if label in QUESTION:
            turns = ((self._label(turn), turn.source) for turn in self.turns)
            return self.parties.who_asks({self._by_label(*turn) for turn in turns if turn[0] not in QUESTION})
        if label in ANSWER or source is None:
            above = (quote.id for quote in self.said if quote.start < self.turns[0].start)
            return self.parties.who_answers([self.speakers[id_] for id_ in above if id_ in self.speakers])
        return self._by_source(source)

    def _apposed(self, source: Span, head: Span, names: Sequence[Span]) -> Span | None:
        """The person named right after a source that was cut off there: "the team's coach|, Amara Diallo,"."""
        is_one = noun_kind(head[-1]) == "person" and not any(name.label_ == "PERSON" for name in names)
        if not is_one or self.doc[source.end : source.end + 1].text != ",":
            return None
        start = word_after_titles(word_from(self.doc, source.end + 1))
        after = (m for m in self.mentions.starting.get(start.i if start else -1, ()) if m.kb_id_ == "name")
        closed = (m for m in after if m.label_ == "PERSON" and self.doc[m.end : m.end + 1].text in (",", "."))
        return next(closed, None)

    def _up_to(self, source: Span, stops: frozenset[str]) -> Span:
        """The source up to the first of some words; names are not cut."""
        for token in source[1:]:
            if token.i not in self.in_names and token.lower_ in stops and token.text not in ACRONYMS:
                return self.doc[source.start : words(self.doc[source.start : token.i])[-1].i + 1]
        return source

    def _by_pronoun(self, source: Span) -> str | None:
        """Who goes on speaking; failing that, whom the text has just been about."""
        word = source[0].lower_
        mention = next((m for m in self.mentions.starting.get(source.start, ()) if m.kb_id_ == "pronoun"), None)
        if mention is not None and self.candidates.are_scored:
            return mention.id_
        last = self._last_speaker(source, NEAR)
        if word in PRONOUNS:
            if last and self.label(last) == "PERSON" and self._is_one(last) and self._may_be(last, PRONOUNS[word]):
                return last
            return mention.id_ if mention else None
        if word in FIRST_PERSON:
            around = [q for q in self.said if q.start < source.start_char < q.end and q.id in self.speakers]
            return self.speakers[around[-1].id] if around else self.author
        before = self.mentions.before(source.start)
        if word == "it":
            if last and self.label(last) == "ORG":
                return last
            near = takewhile(lambda m: self._sentences_between(m, source) <= NEAR, before)
            return next((m.id_ for m in near if m.label_ == "ORG"), None)
        if word in ("who", "which"):
            return next((m.id_ for m in takewhile(lambda m: source.start - m.end <= 1, before)), None)
        if word in _GROUP_PRONOUNS:
            if last and not (self.label(last) == "PERSON" and self._is_one(last)):
                return last
            people = self._last_people(source) if word == "they" else None
            return self._new(people, people) if people is not None else None
        return None

    @cached_property
    def parties(self) -> Parties:
        """Who asks and who answers, where some speak in turn."""
        return Parties(self.doc, self.mentions.all, self.turns[0].start)

    @cached_property
    def author(self) -> str | None:
        """Who writes the article, "I" outside of quotes: the only one in its byline, or whom its last lines introduce.

        Example:
            Amara Diallo, a professor of law, is the author of “Rivers”.
        """
        bylines = Marked(self.doc, ["byline"])
        people = [m for m in self.mentions.all if m.kb_id_ == "name" and m.label_ == "PERSON"]
        written = {person.id_ for person in people if bylines.covers(person.start_char, person.end_char)}
        return only(written) if written else self._introduced_last(people)

    def _introduced_last(self, people: Sequence[Span]) -> str | None:
        """The person with whose name one of the last paragraphs begins to tell who wrote this."""
        text = self.doc.text  # spaCy joins it from the tokens at each call
        for start, end in paragraphs(text)[-_LAST_PARAGRAPHS:]:
            person = next((person for person in people if person.start_char == start and " " in person.text), None)
            if person is not None and _BIOGRAPHY.match(text, person.end_char, end):
                return person.id_
        return None

    def _turn_around(self, source: Span) -> str | None:
        """Whose turn a source lies in."""
        if self.turn is None or source.start_char >= self.turn.end:
            return None
        return self.speakers.get(self.turn.id)

    def _last_people(self, source: Span) -> Span | None:
        """The last noun phrase of several people before a source, in its sentence or the one before."""
        for i in range(source.start - 1, -1, -1):
            if self._sentences_between(self.doc[i : i + 1], source) > 1:
                return None
            if noun_kind(self.doc[i]) == "people":
                start = i
                while start and i - start < 4 and self.doc[start - 1].is_alpha and not self.doc[start - 1].is_stop:
                    start -= 1
                return self.doc[start : i + 1]
        return None

    def _last_speaker(self, span: Span, reach: int) -> str | None:
        """Who said what was said last before a span, if it stands close enough."""
        for quote in reversed(self.said):
            if self._sentences_between(quote.content[-1], span[:1]) > reach:
                return None
            if quote.end <= span.start_char and quote.id in self.speakers:
                return self.speakers[quote.id]
        return None

    def _sentences_between(self, before: Span, after: Span) -> int:
        """How many sentences start after one span and up to the end of another."""
        return max(0, self.sentence_at[after.end - 1] - self.sentence_at[before.end - 1])

    def _is_one(self, id_: str) -> bool:
        """Whether an entity is one human being, as far as its descriptions tell."""
        return id_ not in self.mentions.groups

    def _may_be(self, id_: str, gender: str) -> bool:
        """Whether no pronoun or title of the entity speaks against a gender."""
        return self.mentions.genders[id_] <= {gender}

    def _new(self, source: Span, head: Span) -> str | None:
        """An entity for a source without a name: a description that comes again with "the" is the same one."""
        possessive = next((token.i for token in reversed(head) if token.text in POSSESSIVE), head.start)
        nouns = (token for token in reversed(head) if token.i >= possessive and noun_kind(token))
        noun = next(nouns, head[-1])
        description = self._description(source)
        key = folded(noun.text)
        proper = proper_words(words(description))
        is_known = source[0].lower_ in _DEFINITE and key in self.described and self._may_go_by(key, proper)
        same = None if source[0].lower_ in _OTHER else self.described.get(folded(description.text))
        id_ = self.described[key] if is_known else same
        if id_ is None:
            id_ = f"e{self.next_id}"
            self.next_id += 1
        self.described[key] = self.described[folded(description.text)] = id_
        self.proper[id_] |= proper
        label = _LABELS.get(noun_kind(noun), "MISC")
        self.mentions.add(Span(self.doc, description.start, description.end, label, kb_id="nominal", span_id=id_))
        return id_

    def _may_go_by(self, noun: str, proper: frozenset[str]) -> bool:
        """Whether whoever goes by a noun is not told apart by words with a capital: "the German ministry"."""
        known = self.proper[self.described[noun]]
        return not (proper and known) or not proper.isdisjoint(known)

    def _description(self, source: Span) -> Span:
        """How the source is described, without an article, up to a clause."""
        description = self._up_to(source, _CLAUSE_STOPS - _RELATIVES if _says_little(source[:1]) else _CLAUSE_STOPS)
        while len(description) > 1 and description[-1].lower_ in _DANGLING:
            description = description[:-1]
        start = words(description)[1:2]
        return self.doc[start[0].i : description.end] if start and description[0].lower_ in ARTICLES else description


_LABELS = {"person": "PERSON", "people": "PERSON", "body": "ORG", "bodies": "ORG", "place": "LOC"}
"""What a source without a name is, by the kind of its noun."""

_LAST_PARAGRAPHS = 3

_BIOGRAPHY = re.compile(
    r"(?:,\s[^.;]{3,80},)?\s(?:is|was)\s(?:currently\s)?(?:an?\s|the\s)?(?:[\w-]+\s){0,3}?(?:author|professor|lecturer|editor|"
    r"director|(?:co-?)?founder|chair|fellow|writer|columnist|journalist|analyst|scholar|researcher|attorney|lawyer|"
    r"contributor|consultant|member|student|president|executive|historian|economist|novelist)\b"
    r"|(?:,\s[^.;]{3,80},)?\s(?:writes|teaches)\s"
)
"""What tells who somebody is: "is a professor of law at"."""

_DANGLING = frozenset("of for at in from with on to by this that during seen today".split())
"""Words that no description ends with, where a source was cut off."""

_OTHER = frozenset(("another", "one", "someone", "somebody"))
"""Words that begin a description of somebody new, however often they come."""

_OWNERS = frozenset(("his", "her", "its", "their", "my", "our", "whose"))
_DEFINITE = frozenset(("the", "this", "that", "these", "those"))
_BARE = frozenset(
    "it they we you who which that she he i this those these him her me us them its his their our my whose".split()
)


_PULLED = 20
"""Fewer letters may be the same by chance."""


def _letters(quote: Quote) -> str:
    """What is said, without case, marks and spaces."""
    return "".join(filter(str.isalnum, "".join(piece.text for piece in quote.content).casefold()))


def _named(source: Span, head: Span, names: Sequence[Span]) -> Span | None:
    """The name that a source is: a person's ("police chief Amara Diallo"), else the one that its head ends with.

    A name after a preposition or before a possessive only says whose the source is.
    """
    for name in names:
        is_whose = _is_possessor(name, source) or _is_modifier(name, head) or _is_in_title(name, names)
        if name.label_ == "PERSON" and not is_whose and _is_apposed(source, name):
            return name
    for name in names:
        if name.label_ == "ORG" and noun_kind(head[-1]) == "body" and _is_behind_comma(head, name):
            return name
    inside = [name for name in names if name.start < head.end and not _is_possessor(name, source)]
    if not inside or inside[-1].label_ in ("NORP", "PERSON"):
        return None
    # "the Taliban outfit" is the Taliban; "a Tesla spokesman" is not Tesla, nor are "Lagos police" Lagos.
    after = [token for token in words(head) if token.i >= inside[-1].end]
    is_kind = len(after) == 1 and noun_kind(after[0]) == ("place" if inside[-1].label_ == "LOC" else "body")
    is_kind = is_kind or " ".join(token.lower_ for token in after) in _BODIES
    return inside[-1] if not after or is_kind else None


_BODIES = frozenset(("news agency", "news service", "news outlet", "think tank", "trade union", "rights group"))
"""What a body is in two words. Of others, "the Senate intelligence committee", the name only says whose they are."""


def _is_nobody(source: Span) -> bool:
    """Whether a source says that there is none: "nobody", "no one", "no official"; but "No 10" is an address."""
    return source[0].lower_ in _NOBODY and not any(token.is_digit for token in words(source)[1:2])


_NOBODY = frozenset(("no", "nobody", "none", "neither"))


def _says_little(head: Span) -> bool:
    """Whether who somebody is only comes behind a word: "those | who want it", "some | of its critics"."""
    return len(head) == 1 and head[0].lower_ in _LITTLE


_LITTLE = frozenset("all any anyone both everyone few many most several some someone those".split())


def _is_behind_comma(head: Span, name: Span) -> bool:
    """Whether a name comes right after a comma, a dash or a bracket: "the trade union|, the FGTB"."""
    between = head.doc[head.end : name.start]
    others = [token for token in words(between)[1:] if token.lower_ not in ARTICLES]
    return any(token.text in (",", "–", "—", "(") for token in words(between)[:1]) and not others


def _is_apposed(source: Span, name: Span) -> bool:
    """Whether a person's name is the source itself, behind titles or a comma, not what a preposition brings in.

    Example:
        the president of the republic, Pedro Castillo → yes; the office of Vice President Mike Pence → no
    """
    before = words(source.doc[source.start : name.start])
    clause = any(token.lower_ in _RELATIVES for token in before)
    while before and (is_title(before[-1]) or is_rank(before[-1]) or before[-1].lower_ in ARTICLES):
        word = before.pop()
        # "journalist and author Amara Diallo", but "the mayor and the author Amara Diallo"
        is_second = len(before) > 1 and before[-1].lower_ == "and" and word.lower_ not in ARTICLES
        if is_second and noun_kind(before[-2]) == "person":
            before.pop()
    return not clause and (not before or before[-1].lower_ not in _PREPOSITIONS)


_RELATIVES = frozenset(("who", "whom", "whose", "which", "that"))
_PREPOSITIONS = frozenset(
    "of for at in from into with on to by and or between against about around behind before after during under over "
    "near than supporting backing opposing representing".split()
)


def _owner(source: Span) -> Span | None:
    """The pronoun that is all there is of somebody in a source that was cut off: "in his | speech", "her urgent |"."""
    is_somebody = source[0].lower_ in ARTICLES or any(token.lower_ in _RELATIVES for token in source)
    if source[-1].lower_ in _OWNERS and not is_somebody:
        return source[-1:]
    is_cut = source[0].lower_ in _OWNERS and not any(noun_kind(token) for token in source)
    return source[:1] if is_cut else None


def _is_possessor(name: Span, source: Span) -> bool:
    """Whether a name only says whose the source is: "Durov’s lawyer"; for "Durov’s letter", see `Issuers`."""
    return name.end < source.end and name.doc[name.end].text in POSSESSIVE


def _is_modifier(name: Span, head: Span) -> bool:
    """Whether a name stands before the noun that the head is about: "Trump attorney", but "Trump himself"."""
    if not head.start <= name.start < name.end < head.end:
        return False
    after = word_from(head.doc, name.end)
    assert after is not None
    return after.is_lower and after.is_alpha and after.lower_ not in _BESIDE_A_NAME


_BESIDE_A_NAME = frozenset("himself herself itself themselves alone also too both all elsewhere later now then".split())


def _is_in_title(name: Span, names: Sequence[Span]) -> bool:
    """Whether a name is part of somebody's title in capitals: "Trump Attorney Michael Cole"."""
    after = next((other for other in names if other.start > name.start), None)
    if after is None or after.label_ != "PERSON":
        return False
    between = words(name.doc[name.end : after.start])
    return bool(between) and all(token.is_title and token.lower_ != "and" for token in between)


def _first_person(doc: Doc, found: Sequence[Quote], resolver: _Resolver) -> list[Span]:
    """Where "I" and its forms stand in quotation marks or a turn, as mentions of who speaks; the innermost has them."""
    taken: dict[int, Span] = {}
    for quote in found:
        if (quote.kind != "indirect" or is_turn(quote)) and quote.id in resolver.speakers:
            id_ = resolver.speakers[quote.id]
            for token in (token for piece in quote.content for token in piece):
                if token.lower_ in FIRST_PERSON:
                    taken[token.i] = Span(doc, token.i, token.i + 1, resolver.label(id_), kb_id="pronoun", span_id=id_)
    return list(taken.values())

"""Pronouns and descriptions: whom "she", "the minister" and "the company" mean, as the reader sees it.

Each looks for its antecedent among the mentions before it (mention ranking, Denis and Baldridge 2008), and goes to the
entity of the best one that it can mean, or to none. What the network scores is how well two mentions go together; what
cannot be (a "she" for a company) is left out here.
"""

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from spacy.tokens import Doc, Span, Token

from onrecord.lexicons import table
from onrecord.links import Links
from onrecord.marks import Marked
from onrecord.names import folded, name_words
from onrecord.quotation_marks import MARKS
from onrecord.reader.paragraphs import paragraphs
from onrecord.references import (
    ARTICLES,
    POSSESSIVE,
    PRONOUNS,
    SEVERAL,
    gender_beside,
    has_article,
    noun_kind,
    office,
    office_letters,
    proper_words,
    roles_beside,
    titles_beside,
    word_after_titles,
)
from onrecord.tokens import sentence_numbers, word_before, word_from, words

_BODY_PRONOUNS = frozenset(("it", "its", "itself", "which"))
_GROUP_PRONOUNS = frozenset("they them their theirs themselves we us our ours ourselves".split())
_RELATIVES = frozenset(("who", "whom", "whose"))
ACRONYMS = frozenset(("WHO", "IT", "US"))
"""Capitals that are no pronouns."""

_ANAPHORS = frozenset(PRONOUNS) | _BODY_PRONOUNS | _GROUP_PRONOUNS | _RELATIVES
_HEAD_STOPS = frozenset("of for at in from with on to by who which that and ,".split())

_LOOSE_ENDS = _HEAD_STOPS | POSSESSIVE | frozenset("a an the his her its their our my this these those or".split())
"""Words that no description ends with: what is left of "the" or "the youngest of" is nothing, and "the youngest"."""

_LABELS = {"person": "PERSON", "people": "PERSON", "body": "ORG", "bodies": "ORG", "place": "ORG"}
"""What a description can mean, by the kind of its noun."""

KNOWN_ROLE = 2.0
"""What it adds to a score that a person was introduced by the very noun: "the minister" for minister Amara Diallo."""

KNOWN_TITLE = 3.0
"""And that all of it stands before the name: "the First Lady" for First Lady Amara Diallo."""

CALLED_SOMETHING_ELSE = -2.5
"""And that it has no name and was never called by that noun: "the company" is the one that was named."""

SPOKE_LAST, FAR_BACK = 2.0, -2.0
"""What it adds for "she said" or "the company said" that they were the last to be quoted; and for every mention that
an entity was last mentioned over `SENTENCES_BACK` sentences before."""

SAME_PARAGRAPH, UNNAMED = 1.0, -1.3
"""What it adds for a pronoun that an entity was last mentioned in its paragraph, and that it has no name."""

CALLED_OTHERWISE, MOST_AGAINST = -4.0, 3
"""For each pronoun of another gender by which an entity has gone, up to so many, less those of the same one."""

SENTENCES_BACK = 3
SENTENCES_OF_LEAD = 4


@dataclass
class _Entity:
    """What is known of an entity so far.

    Attributes:
        gender: "f" or "m", by titles and nouns, or nothing.
        pronouns: How many of its pronouns are "f" and how many "m".
        roles: The nouns that it goes by, folded.
        titles: What stands right before its name: "lady" and "first lady".
        words: Those of its descriptions, if it has no name; of which with a capital, `proper`.
    """

    label: str
    is_named: bool
    is_group: bool = False
    gender: str = ""
    pronouns: Counter[str] = field(default_factory=Counter)
    roles: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    proper: set[str] = field(default_factory=set)


class _Description(NamedTuple):
    """What a description says of whom it means, folded: "the First Lady".

    Attributes:
        noun: What it is about: "lady", "vice mayor".
        kind: Of that noun, as `noun_kind` has it.
        gender: "f", "m" or nothing.
        title: All of it without the first word: "first lady".
        is_definite: Whether it points back at somebody known.
        is_owned: Whether it says that somebody is a person's: "her lawyer", "Diallo’s neighbour".
        is_own_voice: Whether it is whoever writes the article, who is hardly ever named in it: "this newspaper".
        words: All of it.
        proper: Of which with a capital, see `proper_words`.
    """

    noun: str
    kind: str
    gender: str
    title: str
    is_definite: bool
    is_owned: bool
    is_own_voice: bool
    words: frozenset[str]
    proper: frozenset[str]


def antecedents(doc: Doc, names: Sequence[Span], nominals: Sequence[Span]) -> list[Span]:
    """Mentions by pronoun or description, each with the id of whom it means, in text order.

    Example:
        Pavel Durov was held in France. The Telegram CEO said he would appeal.
        → "The Telegram CEO" (nominal) and "he" (pronoun), both with Pavel Durov's id

    Args:
        doc: As the reader left it.
        names: With ids.
        nominals: The descriptions that the reader found.

    A description that goes with nobody before it may open an entity of its own; that entity stays if something else
    means it, too. Leaves out "I" (see `onrecord.speakers`). Who wrote the article is not whom it is about: a byline's
    person is nobody's antecedent until the text names them.
    """
    bylines = Marked(doc, ["byline"])
    told = [name for name in names if not bylines.covers(name.start_char, name.end_char)]
    # What a description begins with comes before it: "his" of "his wife".
    mentions = sorted([*told, *_anaphors(doc, names, nominals)], key=lambda span: (span.start, span.end))
    links = Links.of(doc, mentions)
    assert links is not None
    scene = _Scene(doc, names)
    entities = _named(names)
    named_at = {name.start: name for name in names if name.label_ in ("PERSON", "ORG")}
    called = _called(entities)
    next_id = 1 + max((int(id_[1:]) for id_ in entities), default=0)
    ids = [mention.id_ for mention in mentions]
    found: list[Span] = []
    for number, mention in enumerate(mentions):
        if mention.id_:
            scene.see(mention, mention.id_, entities[mention.id_])
            continue
        description = _description(mention, named_at) if mention.kb_id_ == "nominal" else None
        id_ = _beside(mention, description, named_at, entities) if description is not None else None
        if id_ is None:
            id_ = _antecedent(mention, description, number, links, ids, entities, scene)
        if id_ is None and description is not None:
            id_ = _named_elsewhere(description, called, entities, is_lead=scene.is_lead(mention))
        if id_ is None and description is not None:
            id_ = f"e{next_id}"
            next_id += 1
            entities[id_] = _unnamed(description)
        if id_ is not None:
            ids[number] = id_
            entity = entities[id_]
            scene.see(mention, id_, entity)
            if description is not None:
                entity.words.update(description.words)
                entity.proper.update(description.proper)
                entity.gender = entity.gender or description.gender
            elif gender := PRONOUNS.get(mention[0].lower_):
                entity.pronouns[gender] += 1
            found.append(Span(doc, mention.start, mention.end, entity.label, kb_id=mention.kb_id_, span_id=id_))
    meant = Counter(ids)
    return [mention for mention in found if entities[mention.id_].is_named or meant[mention.id_] > 1]


def _anaphors(doc: Doc, names: Sequence[Span], nominals: Sequence[Span]) -> Iterator[Span]:
    in_names = {token.i for name in names for token in name}
    # "the FGTB" is a name, too.
    in_names |= {name.start - 1 for name in names if name.label_ == "ORG" and has_article(name)}
    for token in doc:
        if token.lower_ in _ANAPHORS and token.i not in in_names and token.text not in ACRONYMS:
            yield Span(doc, token.i, token.i + 1, kb_id="pronoun")
    # "Minister of Health |Amara" of Amara Diallo; "My wife, |Ana Lima"
    people = [name for name in names if name.label_ == "PERSON"]
    name_at = {i: name.start for name in people for i in range(name.start + 1, name.end)}
    name_at |= {name.end: name.start for name in people if _is_behind_comma(name)}
    for nominal in nominals:
        end = max(nominal.start, name_at.get(nominal.end, nominal.end))
        while end > nominal.start and doc[end - 1].lower_ in _LOOSE_ENDS:
            end -= 1
        tokens = words(doc[nominal.start : end])
        # The reader takes "the audit" and "the ship" for somebody; whose a document is, is told by `onrecord.issuers`.
        is_somebody = tokens and noun_kind(_head(tokens)) not in ("document", "thing")
        if is_somebody and not all(token.i in in_names for token in tokens):
            yield Span(doc, nominal.start, end, kb_id="nominal")


def _is_behind_comma(name: Span) -> bool:
    before = word_before(name.doc, name.start)
    return before is not None and before.text == ","


def _named(names: Sequence[Span]) -> dict[str, _Entity]:
    entities: dict[str, _Entity] = {}
    for name in names:
        entity = entities.setdefault(name.id_, _Entity(name.label_, is_named=True))
        if name.label_ == "PERSON":
            entity.roles.update(roles_beside(name), map(folded, office_letters(name)))
            entity.titles.update(titles_beside(name))
            entity.gender = entity.gender or gender_beside(name)
        else:
            entity.roles.update(name_words(name.text))
    return entities


class _Scene:
    """Where in the article its entities stand, and who has spoken: what there is to go by beside the words."""

    def __init__(self, doc: Doc, names: Sequence[Span]):
        self._sentence_at = sentence_numbers(doc)
        self._paragraphs = [start for start, _ in paragraphs(doc.text)]
        self._quotation_at = _quotation_at(doc)
        self._spoken_of = _spoken_of(doc, names, self._quotation_at)
        self._voices = self._voices_of(doc, names)
        self._source_at = {token.i: source for source in doc.spans.get("speakers", ()) for token in source}
        self._last: dict[str, Span] = {}
        self._spoke: dict[int, str] = {}
        """Who a source is, by the token that it ends before."""

    def see(self, mention: Span, id_: str, entity: _Entity) -> None:
        """Notes a mention of an entity; they come in text order."""
        self._last[id_] = mention
        source = self._source_at.get(mention.start)
        if source is None or mention.end > source.end or _only_says_whose(source, mention):
            return
        if entity.label == "PERSON" or source.end not in self._spoke:
            self._spoke[source.end] = id_

    def favours(self, mention: Span, able: Mapping[str, _Entity]) -> dict[str, float]:
        """What the scene adds to the score of each entity that a mention may mean."""
        spoke = self._last_speaker(mention)
        return {
            id_: SPOKE_LAST * (id_ == spoke)
            + FAR_BACK * self._is_far(mention, id_)
            + (self._favour(mention, id_, entity) if mention.kb_id_ == "pronoun" else 0.0)
            for id_, entity in able.items()
        }

    def is_lead(self, mention: Span) -> bool:
        """Whether a mention is in the first sentences, which say whom the article is about before it names them."""
        return self._sentence_at[mention.start] < SENTENCES_OF_LEAD

    def excludes(self, mention: Span, id_: str) -> bool:
        """Whether a mention cannot mean an entity for where both stand.

        "His wife" is not he, nor does "he" say “Cole is a liar” of himself, nor Cole “He lies”.
        """
        if self._last[id_].start >= mention.start or id_ in self._spoken_of.get((mention.start, mention.end), ()):
            return True
        is_he = mention.kb_id_ == "pronoun" and mention[0].lower_ in PRONOUNS
        return is_he and self._voices.get(self._quotation_at.get(mention.start, "")) == id_

    def _voices_of(self, doc: Doc, names: Sequence[Span]) -> dict[str, str]:
        """Who says each quotation whose source has a person's name in it, or that goes on with one in its paragraph."""
        people = {name.start: name for name in names if name.label_ == "PERSON"}
        sources = {source.id_: source for source in doc.spans.get("speakers", ())}
        voices: dict[str, str] = {}
        last, reach = ("", -1), 0
        for piece in sorted(doc.spans.get("quotes", ()), key=lambda piece: (piece.start, -piece.end)):
            source, paragraph = sources.get(piece.id_), bisect(self._paragraphs, piece.start_char)
            if source is not None:
                inside = (people[i] for i in range(source.start, source.end) if i in people)
                voices.update((piece.id_, name.id_) for name in inside if not _only_says_whose(source, name))
            elif piece.start >= reach and last[1] == paragraph:
                voices.setdefault(piece.id_, last[0])
            if piece.start >= reach:
                last, reach = (voices.get(piece.id_, ""), paragraph), piece.end
        return voices

    def _last_speaker(self, mention: Span) -> str | None:
        """Who spoke last before somebody whom the mention makes speak; None where it does not."""
        source = self._source_at.get(mention.start)
        if source is None or not _is_source(mention, source):
            return None
        return next((id_ for end, id_ in reversed(self._spoke.items()) if end <= mention.start), None)

    def _is_far(self, mention: Span, id_: str) -> bool:
        return self._sentence_at[mention.start] - self._sentence_at[self._last[id_].start] > SENTENCES_BACK

    def _favour(self, pronoun: Span, id_: str, entity: _Entity) -> float:
        is_beside = bisect(self._paragraphs, pronoun.start_char) == bisect(self._paragraphs, self._last[id_].start_char)
        gender = PRONOUNS.get(pronoun[0].lower_, "")
        # One pronoun may have been taken for the wrong person: it is not believed as a title is.
        otherwise = entity.pronouns.total() - 2 * entity.pronouns[gender] if gender else 0
        against = min(MOST_AGAINST, max(0, otherwise))
        return CALLED_OTHERWISE * against + SAME_PARAGRAPH * is_beside + UNNAMED * (not entity.is_named)


def _is_source(mention: Span, source: Span) -> bool:
    """Whether a source begins with a mention, and is not somebody else: "her lawyer", "a lawyer for the company"."""
    if mention.kb_id_ == "pronoun":
        goes_on = any(token.text.isalnum() for token in words(source)[1:2])
        return mention.start == source.start and mention[0].lower_ in PRONOUNS and not goes_on
    has_article = mention.start == source.start + 1 and source[0].lower_ in ARTICLES
    return (mention.start == source.start or has_article) and not _only_says_whose(source, mention)


def _quotation_at(doc: Doc) -> dict[int, str]:
    """The innermost quote in quotation marks that each token is a part of."""
    pieces = (piece for piece in doc.spans.get("quotes", ()) if piece[0].text in MARKS)
    outer_first = sorted(pieces, key=lambda piece: (piece.start, -piece.end))
    return {i: piece.id_ for piece in outer_first for i in range(piece.start, piece.end)}


def _spoken_of(doc: Doc, names: Sequence[Span], quotation_at: Mapping[int, str]) -> dict[tuple[int, int], set[str]]:
    """The people who are named in the quotation marks of each quote that a "he" or a "she" says, by its source's place.

    Not who is named in a quotation within it: “They told me, ‘Go, Diallo,’” she said.
    """
    named: dict[str, set[str]] = defaultdict(set)
    for name in names:
        if name.label_ == "PERSON" and name.start in quotation_at:
            named[quotation_at[name.start]].add(name.id_)
    return {
        (source.start, source.end): named[source.id_]
        for source in doc.spans.get("speakers", ())
        if len(source) == 1 and source[0].lower_ in PRONOUNS and source.id_ in named
    }


def _only_says_whose(source: Span, mention: Span) -> bool:
    """Whether a mention within a source is not the source itself: "a lawyer for Durov", "Durov’s lawyer"."""
    behind = any(token.lower_ in _BEHIND for token in source.doc[source.start : mention.start])
    return behind or source.doc[mention.end : mention.end + 1].text in POSSESSIVE


_BEHIND = _HEAD_STOPS - {",", "and"}


def _antecedent(
    mention: Span,
    description: _Description | None,
    number: int,
    links: Links,
    ids: Sequence[str],
    entities: dict[str, _Entity],
    scene: _Scene,
) -> str | None:
    """The entity of the best mention before this one that it can mean; None if nobody is better."""
    before = range(links.near(mention).start, number)
    scores = links.scores(mention, mention.kb_id_, before).tolist()
    near = {id_: entities[id_] for id_ in ids[before.start : before.stop] if id_}
    word = mention[0].lower_
    able = {
        id_: entity
        for id_, entity in near.items()
        if (_may_be_described(description, entity) if description is not None else _may_be(word, entity))
        and not scene.excludes(mention, id_)
    }
    bonus = scene.favours(mention, able)
    if description is not None:
        bonus = {id_: favour + _known(description, able[id_]) for id_, favour in bonus.items()}
    best, best_score = None, 0.0
    for score, id_ in zip(scores, ids[before.start : before.stop], strict=True):
        if id_ in bonus and score + bonus[id_] > best_score:
            best, best_score = id_, score + bonus[id_]
    return best


def _known(description: _Description, entity: _Entity) -> float:
    """What it adds to the score of an entity how it was introduced."""
    if description.noun in entity.roles:
        return KNOWN_ROLE + KNOWN_TITLE * (description.title in entity.titles)
    return KNOWN_TITLE * (description.title in entity.titles) + CALLED_SOMETHING_ELSE * (not entity.is_named)


def _beside(
    mention: Span, description: _Description, named_at: Mapping[int, Span], entities: Mapping[str, _Entity]
) -> str | None:
    """Who is named right behind a description: "the captain, Joseph Phiri, said", "former mayor Ana Lima".

    Of bodies, too: "the UN’s food agency FAO", "the union, the FGTB, said". And "a man named Leo" is Leo.
    """
    behind = word_from(mention.doc, mention.end)
    if behind is not None and behind.lower_ == "named":
        name = named_at.get(behind.i + 1)
        return name.id_ if name is not None and _LABELS.get(description.kind) == name.label_ else None
    comma = behind if behind is not None and behind.text in (",", "(") else None
    start = behind if comma is None else word_from(mention.doc, comma.i + 1)
    if start is not None and comma is not None and start.lower_ in ARTICLES:
        start = word_from(mention.doc, start.i + 1)
    if start is not None and start.i not in named_at:
        start = word_after_titles(start)
    name = named_at.get(start.i) if start is not None else None
    if name is None or (comma is not None and not _is_closed(name)):
        return None
    kinds = {"PERSON": ("person",), "ORG": ("body",)}[name.label_]
    is_of_kind = description.kind in kinds or description.noun in _BODIES_TOO
    if (comma is not None or name.label_ == "ORG") and not is_of_kind:
        return None
    return name.id_ if _may_be_described(description, entities[name.id_]) else None


def _is_closed(name: Span) -> bool:
    """Whether nothing goes on behind an apposition."""
    return name.doc[name.end : name.end + 1].text in (",", ".", ")")


def _called(entities: Mapping[str, _Entity]) -> dict[str, list[str]]:
    """The entities that each noun is known for."""
    called: dict[str, list[str]] = defaultdict(list)
    for id_, entity in entities.items():
        for noun in entity.roles:
            called[noun].append(id_)
    return called


def _named_elsewhere(
    description: _Description,
    called: Mapping[str, Sequence[str]],
    entities: Mapping[str, _Entity],
    *,
    is_lead: bool,
) -> str | None:
    """The only one whom the article calls so anywhere: news often says "the owner" before it names them.

    In the lead even "a judge said on Friday".
    """
    may_be_known = description.is_definite or (is_lead and description.kind == "person")
    known = called.get(description.noun, ()) if may_be_known else ()
    return known[0] if len(known) == 1 and _may_be_described(description, entities[known[0]]) else None


def _unnamed(description: _Description) -> _Entity:
    """Somebody of whom nothing is known but this."""
    label = _LABELS.get(description.kind, "PERSON")
    return _Entity(label, is_named=False, is_group=description.kind in SEVERAL, roles={description.noun})


def _may_be(pronoun: str, entity: _Entity) -> bool:
    """Whether gender, number and kind allow that a pronoun means somebody."""
    if entity.label not in ("PERSON", "ORG"):
        return False
    if pronoun in PRONOUNS:
        return entity.label == "PERSON" and not entity.is_group and entity.gender in ("", PRONOUNS[pronoun])
    if pronoun in _BODY_PRONOUNS:
        return entity.label == "ORG" and not entity.is_group
    if pronoun in _GROUP_PRONOUNS:
        return entity.label == "ORG" or not entity.is_named
    return True


def _may_be_described(description: _Description, entity: _Entity) -> bool:
    """Whether gender, number, kind and what else was said of somebody allow that a description means them.

    What only brings in ("several officials") means whom all of its words were said of, and those who have a name if
    they go by its noun. "The FBI officials" are not "the Senate officials".
    """
    if entity.label in ("LOC", "FACILITY"):
        return _is_place(description, entity)
    is_of_label = _LABELS.get(description.kind, entity.label) == entity.label or description.noun in _BODIES_TOO
    if entity.label not in ("PERSON", "ORG") or not is_of_label:
        return False
    if description.kind == "place" and entity.is_named and description.noun not in entity.roles:
        return False
    if entity.is_named and description.kind in SEVERAL:
        return False
    if description.gender and entity.gender not in ("", description.gender):
        return False
    if not description.is_definite and description.noun not in entity.roles:
        return False
    if description.noun not in entity.roles and _is_another_body(description.noun, entity):
        return False
    if description.is_owned and not _goes_by(description, entity):
        return False
    if description.is_own_voice and description.noun not in entity.roles:
        return False
    if entity.is_named:
        return description.noun not in _COMPANIES or _INSTITUTIONS.isdisjoint(entity.roles)
    is_known = description.is_definite or description.words - _INDEFINITE <= entity.words
    return is_known and (not entity.proper or description.proper <= entity.words)


def _goes_by(description: _Description, entity: _Entity) -> bool:
    """Whether "his lawyer" may mean somebody: only one who has been called a lawyer; "her son", anybody with a name."""
    return (entity.is_named and description.noun not in _FOR_OTHERS) or description.noun in entity.roles


def _is_another_body(noun: str, entity: _Entity) -> bool:
    """Whether an institution's noun is not what an entity was called so far: no company is "the council".

    Nor is a council "the journal".
    """
    called = entity.words | entity.roles
    if noun in _OUTLETS:
        return not called.isdisjoint(_INSTITUTIONS)
    return noun in _OF_ONE_KIND and not (called.isdisjoint(_COMPANIES) and called.isdisjoint(_INSTITUTIONS))


def _is_place(description: _Description, entity: _Entity) -> bool:
    """Whether a description may mean a place or a building: "the city", or "the hospital" for St Mary’s Hospital."""
    is_known = entity.label == "LOC" or description.noun in entity.roles
    return description.is_definite and is_known and description.kind in _PLACES[entity.label]


_PLACES = {"LOC": ("place",), "FACILITY": ("place", "body")}
_COMPANIES = frozenset("airline brand carmaker company developer firm insurer lender manufacturer retailer".split())
_INSTITUTIONS = frozenset(
    "agency army association commission committee congress council court department federation government ministry "
    "navy parliament party police senate union university".split()
)
"""What has such a word in its name is no company, however much it is spoken of: "the City Council … the company"."""

_OF_ONE_KIND = frozenset("committee congress council court ministry parliament senate university".split())
"""Institutions that nothing else is called by; "the agency" may be a department."""

_OWNERS = frozenset("his her my our your their".split())
_BODIES_TOO = frozenset(
    "affiliate ally backer broadcaster buyer client competitor contractor creditor customer developer donor employer "
    "insurer investor landlord lender maker operator organiser organizer owner parent partner producer provider "
    "publisher rival seller shareholder sponsor subsidiary supplier tenant".split()
)
"""Nouns for people that bodies go by as often."""

_FOR_OTHERS = frozenset(
    "acquaintance adviser advisor agent aide assistant attorney barrister boss classmate co-worker colleague counsel "
    "coworker flatmate friend lawyer neighbor neighbour publicist representative roommate secretary solicitor "
    "spokesman spokesperson spokeswoman supervisor teammate".split()
)
"""Nouns for those who come in for somebody else's sake: to speak for them, or as whom they know."""

_OUTLETS = frozenset(
    "broadcaster channel daily journal magazine network newspaper outlet paper station tabloid website weekly".split()
)
_WHO_WRITES = frozenset("columnist correspondent magazine newspaper newsroom paper reporter website".split())
_INDEFINITE = frozenset(("a", "an", "some", "many", "several"))
_DEFINITE = frozenset("the this that these those his her its their our my your".split())


def _description(mention: Span, named_at: Mapping[int, Span]) -> _Description:
    tokens, owner = words(mention), named_at.get(mention.start)
    head, folds = _head(tokens), [folded(token.text) for token in tokens]
    return _Description(
        noun=office(head),
        kind=noun_kind(head),
        gender=table("nouns").get(head.lower_, {}).get("gender", ""),
        title=" ".join(folds[1:]),
        # "Lagos’s mayor", too
        is_definite=tokens[0].lower_ in _DEFINITE or any(token.text in POSSESSIVE for token in tokens),
        is_owned=tokens[0].lower_ in _OWNERS or (owner is not None and _is_of_person(owner)),
        is_own_voice=tokens[0].lower_ in ("this", "our") and head.lower_ in _WHO_WRITES,
        words=frozenset(folds),
        proper=proper_words(tokens),
    )


def _is_of_person(owner: Span) -> bool:
    """Whether a name only says whose somebody is: "Diallo" of "Diallo’s neighbour"."""
    return owner.label_ == "PERSON" and owner.doc[owner.end : owner.end + 1].text in POSSESSIVE


def _head(tokens: Sequence[Token]) -> Token:
    """The noun that a description is about: the last one before "of" and the like."""
    stop = next((number for number, token in enumerate(tokens) if number and token.lower_ in _HEAD_STOPS), len(tokens))
    while stop > 1 and tokens[stop - 1].lower_ in _BEHIND_A_NOUN and noun_kind(tokens[stop - 2]):
        stop -= 1
    return tokens[stop - 1]


_BEHIND_A_NOUN = frozenset(
    "familiar close involved responsible surveyed interviewed polled briefed accused appointed present here there "
    "alone alike elect concerned available opposed himself herself itself themselves both all".split()
)
"""What may come between a noun and what it is cut off before: "people familiar |with the matter"."""

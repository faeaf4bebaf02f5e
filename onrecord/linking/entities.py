"""The same person or body in several articles: links for people to look at, and rules of those that they accept."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from onrecord.names import (
    acronyms,
    alias_groups,
    folded,
    is_body_alias,
    is_person_alias,
    is_short_form,
    name_words,
    person_words,
)
from onrecord.review.rules import Merge, Rules
from onrecord.tabulation import Column, HasTables, frame

LEAST = 0.3
"""Links with a lower score are not proposed."""

LINKED = ("PERSON", "ORG")
"""The labels of what is linked. Names of all labels count as what stands around it."""

MEMBER_COLUMNS = (
    Column("article", "string", "id of the article, as in the table articles"),
    Column("entity", "string", "id of the entity within its article, as in the table entities"),
    Column("name", "string", "its name there"),
    Column("label", "string", "PERSON or ORG"),
    Column("bearer", "string", "id of the one whom all entities of this name and these surroundings are taken for"),
)
"""The columns of `SameEntities.members`."""

LINK_COLUMNS = (
    Column("link", "string", "id of the proposed link, such as l1"),
    Column("score", "Float64", "how much speaks for it, from 0 to 1; an order, no probability"),
    Column("name", "string", "the name of one bearer"),
    Column("other_name", "string", "the name of the other, which both would get"),
    Column("label", "string", "PERSON or ORG"),
    Column("reasons", "string", "what speaks for it: the names, and what stands around both"),
    Column("against", "string", "what speaks against it"),
    Column("articles", "Int64", "in how many articles the one is"),
    Column("other_articles", "Int64", "in how many articles the other is"),
    Column("bearer", "string", "id of the one, as in members"),
    Column("other_bearer", "string", "id of the other"),
    Column("article", "string", "id of an article with the one"),
    Column("entity", "string", "id of the entity there"),
    Column("other_article", "string", "id of an article with the other"),
    Column("other_entity", "string", "id of the entity there"),
)
"""The columns of `SameEntities.links`."""

_ENOUGH = 6.0
"""Evidence, in natural logarithms of odds, from which entities of one name are taken for one bearer."""

_UNSEEN = 1000
"""Articles that are thought to be there besides: in a small corpus every name looks rare."""

_AROUND = 16
"""Names that are kept of an article's, the rarest; of a bearer's, twice as many."""

_TRIED = 32
"""Bearers of one block that are compared because of one name around them."""

_TELLING = 3.5
"""Evidence of a name around two bearers from which they are compared: one article in seventy has it, or fewer."""

_BEST = 8
"""Names that are told for one bearer."""

_STRONG_KEYS = 4
"""Names of one block that are compared without anything around them: initials of more may be anybody's."""

_WEIGHT = 0.5
"""How much evidence counts: names come in groups, so that each is not a reason by itself."""


@dataclass(frozen=True)
class SameEntities:
    """Who may be the same over articles.

    Attributes:
        links: proposed links, the likeliest first (LINK_COLUMNS). Nothing is merged by them.
        members: each person and body of each article, with its bearer (MEMBER_COLUMNS).
    """

    links: pd.DataFrame
    members: pd.DataFrame


class _Entity(NamedTuple):
    """One row of the table of entities; article and name as numbers."""

    article: int
    key: int
    id: str
    name: str
    label: str


class _Bearer:
    """Entities of one name that are taken for one, and how often other names stand around them."""

    __slots__ = ("around", "key", "members")

    def __init__(self, key: int, members: list[int], around: dict[int, int]) -> None:
        self.key, self.members, self.around = key, members, around


def same_entities(found: HasTables, *, rules: Rules | None = None, least: float = LEAST) -> SameEntities:
    """Propose which people and bodies are the same over the articles of a corpus.

    Entities of one name are one bearer where the same other names stand around them. Several bearers of one name are
    linked where something stands around both, if only a name that is frequent; where nothing does, `least=0` asks
    whether they are one. Other links are between names that can be one's by `onrecord.names` ("A. Souza" and "Ana
    Souza", "WHO" and its long name), or are spelled almost alike.

    Example:
        >>> same = same_entities(corpus)  # doctest: +SKIP
        >>> good = same.links.query("score >= 0.9 and against.isna()")  # doctest: +SKIP
        >>> accepted(same, good["link"]).write("rules.toml")  # doctest: +SKIP
        >>> corpus.tables(corrected=True, rules=Rules.read("rules.toml"))  # doctest: +SKIP

    Changes nothing: what is accepted becomes rules (`accepted`), and rules are applied by those who say so. Knows
    nothing of the world: two people of one name who are written about with the same others are taken for one, and one
    person who is in the news twice for different reasons is two until somebody accepts the link. Does not know
    nicknames, or spellings that differ in more than a letter. Does not link places.

    Evidence is a sum of logarithms of odds, as in naive Bayes: how much more often a name stands around a bearer than
    in the corpus. Names are compared within blocks of like names only, and each bearer with so many at most: no
    table of all pairs is made, and time and memory grow with the number of articles.

    Args:
        found: tables, or a corpus (`onrecord.Corpus`).
        rules: what was decided already. Names that a merge holds together everywhere are one bearer.
        least: the score, from 0 to 1, below which links are left out.
    """
    corpus = _Names(found, rules or Rules())
    bearers = [bearer for rows in corpus.by_key() for bearer in _bearers(corpus, rows)]
    bearers.sort(key=corpus.place)
    links = [link for link in _links(corpus, bearers) if link.score >= least]
    links.sort(key=lambda link: (-link.score, link.one, link.other))
    ids = {row: f"b{number}" for number, bearer in enumerate(bearers, 1) for row in bearer.members}
    members = [
        (corpus.ids[e.article], e.id, e.name, e.label, ids[n]) for n, e in enumerate(corpus.entities) if n in ids
    ]
    rows = [corpus.row(f"l{number}", link, bearers) for number, link in enumerate(links, 1)]
    return SameEntities(frame(LINK_COLUMNS, rows), frame(MEMBER_COLUMNS, members))


def accepted(found: SameEntities, links: Iterable[str], *, rules: Rules | None = None) -> Rules:
    """Rules that say that some links are right, added to those that there are.

    Example:
        >>> rules = accepted(same, ["l1", "l4"], rules=Rules.read("rules.toml"))  # doctest: +SKIP
        >>> rules.write("rules.toml")  # doctest: +SKIP

    Each becomes a merge of the one's name into the other's. Where the name has other bearers, too, it holds only in the
    articles of these two. Does not check that the links agree with each other.

    Args:
        found: what `same_entities` returned.
        links: ids of the links.
        rules: those to which they are added.

    Raises:
        KeyError: there is no such link.
    """
    by_id = found.links.set_index("link")
    members = found.members
    bearers_of = members.groupby(members["name"].map(folded))["bearer"].nunique()
    articles_of = members.groupby("bearer")["article"].unique()
    merges = []
    for id_ in links:
        if id_ not in by_id.index:
            raise KeyError(f"There is no link {id_!r}.")
        link = by_id.loc[id_]
        names = {folded(link["name"]), folded(link["other_name"])}
        is_one = len(names) == 1 and bearers_of[min(names)] == 2
        where: tuple[str, ...] = ()
        if not is_one and any(bearers_of[name] > 1 for name in names):
            both = (*articles_of[link["bearer"]], *articles_of[link["other_bearer"]])
            where = tuple(dict.fromkeys(both))
        why = f"accepted at {link['score']:.2f}: {link['reasons']}"
        merges.append(Merge((link["name"],), link["other_name"], why, where))
    return Rules((*(rules.rules if rules else ()), *merges))


# The names of a corpus


class _Names:
    """What is kept of a corpus: its entities, the names of each article, and how frequent each name is."""

    def __init__(self, found: HasTables, rules: Rules) -> None:
        articles = found.columns("articles", "article", "published")
        published = [None if pd.isna(day) else day for day in articles["published"]]
        dated = sorted(zip(articles["article"], published, strict=True), key=lambda a: (a[1] is None, a[1] or "", a[0]))
        self.ids = [article for article, _ in dated]
        numbers = {article: number for number, article in enumerate(self.ids)}
        self._renamed, self._whole = _decided(rules)
        self.entities: list[_Entity] = []
        self.keys: list[tuple[str, ...]] = []
        """The words of each name, by its number."""
        known: dict[tuple[str, ...], int] = {}
        self.around: list[Any] = [set() for _ in self.ids]
        for article, id_, name, label in found.columns("entities", "article", "entity", "name", "label").itertuples(
            index=False
        ):
            # A table may have entities of articles that another selection left out.
            words = _words(self._name(article, name), label)
            if not words or article not in numbers:
                continue
            key = known.setdefault(words, len(known))
            if key == len(self.keys):
                self.keys.append(words)
            number = numbers[article]
            self.around[number].add(key)
            self.entities.append(_Entity(number, key, id_, name, label))
        frequency = Counter(key for keys in self.around for key in keys)
        for number, keys in enumerate(self.around):
            shared = [key for key in keys if frequency[key] > 1]
            self.around[number] = tuple(sorted(shared, key=lambda key: (frequency[key], self.keys[key]))[:_AROUND])
        many = len(self.ids) + _UNSEEN
        self._rarity = [math.log(many / frequency[key]) for key in range(len(self.keys))]

    def _name(self, article: str, name: str) -> str:
        for into, where in self._renamed.get(folded(name), ()):
            if not where or article in where:
                return into
        return name

    def by_key(self) -> Iterator[list[int]]:
        """Yield the entities of each name, by their numbers, in the order of publication."""
        rows: dict[tuple[str, int], list[int]] = {}
        for number, entity in enumerate(self.entities):
            if entity.label in LINKED:
                rows.setdefault((entity.label, entity.key), []).append(number)
        for of_key in rows.values():
            yield sorted(of_key, key=lambda number: self.entities[number].article)

    def is_whole(self, key: int) -> bool:
        """Whether a rule says that the name has one bearer."""
        return self.keys[key] in self._whole

    def evidence(self, name: int, count: float, size: int) -> float:
        """How much more often a name stands around something than in the corpus: a logarithm of odds, 0 at least."""
        return max(0.0, math.log(count / (size + 1)) + self._rarity[name])

    def shared(self, one: _Bearer, other: _Bearer) -> list[tuple[float, int]]:
        """The names that stand around both, with the evidence of each, the strongest first."""
        found = []
        for name in one.around.keys() & other.around.keys():
            if name not in (one.key, other.key):
                weight = self.evidence(name, other.around[name], len(other.members))
                if weight:
                    found.append((weight * one.around[name] / len(one.members), name))
        return sorted(found, key=lambda pair: (-pair[0], self.keys[pair[1]]))

    def place(self, bearer: _Bearer) -> tuple[Any, ...]:
        """What bearers are sorted by: their first article, so that the order of the table makes no difference."""
        first = self.entities[bearer.members[0]]
        return first.article, self.keys[bearer.key], first.label, first.id

    def printed(self, bearer: _Bearer) -> str:
        """The name of a bearer as most of its articles have it."""
        names = Counter(self.entities[row].name for row in bearer.members)
        return min(names, key=lambda name: (-names[name], name))

    def label(self, bearer: _Bearer) -> str:
        return self.entities[bearer.members[0]].label

    def articles(self, bearer: _Bearer) -> set[int]:
        return {self.entities[row].article for row in bearer.members}

    def row(self, id_: str, link: "_Link", bearers: Sequence[_Bearer]) -> tuple[Any, ...]:
        """A link as a row of the table."""
        both = bearers[link.one], bearers[link.other]
        examples = [self.entities[bearer.members[0]] for bearer in both]
        return (
            id_,
            round(link.score, 4),
            *(self.printed(bearer) for bearer in both),
            examples[0].label,
            link.reasons,
            link.against,
            *(len(self.articles(bearer)) for bearer in both),
            f"b{link.one + 1}",
            f"b{link.other + 1}",
            *(value for entity in examples for value in (self.ids[entity.article], entity.id)),
        )


def _words(name: str, label: str) -> tuple[str, ...]:
    return person_words(name) if label == "PERSON" else name_words(name)


def _decided(
    rules: Rules,
) -> tuple[Mapping[str, list[tuple[str, frozenset[str]]]], frozenset[tuple[str, ...]]]:
    """For each name what merges make of it, and in which articles; and the names that have one bearer everywhere."""
    renamed: dict[str, list[tuple[str, frozenset[str]]]] = defaultdict(list)
    whole: set[tuple[str, ...]] = set()
    for rule in rules.rules:
        if isinstance(rule, Merge):
            for name in rule.names:
                renamed[folded(name)].append((rule.into, frozenset(rule.articles)))
            if not rule.articles:
                whole |= {name_words(rule.into), person_words(rule.into)}
    return renamed, frozenset(whole)


# Entities of one name


def _bearers(corpus: _Names, rows: Sequence[int]) -> list[_Bearer]:
    """Gather the entities of one name by what stands around them, one after the other."""
    key = corpus.entities[rows[0]].key
    if corpus.is_whole(key):
        counted = Counter(name for row in rows for name in corpus.around[corpus.entities[row].article])
        return [_Bearer(key, list(rows), dict(counted.most_common(2 * _AROUND)))]
    found: dict[int, _Bearer] = {}
    by_name: dict[int, list[int]] = {}
    for number, row in enumerate(rows):
        around = [name for name in corpus.around[corpus.entities[row].article] if name != key]
        evidence: dict[int, float] = defaultdict(float)
        for name in around:
            # Those that were merged into others are gone.
            there = [other for other in by_name.get(name, ()) if other in found]
            for other in there:
                evidence[other] += corpus.evidence(name, found[other].around[name], len(found[other].members))
            by_name[name] = there
        alike = sorted(other for other, weight in evidence.items() if weight >= _ENOUGH)
        bearer = found[alike[0]] if alike else found.setdefault(number, _Bearer(key, [], {}))
        home = alike[0] if alike else number
        _add(bearer, [row], dict.fromkeys(around, 1))
        for other in alike[1:]:
            gone = found.pop(other)
            _add(bearer, gone.members, gone.around)
            around += gone.around
        for name in around:
            there = by_name.setdefault(name, [])
            if home not in there and len(there) < _TRIED:
                there.append(home)
    for bearer in found.values():
        strongest = sorted(bearer.around.items(), key=lambda pair: (-pair[1], corpus.keys[pair[0]]))
        bearer.around = dict(strongest[: 2 * _AROUND])
    return list(found.values())


def _add(bearer: _Bearer, members: Iterable[int], around: Mapping[int, int]) -> None:
    bearer.members += members
    for name, count in around.items():
        bearer.around[name] = bearer.around.get(name, 0) + count


# Links


class _Link(NamedTuple):
    """A link of two bearers, by their numbers: the one would get the other's name."""

    one: int
    other: int
    score: float
    reasons: str
    against: str | None


class _Candidate(NamedTuple):
    """Whose name a bearer may get, why, the odds by the names alone, and the weight of what stands around both."""

    other: int
    reason: str
    base: float
    weight: float


def _links(corpus: _Names, bearers: Sequence[_Bearer]) -> Iterator[_Link]:
    candidates: dict[int, dict[int, _Candidate]] = defaultdict(dict)
    for block, kind in _blocks(corpus, bearers):
        is_one_name = kind == "same"
        pairs = _pairs_of_one_name(corpus, bearers, block) if is_one_name else _pairs(corpus, bearers, block, kind)
        for pair in pairs:
            if relation := _relation(corpus, bearers, *pair):
                one, other, reason, base = relation
                weight = sum(weight for weight, _ in corpus.shared(bearers[one], bearers[other]))
                candidates[one][other] = _Candidate(other, reason, base, weight)
    best = {one: _best_of_each_name(bearers, others.values()) for one, others in candidates.items()}
    for one, chosen in best.items():
        for candidate in chosen:
            yield _link(corpus, bearers, one, candidate, _rivals(corpus, bearers, one, candidate, chosen))
    for one, candidate in _joining(bearers, best, candidates):
        yield _link(corpus, bearers, one, candidate, [])


class _Groups:
    """Which bearers have been joined so far: each points to another of its group, but one."""

    def __init__(self) -> None:
        self._next: dict[int, int] = {}

    def join(self, one: int, other: int) -> bool:
        """Join two, and say whether they were apart."""
        first, second = self._end(one), self._end(other)
        if first == second:
            return False
        self._next[first] = second
        return True

    def _end(self, bearer: int) -> int:
        while (after := self._next.get(bearer)) is not None:
            # It points further ahead from now on, so that the way is short next time.
            self._next[bearer] = self._next.get(after, after)
            bearer = after
        return bearer


def _joining(
    bearers: Sequence[_Bearer],
    best: Mapping[int, Sequence[_Candidate]],
    candidates: Mapping[int, Mapping[int, _Candidate]],
) -> list[tuple[int, _Candidate]]:
    """The further candidates, the strongest first, that join bearers of one name whom no link joins so far.

    Each bearer's best alone may leave two groups of one name apart: the most frequent of each have nothing in common,
    and those who have something in common with both are linked with one.
    """

    def of_one_name(one: int, others: Iterable[_Candidate]) -> Iterator[tuple[int, _Candidate]]:
        return ((one, other) for other in others if other.weight and bearers[other.other].key == bearers[one].key)

    groups = _Groups()
    for one, chosen in best.items():
        for _, candidate in of_one_name(one, chosen):
            groups.join(one, candidate.other)
    further = [pair for one, others in candidates.items() for pair in of_one_name(one, others.values())]
    further.sort(key=lambda pair: (-pair[1].weight, pair[0], pair[1].other))
    return [(one, candidate) for one, candidate in further if groups.join(one, candidate.other)]


def _best_of_each_name(bearers: Sequence[_Bearer], candidates: Iterable[_Candidate]) -> list[_Candidate]:
    best: dict[int, _Candidate] = {}
    for candidate in sorted(candidates, key=lambda c: (-c.weight, -len(bearers[c.other].members), c.other)):
        best.setdefault(bearers[candidate.other].key, candidate)
    return list(best.values())[:_BEST]


def _rivals(
    corpus: _Names, bearers: Sequence[_Bearer], one: int, candidate: _Candidate, others: Iterable[_Candidate]
) -> list[int]:
    """The names that a bearer may have instead: as much stands around them, and they cannot be the candidate's."""
    own = bearers[one].key
    if bearers[candidate.other].key == own:
        return []
    return [
        bearers[rival.other].key
        for rival in others
        if rival.other != candidate.other
        and bearers[rival.other].key != own
        and 2 * rival.weight >= candidate.weight
        and _relation(corpus, bearers, rival.other, candidate.other) is None
    ]


def _link(corpus: _Names, bearers: Sequence[_Bearer], one: int, candidate: _Candidate, rivals: Sequence[int]) -> _Link:
    other, reason, base, weight = candidate
    both = bearers[one], bearers[other]
    shared = [" ".join(corpus.keys[name]) for _, name in corpus.shared(*both)[:4]]
    reasons = f"{reason}; around both: {', '.join(shared)}" if shared else reason
    against = []
    odds = base + _WEIGHT * weight
    if not shared and min(len(bearer.around) for bearer in both) >= 3:
        against.append("nothing in common around them")
        odds -= 1
    if rivals:
        against.append(f"may also be {', '.join(' '.join(corpus.keys[key]) for key in rivals[:3])}")
        odds -= 2
    together = corpus.articles(both[0]) & corpus.articles(both[1])
    if together:
        against.append(f"two entities in the article {corpus.ids[min(together)]}")
        odds -= 2
    return _Link(one, other, 1 / (1 + math.exp(-odds)), reasons, "; ".join(against) or None)


def _blocks(corpus: _Names, bearers: Sequence[_Bearer]) -> Iterator[tuple[list[int], str]]:
    """Yield bearers whose names are alike in some way, and in which: same, first, last, letters or alias."""
    blocks: dict[tuple[Any, ...], list[int]] = {}
    for number, bearer in enumerate(bearers):
        label = corpus.label(bearer)
        for key in _block_keys(corpus.keys[bearer.key], corpus.entities[bearer.members[0]].name, label):
            blocks.setdefault((label, *key), []).append(number)
    for (_, kind, _), block in blocks.items():
        if len(block) > 1:
            yield block, kind


def _block_keys(words: tuple[str, ...], name: str, label: str) -> Iterator[tuple[str, Any]]:
    yield "same", words
    if label == "PERSON":
        yield "last", words[-1]
        if len(words) > 1:
            yield "first", words[0]
        return
    yield "first", words[0]
    yield "last", words[-1]
    for letters in {folded(name.replace(".", "")).replace(" ", "")} if len(words) == 1 else acronyms(name):
        yield "letters", letters
    for group in alias_groups(name):
        yield "alias", group


def _pairs(corpus: _Names, bearers: Sequence[_Bearer], block: Sequence[int], kind: str) -> set[tuple[int, int]]:
    """Pairs of two names that share what stands around them, and those with the most frequent bearer of few names."""
    pairs = {
        (one, other) for one, other in _pairs_around(corpus, bearers, block) if bearers[one].key != bearers[other].key
    }
    if kind in ("letters", "alias"):
        largest = _largest_first(bearers, block)
        of_keys = {bearers[number].key: number for number in reversed(largest)}
        if len(of_keys) <= _STRONG_KEYS:
            pairs |= {
                (min(number, of_key), max(number, of_key))
                for key, of_key in of_keys.items()
                for number in largest
                if bearers[number].key != key
            }
    return pairs


def _pairs_of_one_name(corpus: _Names, bearers: Sequence[_Bearer], block: Sequence[int]) -> set[tuple[int, int]]:
    """Pairs of bearers of one name: each also with the most frequent, of all and of those with a name around them.

    A name that stands around many is enough here, and each is compared with one bearer because of it: somebody who is
    written about with ever other people has nothing else in common.
    """
    pairs = set(_pairs_around(corpus, bearers, block))
    largest = _largest_first(bearers, block)
    most_frequent: dict[int, int] = {}
    for number in largest:
        bearer = bearers[number]
        for name, count in bearer.around.items():
            if name not in most_frequent and corpus.evidence(name, count, len(bearer.members)):
                most_frequent[name] = number
        others = {largest[0], *(most_frequent[name] for name in bearer.around if name in most_frequent)}
        pairs |= {(min(number, other), max(number, other)) for other in others if other != number}
    return pairs


def _pairs_around(corpus: _Names, bearers: Sequence[_Bearer], block: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield pairs with a telling name around both, the lower number first; some of them several times."""
    by_name: dict[int, list[int]] = {}
    for number in block:
        for name in bearers[number].around:
            if corpus.evidence(name, 1, 1) < _TELLING:
                continue
            others = by_name.setdefault(name, [])
            yield from ((other, number) for other in others)
            if len(others) < _TRIED:
                others.append(number)


def _largest_first(bearers: Sequence[_Bearer], block: Sequence[int]) -> list[int]:
    return sorted(block, key=lambda number: (-len(bearers[number].members), number))


def _relation(corpus: _Names, bearers: Sequence[_Bearer], one: int, other: int) -> tuple[int, int, str, float] | None:
    """Which of two would get the other's name, why they may be one, and the odds by the names alone; or None."""
    both = bearers[one], bearers[other]
    label = corpus.label(both[0])
    smaller, larger = sorted((one, other), key=lambda number: (len(bearers[number].members), -number))
    keys = corpus.keys[both[0].key], corpus.keys[both[1].key]
    if keys[0] == keys[1]:
        is_full = label == "ORG" or len(keys[0]) > 1
        return smaller, larger, "the same name", 0.0 if is_full else -3.0
    names = [corpus.entities[bearer.members[0]].name for bearer in both]
    # "A. Souza" and "Ana Souza" can each stand for the other: the fuller name is the one to keep.
    shorter, longer = sorted((0, 1), key=lambda number: len(names[number]))
    for short, long in ((shorter, longer), (longer, shorter)):
        pair = names[short], names[long]
        said = f"“{pair[0]}” can be short for “{pair[1]}”"
        numbers = (one, other)[short], (one, other)[long]
        if label == "PERSON" and is_person_alias(*pair):
            return *numbers, said, -3.0
        if label == "ORG" and is_body_alias(*pair):
            return *numbers, said, 0.0
        if label == "ORG" and is_short_form(*pair):
            return *numbers, said, -3.0
    if _are_spelled_alike(*keys):
        return smaller, larger, "spelled almost alike", -3.0
    return None


def _are_spelled_alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names differ in one letter of one word of four letters or more.

    Example:
        >>> _are_spelled_alike(("ana", "souza"), ("ana", "sousa"))
        True
    """
    if len(one) != len(other) or len(one) < 2:
        return False
    differing = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    return len(differing) == 1 and min(map(len, differing[0])) >= 4 and _is_one_edit(*differing[0])


def _is_one_edit(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    same = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return len(long) - len(short) <= 1 and short[same + (len(short) == len(long)) :] == long[same + 1 :]

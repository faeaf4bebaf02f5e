"""Who asks and who answers in an interview, by what stands above its first question."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import takewhile

from spacy.tokens import Doc, Span, Token

from onrecord.marks import Marked
from onrecord.tokens import words

_CONVERSES = frozenset("speak speaks spoke talk talks talked met meets asked asks".split())
_INTERVIEWS = frozenset(("interview", "interviews", "interviewed"))
"""Words that tell who converses with whom; with the second ones, who is asked stands behind them."""

_ONE = frozenset(("he", "she", "who"))
"""Words for somebody of whom the article has told."""

_STOPS = frozenset(", . : ; – — ( about on at in over for by after before during".split())
"""Words that no party of a conversation reaches beyond: "she met Amara Diallo | in Accra"."""


class Parties:
    """The parties of an interview, by their entity ids.

    Example:
        Li Wei met the diver Amara Diallo in Accra. → Li Wei asks, Amara Diallo answers

    Args:
        doc: The article.
        mentions: Of people and others; those above the interview tell who its parties are.
        start: Offset of the first turn, in code points.

    Does not tell several people apart who answer in turn.
    """

    def __init__(self, doc: Doc, mentions: Iterable[Span], start: int):
        self._above = list(takewhile(lambda token: token.idx < start, doc))
        self._bylines = Marked(doc, ["byline"])
        self._names: list[Span] = []
        self._starting: dict[int, list[str]] = defaultdict(list)
        for mention in mentions:
            if mention.start_char < start and mention.label_ == "PERSON" and mention.kb_id_ != "pronoun":
                self._starting[mention.start].append(mention.id_)
                if mention.kb_id_ == "name":
                    self._names.append(mention)

    def who_answers(self, speakers: Sequence[str]) -> str | None:
        """Whom somebody interviews or meets; failing that, who speaks most often or else is named most often.

        Args:
            speakers: Who says what is quoted above the interview, once for each quote.
        """
        if met := Counter(self._met()):
            return most_often(met)
        named = [name.id_ for name in self._names]
        speak = Counter(id_ for id_ in speakers if id_ in named)
        return most_often(speak or Counter(named))

    def who_asks(self, answer: Collection[str | None]) -> str | None:
        """The only one who writes or converses above the interview, those who answer apart."""
        write = (name.id_ for name in self._names if self._bylines.covers(name.start_char, name.end_char))
        converse = {*write}
        for verb in self._verbs():
            converse |= {*self._people(_before(verb)), *self._people(_behind(verb))}
        return only(converse - {*answer})

    def _met(self) -> Iterator[str]:
        """Who is interviewed, or whom somebody meets who has no name: of two people, each may be the one who asks."""
        for verb in self._verbs():
            either = any(self._people(_before(verb))) or any(word.lower_ in _ONE for word in _before(verb))
            if verb.lower_ in _INTERVIEWS or not either:
                yield from self._people(_behind(verb))

    def _verbs(self) -> Iterator[Token]:
        named = (token for token in self._above if token.lower_ in _CONVERSES | _INTERVIEWS)
        return (token for token in named if not self._bylines.covers(token.idx, token.idx + len(token)))

    def _people(self, among: Iterable[Token]) -> Iterator[str]:
        """The people who are named or described from one of these words on."""
        return (id_ for token in among for id_ in self._starting.get(token.i, ()))


def _before(verb: Token) -> Iterator[Token]:
    """The words of who converses, the last first."""
    return takewhile(lambda word: word.text not in _STOPS, reversed(words(verb.doc[verb.sent.start : verb.i])))


def _behind(verb: Token) -> Iterator[Token]:
    """The words of whom one converses with."""
    return takewhile(lambda word: word.text not in _STOPS, words(verb.doc[verb.i + 1 : verb.sent.end]))


def only(ids: Collection[str]) -> str | None:
    """The only one of some ids; None where there are several, or none."""
    return next(iter(ids)) if len(ids) == 1 else None


def most_often(counts: Counter[str]) -> str | None:
    """What was counted most often; None where two were, or none."""
    (id_, first), (_, second) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
    return id_ if first > second else None

"""Whose a document is: a report, a poll or a letter speaks for whoever issued it."""

from bisect import bisect
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from itertools import takewhile

from spacy.tokens import Doc, Span, Token

from onrecord.names import folded
from onrecord.references import ARTICLES, POSSESSIVE, noun_kind
from onrecord.tokens import word_from

_BACK = 10
"""So many mentions of a document, the last ones, are asked whose it is."""

_TO_DOCUMENT = 8
"""How many words behind a cue tell what something was said in."""

_TO_ISSUER, _TO_NAME = 7, 4
"""So far behind a document its "by" may stand, and so far behind that the issuer's name; so far before it its owner."""

_DEFINITE = frozenset(("the", "this", "that", "these", "those"))
_RELATIVES = frozenset(("which", "whom"))
_STOPS = frozenset(".;:")

_INTO = frozenset(("in", "through", "via", "on", "by", "at"))
"""Words that lead to what something was said in."""

_AWAY = frozenset("of for from with to about against after before since when while as that and".split())
"""Words after which something else follows."""

_ISSUES = frozenset(
    "released releases published publishes issued issues filed files sent sends wrote writes posted posts conducted "
    "produced presented submitted unveiled launched signed in".split()
)
"""Words between a name and a document that make it theirs: "the bank said in a report", "it published a study"."""

_SEEN = frozenset("seen obtained reviewed viewed examined read leaked shared provided given shown sent".split())
"""What somebody does to a document, by, to or with whom, without being its author."""


class Issuers:
    """Who has issued the documents of an article, by what its sentences tell of them.

    Example:
        The bank published a report on Monday. … The report says that rents will fall. → the bank

    What is called by one noun ("the report") is one document, the one that was told of last. Does not know whose a
    document is from what it says, nor that a study is its researchers'.

    Args:
        doc: The article.
        names: Its mentions by name, with ids.
    """

    def __init__(self, doc: Doc, names: Sequence[Span]):
        self._doc = doc
        self._may_issue = sorted(filter(_may_issue, names), key=lambda name: name.start)
        self._in_names = {token.i for name in names for token in name}
        self._noted: dict[str, str] = {}
        """Who has issued what is called by a noun, as far as quotes tell."""

    def document(self, head: Span) -> Token | None:
        """The noun that a phrase is about, if that is a document: "the report released", but no "report writer"."""
        nouns = (token for token in reversed(head) if token.i not in self._in_names and noun_kind(token))
        noun = next(nouns, None)
        return noun if noun is not None and noun_kind(noun) == "document" else None

    def named(self, head: Span, names: Sequence[Span]) -> Span | None:
        """Whom a phrase names as the issuer: "a report by the World Bank", "Apple’s e-mail"; None if no document.

        Who has only seen it, "a letter obtained by Reuters", has not issued it, nor has whom it is about.
        """
        document = self.document(head)
        if document is None:
            return None
        able = (name for name in names if _may_issue(name) and not _has_seen(name))
        return next((name for name in able if not _is_about(name, document)), None)

    def described(self, source: Span, document: Token) -> Span | None:
        """Whom a source describes as the issuer: "a report by | two critics"; nobody in "a report from July"."""
        for token in source.doc[document.i + 1 : source.end]:
            if token.lower_ != "of" and _says_whose(token):
                start = word_from(source.doc, token.i + 1)
                if start is None or start.lower_ in _RELATIVES:
                    return None
                by = source.doc[start.i : source.end]
                return by if any(noun_kind(word) in ("person", "people", "body") for word in by) else None
        return None

    def note(self, head: Span, id_: str) -> None:
        """Notes whose the document is that a source's head is about: "a poll by the Okapi Institute"."""
        document = self.document(head)
        if document is not None:
            self._noted[folded(document.text)] = id_

    def note_said_in(self, cue: Span, content: Sequence[Span], id_: str) -> None:
        """Notes whose the document is that something was said in: "said Monday in a report", "In a letter, she …"."""
        said = {token.i for piece in content for token in piece}
        leads = ""
        sentence = cue[0].sent
        for token in self._doc[sentence.start : min(cue.end + _TO_DOCUMENT, sentence.end)]:
            if token.is_punct or token.lower_ in _INTO or token.lower_ in _AWAY:
                leads = token.lower_
            elif leads in _INTO and noun_kind(token) == "document" and token.i not in said:
                self._noted[folded(token.text)] = id_

    def told(self, source: Span, document: Token) -> str | None:
        """Who issued what a source points back at: "the statement", "the 40-page report"."""
        says_whose = any(_says_whose(token) for token in source)
        if says_whose or source[0].lower_ not in _DEFINITE:
            return None
        noun = folded(document.text)
        places = self._places.get(noun, [])
        before = bisect(places, source.start - 1)
        told = (self._beside(self._doc[i]) for i in reversed(places[max(0, before - _BACK) : before]))
        return self._noted.get(noun) or next((issuer.id_ for issuer in told if issuer is not None), None)

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Where each noun for a document stands."""
        places: dict[str, list[int]] = defaultdict(list)
        for token in self._doc:
            if noun_kind(token) == "document" and token.i not in self._in_names:
                places[folded(token.text)].append(token.i)
        return places

    def _beside(self, document: Token) -> Span | None:
        """Who has issued a document, as its sentence has it: "a report by the bank", "the bank’s new report"."""
        sentence = document.sent
        at = bisect(self._may_issue, document.i, key=lambda name: name.start)
        names = (self._may_issue[number] for number in range(at, len(self._may_issue)))
        after = takewhile(lambda name: name.end <= sentence.end, names)
        if by := next((name for name in after if self._is_by(document, name)), None):
            return by
        last = self._may_issue[at - 1] if at else None
        if last is None or last.start < sentence.start or not _has_issued(self._doc[last.end : document.i]):
            return None
        return last

    def _is_by(self, document: Token, name: Span) -> bool:
        """Whether "by" or "from" stands between a document and a name behind it, and not "seen by"."""
        behind = range(document.i + 1, min(document.i + 1 + _TO_ISSUER, name.start))
        between = [self._doc[i] for i in behind]
        if any(token.text in _STOPS for token in between):
            return False
        by = [token.i for token in between if token.lower_ in ("by", "from")]
        return bool(by) and name.start - by[-1] <= _TO_NAME and _says_whose(self._doc[by[-1]])


def _may_issue(mention: Span) -> bool:
    return mention.label_ in ("ORG", "PERSON")


def _has_issued(between: Span) -> bool:
    """Whether what stands between a name and a document says that it is theirs: "’s new", "said in a"."""
    words = [token.lower_ for token in between]
    is_owner = not words or (words[0] in POSSESSIVE and len(words) <= _TO_NAME)
    return is_owner or (not _ISSUES.isdisjoint(words) and _SEEN.isdisjoint(words))


def _says_whose(preposition: Token) -> bool:
    """Whether a word leads to whose a document is: "a report by", but not "a report seen by"."""
    is_seen = preposition.i > 0 and preposition.nbor(-1).lower_ in _SEEN
    return preposition.lower_ in ("by", "from", "of") and not is_seen


def _is_about(name: Span, document: Token) -> bool:
    """Whether a document is about somebody, or goes to them: "a lawsuit against the bank", "a letter to the bank"."""
    between = [token.lower_ for token in name.doc[document.i + 1 : name.start] if token.lower_ not in ARTICLES]
    return between[-1:] in (["against"], ["about"], ["to"], ["into"])


def _has_seen(name: Span) -> bool:
    before = [token.lower_ for token in name.doc[max(0, name.start - 3) : name.start] if token.lower_ not in ARTICLES]
    return len(before) > 1 and before[-1] in ("by", "to", "with") and before[-2] in _SEEN

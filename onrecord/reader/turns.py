"""Who speaks in an interview or a transcript, told by how it is set: “Q: …”, “LUND: …”, or question and answer in turn.

A line that begins with who speaks leaves nothing to guess, while a network that looks for verbs of speech finds none.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from onrecord.lexicons import table
from onrecord.reader.decoding import Attribution, Name, Span
from onrecord.reader.paragraphs import paragraphs

QUESTION, ANSWER = frozenset(("q", "question")), frozenset(("a", "answer"))
"""Labels that say which turn it is, and not whose."""

LEAST, LEAST_INLINE = 3, 5
"""Fewer lines that begin so are no conversation; nor are fewer sentences, where no lines do."""

SCORE = 0.95
"""How sure a turn is: all of 101 in seven conversations among 2,700 articles were right, and none was found beside."""

_LABEL = re.compile(
    r"""
    (?: \A | (?<=[\n\r\v\f\x85\u2028\u2029]) ) [^\S\n\r]* [*_>#–—-]* [^\S\n\r]*  # a line begins, perhaps as Markdown
    (?: \[ [\d:.]+ \] [^\S\n\r]* )?                                                # or behind the time
    ["“]?                                                                        # or as a paragraph that is quoted
    (?: (?P<letter> [QA]\d{0,2} ) [*_]* [.:)] | (?P<words> [^\n\r:“”"?!;]{1,60} ) : )   # who speaks
    [*_]* \s{1,4} (?=\S)                                                         # and what is said, perhaps below
    """,
    re.VERBOSE,
)
_INLINE_LABEL = re.compile(
    r"""
    (?: \A | (?<=[.?!…][ \xa0]) | (?<=[.?!…)][\"”’)][ \xa0]) | (?<=[)\]][ \xa0]) )  # a sentence begins
    (?: (?P<letter> [QA]\d{0,2} ) : | (?P<words> (?![(\[]) (?: (?i:mr|mrs|ms|dr)\.\s )? [^\n\r:“”"?!;.]{1,60} ) : )
    [ \xa0] (?=\S)
    """,
    re.VERBOSE,
)
"""Who speaks, where the lines of a conversation have become one paragraph."""

_REMARK = re.compile(r"\s*\([^()]*\)\s*\Z")
"""What is said of somebody the first time: “MS ROWNTREE (for the residents)”."""

_PARTICLES = frozenset("of the for and de la del da di van von der den al el bin ibn no".split())
_RUBRICS = frozenset(
    "analysis background breaking caption claim claims clarification cons correction evidence fact facts full-time "
    "goal half-time image live more note notes opinion photo photos picture price pros read related source sources "
    "summary transcript update updates verdict video warning watch when where".split()
)
"""Words in capitals before a colon that nobody is: “UPDATE:”, “THE FACTS:”, “EDITOR’S NOTE:”."""

_CONVERSES = re.compile(r"\?|\b(?:i|me|my|we|us|our|you|your)\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…—–-][\"'”’»)\]*_]*\Z")
_ASIDE = re.compile(r"[(\[].*[)\]][.]?\Z", re.DOTALL)
_ASIDE_BEHIND = re.compile(r"(?<=[.?!…\"”’])\s(?:\([^()]{1,40}\)|\[[^\[\]]{1,40}\])\Z")
"""What no one says: “(Laughter)”."""


_QUESTION = re.compile(r"[^\"“”„«»]*\?[)\]*_]*")
_YOU = re.compile(r"\b(?:you|your|yours|yourself)\b", re.IGNORECASE)
_SELF = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Ww]e|[Oo]ur|[Uu]s)\b")

MOST_PARAGRAPHS = 4
"""An interview has one question or more in so many paragraphs; an essay that asks its readers has fewer."""


class Turn(NamedTuple):
    """What one says until another speaks.

    Attributes:
        start: Where the line begins.
        label: Who speaks, as printed; None in an interview that is set without.
        content: What is said, a piece for each paragraph; all offsets are code points of the text.
        asks: Whether it is a question of such an interview.
    """

    start: int
    label: Span | None
    content: tuple[Span, ...]
    asks: bool = False

    @property
    def end(self) -> int:
        """Where its last piece ends."""
        return self.content[-1][1]


def turns(text: str, names: Sequence[Name] = ()) -> list[Turn]:
    r"""The turns of a text, in order; none where it is no conversation.

    Example:
        >>> text = "Q: Who pays?\nLUND: The city.\nQ: All of it?\nLUND: Half.\n\nWe went home."
        >>> [(text[slice(*turn.label)], text[slice(*turn.content[0])]) for turn in turns(text)]
        [('Q', 'Who pays?'), ('LUND', 'The city.'), ('Q', 'All of it?'), ('LUND', 'Half.')]

    A conversation has three such lines or more, of speakers that change, and of whom one speaks twice; most end as
    sentences do, and somebody asks, or says "I" or "you". A label is "Q" or "A", a noun for a person, words in
    capitals, or one of `names`. A turn has the paragraphs up to the next one that name nobody who speaks; the last
    turn has one. Where no line begins so, the text may be an `interview`, or a conversation that was set as one
    paragraph, which has five turns or more.

    Does not tell several people apart who answer in turn without a label.
    """
    known = {word for name in names if name.label in ("PERSON", "ORG") for word in text[name.start : name.end].split()}
    return _labelled(text, _LABEL, known) or interview(text) or _labelled(text, _INLINE_LABEL, known, LEAST_INLINE)


def _labelled(text: str, form: re.Pattern[str], known: set[str], least: int = LEAST) -> list[Turn]:
    lines = [line for line in form.finditer(text) if _may_speak(_label(line), known)]
    if len(lines) < least:
        return []
    order = list(_merged(taker(_label(line)) for line in lines))
    takers = Counter(order)
    found = list(_cut(text, lines, {last for key in takers if len(last := key.split()[-1]) > 2}))
    said = [text[turn.content[0][0] : turn.end] for turn in found]
    sentences = sum(_SENTENCE_END.search(one) is not None for one in said)
    changes = sum(one != other for one, other in pairwise(order))
    is_one = changes >= least - 1 and max(takers.values()) > 1 and sentences > 0.7 * len(said)
    return found if is_one and any(_CONVERSES.search(one) for one in said) else []


def interview(text: str) -> list[Turn]:
    r"""The questions and answers of an interview that only the type tells apart: bold questions, plain answers.

    Example:
        >>> text = "When did you begin?\nI was six.\nDo you fear it?\nMy mother does.\nWill you go on?\nI will."
        >>> [(turn.asks, text[slice(*turn.content[0])]) for turn in interview(text)][:2]
        [(True, 'When did you begin?'), (False, 'I was six.')]

    It has three questions or more, each a paragraph, most of which say "you" and are answered by somebody who says "I"
    or "we". What is asked without a question mark ("Tell me more.") is taken for a part of the answer before, and what
    does not end as a sentence does for a heading or a caption.
    """
    # Headings, captions and "(Laughter)" stand between what is said.
    spans = [span for span in paragraphs(text) if _SENTENCE_END.search(text, *span) and not _ASIDE.match(text, *span)]
    questions: list[int] = []
    for number, span in enumerate(spans[:-1]):
        # An answer, too, may end with a question.
        if number - 1 not in questions[-1:] and _asks(text[slice(*span)]):
            questions.append(number)
    ask_you = sum(_YOU.search(text, *spans[at]) is not None for at in questions)
    tell = sum(_SELF.search(text, *spans[at + 1]) is not None for at in questions)
    if len(questions) < LEAST or 2 * min(ask_you, tell) < len(questions):
        return []
    is_dense = questions[-1] - questions[0] < MOST_PARAGRAPHS * len(questions)
    return list(_in_turn(text, spans, questions)) if is_dense else []


def _asks(paragraph: str) -> bool:
    """Whether a paragraph ends with a question, quotes nobody, and is not about whoever speaks."""
    is_question = _QUESTION.fullmatch(paragraph) is not None
    return is_question and (_YOU.search(paragraph) is not None or not _SELF.search(paragraph))


def _in_turn(text: str, spans: Sequence[Span], questions: Sequence[int]) -> Iterator[Turn]:
    """The questions, and for each what follows up to the next; for the last one a paragraph."""
    for at, stop in zip(questions, [*questions[1:], questions[-1] + 2], strict=True):
        yield Turn(spans[at][0], None, (_bare(text, *spans[at]),), asks=True)
        answer = tuple(_bare(text, *span) for span in spans[at + 1 : stop])
        yield Turn(answer[0][0], None, answer)


def taker(label: str) -> str:
    """What a label has in common with others of the same speaker.

    Example:
        >>> taker("MS ROWNTREE (for the residents)")
        'ms rowntree'
    """
    key = _REMARK.sub("", label).strip("*_ ").casefold()
    unnumbered = key.rstrip("0123456789 ")
    return unnumbered if unnumbered in QUESTION | ANSWER else key


def initials(key: str) -> str:
    """The first letters of a label's words: "bw" of "baltic weekly"."""
    return "".join(word[0] for word in key.split())


def with_turns(attributions: Sequence[Attribution], found: Sequence[Turn]) -> list[Attribution]:
    """The attributions of a text that has these turns: theirs, and of the others what stays within one turn.

    What is quoted in a turn stays a quote of its own. A turn has its label as source and no cue.
    """
    if not found:
        return list(attributions)
    kept = [whole for attribution in attributions if (whole := _within(attribution, found)) is not None]
    kept += [Attribution(turn.content, None, turn.label, True, SCORE) for turn in found]
    return sorted(kept, key=lambda attribution: attribution.content)


def without_letters(text: str, names: Sequence[Name], found: Sequence[Turn]) -> list[Name]:
    """The names, less those that are a "Q" or an "A" before a turn."""
    labels = (turn.label for turn in found if turn.label is not None)
    letters = {label for label in labels if taker(text[slice(*label)]) in QUESTION | ANSWER}
    return [name for name in names if (name.start, name.end) not in letters]


def _label(line: re.Match[str]) -> str:
    return line["letter"] or line["words"]


def _merged(keys: Iterable[str]) -> Iterator[str]:
    """The keys, those that are short for one before replaced by it: a surname, or initials."""
    full: dict[str, str] = {}
    for key in keys:
        yield full.get(key, key)
        for short in (initials(key), key.split()[-1]):
            full.setdefault(short, key)


def _may_speak(label: str, known: set[str]) -> bool:
    words = taker(label).split()
    printed = _REMARK.sub("", label).strip("*_ ").split()
    if not words or not all(word[:1].isupper() or word.isdigit() or word in _PARTICLES for word in printed):
        return False
    is_noun = table("nouns").get(words[-1], {}).get("kind") in ("person", "people", "body")
    is_rubric = words[-1] in _RUBRICS or words[0] == "the"
    in_capitals = len(printed[-1]) > 1 and " ".join(printed).isupper() and not is_rubric
    return words[0] in QUESTION | ANSWER or is_noun or in_capitals or printed[-1].strip(",") in known


def _cut(text: str, lines: Sequence[re.Match[str]], takers: set[str]) -> Iterator[Turn]:
    """A turn for each line that somebody says something in."""
    starts = [line.start() for line in lines]
    spans = paragraphs(text)
    for line, stop in zip(lines, [*starts[1:], None], strict=True):
        region = (line.end(), len(text) if stop is None else stop)
        pieces = [clipped for span in spans if (clipped := _clipped(text, span, region)) is not None]
        label = (line.start("letter"), line.end("letter")) if line["letter"] else line.span("words")
        # Of what stands below the last turn, nobody can say where it ends.
        content = [pieces[0], *_going_on(text, pieces[1:], takers)] if pieces and stop is not None else pieces[:1]
        if content:
            yield Turn(line.start(), _bare(text, *label), tuple(content))


def _going_on(text: str, pieces: Sequence[Span], takers: set[str]) -> Iterator[Span]:
    """The pieces up to the first one that tells of those who speak."""
    for start, end in pieces:
        if not takers.isdisjoint(re.findall(r"\w+", text[start:end].casefold())):
            return
        if not _ASIDE.match(text, start, end):
            yield start, end


def _clipped(text: str, span: Span, region: Span) -> Span | None:
    start, end = max(span[0], region[0]), min(span[1], region[1])
    start, end = _bare(text, start, end)
    if aside := _ASIDE_BEHIND.search(text, start, end):
        end = aside.start()
    return (start, end) if start < end else None


def _bare(text: str, start: int, end: int) -> Span:
    """A span without white space and Markdown at its ends."""
    while start < end and (text[start].isspace() or text[start] in "*_"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "*_"):
        end -= 1
    return start, end


def _within(attribution: Attribution, found: Sequence[Turn]) -> Attribution | None:
    """What of an attribution lies in the turn of its cue; None for one without, or one that takes a label for part."""
    labels = [(turn.start, turn.content[0][0]) for turn in found]
    parts = [part for part in (attribution.cue, attribution.source) if part is not None]
    if any(_overlap(part, label) for part in parts for label in labels):
        return None
    at = attribution.cue or attribution.content[0]
    home = next((turn for turn in found if turn.start <= at[0] < turn.end), None)
    if home is None:
        content = [piece for piece in attribution.content if not any(_overlap(piece, (t.start, t.end)) for t in found)]
    elif attribution.cue is None:
        return None
    else:
        first, last = home.content[0][0], home.end
        content = [(max(a, first), min(b, last)) for a, b in attribution.content if _overlap((a, b), (first, last))]
    return attribution._replace(content=tuple(content)) if content else None


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]

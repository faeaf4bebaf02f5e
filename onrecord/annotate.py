"""JSONL in, JSONL out: what a program asks for, one object a line."""

import json
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, BinaryIO

from spacy.language import Language
from spacy.tokens import Doc, Span

from onrecord.claims import ARTICLE, UNNAMED, Claim, claims
from onrecord.entities import entities
from onrecord.marks import marks_of
from onrecord.pipeline import load
from onrecord.quotes import quotes
from onrecord.sources.found import Fault
from onrecord.sources.jsonl import SHAPE, numbered_lines, parse, with_text
from onrecord.sources.limits import LIMITS

# Lines under way for each worker: enough that none waits for the slowest, few enough to stay in memory.
_AHEAD = 4

_worker_nlp: Language | None = None


def annotate(stream: BinaryIO, *, workers: int = 1) -> Iterator[dict[str, Any]]:
    """Yield an object for each line of JSONL, in the order of the lines.

    Each line is read by itself and by one thread, so that the answer is the same whatever the number of
    workers. Blank lines are passed over; a bad line gives {"id": … or None, "error": {…}}.

    Example:
        `{"id": "a1", "text": "“We will appeal,” said Ana Souza."}` gives `annotation(doc, "a1")`

    Does not read ahead more than a few lines: the input may be endless.

    Args:
        stream: the input, open for reading bytes.
        workers: processes that read, each with a pipeline of its own (about 300 MB).

    Raises:
        BrokenProcessPool: the system has ended a worker, most often for want of memory.
    """
    lines = numbered_lines(stream, max_bytes=LIMITS.text_bytes)
    if workers == 1:
        nlp = load(threads=1)
        yield from (_answer(line, number, nlp) for number, line in lines)
    else:
        yield from _in_processes(lines, workers)


def annotation(doc: Doc, identifier: Any) -> dict[str, Any]:
    """What is in one Doc, as an object for JSON.

    Example:
        >>> annotation(nlp("“We will appeal,” said Ana Souza."), "a1")  # doctest: +SKIP
        {'id': 'a1', 'entities': [[23, 32, 'PERSON']], 'clusters': [{'id': 'e1', 'name': 'Ana Souza', …}],
        'quotes': [{'id': 'q1', 'type': 'direct', 'speech': True, 'content': [[1, 15]], …}],
        'claims': [], 'marks': []}

    Does not hold texts: every place is [start, end] in Unicode code points of the text that came in. The claimer of a
    claim is a name, "ARTICLE" for the article's own voice, or "unnamed source".

    Args:
        doc: a Doc of our pipeline.
        identifier: the "id" that came in: any JSON value.
    """
    return {
        "id": identifier,
        "entities": [[*_place(ent), ent.label_] for ent in doc.ents],
        "clusters": [
            {
                "id": entity.id,
                "name": entity.name,
                "label": entity.label,
                "mentions": [_place(mention) for mention in entity.mentions],
            }
            for entity in entities(doc)
        ],
        "quotes": [
            {
                "id": quote.id,
                "type": quote.kind,
                "speech": quote.speech,
                "content": [_place(piece) for piece in quote.content],
                "source": [] if quote.source is None else [_place(quote.source)],
                "cue": [] if quote.cue is None else [_place(quote.cue)],
                "speaker": quote.speaker and quote.speaker.name,
                "speaker_id": quote.speaker and quote.speaker.id,
                "speaker_score": quote.speaker_score,
                "score": round(quote.score, 4),
            }
            for quote in quotes(doc)
        ],
        "claims": [
            {
                "id": claim.id,
                "start": claim.span.start_char,
                "end": claim.span.end_char,
                "label": claim.label,
                "score": claim.score,
                "kinds": list(claim.kinds),
                "certainty": claim.certainty,
                "claimer": _claimer(claim),
                "claimer_id": claim.claimer and claim.claimer.id,
                "quote": claim.quote,
            }
            for claim in claims(doc)
        ],
        "marks": [{"start": mark.start, "end": mark.end, "kind": mark.kind} for mark in marks_of(doc)],
    }


def _claimer(claim: Claim) -> str:
    if claim.by_article:
        return ARTICLE
    if claim.claimer is not None:
        return claim.claimer.name
    return claim.claimer_printed.text if claim.claimer_printed is not None else UNNAMED


def _place(span: Span) -> list[int]:
    return [span.start_char, span.end_char]


def _answer(line: bytes | Fault, number: int, nlp: Language) -> dict[str, Any]:
    """Read one line; whatever is wrong with it becomes its answer."""
    record = line if isinstance(line, Fault) else parse(line)
    record = record if isinstance(record, Fault) else with_text(record)
    if isinstance(record, Fault):
        return _error(record.id, number, record.reason, record.advice)
    text, identifier = record["text"], record.get("id")
    if len(text) > LIMITS.characters:
        return _error(
            identifier,
            number,
            f"its text is longer than {LIMITS.characters:,} characters",
            "Split it into articles.",
        )
    try:
        return annotation(nlp(text), identifier)
    except Exception as error:
        # Not to lose the lines after it.
        said = " ".join(str(error).split())
        return _error(identifier, number, f"it could not be read ({type(error).__name__}: {said})", SHAPE)


def _error(identifier: Any, number: int, reason: str, advice: str) -> dict[str, Any]:
    return {"id": identifier, "error": {"line": number, "reason": reason, "advice": advice}}


def _in_processes(lines: Iterable[tuple[int, bytes | Fault]], workers: int) -> Iterator[dict[str, Any]]:
    """Share lines out to processes, and yield the answers in the lines' order."""
    # "spawn" is what works on every system, and with the threads that the network's library starts.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_start_worker) as pool:
        under_way: deque[Future[dict[str, Any]]] = deque()
        for number, line in lines:
            under_way.append(pool.submit(_answer_in_worker, line, number))
            if len(under_way) >= workers * _AHEAD:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def _start_worker() -> None:
    global _worker_nlp
    _worker_nlp = load(threads=1)


def _answer_in_worker(line: bytes | Fault, number: int) -> dict[str, Any]:
    assert _worker_nlp is not None, "the pool starts each worker with _start_worker"
    return _answer(line, number, _worker_nlp)


def as_line(answer: dict[str, Any]) -> bytes:
    """An answer as a line of JSONL, in UTF-8."""
    return json.dumps(answer, ensure_ascii=False).encode("utf-8") + b"\n"

"""Tables as people corrected them, with the origin of every row."""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Literal

import pandas as pd
import spacy

import onrecord.sentences  # noqa: F401  (registers its component)
from onrecord.cues import cue_lemma
from onrecord.numbers import quantities
from onrecord.review.rules import Rules
from onrecord.review.state import SORTS, ClaimItem, Item, Place, QuoteItem, State, fold, initial, machine_of
from onrecord.review.store import Entry, Store
from onrecord.tabulation import COLUMNS, PROVENANCE, Tables, frame, quantities_as_json


def corrected(
    found: Tables,
    store: Store | None = None,
    *,
    coder: str | None = None,
    rules: Rules | None = None,
    texts: Mapping[str, str] | None = None,
    changed: Literal["refuse", "tell"] = "refuse",
) -> Tables:
    """The tables with one coder's corrections in them, with rules applied, or both.

    Example:
        >>> with Store("review.sqlite") as store:  # doctest: +SKIP
        ...     quotes = corrected(found, store, coder="ana", rules=Rules.read("rules.toml")).quotes
        >>> quotes["source_of_row"].value_counts()  # doctest: +SKIP

    Rejected rows are left out; the log has them. Rows stay as the machine made them where nobody decided anything.
    Places of changed rows are exact: `article.text[start:end]` is their text. Numbers, dates, sentence and entities of
    a claim are found anew with its borders; its reasons are the machine's, and missing where they would be about
    another claim. Rules come after decisions by hand, and
    pass over entities and mentions that somebody decided on. Does not alter `found`.

    Args:
        found: tables as `onrecord.tables` or `analyze` makes them, without corrections.
        store: the corrections.
        coder: whose; may be left out if the store has those of one only.
        rules: what holds for every article.
        texts: article → hash of its text (`text_hash`) as it is now. Without it, a text counts as the same if it has
            everything that the tables print at its place.
        changed: what becomes of corrections that were decided on another text, or on other findings, than the tables
            hold. They are never applied: "refuse" raises an error, "tell" warns, and leaves the rows of those articles
            as the machine made them.

    Raises:
        ValueError: the store has several coders and none is named; or there are corrections for what has changed, and
            they are to be refused.
    """
    machine = machine_of(found)
    states, printed_in, others = ({}, {}, []) if store is None else _decided(found, machine, store, coder, texts)
    if others:
        _tell(others, changed)
    if rules is not None:
        by_article = {article: table["text"].tolist() for article, table in found.mentions.groupby("article")}
        for article, of_article in machine.items():
            state = states.setdefault(article, initial(of_article))
            printed = _mentions_as_printed(state, by_article.get(article, []), printed_in.get(article))
            rules.apply(state, printed, article=article)
    return _with_states(found, states, printed_in)


def _decided(
    found: Tables, machine: Mapping[str, Any], store: Store, coder: str | None, hashes: Mapping[str, str] | None
) -> tuple[dict[str, State], dict[str, str], list[str]]:
    """What one coder has, and the texts, by article; and the articles that have changed since."""
    whose = _the_coder(store, coder)
    entries: dict[tuple[str, str], list[Entry]] = {}
    for entry in [] if whose is None else store.entries(coder=whose):
        entries.setdefault((entry.article, entry.text_hash), []).append(entry)
    states: dict[str, State] = {}
    texts: dict[str, str] = {}
    stored = [kept for kept in store.articles() if kept.article in machine and kept[:2] in entries]
    printed = _printed(found, {kept.article for kept in stored})
    for kept in stored:
        is_same = (
            _fits(kept.text, printed[kept.article]) if hashes is None else hashes.get(kept.article) == kept.text_hash
        )
        if is_same and kept.machine == machine[kept.article]:
            states[kept.article], texts[kept.article] = fold(kept.machine, entries[kept[:2]]), kept.text
    others = dict.fromkeys(article for article, _ in entries if article in machine and article not in states)
    return states, texts, list(others)


def _tell(articles: Sequence[str], changed: Literal["refuse", "tell"]) -> None:
    """Say of which articles corrections are not applied."""
    more = f" (and of {len(articles) - 1:,} more)" if len(articles) > 1 else ""
    said = (
        f"The corrections of the article {articles[0]}{more} were decided on another text, or on what another "
        "version of the reader found in it. They are not applied"
    )
    if changed == "refuse":
        raise ValueError(f"{said}: read that text with that version.")
    warnings.warn(f"{said}, and stay in the log: look at these articles again.", stacklevel=4)


def _mentions_as_printed(state: State, by_machine: list[str], text: str | None) -> dict[str, str]:
    """Mention id → its text, from the article's text if corrections may have moved it."""
    if text is not None:
        return {mention.id: text[mention.start : mention.end] for mention in state.mentions.values()}
    return dict(zip(state.mentions, by_machine, strict=True))


def _the_coder(store: Store, coder: str | None) -> str | None:
    """The coder who is meant, or None where nobody has decided anything."""
    coders = store.coders()
    if coder is None and len(coders) > 1:
        raise ValueError(f"{store.path} has several coders: name one of {', '.join(coders)}.")
    return coder or (coders[0] if coders else None)


def _with_states(found: Tables, states: Mapping[str, State], texts: Mapping[str, str]) -> Tables:
    """The tables with what holds in some articles, and the columns of provenance."""
    mentions = {article: table for article, table in found.mentions.groupby("article") if article in states}
    published = dict(found.articles[["article", "published"]].itertuples(index=False))
    words = {
        article: _Words(texts.get(article), mentions.get(article), published=published[article]) for article in states
    }
    made: dict[str, pd.DataFrame] = {}
    for sort in SORTS:
        columns = (*COLUMNS[sort], *PROVENANCE)
        by_article = dict(list(getattr(found, sort).groupby("article", sort=False)))
        rows: list[tuple[Any, ...]] = []
        for article in found.articles["article"]:
            machine = list(_tuples(by_article.get(article), sort))
            if article in states:
                rows += _rows(sort, article, states[article], machine, words[article])
            else:
                rows += [(*row, "machine", None, None) for row in machine]
        made[sort] = frame(columns, rows)
    return replace(found, **made)


def _tuples(table: pd.DataFrame | None, sort: str) -> Iterator[tuple[Any, ...]]:
    if table is not None:
        values = [table[column.name].tolist() for column in COLUMNS[sort]]
        yield from (tuple(None if value is pd.NA else value for value in row) for row in zip(*values, strict=True))


def _printed(found: Tables, articles: set[str]) -> dict[str, list[tuple[int, int, str]]]:
    """Every place that the tables print of some articles, with its text."""
    printed: dict[str, list[tuple[int, int, str]]] = {article: [] for article in articles}
    for name in ("mentions", "quotes", "claims", "marks"):
        table = getattr(found, name)
        for article, start, end, text in table[["article", "start", "end", "text"]].itertuples(index=False):
            if article in printed:
                printed[article].append((start, end, text))
    return printed


def _fits(text: str, printed: list[tuple[int, int, str]]) -> bool:
    """Whether a text has at all places what the tables print there: they do not hold the text itself."""
    return all(text[start:end] == words for start, end, words in printed)


# Rows


class _Words:
    """What an article prints where.

    Args:
        text: its text, if corrections may have moved places; rules only take up places that the machine found.
        mentions: the machine's table of its mentions, if it has any.
        published: the day of its publication, by which "yesterday" gets a date.
    """

    def __init__(self, text: str | None, mentions: pd.DataFrame | None, *, published: Any = None):
        self.text = text
        self.published = published if isinstance(published, str) else None
        places = [] if mentions is None else mentions[["start", "end", "text"]].itertuples(index=False)
        self._known = {(start, end): words for start, end, words in places}

    def at(self, place: Place | None) -> tuple[str | None, int | None, int | None]:
        if place is None:
            return None, None, None
        words = self._known[place] if self.text is None else self.text[place[0] : place[1]]
        return words, *place


def _rows(
    sort: str, article: str, state: State, machine: list[tuple[Any, ...]], words: _Words
) -> Iterator[tuple[Any, ...]]:
    ids = [f"m{n}" for n in range(1, len(machine) + 1)] if sort == "mentions" else [row[1] for row in machine]
    as_found = dict(zip(ids, machine, strict=True))
    for item in state.kept(sort):
        row = as_found.get(item.id)
        if sort == "quotes":
            row = _quote_row(article, item, state, row, words)
        elif sort == "claims":
            row = _claim_row(article, item, state, row, words)
        elif sort == "mentions":
            row = (article, item.entity, *words.at((item.start, item.end)), item.label, item.form)
        else:
            mentions = sorted(state.mentions_of(item.id), key=lambda mention: (mention.start, mention.end))
            first = (mentions[0].start, mentions[0].end) if mentions else None
            row = (article, item.id, item.name, item.label, len(mentions), *words.at(first))
        yield (*row, item.source_of_row, *_by_whom(item))


def _by_whom(item: Item) -> tuple[str | None, str | None]:
    return (None, None) if item.source_of_row == "machine" else (item.by, item.at or None)


def _quote_row(
    article: str, quote: QuoteItem, state: State, row: tuple[Any, ...] | None, words: _Words
) -> tuple[Any, ...]:
    names = [column.name for column in COLUMNS["quotes"]]
    values = dict.fromkeys(names) if row is None else dict(zip(names, row, strict=True))
    speaker = state.entities[quote.speaker] if quote.speaker is not None else None
    if values["speaker_id"] != quote.speaker:
        # Nobody has scored whom a person names.
        values["speaker_score"] = None
    values |= {
        "article": article,
        "quote": quote.id,
        "kind": quote.kind,
        "speech": quote.speech,
        "speaker_id": quote.speaker,
        "speaker": speaker.name if speaker else None,
        "score": quote.score,
    }
    pieces = [[start, end] for start, end in quote.pieces]
    places = (values["pieces"], *(_of(values, part) for part in ("cue", "source")))
    if places != (pieces, quote.cue, quote.source):
        values["pieces"] = pieces
        for part, place in (("", (pieces[0][0], pieces[-1][1])), ("cue", quote.cue), ("source", quote.source)):
            _set(values, part, place, words)
        values["cue_lemma"] = cue_lemma(values["cue"]) if values["cue"] else None
        parts = [part for part in (*quote.pieces, quote.cue, quote.source) if part is not None]
        _set(values, "sentence", _sentence(parts, words.text), words)
    return tuple(values[name] for name in names)


def _claim_row(
    article: str, claim: ClaimItem, state: State, row: tuple[Any, ...] | None, words: _Words
) -> tuple[Any, ...]:
    names = [column.name for column in COLUMNS["claims"]]
    values = dict.fromkeys(names) if row is None else dict(zip(names, row, strict=True))
    place, kinds = (claim.start, claim.end), "; ".join(claim.kinds) or None
    moved = (values["start"], values["end"]) != place
    if moved or (values["label"], values["kinds"]) != (claim.label, kinds):
        values["reasons"] = None
    values |= {
        "article": article,
        "claim": claim.id,
        "label": claim.label,
        "score": claim.score,
        "kinds": kinds,
        "certainty": claim.certainty,
        "claimer_kind": claim.claimer_kind,
        "claimer_id": claim.claimer,
        "claimer": state.entities[claim.claimer].name if claim.claimer is not None else None,
        "quote": _quote_of(claim, state, moved=moved),
        "entities": "; ".join(_mentioned(claim, state)) or None,
    }
    if _of(values, "certainty_cue") != claim.certainty_cue:
        _set(values, "certainty_cue", claim.certainty_cue, words)
    if _of(values, "claimer") != claim.claimer_printed:
        printed, values["claimer_start"], values["claimer_end"] = words.at(claim.claimer_printed)
        values["claimer_printed"] = printed
    if moved:
        assert words.text is not None
        _set(values, "", place, words)
        _set(values, "sentence", _sentence([place], words.text), words)
        found = quantities(words.text[claim.start : claim.end], published=words.published)
        in_text = (q._replace(start=q.start + claim.start, end=q.end + claim.start) for q in found)
        values["quantities"] = quantities_as_json(in_text, words.text)
    return tuple(values[name] for name in names)


def _quote_of(claim: ClaimItem, state: State, *, moved: bool) -> str | None:
    """The quote that a claim stands in: the machine's, unless that is none; of another stretch, the first one there."""
    if claim.claimer_kind == "article":
        return None
    if not moved:
        known = state.quotes.get(claim.quote) if claim.quote is not None else None
        return None if known is None or known.verdict == "rejected" else known.id
    there = (
        quote.id
        for quote in state.kept("quotes")
        if any(start < claim.end and claim.start < end for start, end in quote.pieces)
    )
    return next(there, None)


def _mentioned(claim: ClaimItem, state: State) -> list[str]:
    """The entities that are mentioned in a claim, in the order of the text."""
    inside = (
        mention
        for mention in state.mentions.values()
        if claim.start <= mention.start and mention.end <= claim.end and mention.verdict != "rejected"
    )
    found = sorted((m.start, m.end, m.entity) for m in inside if m.entity is not None)
    return list(dict.fromkeys(entity for _, _, entity in found))


def _of(values: Mapping[str, Any], part: str) -> Place | None:
    start, end = values[f"{part}_start"], values[f"{part}_end"]
    return None if start is None else (start, end)


def _set(values: dict[str, Any], part: str, place: Place | None, words: _Words) -> None:
    start, end = (f"{part}_start", f"{part}_end") if part else ("start", "end")
    values[part or "text"], values[start], values[end] = words.at(place)


def _sentence(parts: list[Place], text: str | None) -> Place | None:
    """The whole sentences that some places stand in, without white space around them."""
    assert text is not None
    start, end = min(part[0] for part in parts), max(part[1] for part in parts)
    sentences = [s for s in _sentences(text) if s[0] < end and start < s[1]]
    start, end = min(start, sentences[0][0]), max(end, sentences[-1][1])
    stretch = text[start:end]
    start += len(stretch) - len(stretch.lstrip())
    return start, start + len(stretch.strip())


@lru_cache(maxsize=8)
def _sentences(text: str) -> tuple[Place, ...]:
    return tuple((sentence.start_char, sentence.end_char) for sentence in _nlp()(text).sents)


@lru_cache(maxsize=1)
def _nlp() -> spacy.language.Language:
    nlp = spacy.blank("en")
    nlp.max_length = 50_000_000
    nlp.add_pipe("onrecord_sentences")
    return nlp

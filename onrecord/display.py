"""`show`: an article coloured in place, with its names, its quotes and who speaks."""

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path
from textwrap import shorten
from types import MappingProxyType
from typing import NamedTuple

from spacy.tokens import Doc

from onrecord.entities import VALUES, entities
from onrecord.quotes import quotes

TAGS: Mapping[str, str] = MappingProxyType({"quote": "mark", "source": "u", "cue": "i", "name": "b"})
"""The element for each role, from the outermost to the innermost.

They say something of themselves: where a style sheet is not let through, as in a notebook that is not trusted yet or on
a code host's page, quotes are still marked and names still bold.
"""

MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "direct speech": "said or written, all in quotation marks",
        "mixed speech": "said or written, partly in quotation marks",
        "indirect speech": "said or written, without quotation marks",
        "direct attitude": "thought, planned or felt, all in quotation marks",
        "mixed attitude": "thought, planned or felt, partly in quotation marks",
        "indirect attitude": "thought, planned or felt, without quotation marks",
        "source": "to whom it is ascribed, as printed",
        "cue": "what ascribes it",
        "PERSON": "person",
        "ORG": "organisation",
        "LOC": "place",
        "FACILITY": "building, road or other thing built",
        "NORP": "nationality, religion or political group",
        "PRODUCT": "product or work",
        "MISC": "another name",
        "DATE": "date",
        "MONEY": "sum of money",
    }
)
"""What can be marked, in the order of the legend, with what it means in words."""

# A border of paragraphs comes after a line end, and CRLF is one line end.
_LINE_START = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")


@dataclass(frozen=True, repr=False)
class ColouredArticle:
    """An article as HTML. Jupyter shows it as it is meant to look; elsewhere it can be saved.

    Attributes:
        html: a `<section>` with its own style sheet, which touches nothing outside it.
    """

    html: str

    def __str__(self) -> str:
        return self.html

    def __repr__(self) -> str:
        # A notebook keeps this beside the HTML, so it must not be the HTML once more.
        return f"<an article as HTML, {len(self.html):,} characters>"

    def _repr_html_(self) -> str:
        return self.html

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write a page that a browser can open, in UTF-8, and return its path.

        Raises:
            OSError: the file cannot be written.
        """
        page = (
            '<!doctype html>\n<html>\n<head><meta charset="utf-8"><title>On Record</title>\n'
            f"<style>{_PAGE_CSS}</style></head>\n<body>\n{self.html}\n</body>\n</html>\n"
        )
        target = Path(path)
        # Bytes, since text would have its line ends translated on some systems.
        target.write_bytes(page.encode())
        return target


def show(doc: Doc) -> ColouredArticle:
    """Show an article coloured in place, as the last line of a notebook's cell.

    Example:
        >>> show(nlp("“We won,” said Amara Diallo."))  # doctest: +SKIP
        >>> show(doc).save("article.html")  # doctest: +SKIP

    Shows names, and quotes with their cue, their source and whom we take for the speaker. Does not show the
    mentions that are not names ("she"), nor what the pipeline did not find.
    """
    return ColouredArticle(article_html(doc))


def article_html(doc: Doc) -> str:
    """Build the HTML that `show` shows: a style sheet, a legend and the article.

    Example:
        >>> html = article_html(nlp("“We won,” said Amara Diallo."))  # doctest: +SKIP
        >>> '<i class="or-cue or-first or-last" title="cue of q1">said</i>' in html  # doctest: +SKIP
        True

    Within the element of the class "or-text", what is left when the tags are taken away is `doc.text`: labels
    are drawn by the style sheet, so that they are neither copied nor searched with the text. It does not
    change the text, and all of it is escaped.
    """
    marks = [*_quote_marks(doc), *_name_marks(doc)]
    return (
        f'<section class="onrecord" aria-label="Article with its names and quotes marked">\n<style>{_CSS}</style>\n'
        f'{_legend(marks)}<div class="or-text">{"".join(_paragraphs(doc.text, marks))}</div>\n</section>'
    )


# What is marked


class _Mark(NamedTuple):
    """A stretch of the article that is shown in a way of its own.

    Attributes:
        start: offset of its first character.
        end: offset after its last character.
        role: a key of TAGS.
        meaning: a key of MEANINGS, or a label that somebody else's component has given.
        title: what is said of it when the mouse rests on it.
        after: a label that follows it, as HTML; "" for none.
    """

    start: int
    end: int
    role: str
    meaning: str
    title: str
    after: str = ""


def _quote_marks(doc: Doc) -> Iterator[_Mark]:
    """Yield the pieces, the cue and the source of each quote; after the last piece stands the speaker."""
    for quote in quotes(doc):
        meaning = f"{quote.kind} {'speech' if quote.speech else 'attitude'}"
        speaker = quote.speaker.name if quote.speaker else ""
        title = f"{quote.id}: {meaning}, {_whose(speaker)}, score {quote.score:.2f}"
        for piece in quote.content:
            after = _speaker_label(speaker) if piece is quote.content[-1] else ""
            yield _Mark(piece.start_char, piece.end_char, "quote", meaning, title, after)
        for role, span in (("cue", quote.cue), ("source", quote.source)):
            if span is not None:
                yield _Mark(span.start_char, span.end_char, role, role, f"{role} of {quote.id}")


def _speaker_label(speaker: str) -> str:
    """The label of a quote; "" is a speaker who is not known."""
    # Somebody without a name goes by a description, which can be longer than a line.
    short = shorten(speaker, 40, placeholder="…")
    return _label("or-speaker" if speaker else "or-speaker or-unknown", short or "?", _whose(speaker))


def _whose(speaker: str) -> str:
    return f"speaker: {speaker}" if speaker else "speaker not known"


def _name_marks(doc: Doc) -> Iterator[_Mark]:
    """Yield the names, dates and sums of money.

    An entity's label stands at its first name and not at every one: all of them have the same, and the same colour.
    """
    names = {entity.id: entity.name for entity in entities(doc)}
    labelled: set[str] = set()
    for ent in doc.ents:
        title = f"{ent.label_}: {names[ent.id_]}" if ent.id_ in names else ent.label_
        is_plain = ent.label_ in VALUES or ent.id_ in labelled
        after = "" if is_plain else _label("or-tag", ent.label_, MEANINGS.get(ent.label_, ""))
        yield _Mark(ent.start_char, ent.end_char, "name", ent.label_, title, after)
        labelled |= {ent.id_} - {""}


# From marks to HTML


def _paragraphs(text: str, marks: Iterable[_Mark]) -> Iterator[str]:
    """Yield the article's lines as paragraphs, each with its line end.

    A line and its end stay together because half of all scraped texts set paragraphs apart by a blank line and half by
    a line end alone: as paragraphs, with a narrow one for a blank line, both read well.
    """
    lines = {match.start() for match in _LINE_START.finditer(text)} | {len(text)}
    parts: list[str] = []
    begin = 0
    for start, end, covering in _segments(text, marks, lines):
        parts.append(_segment(text[start:end], start, end, covering))
        if end in lines:
            blank = "" if text[begin:end].strip() else ' class="or-blank"'
            # Each paragraph finds its own direction: an article may quote Arabic or Hebrew.
            yield f'<p dir="auto"{blank}>{"".join(parts)}</p>'
            parts, begin = [], end


def _segments(text: str, marks: Iterable[_Mark], cuts: set[int]) -> Iterator[tuple[int, int, list[_Mark]]]:
    """Cut a text at every border of a mark; yield each segment with the marks that cover it, outermost first.

    Example:
        a quote 0–9 and a name 5–12 → (0, 5, [quote]), (5, 9, [quote, name]), (9, 12, [name])

    Elements must nest and marks need not: a name may reach over a quote's border. Within a segment all marks cover all
    of it, so any order nests.
    """
    beginning: dict[int, list[_Mark]] = defaultdict(list)
    for mark in marks:
        beginning[mark.start].append(mark)
    borders = {0, len(text), *cuts, *beginning, *(mark.end for found in beginning.values() for mark in found)}
    covering: list[_Mark] = []
    for start, end in pairwise(sorted(borders)):
        covering = [mark for mark in covering if mark.end > start] + beginning[start]
        covering.sort(key=lambda mark: (list(TAGS).index(mark.role), mark.start, -mark.end))
        yield start, end, covering


def _segment(text: str, start: int, end: int, covering: list[_Mark]) -> str:
    """Wrap one segment into the elements of its marks, and let each mark that ends here be followed by its label."""
    html = escape(text, quote=False)
    for mark in reversed(covering):
        edges = " or-first" * (mark.start == start) + " or-last" * (mark.end == end)
        html = _element(mark.role, mark.meaning, html, edges=edges, title=mark.title)
        if mark.end == end:
            html += mark.after
    return html


def _element(role: str, meaning: str, html: str, *, edges: str = " or-first or-last", title: str) -> str:
    # A label of somebody else's component names no class: it may hold any character, or be "CUE".
    words = [role, *(meaning.lower().split() if meaning in MEANINGS else ())]
    classes = " ".join(f"or-{word}" for word in dict.fromkeys(words))
    return f'<{TAGS[role]} class="{classes}{edges}" title="{escape(title)}">{html}</{TAGS[role]}>'


def _label(classes: str, value: str, title: str) -> str:
    """An element without text of its own: the style sheet draws its value, so that it is no part of the article."""
    return f'<data class="{classes}" value="{escape(value)}" title="{escape(title)}"></data>'


def _legend(marks: Iterable[_Mark]) -> str:
    """Explain what is marked in this article, and nothing else; "" where nothing is."""
    order = {meaning: number for number, meaning in enumerate(MEANINGS)}
    found = sorted({(order.get(mark.meaning, len(order)), mark.role, mark.meaning) for mark in marks})
    entries = [_element(role, word, escape(word), title=MEANINGS.get(word, "")) for _, role, word in found]
    if any(role == "quote" for _, role, _ in found):
        entries += [_label("or-speaker", "speaker", "whom we take the source to be")]
        entries += [_label("or-speaker or-unknown", "? not known", "nobody is named, or we cannot tell whom is meant")]
    return f'<div class="or-legend" role="note" aria-label="Legend">{" ".join(entries)}</div>\n' if entries else ""


# How it looks

_CSS = """
.onrecord {
  /* Each colour for light and for dark; which of the two it is, is said below. */
  --or-paper: light-dark(#fffefb, #1b1d21);
  --or-ink: light-dark(#1f2328, #dde1e6);
  --or-quiet: light-dark(#57606a, #a3acb6);
  --or-label: light-dark(#44505c, #c3cbd4);
  --or-rule: light-dark(#e4e0d6, #34383e);
  /* Blue and orange are told apart by nearly everybody; lines and stripes say the same without colour. */
  --or-speech: light-dark(#0072b2, #56b4e9);
  --or-speech-strong: light-dark(#0072b22e, #56b4e947);
  --or-speech-faint: light-dark(#0072b20f, #56b4e91a);
  --or-attitude: light-dark(#b36b00, #e6a832);
  --or-attitude-strong: light-dark(#e69f0047, #e6a83247);
  --or-attitude-faint: light-dark(#e69f001f, #e6a8321f);
  --or-person: light-dark(#9c3600, #ff9e70);
  --or-org: light-dark(#00614b, #4fd0ab);
  --or-loc: light-dark(#7b2d7f, #e39be6);
  --or-facility: light-dark(#6a5200, #e0cc62);
  --or-norp: light-dark(#1c4fa0, #9dbdff);
  --or-product: light-dark(#96113f, #ff96b4);
  color-scheme: light;
  background: var(--or-paper);
  color: var(--or-ink);
  border: 1px solid var(--or-rule);
  border-radius: 6px;
  box-sizing: border-box;
  max-width: 52em;
  padding: 1em 1.6em 1.2em;
  font: 16px/1.85 Georgia, "Iowan Old Style", "Noto Serif", "DejaVu Serif", serif;
  print-color-adjust: exact;
}
[data-jp-theme-light="false"] .onrecord, .vscode-dark .onrecord, html[theme="dark"] .onrecord { color-scheme: dark; }
.onrecord .or-legend {
  display: flex;
  flex-wrap: wrap;
  align-items: baseline;
  gap: .3em 1.1em;
  margin: 0 0 1em;
  padding: 0 0 .7em;
  border-bottom: 1px solid var(--or-rule);
  font: 13px/1.7 system-ui, sans-serif;
}
.onrecord .or-text p { margin: 0 0 .6em; padding: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.onrecord .or-text p.or-blank { margin: 0; line-height: .4; }
.onrecord mark, .onrecord b, .onrecord i, .onrecord u {
  background: none;
  color: inherit;
  font-style: inherit;
  font-weight: inherit;
  text-decoration: none;
  -webkit-box-decoration-break: clone;
  box-decoration-break: clone;
}
.onrecord .or-quote {
  --or-line: var(--or-speech);
  --or-strong: var(--or-speech-strong);
  --or-faint: var(--or-speech-faint);
  padding: .14em 0;
  border-bottom: 2px solid var(--or-line);
}
.onrecord .or-attitude {
  --or-line: var(--or-attitude);
  --or-strong: var(--or-attitude-strong);
  --or-faint: var(--or-attitude-faint);
  border-bottom-style: dashed;
}
.onrecord .or-direct { background: var(--or-strong); }
.onrecord .or-indirect { background: var(--or-faint); }
.onrecord .or-mixed { background: repeating-linear-gradient(135deg, var(--or-strong) 0 7px, var(--or-faint) 7px 14px); }
.onrecord .or-quote.or-first { border-start-start-radius: 4px; padding-inline-start: .15em; }
.onrecord .or-quote.or-last { border-start-end-radius: 4px; padding-inline-end: .15em; }
.onrecord .or-source { border-bottom: 2px dotted var(--or-quiet); }
.onrecord .or-cue { font-style: italic; color: var(--or-quiet); }
.onrecord .or-name { font-weight: 600; color: var(--or-ink); }
.onrecord .or-person { color: var(--or-person); }
.onrecord .or-org { color: var(--or-org); }
.onrecord .or-loc { color: var(--or-loc); }
.onrecord .or-facility { color: var(--or-facility); }
.onrecord .or-norp { color: var(--or-norp); }
.onrecord .or-product { color: var(--or-product); }
.onrecord .or-date, .onrecord .or-money { font-weight: inherit; color: var(--or-quiet); }
/* A label begins with a word joiner: it never stands alone at the beginning of a line. */
.onrecord .or-tag::after {
  content: "\\2060" attr(value);
  margin-inline-start: .25em;
  font: 600 9px/1 system-ui, sans-serif;
  letter-spacing: .05em;
  vertical-align: .5em;
  color: var(--or-quiet);
}
.onrecord .or-speaker::after {
  content: "\\2060" attr(value);
  margin-inline: .35em .15em;
  padding: .2em .7em .25em;
  border-radius: 1em;
  unicode-bidi: isolate;
  white-space: nowrap;
  vertical-align: .1em;
  background: var(--or-label);
  color: var(--or-paper);
  font: 500 11px/1 system-ui, sans-serif;
}
.onrecord .or-unknown::after { background: none; color: var(--or-quiet); box-shadow: inset 0 0 0 1px var(--or-quiet); }
"""

_PAGE_CSS = (
    "body { margin: 2em auto; max-width: 54em; padding: 0 1em; } :root, body .onrecord { color-scheme: light dark; }"
)

"""Articles and their Docs made by chance, with all that makes offsets go wrong, the same at every run."""

import random
from collections.abc import Iterator

from spacy.tokens import Doc

from onrecord.articles import Article
from onrecord.pipeline import make_doc, set_reading
from onrecord.reader.decoding import Attribution, Name
from onrecord.reader.reader import Reading
from onrecord.sources import Mark, Post
from tests.hand_made import NLP

PEOPLE = ["Ana Souza", "José Álvarez", "Amara Diallo", "Zoë O’Neill", "𝒜da Okafor", "Łukasz Nowak"]
BODIES = [("Porto", "LOC"), ("Harbour Union", "ORG"), ("Monday", "DATE"), ("$5,000", "MONEY")]
ODDITIES = [
    "👍", "👩‍👩‍👧", "👍🏽 🏴󠁧󠁢󠁳󠁣󠁴󠁿", "e\u0301t\u00e9", "\u200fעברית שלום\u200e", "مرحبا", "no\u00a0break", "a\ttab",
    "[1]|2_3*4->5;6", "back\\slash \\n", "_x000D_", "=1+1", "<script>alert(1)</script>", "]]>", "&amp;",
    '"', "'", "\ufeffzero", "a_b",
]  # fmt: skip
BETWEEN = [" ", " ", "\n", "\n\n", "\r\n\r\n", " \u00a0", "\u2028", "\t"]


class _Builder:
    """A text that grows, with the places of what is found in it."""

    def __init__(self, chance: random.Random):
        self.chance = chance
        self.text = ""
        self.names: list[Name] = []
        self.found: list[Attribution] = []

    def add(self, words: str) -> tuple[int, int]:
        start = len(self.text)
        self.text += words
        return start, len(self.text)

    def name(self) -> tuple[int, int]:
        place = self.add(self.chance.choice(PEOPLE))
        self.names.append(Name(*place, "PERSON", 0.9))
        return place

    def words(self) -> tuple[int, int]:
        start = len(self.text)
        for _ in range(self.chance.randint(1, 3)):
            if self.chance.random() < 0.4:
                place, label = self.chance.choice(BODIES)
                self.names.append(Name(*self.add(place), label, 0.9))
            else:
                self.add(self.chance.choice([*ODDITIES, "the ships", "will stay", "in the harbour"]))
            self.add(" ")
        self.add("now")
        return start, len(self.text)

    def quote(self, *pieces: tuple[int, int], cue=None, source=None, speech=True) -> None:
        self.found.append(Attribution(pieces, cue, source, speech, round(self.chance.random(), 4)))

    # Sentences

    def direct(self) -> None:
        start, _ = self.add("“")
        self.words()
        _, end = self.add(",”")
        self.add(" ")
        cue = self.add("said")
        self.add(" ")
        self.quote((start, end), cue=cue, source=self.name())
        self.add(".")

    def in_two_pieces(self) -> None:
        start, _ = self.add("“")
        self.words()
        _, end = self.add(",”")
        self.add(" ")
        source = self.name()
        self.add(" ")
        cue = self.add("has said")
        self.add(", ")
        again, _ = self.add("“")
        self.words()
        _, last = self.add(".”")
        self.quote((start, end), (again, last), cue=cue, source=source)

    def nested(self) -> None:
        start, _ = self.add("“")
        source = self.name()
        self.add(" ")
        cue = self.add("told us")
        self.add(": ")
        inner, _ = self.add("‘")
        self.words()
        _, inner_end = self.add("’")
        _, end = self.add(",”")
        self.add(" ")
        outer_cue = self.add("said")
        self.add(" ")
        self.quote((start, end), cue=outer_cue, source=self.name())
        self.quote((inner, inner_end), cue=cue, source=source)
        self.add(".")

    def over_paragraphs(self) -> None:
        start, _ = self.add("“")
        self.words()
        _, end = self.add(".")
        self.add(self.chance.choice(["\n\n", "\r\n\r\n"]))
        again, _ = self.add("“")
        self.words()
        _, last = self.add(",”")
        pieces = [(start, last)] if self.chance.random() < 0.5 else [(start, end), (again, last)]
        self.add(" ")
        cue = self.add("said")
        self.add(" ")
        self.quote(*pieces, cue=cue, source=self.name())
        self.add(".")

    def by_pronoun(self) -> None:
        self.name()
        self.add(" left. ")
        source = self.add(self.chance.choice(["She", "He"]))
        self.add(" ")
        cue = self.add("believes")
        self.add(" ")
        self.quote(self.words(), cue=cue, source=source, speech=False)
        self.add(".")

    def of_nobody(self) -> None:
        start, _ = self.add("“")
        self.words()
        self.quote((start, self.add("!”")[1]))


def pairs(count: int = 200, seed: int = 20251009) -> Iterator[tuple[Doc, Article]]:
    """Docs and their Articles: the third has nothing in it."""
    chance = random.Random(seed)
    for number in range(count):
        builder = _Builder(chance)
        for _ in range(0 if number == 2 else chance.randint(1, 6)):
            chance.choice(
                [
                    builder.direct,
                    builder.in_two_pieces,
                    builder.nested,
                    builder.over_paragraphs,
                    builder.by_pronoun,
                    builder.of_nobody,
                    lambda builder=builder: builder.add("Nothing happened. 👍."),
                ]
            )()
            builder.add(chance.choice(BETWEEN))
        builder.add("It ended.")
        start = len(builder.text) - len("ended.")
        article = _article(number, builder.text, start, chance)
        doc = set_reading(make_doc(NLP, article), Reading(sorted(builder.names), builder.found))
        for _, component in NLP.pipeline:
            doc = component(doc)
        yield doc, article


def _article(number: int, text: str, end: int, chance: random.Random) -> Article:
    marks = (Mark(end, len(text), "caption", 0.5),) if chance.random() < 0.5 else ()
    posts = (Post(end, len(text), platform="X", handle="@anasouza", name="Ana 👍"),) if chance.random() < 0.2 else ()
    return Article(
        f"{chance.choice(['port', 'Häfen', '=1+1', '<b>', '../a/b', '👍'])}#{number}",
        text,
        title=chance.choice([None, "Dockers walk out", "=HYPERLINK(1) <b>“No” 👍", "-1", "#N/A"]),
        byline=chance.choice([None, "By Rui Costa", "@rui"]),
        outlet=chance.choice([None, "The Gazette", "'=1"]),
        url=chance.choice([None, f"https://gazette.example/{number}?a=1&b=<2>"]),
        published=chance.choice([None, "2025-10-09"]),
        language=chance.choice([None, "en"]),
        section=chance.choice([None, "Business & <Trade>"]),
        path=f"in/{number}.txt",
        marks=marks,
        posts=posts,
        warnings=("one", "two") if chance.random() < 0.3 else (),
    )

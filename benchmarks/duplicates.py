"""Prints how well near-duplicates are told from other articles, and how long a large corpus takes.

    python -m benchmarks.duplicates [--count 100000] [--seed 1]

All texts are made from our own sample articles by seeded edits. In a *variant* of an article, six of ten of its word
types stand for others of the sample's vocabulary, so that it is news of its own in the same manner. *Rewritings*
are what editors do to one article; *another article about the same event* keeps the names and a third of the
sentences, as quotes that both outlets print, and has other words in the rest.
"""

import argparse
import random
import re
import resource
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from onrecord.articles import Article
from onrecord.near_duplicates import THRESHOLD, duplicates
from onrecord.reading import read_articles

SAMPLES = Path(__file__).resolve().parent.parent / "data" / "articles"
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE_END = re.compile(r"(?<=[.!?”\"’'])\s+")

Edit = Callable[[str, Sequence[str], random.Random], str]
"""Text, words to put in, source of chance → what becomes of the text."""

FURNITURE = (
    "Sign up for our morning newsletter and never miss a story.\n"
    "Advertisement\n"
    "Read more: What the new rules mean for you. The week in pictures. Ten questions for the mayor.\n"
    "Follow us on all channels. All rights reserved. Terms of use, privacy policy and cookie settings.\n"
)


def samples() -> list[Article]:
    """Our sample articles that are long enough to be rewritten."""
    return [article for article in read_articles(SAMPLES) if isinstance(article, Article) and len(article.text) > 1000]


def variant(text: str, vocabulary: Sequence[str], random_: random.Random, share: float = 0.6) -> str:
    """Another article in the same manner: a share of its word types stands for others, all through the text."""
    stands_for: dict[str, str] = {}

    def other(match: re.Match[str]) -> str:
        word = match[0]
        if word not in stands_for:
            stands_for[word] = random_.choice(vocabulary) if random_.random() < share else word
        return stands_for[word]

    return _WORD.sub(other, text)


def sentences_changed(text: str, vocabulary: Sequence[str], random_: random.Random) -> str:
    """One sentence of ten in other words."""
    sentences = _SENTENCE_END.split(text)
    for place in random_.sample(range(len(sentences)), max(1, len(sentences) // 10)):
        sentences[place] = variant(sentences[place], vocabulary, random_, share=1.0)
    return " ".join(sentences)


def words_changed(text: str, vocabulary: Sequence[str], random_: random.Random) -> str:
    """One word of twenty another, anywhere: light editing of style."""
    return _WORD.sub(lambda match: random_.choice(vocabulary) if random_.random() < 0.05 else match[0], text)


def paragraphs_cut(text: str, vocabulary: Sequence[str], random_: random.Random) -> str:
    """The last half of the paragraphs cut, as to fit a page."""
    paragraphs = [line for line in text.split("\n") if line.strip()]
    return "\n".join(paragraphs[: (len(paragraphs) + 1) // 2])


def first_version(text: str, vocabulary: Sequence[str], random_: random.Random) -> str:
    """What was known first: the first third, one sentence of ten changed since."""
    words = text.split(" ")
    return sentences_changed(" ".join(words[: len(words) // 3]), vocabulary, random_)


def flash(text: str, vocabulary: Sequence[str], random_: random.Random) -> str:
    """The first fifth and a bit, unchanged."""
    words = text.split(" ")
    return " ".join(words[: len(words) * 22 // 100])


def headline_changed(text: str, vocabulary: Sequence[str], random_: random.Random) -> str:
    """Another headline, and capitals and curly marks as the house has them."""
    first, _, rest = text.partition("\n")
    return f"{variant(first, vocabulary, random_, share=1.0)}\n{rest}".replace('"', "”").replace("'", "’")


def furniture_around(text: str, vocabulary: Sequence[str], random_: random.Random) -> str:
    """Unmarked page furniture before and after."""
    return f"{FURNITURE}{text}\n{FURNITURE}"


def all_of_it(text: str, vocabulary: Sequence[str], random_: random.Random) -> str:
    """Headline, one word of twenty, one sentence of ten, and furniture."""
    for edit in (headline_changed, words_changed, sentences_changed, furniture_around):
        text = edit(text, vocabulary, random_)
    return text


def same_event(text: str, vocabulary: Sequence[str], random_: random.Random) -> str:
    """Another article about the same event: its names and a third of its sentences; not a near-duplicate."""
    sentences = _SENTENCE_END.split(text)
    kept = set(random_.sample(range(len(sentences)), len(sentences) // 3))
    lower = [word for word in vocabulary if word.islower()]

    def reword(sentence: str) -> str:
        return _WORD.sub(lambda match: match[0] if match[0][0].isupper() else random_.choice(lower), sentence)

    return " ".join(sentence if place in kept else reword(sentence) for place, sentence in enumerate(sentences))


REWRITINGS: Mapping[str, Edit] = {
    edit.__name__: edit
    for edit in (
        headline_changed,
        furniture_around,
        sentences_changed,
        words_changed,
        all_of_it,
        paragraphs_cut,
        first_version,
        flash,
    )
}
"""What editors do to an article, by name: all give a near-duplicate of it."""


def vocabulary_of(texts: Sequence[str]) -> list[str]:
    """The words of some texts, each once, in order."""
    return sorted({word for text in texts for word in _WORD.findall(text)})


def pairs(name: str, edit: Edit, rounds: int, seed: int) -> Iterator[Article]:
    """Yield variants of the samples, each followed by what the edit makes of it."""
    texts = [article.text for article in samples()]
    vocabulary = vocabulary_of(texts)
    for number in range(rounds):
        for place, text in enumerate(texts):
            random_ = random.Random(f"{seed} {name} {number} {place}")
            original = variant(text, vocabulary, random_)
            yield Article(f"{number}.{place}", original, published="2025-10-09")
            yield Article(f"{number}.{place}+", edit(original, vocabulary, random_), published="2025-10-10")


class Measured(NamedTuple):
    """What became of an edit's pairs."""

    found: float
    wrong: int
    similarity: float


def measured(name: str, edit: Edit, rounds: int, seed: int, threshold: float) -> Measured:
    """The share of an edit's pairs that is found, how many articles are joined to others, and the mean similarity."""
    table = duplicates(pairs(name, edit, rounds, seed), threshold=threshold)
    joined = table[table["article"] != table["representative"]]
    right = joined["article"].str.removesuffix("+") == joined["representative"]
    similarity = joined.loc[right, "similarity"].astype(float).mean()
    return Measured(int(right.sum()) / (len(table) / 2), int((~right).sum()), similarity)


def corpus(count: int, seed: int) -> Iterator[Article]:
    """Yield a corpus: three of four articles on their own, the others an original and its one to five copies."""
    texts = [article.text for article in samples()]
    vocabulary = vocabulary_of(texts)
    edits = list(REWRITINGS.values())
    made = 0
    while made < count:
        random_ = random.Random(f"{seed} corpus {made}")
        original = variant(random_.choice(texts), vocabulary, random_)
        name = str(made)
        made += 1
        yield Article(name, original, published="2025-10-09")
        copies = random_.randint(1, 5) if random_.random() < 0.11 else 0
        for copy in range(min(copies, count - made)):
            made += 1
            text = random_.choice(edits)(original, vocabulary, random_)
            yield Article(f"{name}+{copy}", text, published="2025-10-10")


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--count", type=int, default=100_000, help="articles of the large corpus; 0 for none")
    options.add_argument("--rounds", type=int, default=10, help="how many variants of each sample are edited")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    thresholds = (0.4, 0.5, THRESHOLD, 0.7, 0.8)
    print(f"{'share of pairs found at':26}" + "".join(f"{threshold:>8}" for threshold in thresholds) + "   similarity")
    for name, edit in [*REWRITINGS.items(), ("same_event", same_event)]:
        rows = [measured(name, edit, given.rounds, given.seed, threshold) for threshold in thresholds]
        shares = "".join(f"{row.found:8.3f}" for row in rows)
        print(f"{name:26}{shares}   {rows[0].similarity:.2f}")
        if wrong := sum(row.wrong for row in rows):
            print(f"{'':26}joined to a text of another: {wrong}")
    if given.count:
        large(given.count, given.seed)


def large(count: int, seed: int) -> None:
    """Print what a large corpus takes; making its texts is measured apart and taken off."""
    began = time.process_time()
    words = sum(len(article.text.split()) for article in corpus(count, seed))
    making = time.process_time() - began
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, wall = time.process_time(), time.perf_counter()
    table = duplicates(corpus(count, seed))
    taken, wall = time.process_time() - began - making, time.perf_counter() - wall - making
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    own, representative = (table[column].str.partition("+")[0] for column in ("article", "representative"))
    is_copy, is_joined = table["article"].str.contains("+", regex=False), table["article"] != table["representative"]
    print(f"{count:,} articles, {words:,} words: {taken:.0f} s of CPU, {wall:.0f} s by the clock")
    print(f"peak memory {after / 1024:.0f} MB, of which {before / 1024:.0f} MB were taken before")
    print(f"{(is_copy & is_joined & (own == representative)).sum():,} of {is_copy.sum():,} rewritings found")
    print(f"{(is_joined & (own != representative)).sum():,} articles joined to another's text")


if __name__ == "__main__":
    main()

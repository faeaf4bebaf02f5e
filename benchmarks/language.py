"""Prints how often English news is held to be in another language, and how sentences in others fare.

    python -m benchmarks.language ../shared

All articles of the corpora are in English. Paragraphs of more than 20 characters stand for short texts. The sentences
are those of tests/test_language.py: English with foreign names or in capitals, and its neighbours and lookalikes.
"""

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path

from onrecord.language import language, language_of
from tests.test_language import SENTENCES

SETS = ("full/news_full_train", "quotes/polnear_train", "entities/worldwide_train")
MOST_PARAGRAPHS = 8_000


def unread(texts: Sequence[str]) -> str:
    """How many texts are held not to be in English, and the time that one takes."""
    started = time.perf_counter()
    wrong = sum(language(text).unread is not None for text in texts)
    return f"{wrong} of {len(texts):,} not read, {1000 * (time.perf_counter() - started) / len(texts):.1f} ms each"


def main(argv: Sequence[str] | None = None) -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, help="folder with corpora/")
    options = parser.parse_args(argv)
    language_of("What is loaded once is not counted.")
    for name in SETS:
        rows = [json.loads(line) for line in (options.shared / f"corpora/{name}.jsonl").open(encoding="utf-8")]
        paragraphs = [part for row in rows for part in row["text"].split("\n") if len(part.strip()) > 20]
        print(f"{name}: articles: {unread([row['text'] for row in rows])}")
        print(f"{'':{len(name)}}  paragraphs: {unread(paragraphs[:MOST_PARAGRAPHS])}")
    right = [language_of(sentence)[0] == code for code, sentence in SENTENCES]
    print(f"sentences: {sum(right)} of {len(right)} in their language")


if __name__ == "__main__":
    main()

"""Articles to read into a corpus, and whether two corpora hold the same."""

import json

from onrecord.corpus import Corpus
from tests.stand_in import RAISES

SAID = "“We will appeal,” said Ana Souza. “Never again,” said Ines Duarte. She hopes to win {}."
PIPELINE = "tests.stand_in:load"


def fill(folder, articles=12):
    """Files of some kinds: texts, JSON lines of which some are bad, what is no article."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(articles):
        (folder / f"{number:03}.txt").write_text(SAID.format(number), encoding="utf-8")
    lines = [
        json.dumps({"id": f"line {number}", "text": SAID.format(number) + " 🙂\r\n", "page": number})
        for number in range(6)
    ]
    (folder / "lines.jsonl").write_text("\n".join([*lines, "bad", *lines[:2]]), encoding="utf-8")
    (folder / "odd.txt").write_text(f"{SAID} {RAISES}", encoding="utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / "zeros.txt").write_bytes(b"\x00\x00")
    return folder


def content(corpus):
    """All rows of all tables, in an order that does not depend on how they came there."""
    corpus = corpus if isinstance(corpus, Corpus) else Corpus(corpus)
    found = {}
    for name in ("articles", "entities", "mentions", "quotes", "marks", "posts", "texts", "report"):
        table = corpus.table(name)
        # The time that it took is another each time.
        columns = [column for column in table.columns if column != "seconds"]
        found[name] = sorted(map(repr, table.select(*columns).fetchall()))
    return found

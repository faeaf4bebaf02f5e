"""Files that something has gone wrong with: each gives what can be had and says the rest, and none hangs.

5,000 of them, or 100,000 with --long. Which they are depends on the number alone.
"""

import os
import random
from collections import Counter

import pytest

from onrecord.finding import find_files
from onrecord.reading import Options, Reading, read_files
from onrecord.sources import Limits
from tests.hostile.make import PAGE, PROSE
from tests.test_no_network import SAMPLES

MUTATED = 100_000 if "ONRECORD_LONG" in os.environ else 5_000

SEEDS = {
    **{ending: text.encode() if isinstance(text, str) else text for ending, text in SAMPLES.items()},
    ".html": PAGE.encode(),
    ".txt": PROSE.encode(),
}
"""A good file of each kind, by its ending."""

WORDS = [
    b"\x00",
    b"\xff\xfe",
    b"\xf0\x9f\x99\x82",
    b"<![CDATA[",
    b"]]>",
    b'"',
    b"\\u",
    b"{",
    b"PK\x03\x04",
    b"\r\n\r\n",
    b"&#0;",
]


def mutated(content, chance):
    """A file with some bytes changed, taken out, put in, said again, or cut off."""
    content = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 5, 20])):
        start = chance.randrange(len(content) + 1)
        end = min(len(content), start + chance.choice([1, 4, 50, 500]))
        deed = chance.randrange(5)
        if deed == 0:
            content[start:end] = bytes(byte ^ (1 << chance.randrange(8)) for byte in content[start:end])
        elif deed == 1:
            del content[start:end]
        elif deed == 2:
            content[start:start] = chance.choice(WORDS) * chance.choice([1, 1, 50])
        elif deed == 3:
            content[start:start] = content[start:end] * chance.choice([1, 5])
        else:
            content = content[: max(1, start)]
    return bytes(content)


@pytest.mark.timeout(120 + MUTATED // 5)
def test_whatever_a_file_has_become_it_is_accounted_for(tmp_path, capsys):
    chance, endings = random.Random(7), sorted(SEEDS)
    for number in range(MUTATED):
        ending = endings[number % len(endings)]
        (tmp_path / f"{number:06}{ending}").write_bytes(mutated(SEEDS[ending], chance))
    limits = Limits(seconds=100)
    readings = Counter()
    met, hung = set(), []
    for reading in read_files(find_files(tmp_path), Options(limits=limits, workers=2)):
        assert isinstance(reading, Reading)
        met.add(reading.path)
        reason = getattr(reading.item, "reason", "read")
        readings["read" if reason == "read" else "said"] += 1
        if "it took longer" in reason or "its parser crashed" in reason:
            hung.append((reading.path, reason))
    with capsys.disabled():
        print(f"\n{MUTATED:,} mutated files: {dict(readings)}, {len(hung)} hung or crashed")
    assert len(met) == MUTATED
    assert hung == []

"""Every row of every table stands where it says, whatever a text is made of: 2,000 texts, or 100,000 with --long."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.articles import Article, understood
from onrecord.pipeline import make_doc
from onrecord.sources.found import Found
from onrecord.tabulation import COLUMNS, rows_of
from tests.reader.texts import PARTS
from tests.stand_in import load

EXAMPLES = 100_000 if "ONRECORD_LONG" in os.environ else 2_000

NEWS = [
    "“We will appeal,” said Ana Souza. ",
    "“🙂\r\n",
    "” has denied Zoë Adu",
    "Ana Souza believes 5 of 7 👩🏽\u200d🍳 lie.",
    "on Thursday, for $5,000",
    "\r\n\r\n",
    "\u202eלא\u202c",
    "She hopes to win.\u00a0",
    "Your email address will not be published.\n",
    "“No room” — Ana Souza (@anasouza) October 9, 2025\n",
]

PRINTED = {
    "start": "text",
    "cue_start": "cue",
    "source_start": "source",
    "sentence_start": "sentence",
    "claimer_start": "claimer_printed",
}
"""Where a stretch begins → the column that has it as printed."""

TEXTS = st.lists(st.sampled_from([*NEWS, *PARTS]) | st.characters(exclude_categories=["Cs"]), max_size=25).map("".join)


@pytest.fixture(scope="module")
def nlp():
    return load()


@pytest.mark.timeout(60 + EXAMPLES // 10)
@given(TEXTS)
@settings(max_examples=EXAMPLES)
def test_a_row_is_the_text_at_its_place(nlp, text):
    found = understood(Found(text), repair_mojibake=False)
    assert isinstance(found, Found) and found.text == text
    article = Article("a", text, language="en", marks=found.marks, posts=found.posts)
    for name, rows in rows_of(nlp(make_doc(nlp, article)), article).items():
        names = [column.name for column in COLUMNS[name]]
        for values in rows:
            row = dict(zip(names, values, strict=True))
            for column, printed in PRINTED.items():
                if row.get(column) is not None:
                    assert text[row[column] : row[column.replace("start", "end")]] == row[printed]

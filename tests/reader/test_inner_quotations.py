"""Quotations within quotations that the network left."""

import time

import pytest

from onrecord.quotation_marks import quoted
from onrecord.reader.decoding import Attribution, Name
from onrecord.reader.inner_quotations import with_inner_quotations


def found(text, *names, attributions=()):
    spans = [Name(text.index(name), text.index(name) + len(name), "PERSON", 0.9) for name in names]
    return [
        tuple(text[slice(*span)] for span in (one.content[0], one.cue, one.source))
        for one in with_inner_quotations(text, attributions, spans, quoted(text))
        if one not in attributions
    ]


def spans_of(text, *parts):
    return tuple((text.index(part), text.index(part) + len(part)) for part in parts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“He said, ‘Will it hold?’ and I said, ‘It has held cod,’” Brekke recalled.",
            [("‘Will it hold?’", "said", "He"), ("‘It has held cod,’", "said", "I")],
        ),
        ("“I told the twins before the game, ‘One each,’” she said.", [("‘One each,’", "told", "I")]),
        ("“They’ll just say, ‘Come back on Monday.’”", [("‘Come back on Monday.’", "say", "They")]),
        ("“I’m like, ‘What do I do now?’”", [("‘What do I do now?’", "like", "I")]),
        ("“It rained. And she was just like, ‘So what?’”", [("‘So what?’", "like", "she")]),
        ("\"My manager said: 'Take the night bus.' So I did.\"", [("'Take the night bus.'", "said", "My manager")]),
        ("'Doctors kept saying, \"Wait for May.\"'", [('"Wait for May."', "saying", "Doctors")]),
    ],
)
def test_what_a_verb_of_saying_brings_in(text, expected):
    assert found(text) == expected


def test_whoever_is_named_before_the_verb():
    text = "“And then Amara Diallo said to us, ‘Bring a coat.’”"
    assert found(text, "Amara Diallo") == [("‘Bring a coat.’", "said", "Amara Diallo")]


@pytest.mark.parametrize(
    "text",
    [
        "“We read ‘The Tin Boat’ at school,” she said.",  # no comma
        "“She said no. In my days, ‘the boats’ meant work.”",  # the verb is in another sentence
        "“He told one, two, three, four, five, six, seven, ‘eight.’”",  # the verb is too far
        "“You can look at your son and say, ‘You can be anything.’”",  # nobody says so
        "“What sways them is, ‘We did it before,’” she said.",
        "She said, ‘Bring a coat.’",  # not within another one
        "“She said, ‘Bring a coat.",  # never closed
        "",
    ],
)
def test_nothing_else_is_one(text):
    assert found(text) == []


def test_what_the_network_found_stays_as_it_is():
    text = "“He said, ‘Will it hold?’ and I laughed,” Brekke recalled."
    content, cue, source = spans_of(text, "Will it hold", "said", "He")
    known = Attribution((content,), cue, source, True, 0.9)
    assert with_inner_quotations(text, [known], [], quoted(text)) == [known]
    of_another = known._replace(cue=None, source=None)
    assert with_inner_quotations(text, [of_another], [], quoted(text)) == [of_another]


def test_the_outer_quote_does_not_stand_for_the_inner_one():
    text = "“I asked them, ‘Where would the rest of that money come from?’”"
    outer = Attribution(((0, len(text)),), None, None, True, 0.9)
    assert found(text, attributions=[outer]) == [("‘Where would the rest of that money come from?’", "asked", "I")]


def test_time_grows_with_the_number_of_quotations():
    text = "“He said, ‘Will it hold?’ and I laughed.”\n\n" * 20_000
    marks = quoted(text)
    began = time.perf_counter()
    assert len(with_inner_quotations(text, [], [], marks)) == 20_000
    assert time.perf_counter() - began < 10

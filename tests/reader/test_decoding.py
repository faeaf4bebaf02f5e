"""Decoding: whatever the scores, the best path that is allowed, and spans of whole words that do not overlap."""

import doctest
import re
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from onrecord.reader import decoding
from onrecord.reader.decoding import WordScores, best_paths, decode, softmax, tagged_spans, transitions
from onrecord.reader.tags import CUE_TAGS, ENTITY_LABELS, ENTITY_TAGS, NOMINAL_TAGS, ROLE_TAGS, bio
from onrecord.reader.windows import Window, Word

TAG_SETS = {"cue": CUE_TAGS, "role": ROLE_TAGS, "entity": ENTITY_TAGS}
WIDTH = 4
SURE = 20.0
SAFE = 5.0
"""A score that leaves the other tags next to nothing."""


def test_examples_in_docstrings():
    assert doctest.testmod(decoding, extraglobs={"np": np}).failed == 0


# Paths


def is_allowed(path, tags):
    before = "O"
    for tag in (tags[number] for number in path):
        if tag.startswith("I-") and before[2:] != tag[2:]:
            return False
        before = tag
    return True


def total(scores, path):
    return sum(float(word[tag]) for word, tag in zip(scores, path, strict=True))


def some_scores(tags, *, most_words=12):
    # Whole numbers, so that ties are many and sums are exact.
    shapes = st.tuples(st.integers(1, 3), st.integers(1, most_words), st.just(len(tags)))
    return shapes.flatmap(lambda shape: arrays(np.float32, shape, elements=st.integers(-4, 4).map(float)))


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        ("O", "O", True),
        ("O", "B-CONTENT", True),
        ("O", "I-CONTENT", False),
        ("B-CONTENT", "I-CONTENT", True),
        ("I-CONTENT", "I-CONTENT", True),
        ("I-CONTENT", "B-CONTENT", True),
        ("I-CONTENT", "O", True),
        ("B-CONTENT", "I-SOURCE", False),
        ("I-CONTENT", "I-SOURCE", False),
        ("B-CONTENT", "B-SOURCE", True),
    ],
)
def test_what_may_follow_what(before, after, allowed):
    step = transitions(ROLE_TAGS)[ROLE_TAGS.index(before), ROLE_TAGS.index(after)]
    assert step == (0 if allowed else -np.inf)


@pytest.mark.parametrize("tags", TAG_SETS.values(), ids=TAG_SETS)
@given(data=st.data())
@settings(max_examples=60)
def test_paths_are_allowed_whatever_the_scores(tags, data):
    scores = data.draw(some_scores(tags))
    paths = best_paths(scores, transitions(tags))
    assert paths.shape == scores.shape[:2]
    assert all(is_allowed(path, tags) for path in paths)


@pytest.mark.parametrize("tags", [CUE_TAGS, ROLE_TAGS], ids=["cue", "role"])
@given(data=st.data())
@settings(max_examples=40)
def test_no_allowed_path_is_better(tags, data):
    scores = data.draw(some_scores(tags, most_words=4))
    every = [path for path in product(range(len(tags)), repeat=scores.shape[1]) if is_allowed(path, tags)]
    for row, path in zip(scores, best_paths(scores, transitions(tags)), strict=True):
        assert total(row, path) == max(total(row, other) for other in every)


@given(some_scores(ROLE_TAGS))
@settings(max_examples=60)
def test_rows_are_decoded_apart(scores):
    together = best_paths(scores, transitions(ROLE_TAGS))
    for row in range(len(scores)):
        assert (best_paths(scores[[row]], transitions(ROLE_TAGS))[0] == together[row]).all()


def test_scores_are_not_changed():
    scores = np.zeros((1, 3, 3), np.float32)
    scores[0, :, 2] = 1
    before = scores.copy()
    best_paths(scores, transitions(CUE_TAGS))
    assert (scores == before).all()


@given(arrays(np.float32, array_shapes(min_dims=1, max_dims=3), elements=st.floats(-1e6, 1e6, width=32)))
def test_probabilities_are_probabilities(scores):
    odds = softmax(scores)
    assert ((odds >= 0) & (odds <= 1)).all()
    np.testing.assert_allclose(odds.sum(-1), 1, rtol=1e-5)


# Spans of tags


@pytest.mark.parametrize(
    ("path", "spans"),
    [
        ("O O O", []),
        ("B O O", [(0, 0)]),
        ("O O B", [(2, 2)]),
        ("B I I", [(0, 2)]),
        ("B B I", [(0, 0), (1, 2)]),
        ("B I B", [(0, 1), (2, 2)]),
        ("O B I O B I", [(1, 2), (4, 5)]),
    ],
)
def test_spans_of_a_path(path, spans):
    numbers = np.array([["OBI".index(letter) for letter in path.split()]])
    [found] = tagged_spans(numbers, np.full(numbers.shape, 0.5), CUE_TAGS)
    assert [(span.first, span.last) for span in found] == spans
    assert {(span.label, span.score) for span in found} <= {("CUE", 0.5)}


@given(some_scores(ROLE_TAGS))
@settings(max_examples=100)
def test_spans_hold_all_words_with_a_tag_once_and_no_other_word(scores):
    paths = best_paths(scores, transitions(ROLE_TAGS))
    spans = tagged_spans(paths, np.ones(paths.shape, np.float32), ROLE_TAGS)
    for path, row in zip(paths, spans, strict=True):
        held = [word for span in row for word in range(span.first, span.last + 1)]
        assert held == [word for word, tag in enumerate(path) if tag]
        for span in row:
            assert [ROLE_TAGS[path[word]] for word in range(span.first, span.last + 1)] == (
                [f"B-{span.label}"] + [f"I-{span.label}"] * (span.last - span.first)
            )


@given(st.integers(0, 10**6), st.sampled_from([1.0, 1e-3, 1e-7]))
@settings(max_examples=100)
def test_scores_of_spans_are_means_of_probabilities(seed, doubt):
    # As long as a window, and mostly sure: where sums are least exact.
    chance = np.random.default_rng(seed)
    probabilities = (1 - doubt * chance.random((1, 254)) * chance.integers(0, 2, (1, 254))).astype(np.float32)
    [spans] = tagged_spans(chance.integers(1, 3, (1, 254)).clip(1, 1 + (np.arange(254) > 0)), probabilities, CUE_TAGS)
    for span in spans:
        assert 0 <= span.score <= 1
        assert span.score == pytest.approx(probabilities[0, span.first : span.last + 1].mean(), abs=1e-6)


# One window

WORDS = re.compile(r"\w+|[^\w\s]")


def window_of(text, *, not_owned=""):
    """A window whose words are those of the text, one piece each; it does not answer for those in `not_owned`."""
    ids, words = [2], []
    for match in WORDS.finditer(text):
        ids += [3] * text[: match.start()].endswith("\n\n")
        words.append(Word(len(ids), match.start(), match.end(), owned=match[0] not in not_owned.split()))
        ids.append(10)
    return Window([*ids, 3], [0] * (len(ids) + 1), words)


def one_hot(tags, names):
    scores = np.zeros((len(tags), len(names)), np.float32)
    scores[np.arange(len(tags)), [names.index(tag) for tag in tags]] = SURE
    return scores


def read(text, *, names="", cues="", rows=(), speech=(), nominals="", not_owned=""):
    """Decodes a window whose words have these tags; `rows` are the roles without a cue, then as seen from each cue.

    A line of tags has one for each word: "." is outside, "P" a person, "L" a place, "C" a cue or content, "S" a
    source; a small letter goes on.
    """
    window = window_of(text, not_owned=not_owned)
    count = len(window.words)
    labels = {"P": "PERSON", "L": "LOC", "C": "CUE", "S": "SOURCE"}

    def tags(line, content="CUE"):
        full = [*line, *"." * (count - len(line))]
        known = labels | {"C": content}
        return ["O" if tag == "." else f"{'B' if tag.isupper() else 'I'}-{known[tag.upper()]}" for tag in full]

    def role_scorer(anchor, token, positions, pieces):
        assert pieces.tolist() == [word.piece for word in window.words]
        assert positions.tolist() == [
            0,
            *(word.piece for word, tag in zip(window.words, cues, strict=False) if tag == "C"),
        ]
        lines = [*rows, *[""] * (len(positions) - len(rows))]
        return np.stack([one_hot(tags(line, "CONTENT"), ROLE_TAGS) for line in lines])

    scores = WordScores(
        entity=one_hot(tags(names), ENTITY_TAGS),
        cue=one_hot(tags(cues), CUE_TAGS),
        speech=np.array([1.0 if number in speech else -1.0 for number in range(count)], np.float32),
        anchor=np.zeros((count, 2 * WIDTH), np.float32),
        token=np.zeros((count, 2 * WIDTH), np.float32),
        nominal=one_hot(tags(nominals, "NOMINAL"), NOMINAL_TAGS),
        link=np.zeros((count, 1), np.float32),
        claim=np.zeros((count, 1), np.float32),
        no_cue=np.zeros(2 * WIDTH, np.float32),
    )
    return decode(window, scores, role_scorer)


def shown(text, found):
    return [
        (
            [text[start:end] for start, end in attribution.content],
            attribution.cue and text[slice(*attribution.cue)],
            attribution.source and text[slice(*attribution.source)],
        )
        for attribution in found
    ]


SAID = "“We won,” Ana Souza said in Accra."
#       C CC C C  P   p     .    .  .    .


@pytest.mark.parametrize(
    ("tags", "names"),
    [
        ("...........", []),
        (".....Pp..L.", [("Ana Souza", "PERSON"), ("Accra", "LOC")]),
        (".....PP..L.", [("Ana", "PERSON"), ("Souza", "PERSON"), ("Accra", "LOC")]),
        (".........Ll", [("Accra.", "LOC")]),
        ("P..........", [("“", "PERSON")]),
    ],
)
def test_names(tags, names):
    found, *_ = read(SAID, names=tags)
    assert [(SAID[name.start : name.end], name.label) for name in found] == names
    assert all(0.9 < name.score <= 1 for name in found)


def test_a_name_does_not_change_its_label_halfway():
    # The best tags of the words one by one are no path: a place goes on with what began as a person.
    [name] = read(SAID, names=".....Pl....")[0]
    assert SAID[name.start : name.end] in ("Ana", "Ana Souza")


@pytest.mark.parametrize(
    ("tags", "attributions"),
    [
        ({}, []),
        # A cue with nothing to ascribe is none.
        ({"cues": ".......C..."}, []),
        ({"cues": ".......C...", "rows": ["", ".....Ss...."]}, []),
        (
            {"cues": ".......C...", "rows": ["", "Ccccc......"]},
            [(["“We won,”"], "said", None)],
        ),
        (
            {"cues": ".......C...", "rows": ["", "CccccSs...."]},
            [(["“We won,”"], "said", "Ana Souza")],
        ),
        (
            {"cues": ".......Cc..", "rows": ["", "Ccc..Ss..C."]},
            [(["“We won", "Accra"], "said in", "Ana Souza")],
        ),
        # without a cue, one quote for each piece
        ({"rows": ["Ccccc......"]}, [(["“We won,”"], None, None)]),
        ({"rows": ["Ccc......Cc"]}, [(["“We won"], None, None), (["Accra."], None, None)]),
        # A source without a cue has nobody to speak for.
        ({"rows": [".....Ss...."]}, []),
        # two cues that claim one content
        (
            {"cues": "..C....C...", "rows": ["", "C..........", "Ccccc......"]},
            [(["“"], "won", None), (["“We won,”"], "said", None)],
        ),
    ],
)
def test_attributions(tags, attributions):
    _, found, _ = read(SAID, **tags)
    assert shown(SAID, found) == attributions
    assert all(0.9 < attribution.score <= 1 for attribution in found)


def test_speech_is_told_at_the_cue():
    tags = {"cues": ".......C...", "rows": ["", "Ccccc......"]}
    for speech in (True, False):
        [attribution] = read(SAID, **tags, speech=[7] if speech else [0, 1, 2, 3, 4, 5, 6, 8, 9, 10])[1]
        assert attribution.speech is speech
    [without_cue] = read(SAID, rows=["Ccccc......"])[1]
    assert without_cue.speech


def test_names_belong_to_the_window_that_owns_their_first_word():
    tags = ".....Pp..L."
    assert [name.start for name in read(SAID, names=tags, not_owned="Ana")[0]] == [SAID.index("Accra")]
    assert [name.start for name in read(SAID, names=tags, not_owned="Souza")[0]] == [
        SAID.index("Ana"),
        SAID.index("Acc"),
    ]


def test_attributions_belong_to_the_window_that_owns_their_cue():
    tags = {"cues": ".......C...", "rows": ["", "CccccSs...."]}
    assert read(SAID, **tags, not_owned="said")[1] == []
    assert len(read(SAID, **tags, not_owned="“ We won , ” Ana Souza")[1]) == 1


def test_quotes_without_a_cue_belong_to_the_window_that_owns_their_first_word():
    assert read(SAID, rows=["Ccccc......"], not_owned="“")[1] == []
    assert len(read(SAID, rows=["Ccccc......"], not_owned="We won , ”")[1]) == 1


def read_roles(roles, *, doubt=0.0, quotations=()):
    """Decodes SAID with one cue, "said", and these scores of the words' roles as seen from it.

    `doubt` is how much more likely it is, in logits, that "said" is none.
    """
    cue = one_hot(["O"] * 7 + ["B-CUE"] + ["O"] * 3, CUE_TAGS)
    cue[7, 0] = SURE + doubt if doubt else 0
    scores = WordScores(
        one_hot(["O"] * 11, ENTITY_TAGS),
        cue,
        np.zeros(11, np.float32),
        np.zeros((11, 2 * WIDTH), np.float32),
        np.zeros((11, 2 * WIDTH), np.float32),
        one_hot(["O"] * 11, NOMINAL_TAGS),
        np.zeros((11, 1), np.float32),
        np.zeros((11, 1), np.float32),
        np.zeros(2 * WIDTH, np.float32),
    )
    none = one_hot(["O"] * 11, ROLE_TAGS)
    return decode(window_of(SAID), scores, lambda anchor, *_: np.stack([none, roles][: len(anchor)]), quotations)[1]


def test_of_two_sources_the_more_certain_one():
    roles = one_hot(["B-CONTENT"] + ["O"] * 10, ROLE_TAGS)
    roles[5] = roles[9] = 0
    roles[5, ROLE_TAGS.index("B-SOURCE")] = 2.0
    roles[9, ROLE_TAGS.index("B-SOURCE")] = 3.0
    assert shown(SAID, read_roles(roles)) == [(["“"], "said", "Accra")]


@pytest.mark.parametrize(
    ("doubt", "quotations", "found"),
    [
        (-0.5, [], 1),
        (0.4, [], 0),
        (0.4, [(0, 9)], 0),
        (0.4, [(0, 9), (10, 32)], 1),
        (0.4, [(0, 32), (2, 9)], 1),
        (2.0, [(0, 32)], 0),
    ],
)
def test_cues_in_quotations_are_looked_for_less_strictly(doubt, quotations, found):
    roles = one_hot(["O"] * 9 + ["B-CONTENT", "O"], ROLE_TAGS)
    assert len(read_roles(roles, doubt=doubt, quotations=quotations)) == found


@pytest.mark.parametrize(("sure", "pieces"), [(1.0, ["“We won,”"]), (SAFE, ["“We", ",”"])])
def test_a_content_breaks_where_that_is_sure(sure, pieces):
    content = ["B-CONTENT", "I-CONTENT", "I-CONTENT", "I-CONTENT", "I-CONTENT"]
    roles = one_hot([*content, *["O"] * 6], ROLE_TAGS)
    # "won" looks more like what is left out, and the comma more like a new beginning.
    for word, tag in ((2, "O"), (3, "B-CONTENT")):
        roles[word, ROLE_TAGS.index("I-CONTENT")] = SAFE
        roles[word, ROLE_TAGS.index(tag)] = SAFE + sure
    [attribution] = read_roles(roles)
    assert shown(SAID, [attribution])[0][0] == pieces


@pytest.mark.parametrize("roles", ["..Cccc", "..CcCc"])
def test_no_piece_goes_on_in_the_next_paragraph(roles):
    text = "Souza: It rained\n\nIt snowed"
    [found] = read(text, cues=".C", rows=["", roles])[1]
    assert shown(text, [found])[0][0] == ["It rained", "It snowed"]


@pytest.mark.parametrize(("doubt", "pieces"), [(1.4, ["Accra"]), (1.6, [])])
def test_what_a_cue_ascribes_is_looked_for_less_strictly_where_there_is_nothing(doubt, pieces):
    roles = one_hot(["O"] * 11, ROLE_TAGS)
    roles[9, ROLE_TAGS.index("B-CONTENT")] = SURE + 3.0 - doubt
    assert [piece for content, _, _ in shown(SAID, read_roles(roles)) for piece in content] == pieces


def test_a_window_without_words_says_nothing():
    nothing = np.zeros((0, 1), np.float32)
    scores = WordScores(*[nothing] * 8, np.zeros(2, np.float32))
    assert decode(Window([2, 3], [0, 0], []), scores, lambda *_: None) == ([], [], [])


@given(st.integers(1, 40), st.integers(0, 10**6), st.sampled_from([0.1, 1.0, 10.0, 1000.0]))
@settings(max_examples=100)
def test_any_scores_give_spans_that_are_valid(count, seed, spread):
    chance = np.random.default_rng(seed)
    text = " ".join(chance.choice(["won", "Accra", "“", "👩‍👩‍👧", "said"], count))
    words = [
        Word(number + 1, match.start(), match.end(), owned=bool(chance.integers(0, 2)))
        for number, match in enumerate(re.finditer(r"\S+", text))
    ]
    starts, ends = {word.start for word in words if word.owned}, {word.end for word in words}

    def some(*shape):
        return (chance.normal(size=shape) * spread).astype(np.float32)

    scores = WordScores(
        some(count, len(ENTITY_TAGS)),
        some(count, 3),
        some(count),
        some(count, 8),
        some(count, 8),
        some(count, 3),
        some(count, 1),
        some(count, 1),
        some(8),
    )
    window = Window([0] * (count + 2), [0] * (count + 2), words)
    names, attributions, nominals = decode(window, scores, lambda anchor, *_: some(len(anchor), count, len(ROLE_TAGS)))
    assert all(name.start in starts and name.end in ends for name in names)
    assert all(one.end <= other.start for one, other in pairwise(names))
    assert all(start in starts and end in ends for start, end in nominals)
    assert all(one[1] <= other[0] for one, other in pairwise(nominals))
    assert {name.label for name in names} <= set(ENTITY_LABELS)
    for found in attributions:
        assert found.content
        assert all(one[1] <= other[0] for one, other in pairwise(found.content))
        assert (found.cue or found.content[0])[0] in starts
        assert all(span[0] < span[1] <= len(text) and span[1] in ends for span in found.content)
        assert found.source is None or found.source not in found.content
        assert found.cue is not None or (found.source is None and found.speech and len(found.content) == 1)
    cues = [found.cue for found in attributions if found.cue]
    assert cues == sorted(set(cues))
    assert all(0 <= found.score <= 1 for found in (*names, *attributions))


def test_tags_are_in_the_order_that_the_weights_were_trained_with():
    assert bio(("A", "B")) == ("O", "B-A", "I-A", "B-B", "I-B")
    assert ROLE_TAGS == ("O", "B-CONTENT", "I-CONTENT", "B-SOURCE", "I-SOURCE")
    assert CUE_TAGS == ("O", "B-CUE", "I-CUE")
    assert ENTITY_LABELS == ("PERSON", "ORG", "LOC", "FACILITY", "NORP", "PRODUCT", "MISC", "DATE", "MONEY")

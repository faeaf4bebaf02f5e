"""Bylines, authors' descriptions and datelines, line by line. In their texts they are tested in test_cleaning.py."""

import pytest

from onrecord.cleaning.bylines import dateline, describes_author, is_byline


@pytest.mark.parametrize(
    "line",
    [
        "By Ana Souza",
        "by Ana Souza",
        "By ANA SOUZA, HARBOUR NEWS",
        "By Ana Souza in Lisbon and Tom Park in London",
        "By Ana de Souza | Harbour News",
        "By Ana Souza – 14 September 2025",
        "Ana Souza, Staff Writer",
        "Ana Souza | Political Editor",
        "ana.souza@harbour.example",
        "@anasouza",
    ],
)
def test_bylines(line):
    assert is_byline(line)


@pytest.mark.parametrize(
    "line",
    [
        "By Thursday the port was open.",
        "By then, Ana Souza had left the building",
        "Ana Souza",
        "By Ana Souza, who said: “No”",
        "Editors met in Lisbon",
        "The reporter left.",
        "By 2030",
        "",
    ],
)
def test_no_bylines(line):
    assert not is_byline(line)


@pytest.mark.parametrize(
    ("line", "is_description"),
    [
        ("Ana Souza is a staff writer for the Harbour News.", True),
        ("Ana Souza is a senior political correspondent based in Lisbon.", True),
        ("Ana Souza covers ports for the Harbour News.", True),
        ("Ana Souza is the mayor of Porto Alvo.", False),
        ("But Ana Souza is a staff writer.", False),
        ("The mayor is a former reporter.", False),
    ],
)
def test_descriptions(line, is_description):
    assert describes_author(line) == is_description


@pytest.mark.parametrize(
    ("line", "options", "found"),
    [
        ("LISBON (Reuters) - The port closed.", {"rank": 9, "is_body": False}, (18, 0.95)),
        ("LISBON —", {"rank": 0, "is_body": False}, (8, 0.9)),
        ("THE END - for now", {"rank": 0, "is_body": False}, None),
        ("Porto Alvo - The port was closed.", {"rank": 0, "is_body": True}, (12, 0.6)),
        ("Porto Alvo - The port was closed.", {"rank": 1, "is_body": False}, None),
        (
            "LISBON: The port was closed on Thursday, and nobody knew why that was.",
            {"rank": 0, "is_body": True},
            (7, 0.9),
        ),
        ("LISBON: The port was closed on Thursday, and nobody knew why that was.", {"rank": 1, "is_body": False}, None),
        (
            "SOUZA: The port was closed on Thursday, and nobody knew why that was.",
            {"rank": 0, "is_body": True, "labels": 2},
            None,
        ),
    ],
)
def test_datelines(line, options, found):
    assert dateline(line, **options) == found

"""JSON documents: arrays, lists in objects, single articles; exact, and told where they break."""

import io
import json
import tracemalloc

import pytest

from onrecord.sources import LIMITS, Columns, Fault, Found, Limits, json_documents


def read(content, *, limits=LIMITS, **options):
    if not isinstance(content, str | bytes):
        content = json.dumps(content)
    data = content.encode() if isinstance(content, str) else content
    return list(json_documents.read(io.BytesIO(data), limits=limits, **options))


@pytest.mark.parametrize(
    ("content", "articles"),
    [
        ([{"text": "One."}, {"text": "Two."}], [("1", "One."), ("2", "Two.")]),
        (["One.", "Two."], [("1", "One."), ("2", "Two.")]),
        ({"status": "ok", "articles": [{"content": "One."}], "total": 1}, [("1", "One.")]),
        ({"data": [{"text": "One."}], "meta": {"page": 1}}, [("1", "One.")]),
        ({"hits": {"total": 1, "hits": [{"_id": "a", "_source": {"body": "One."}}]}}, [("1", "One.")]),
        ({"response": {"docs": [{"maintext": "One."}, {"maintext": "Two."}]}}, [("1", "One."), ("2", "Two.")]),
        ({"Results": [{"text": "One."}]}, [("1", "One.")]),
        ({"interviews": [{"text": "One."}], "people": []}, [("1", "One.")]),
        ({"text": "One.", "items": [{"caption": "x"}]}, [(None, "One.")]),
        ({"article": {"text": "One.", "title": "T"}, "meta": {"page": 1}}, [(None, "One.")]),
        ({"text": ["One.", "Two."]}, [(None, "One.\nTwo.")]),
        ({"a7": {"text": "One."}, "b8": {"text": "Two."}}, [("a7", "One."), ("b8", "Two.")]),
        ({"text": {"0": "One.", "1": "Two."}, "title": {"0": "T"}}, [("0", "One."), ("1", "Two.")]),
        ('{"text": "One."}\n{"text": "Two."}\n', [("1", "One."), ("2", "Two.")]),
        ('{"data": [{"text": "One."}]}\n{"data": [{"text": "Two."}]}', [("1", "One."), ("2", "Two.")]),
        ('\ufeff [ { "text" : "One \\ud83d\\ude00." } ] ', [("1", "One 😀.")]),
        ('[{"text": "One."}]'.encode("utf-16"), [("1", "One.")]),
        ([], []),
        ({"articles": []}, []),
        ("  ", []),
    ],
)
def test_where_the_articles_are(content, articles):
    assert [(item.member, item.text) for item in read(content)] == articles


def test_fields_of_nested_objects():
    [found] = read(
        {
            "articles": [
                {
                    "source": {"id": None, "name": "The Gazette"},
                    "author": {"name": "Ana Souza", "mail": "a@a.example"},
                    "title": "Pier sold",
                    "publishedAt": "2025-10-09T08:00:00Z",
                    "content": "“Never,” she said.",
                    "tags": [{"name": "port"}],
                }
            ]
        }
    )
    assert (found.outlet, found.byline, found.title) == ("The Gazette", "Ana Souza", "Pier sold")
    assert found.published == "2025-10-09T08:00:00+00:00"
    assert found.metadata == {"author.mail": "a@a.example", "tags": [{"name": "port"}]}


@pytest.mark.parametrize(
    ("content", "read_before", "reason"),
    [
        ("nope", 0, "it is not JSON (Expecting '{')"),
        ('[{"text": "One."}, {"text": "cut', 1, "it is not JSON from here on (Unterminated string starting at)"),
        ('[{"text": "One."}', 1, "it is not JSON from here on (Expecting ']')"),
        ('[{"text": "One."}] more', 1, "it is not JSON from here on (Extra data)"),
        ('[{"text": "One."}, {"text": "a", "n": NaN}]', 1, "it is not JSON from here on (it cannot be read)"),
        ("[" * 100_000, 0, "it is not JSON (it cannot be read)"),
        ('{"a":' * 100_000, 0, "it is not JSON (it cannot be read)"),
        ('{"data": ' * 100_000, 0, "it is not JSON (it cannot be read)"),
        ("{1: 2}", 0, "it is not JSON (Expecting property name enclosed in double quotes)"),
        ('{"a" 2}', 0, "it is not JSON (Expecting ':')"),
        (
            '[{"text": "One."}, {"text": "' + "x" * 3_000_000 + '"}]',
            1,
            "it holds an object of more than 1,000,000 characters, and was not read from there on",
        ),
    ],
    ids=lambda value: str(value)[:20],
)
def test_where_it_breaks(content, read_before, reason):
    *before, fault = read(content, limits=Limits(text_bytes=1_000_000))
    assert [item.text for item in before] == ["One."] * read_before
    assert (fault.reason, fault.member) == (reason, str(read_before + 1) if read_before else None)
    assert fault.advice


def test_what_is_no_article_does_not_stop_the_others():
    items = read(r'[{"text": "half \ud83d"}, 5, null, {"title": "T"}, {"text": "One."}]')
    assert [item.member for item in items if isinstance(item, Fault)] == ["1", "2", "3", "4"]
    assert items[-1].text == "One."


def test_numbers_and_long_texts_over_the_ends_of_pieces():
    rows = [{"text": "x" * 999_990, "n": 10**40 + number} for number in range(5)]
    assert [found.metadata["n"] for found in read(rows)] == [10**40 + number for number in range(5)]


def test_columns_can_be_named():
    [found] = read([{"a": "x", "b": {"c": "y"}}], columns=Columns(text="b.c"))
    assert found.text == "y"


def test_memory_does_not_grow_with_the_articles(tmp_path):
    file = tmp_path / "long.json"
    text = "“Never,” said Ines Duarte, who has mended nets on the pier for thirty years. " * 12
    with open(file, "w", encoding="utf-8") as out:
        out.write('{"total": 20000, "articles": [')
        out.write(", ".join(json.dumps({"text": text, "id": number}) for number in range(20_000)))
        out.write("]}")
    tracemalloc.start()
    with open(file, "rb") as stream:
        count = sum(isinstance(item, Found) for item in json_documents.read(stream, limits=LIMITS))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 20_000
    assert most < 12_000_000

"""Corrected tables come back in: whole, or not at all, with a reason for each row."""

import pandas as pd
import pytest

from onrecord.review import Coding, Refused, Store, apply, corrected, machine_of
from onrecord.tabulation import write_csv
from tests.review.sample import TEXT, found, place


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "review.sqlite") as store:
        store.add_article("strike", TEXT, machine_of(found())["strike"])
        yield store


@pytest.fixture
def quotes():
    return found().quotes.copy()


def edited(quotes, row, **cells):
    for name, value in cells.items():
        quotes.loc[row, name] = value
    return quotes


def words(name, printed):
    start, end = place(printed)
    return {name: printed, f"{name}_start": start, f"{name}_end": end}


def test_nothing_edited(store, quotes):
    assert apply(store, quotes, coder="ana")["status"].tolist() == ["unchanged"] * 3
    assert store.entries() == []


def test_edited_cells(store, quotes):
    quotes = edited(quotes, 0, kind="mixed", speech=False, speaker="Rui Costa", **words("source", "Rui Costa"))
    quotes = edited(quotes, 1, start=place("Never")[0], end=place("Never")[1], text="Never", speaker="Zoë Lund")
    quotes = edited(quotes, 2, cue=pd.NA, cue_start=pd.NA, cue_end=pd.NA, speaker=pd.NA, speaker_id=pd.NA)
    assert apply(store, quotes, coder="ana")["status"].tolist() == ["changed"] * 3
    after = corrected(found(), store).quotes
    assert after["speaker"].fillna("").tolist() == ["Rui Costa", "Zoë Lund", ""]
    assert after["source"].tolist()[0] == "Rui Costa"
    assert after["kind"].tolist()[0] == "mixed"
    assert after["text"].tolist()[1] == "Never"
    assert after["cue"].isna().tolist() == [False, False, True]
    assert apply(store, after, coder="ana")["status"].tolist() == ["unchanged"] * 3


def test_new_rows_and_decisions(store, quotes):
    start, end = place("“I was there,”")
    new = {"article": "strike", "text": "“I was there,”", "start": start, "end": end, "speaker": "Ines Lima"}
    quotes = pd.concat([quotes, pd.DataFrame([new])], ignore_index=True)
    quotes["decision"] = ["accept", "reject", None, None]
    report = apply(store, quotes, coder="ana")
    assert report["status"].tolist() == ["accepted", "rejected", "unchanged", "added"]
    after = corrected(found(), store).quotes
    assert after["quote"].tolist() == ["q1", "q3", report["item"].tolist()[-1]]
    assert after.iloc[-1][["kind", "speaker", "source_of_row"]].tolist() == ["direct", "Ines Lima", "added"]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_from_a_spreadsheet(store, quotes, tmp_path, ending):
    path = tmp_path / f"quotes.{ending}"
    quotes = edited(quotes, 0, speaker="NA", **words("cue", "appeal 🙂"))
    if ending == "csv":
        write_csv(quotes, path)
    else:
        quotes.assign(pieces=quotes["pieces"].map(str)).to_excel(path, index=False)
    assert apply(store, path, coder="ana")["status"].tolist() == ["changed", "unchanged", "unchanged"]
    quote = Coding(store, "ana").state("strike").quotes["q1"]
    assert TEXT[slice(*quote.cue)] == "appeal 🙂"
    assert corrected(found(), store).quotes["speaker"].tolist()[0] == "NA"


REFUSED = {
    "text that is not there": ({"text": "We won"}, "the article has"),
    "behind the text": ({"end": 10_000}, "the article has"),
    "before the text": ({"start": -4}, "the article has"),
    "a word for a number": ({"start": "here"}, "not a number"),
    "half a character": ({"start": 1.5}, "whole number"),
    "half a place": ({"cue_end": pd.NA}, "half a place"),
    "words without a place": ({"cue_start": pd.NA, "cue_end": pd.NA}, "no place"),
    "pieces that are no list": ({"pieces": "a, b"}, "not a list"),
    "a kind that is none": ({"kind": "loud"}, "kind is direct"),
    "a truth that is none": ({"speech": "perhaps"}, "true or false"),
    "a quote that is not there": ({"quote": "q99"}, "no q99"),
    "an entity for a quote": ({"quote": "e1"}, "no quote"),
    "an article that is not there": ({"article": "nowhere"}, "no article"),
    "a speaker who is none": ({"speaker_id": "e99"}, "no entity e99"),
    "an id that is somebody else": ({"speaker_id": "e1", "speaker": "Zoë Lund"}, "is not 'Zoë Lund'"),
    "a decision that is none": ({"decision": "perhaps"}, "accept or reject"),
}


@pytest.mark.parametrize(("cells", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_one_wrong_row_holds_all_back(store, quotes, cells, reason):
    quotes = edited(quotes.astype(object), 1, **cells)
    quotes = edited(quotes, 0, kind="mixed")
    with pytest.raises(Refused, match="Nothing was applied") as refused:
        apply(store, quotes, coder="ana")
    report = refused.value.report
    assert report["status"].tolist() == ["held back", "refused", "held back"]
    assert reason in report["reason"][1]
    assert f"row 2: {report['reason'][1]}" in str(refused.value)
    assert store.entries() == []


def test_columns(store, quotes):
    with pytest.raises(ValueError, match="Unknown columns: mood"):
        apply(store, quotes.assign(mood="good"), coder="ana")
    with pytest.raises(ValueError, match="quote is missing"):
        apply(store, quotes[["article", "kind"]], coder="ana")
    with pytest.raises(ValueError, match="neither"):
        apply(store, "quotes.ods", coder="ana")
    few = pd.DataFrame({"article": ["strike"], "quote": ["q1"], "kind": ["mixed"]})
    assert apply(store, few, coder="ana")["status"].tolist() == ["changed"]

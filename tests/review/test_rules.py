"""Rules: what each does in every article, that it is signed, that hands win, and that the file is read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.articles import Article
from onrecord.review import Always, Coding, Merge, Never, New, Rules, Store, corrected, machine_of
from onrecord.tabulation import tables
from tests.hand_made import doc_of
from tests.review.sample import TEXT, found


def names(found_, **only):
    table = found_.entities
    for name, value in only.items():
        table = table[table[name] == value]
    return table["name"].tolist()


def read(*marked, id_="a"):
    doc = doc_of(*marked)
    return tables([(doc, Article(id_, doc.text))])


def test_never_an_entity():
    after = corrected(found("strike", "again"), rules=Rules((Never("ANA SOUZA"), Never("Porto"))))
    assert "Porto" not in names(after)
    # "Souza" is another name of hers, and stays.
    assert after.mentions["text"].tolist().count("Souza") == 2
    assert "Ana Souza" not in after.mentions["text"].tolist()
    after = corrected(found(), rules=Rules((Never("Rui Costa"), Never("Costa"))))
    assert after.quotes["speaker"].fillna("").tolist()[:2] == ["Ana Souza", ""]
    assert after.quotes["corrected_by"].tolist()[1] == "never: Costa"


def test_always_the_same_person():
    before = read("{“Never,”} <said> ([Diallo|PERSON]).", "[Amara Lund|PERSON] left. She wept.")
    after = corrected(before, rules=Rules((Always("Diallo", "Amara Diallo"),)))
    assert names(after) == ["Amara Diallo", "Amara Lund"]
    quote = after.quotes.iloc[0]
    assert quote[["source", "speaker", "source_of_row", "corrected_by"]].tolist() == [
        *("Diallo", "Amara Diallo"),
        *("corrected", "always: Diallo is Amara Diallo"),
    ]
    assert after.quotes["corrected_at"].isna().all()
    after = corrected(before, rules=Rules((Always("diallo", "Amara Lund"),)))
    assert names(after) == ["Amara Lund"]
    assert after.quotes["speaker"].tolist() == ["Amara Lund"]


def test_one_name_of_an_entity_is_somebody_else():
    after = corrected(found(), rules=Rules((Always("Costa", "Zoë Costa"),)))
    assert {"Rui Costa", "Zoë Costa"} <= set(names(after))
    assert after.mentions.merge(after.entities, on=["article", "entity"]).query("name == 'Zoë Costa'")[
        "text_x"
    ].tolist() == ["Costa"]
    assert after.quotes["speaker"].tolist()[1] == "Rui Costa"


def test_merge_over_all_articles():
    rules = Rules((Merge(("Ana Souza", "Rui Costa"), "The strikers"),))
    after = corrected(found("strike", "again"), rules=rules)
    assert names(after).count("The strikers") == 2
    assert not {"Ana Souza", "Rui Costa"} & set(names(after))
    assert after.quotes["speaker"].tolist()[:2] == ["The strikers"] * 2
    assert set(after.quotes["corrected_by"][:2]) == {rules.rules[0].said}


def test_hands_win(tmp_path):
    with Store(tmp_path / "review.sqlite") as store:
        store.add_article("strike", TEXT, machine_of(found())["strike"])
        ana = Coding(store, "ana")
        porto = next(e.id for e in ana.state("strike").entities.values() if e.name == "Porto")
        ana.accept("strike", porto)
        ana.change("strike", "q1", speaker=New("Zoë Lund"))
        after = corrected(found(), store, rules=Rules((Never("Porto"), Never("Rui Costa"), Never("Zoë Lund"))))
    assert {"Porto", "Zoë Lund"} <= set(names(after))
    assert "Rui Costa" not in after.mentions["text"].tolist()


def test_nothing_of_the_machine_is_altered():
    before = found().entities.copy()
    corrected(found(), rules=Rules((Never("Porto"),)))
    assert found().entities.equals(before)


EXAMPLE = Rules(
    (
        Always("Souza", "Ana Souza"),
        Always("the Dock", "Dock “One” 🙂", "FACILITY", "see the map\nof 2024"),
        Never("Prime Day", "a sale"),
        Merge(("A. Souza", "Ana Sousa"), "Ana Souza"),
    )
)


def test_the_file(tmp_path):
    path = EXAMPLE.write(tmp_path / "rules.toml")
    assert Rules.read(path) == EXAMPLE
    assert '[[always]]\nname = "Souza"\nis = "Ana Souza"\nlabel = "PERSON"\n' in path.read_bytes().decode()
    assert b"\r" not in path.read_bytes()


@given(st.text(min_size=1).filter(str.strip))
def test_any_name_is_read_back(tmp_path_factory, name):
    path = tmp_path_factory.getbasetemp() / "rules.toml"
    rules = Rules((Never(name.encode("utf-8", "replace").decode()),))
    assert Rules.read(rules.write(path)) == rules


WRONG = {
    "no TOML": ("always Souza", "no TOML"),
    "no version": ("", "version = 1"),
    "another version": ("version = 2", "version = 1"),
    "a block that is none": ("version = 1\n[[often]]\nname = 'Souza'", "often"),
    "one bracket": ("version = 1\n[never]\nname = 'Souza'", "two brackets"),
    "a key that is none": ("version = 1\n[[never]]\nname = 'Souza'\nmood = 'bad'", "mood is unknown"),
    "a key is missing": ("version = 1\n[[always]]\nname = 'Souza'", "number 1: is is missing"),
    "a number for a name": ("version = 1\n[[never]]\nname = 7", "name is not a text"),
    "no names": ("version = 1\n[[merge]]\nnames = []\nas = 'Souza'", "names is not a list"),
    "a label that is none": ("version = 1\n[[always]]\nname = 'A'\nis = 'B'\nlabel = 'GOD'", "label is one of"),
}


@pytest.mark.parametrize(("text", "reason"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_file_says_what_is_wrong(tmp_path, text, reason):
    path = tmp_path / "rules.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=reason):
        Rules.read(path)

"""The same person or body over articles: what is proposed, why, what speaks against it, and what is accepted."""

from pathlib import Path

import pandas as pd
import pytest

from benchmarks.linking import bearers_at, made, pair_figures
from onrecord.linking import LINK_COLUMNS, MEMBER_COLUMNS, accepted, same_entities
from onrecord.review import Merge, Rules, corrected
from onrecord.tabulation import frames

STRIKE = ("Porto Port Authority", "Lopes Union", "Rui Costa", "Matosinhos City")
CLINIC = ("Ines Lima", "Saint Mary Clinic", "Braga Council", "Zoe Dias")


def corpus(*articles):
    """Tables of articles a0, a1 …, each with people and bodies of some names."""
    rows = {"articles": [], "entities": [], "mentions": []}
    for number, names in enumerate(articles):
        rows["articles"].append((f"a{number}", *[None] * 4, f"2025-10-{number + 1:02}", *[None] * 12))
        for count, name in enumerate(names, 1):
            is_body = (
                any(word in name for word in ("Authority", "Union", "Clinic", "Council", "City", "Agency"))
                or name.isupper()
            )
            label = "ORG" if is_body else "PERSON"
            rows["entities"].append((f"a{number}", f"e{count}", name, label, 1, name, 0, len(name)))
            rows["mentions"].append((f"a{number}", f"e{count}", name, 0, len(name), label, "name"))
    return frames(rows)


def bearers(found, name):
    members = found.members
    return members.loc[members["name"] == name, "bearer"].nunique()


def links(found, *names):
    both = found.links[["name", "other_name"]].itertuples(index=False)
    return [number for number, pair in enumerate(both) if set(pair) == set(names)]


def test_one_name_among_the_same_others_is_one_bearer():
    found = same_entities(corpus(("Ana Souza", *STRIKE), ("Ana Souza", *STRIKE), ("Ana Souza", *STRIKE[:3])))
    assert bearers(found, "Ana Souza") == 1
    assert links(found, "Ana Souza") == []


def test_one_name_among_others_is_asked_about():
    found = same_entities(corpus(*[("Ana Souza", *STRIKE)] * 3, *[("Ana Souza", *CLINIC)] * 2), least=0)
    assert bearers(found, "Ana Souza") == 2
    [link] = [found.links.iloc[number] for number in links(found, "Ana Souza")]
    assert link["score"] < 0.5 and "nothing in common" in link["against"]
    assert (link["articles"], link["other_articles"]) == (2, 3)


def test_an_article_with_both_surroundings_holds_them_together():
    found = same_entities(
        corpus(*[("Ana Souza", *STRIKE)] * 2, *[("Ana Souza", *CLINIC)] * 2, ("Ana Souza", *STRIKE, *CLINIC))
    )
    assert bearers(found, "Ana Souza") == 1


def together(found, name, least):
    """How many are left of one name if all links of a score are accepted."""
    tops = pd.Series(bearers_at(found, least))
    return tops[found.members["name"] == name].nunique()


def test_a_frequent_name_around_both_is_asked_about():
    found = same_entities(corpus(*[("Ana Souza", "Rui Costa")] * 20, *[("Ana Souza", *CLINIC)] * 3))
    assert bearers(found, "Ana Souza") == 21
    # Those at the clinic have nothing in common with the others.
    assert together(found, "Ana Souza", 0.6) == 2


def test_who_has_something_in_common_with_two_joins_them():
    both = ("Ana Souza", STRIKE[0], CLINIC[0])
    found = same_entities(corpus(*[("Ana Souza", *STRIKE)] * 3, *[("Ana Souza", *CLINIC)] * 2, both))
    assert bearers(found, "Ana Souza") == 3
    assert together(found, "Ana Souza", 0.6) == 1


@pytest.mark.parametrize(
    ("short", "long", "reason"),
    [
        ("A. Souza", "Ana Souza", "can be short for"),
        ("Souza", "Ana Souza", "can be short for"),
        ("Ana Sousa", "Ana Souza", "spelled almost alike"),
        ("LCA", "Leixoes Cargo Agency", "can be short for"),
    ],
)
def test_names_that_can_be_one_persons(short, long, reason):
    found = same_entities(corpus(*[(long, *STRIKE)] * 3, (short, *STRIKE)))
    [number] = links(found, short, long)
    link = found.links.iloc[number]
    assert (link["name"], link["other_name"]) == (short, long)
    assert link["score"] > 0.8 and reason in link["reasons"] and "around both" in link["reasons"]
    assert link["against"] is pd.NA
    assert (link["article"], link["other_article"]) == ("a3", "a0")


def test_a_short_name_that_two_can_have_says_so():
    found = same_entities(corpus(*[("Ana Souza", "Rita Souza", *STRIKE)] * 3, ("Souza", *STRIKE)), least=0)
    for long, other in (("Ana Souza", "rita souza"), ("Rita Souza", "ana souza")):
        [number] = links(found, "Souza", long)
        assert f"may also be {other}" in found.links["against"][number]


def test_two_in_one_article_are_two():
    found = same_entities(corpus(*[("Ana Souza", "Ana Sousa", *STRIKE)] * 3), least=0)
    [number] = links(found, "Ana Souza", "Ana Sousa")
    assert "two entities in the article a0" in found.links["against"][number]


def test_people_and_bodies_are_not_linked_with_each_other():
    found = same_entities(corpus(("Duke", *STRIKE), ("Duke Council", *STRIKE)), least=0)
    assert links(found, "Duke", "Duke Council") == []


# What is accepted


def test_accepted_links_are_rules(tmp_path):
    tables = corpus(*[("Ana Souza", *STRIKE)] * 3, ("A. Souza", *STRIKE))
    found = same_entities(tables)
    [number] = links(found, "A. Souza", "Ana Souza")
    rules = accepted(found, [found.links["link"][number]], rules=Rules((Merge(("X",), "Y"),)))
    read = Rules.read(rules.write(tmp_path / "rules.toml"))
    assert read == rules
    assert [(rule.names, rule.into, rule.articles) for rule in read.rules][1:] == [(("A. Souza",), "Ana Souza", ())]
    after = corrected(tables, rules=read)
    assert after.entities.loc[after.entities["article"] == "a3", "name"].tolist()[0] == "Ana Souza"
    # It is not asked again.
    assert links(same_entities(tables, rules=read), "A. Souza", "Ana Souza") == []
    with pytest.raises(KeyError, match="no link 'l99'"):
        accepted(found, ["l99"])


def test_a_name_that_several_bear_is_merged_in_their_articles_only():
    tables = corpus(*[("Ana Souza", *STRIKE)] * 3, ("A. Souza", *STRIKE), *[("A. Souza", *CLINIC)] * 2)
    found = same_entities(tables)
    assert bearers(found, "A. Souza") == 2
    [number] = [n for n in links(found, "A. Souza", "Ana Souza") if found.links["article"][n] == "a3"]
    rules = accepted(found, [found.links["link"][number]])
    [rule] = rules.rules
    assert set(rule.articles) == {"a0", "a1", "a2", "a3"}
    after = corrected(tables, rules=rules).entities
    firsts = after.groupby("article")["name"].first()
    assert firsts.tolist() == ["Ana Souza"] * 4 + ["A. Souza"] * 2


def test_one_name_accepted_as_one_person_is_one_bearer():
    tables = corpus(*[("Ana Souza", *STRIKE)] * 3, *[("Ana Souza", *CLINIC)] * 2)
    found = same_entities(tables, least=0)
    [number] = links(found, "Ana Souza")
    rules = accepted(found, [found.links["link"][number]])
    assert bearers(same_entities(tables, rules=rules), "Ana Souza") == 1


# What always holds


def test_columns_and_page():
    nothing = same_entities(frames({}))
    assert nothing.links.empty and nothing.members.empty
    page = (Path(__file__).parents[2] / "docs" / "linking.md").read_text(encoding="utf-8")
    for table, columns in ((nothing.links, LINK_COLUMNS), (nothing.members, MEMBER_COLUMNS)):
        assert list(table.columns) == [column.name for column in columns]
        for column in columns:
            assert f"| `{column.name}` | {column.dtype} | {column.meaning} |" in page


def test_every_person_and_body_is_a_member():
    tables = made(200, seed=5).tables
    members = same_entities(tables).members
    wanted = tables.entities[tables.entities["label"].isin(("PERSON", "ORG"))]
    assert members[["article", "entity"]].values.tolist() == wanted[["article", "entity"]].values.tolist()
    assert members["bearer"].notna().all()


def test_the_order_of_articles_makes_no_difference():
    tables = made(200, seed=6).tables
    shuffled = {name: table.sample(frac=1, random_state=1).reset_index(drop=True) for name, table in tables.items()}
    one, other = same_entities(tables), same_entities(type(tables)(**shuffled))
    columns = ["name", "other_name", "score", "articles", "other_articles"]
    assert sorted(one.links[columns].values.tolist()) == sorted(other.links[columns].values.tolist())


def test_figures_where_the_truth_is_known():
    corpus_ = made(800, seed=2)
    found = same_entities(corpus_.tables)
    truth = [who for who in corpus_.entities if who >= 0]
    precision, _ = pair_figures(truth, found.members["bearer"])
    assert precision > 0.97
    precision, recall = pair_figures(truth, bearers_at(found, 0.5, unopposed=True))
    assert precision > 0.9 and recall > 0.8

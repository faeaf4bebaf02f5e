"""Charts: their figures, and that they are drawn."""

import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from onrecord import Article
from onrecord.tabulation import tables
from tests.hand_made import doc_of

plot = pytest.importorskip("onrecord.plot", reason="the charts' packages are not installed: pip install onrecord[plot]")

ARTICLES = [
    (
        ["{“We won,”} <said> ([Ana Souza|PERSON]).", "([Ana Souza|PERSON]) <said> that {she had “doubts”}."],
        {"outlet": "The Brine", "published": "2025-06-02T08:00:00+00:00"},
    ),
    (
        [
            "([Ana Souza|PERSON]) <said> {that [Inês Prata|PERSON] lied}.",
            "{“Never,”} <said> ([Inês Prata|PERSON]).",
            "{“No comment,”} it was <said>.",
        ],
        {"outlet": "Cove & Co", "published": "2025-06-03"},
    ),
    (["Nobody speaks here, [Rui Mota|PERSON] least."], {}),
]


@pytest.fixture(scope="module")
def found():
    docs = [(doc_of(*sentences), more) for sentences, more in ARTICLES]
    return tables((doc, Article(f"a{n}", doc.text, **more)) for n, (doc, more) in enumerate(docs, 1))


def all_plots(found):
    return {
        "speakers": plot.speakers(found),
        "quote_share": plot.quote_share(found),
        "timeline": plot.timeline(found),
        "together": plot.network(found),
        "about": plot.network(found, link="about"),
    }


def rows(shown):
    return [tuple(row) for row in shown.data.itertuples(index=False)]


def test_speakers_by_kind(found):
    assert rows(plot.speakers(found)) == [
        ("Ana Souza", "direct", 1),
        ("Ana Souza", "indirect", 1),
        ("Ana Souza", "mixed", 1),
        ("Inês Prata", "direct", 1),
    ]
    assert set(plot.speakers(found, top=1).data["speaker"]) == {"Ana Souza"}
    assert "quotes without a speaker that we know: 1" in plot.speakers(found).svg()


def test_quote_share(found):
    data = plot.quote_share(found).data
    assert [tuple(row) for row in data[["article", "kind", "words", "of"]].itertuples(index=False)] == [
        ("a1", "direct", 2, 12),
        ("a1", "mixed", 3, 12),
        ("a1", "indirect", 0, 12),
        ("a2", "direct", 3, 16),
        ("a2", "mixed", 0, 16),
        ("a2", "indirect", 4, 16),
        ("a3", "direct", 0, 6),
        ("a3", "mixed", 0, 6),
        ("a3", "indirect", 0, 6),
    ]
    assert set(plot.quote_share(found, by="outlet").data["outlet"]) == {"The Brine", "Cove & Co", "not known"}
    with pytest.raises(ValueError, match="no column 'country'"):
        plot.quote_share(found, by="country")


def test_a_quote_in_a_quote_counts_once():
    doc = doc_of("{“He told me, Leave now, and I left,”} <said> ([Ana Souza|PERSON]).")
    found = tables([doc])
    twice = found.quotes.loc[[0, 0]].reset_index(drop=True)
    assert plot._quoted_words(twice)["words"].tolist() == [8]


def test_timeline_leaves_out_what_has_no_date(found):
    shown = plot.timeline(found)
    assert [(str(day.date()), *rest) for day, *rest in rows(shown)] == [
        ("2025-06-02", "Ana Souza", "The Brine", 2),
        ("2025-06-03", "Ana Souza", "Cove & Co", 1),
        ("2025-06-03", "Inês Prata", "Cove & Co", 1),
    ]
    assert "articles left out for want of a date: 1" in shown.svg()
    assert set(plot.timeline(found, speakers=["Inês Prata"]).data["speaker"]) == {"Inês Prata"}


def test_network(found):
    assert rows(plot.network(found)) == [("Ana Souza", "Inês Prata", 1)]
    assert rows(plot.network(found, link="about")) == [("Ana Souza", "Inês Prata", 1)]
    assert plot.network(found).data.columns.tolist() == ["source", "target", "articles"]
    assert plot.network(found, link="about").data.columns.tolist() == ["source", "target", "quotes"]


def test_a_network_fills_its_paper():
    line = plot.nx.path_graph(["Ana", "Ines", "José", "Rui", "Zoë"])
    across, up = zip(*plot._places(line).values(), strict=True)
    assert max(across) - min(across) == pytest.approx(max(up) - min(up))


def test_every_axis_of_counts_begins_at_0(found):
    for name in ("speakers", "quote_share"):
        domains = re.findall(r'"domain": \[\s*([0-9.]+),\s*[0-9.]+\s*\]', all_plots(found)[name].spec())
        assert domains and set(domains) == {"0"}


def test_charts_are_the_same_twice_and_well_formed(found):
    for name, shown in all_plots(found).items():
        assert shown.svg() == all_plots(found)[name].svg()
        ElementTree.fromstring(shown.svg())
        assert set(shown._repr_mimebundle_()) == {"image/svg+xml", "text/plain"}
        assert repr(shown) == f"<a chart of {len(shown.data)} figures>"


def test_nothing_found_is_an_empty_chart():
    for shown in all_plots(tables([])).values():
        assert len(shown.data) == 0
        ElementTree.fromstring(shown.svg())


def test_saving(found, tmp_path):
    shown = plot.speakers(found)
    assert shown.save(tmp_path / "s.svg").read_text(encoding="utf-8") == shown.svg()
    assert shown.save(tmp_path / "s.png").read_bytes().startswith(b"\x89PNG")
    assert json.loads(shown.save(tmp_path / "s.json").read_bytes())["$schema"]
    with pytest.raises(ValueError, match=r"not as s\.docx"):
        shown.save(tmp_path / "s.docx")


def test_markup_in_a_name_is_text(found):
    quotes = found.quotes.assign(speaker="<script>alert(1)</script>")
    svg = plot.speakers(replace(found, quotes=quotes)).svg()
    assert "<script" not in svg
    assert "&lt;script" in svg

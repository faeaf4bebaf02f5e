"""Charts of the tables: who is quoted, how much, when, and with whom.

Example:
    >>> from onrecord import plot  # doctest: +SKIP
    >>> shown = plot.speakers(found.tables)  # doctest: +SKIP
    >>> shown.data, shown.save("speakers.svg")  # doctest: +SKIP

They are Altair's, drawn by vl-convert on this machine. Both come with `pip install onrecord[plot]`.
"""

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import atan2, degrees
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from onrecord.tabulation import Tables

try:
    import altair as alt
    import networkx as nx
    import vl_convert
except ImportError as error:
    raise ImportError(f"Charts need more packages ({error}). Type: pip install 'onrecord[plot]'") from error

Link = Literal["together", "about"]

KINDS = ("direct", "mixed", "indirect")

# Dark to light: the more of it stands in quotation marks, the darker. So it is read in grey as well.
_KIND_COLOURS = ("#005b8f", "#56a9dc", "#bfdff2")
_OUTLET_COLOURS = ("#0072b2", "#b36b00", "#00614b", "#7b2d7f", "#96113f", "#57606a")
_OUTLET_SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
_INK, _QUIET, _PAPER = "#1f2328", "#57606a", "#fffefb"
_WIDE, _TALL = 760, 560  # of a network
_DAY = 24 * 60 * 60 * 1000  # milliseconds, as Vega counts time
_FONT = "system-ui, 'DejaVu Sans', sans-serif"


@dataclass(frozen=True, repr=False)
class Plot:
    """A chart and the figures that it is drawn from.

    A notebook shows it as SVG on paper of its own colour, which is readable on a dark page as well and stays the same
    in a file of the notebook.

    Attributes:
        chart: Altair's chart, to be changed as you like.
        data: the figures, one row for each thing that is drawn.
    """

    chart: Any
    data: pd.DataFrame

    def svg(self) -> str:
        """The chart as SVG."""
        return vl_convert.vegalite_to_svg(self.spec())

    def spec(self) -> str:
        """The chart as Vega-Lite's JSON, its figures within it."""
        # Altair refuses more than 5,000 rows for fear of large notebooks; a network soon has them, and SVG stays small.
        with alt.data_transformers.enable("default", max_rows=None):
            return self.chart.to_json()

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the chart as .svg, as .png (twice as fine as on a screen) or as Vega-Lite's .json; return its path.

        Raises:
            ValueError: the name ends otherwise.
            OSError: the file cannot be written.
        """
        target = Path(path)
        if target.suffix == ".svg":
            content = self.svg().encode()
        elif target.suffix == ".png":
            content = vl_convert.vegalite_to_png(self.spec(), scale=2)
        elif target.suffix == ".json":
            content = self.spec().encode()
        else:
            raise ValueError(f"A chart is saved as .svg, .png or .json, not as {target.name}.")
        target.write_bytes(content)
        return target

    def __repr__(self) -> str:
        return f"<a chart of {len(self.data):,} figures>"

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"image/svg+xml": self.svg(), "text/plain": repr(self)}


def speakers(tables: Tables, *, top: int = 15) -> Plot:
    """Who is quoted most: a bar for each speaker, parted into direct, mixed and indirect.

    Example:
        >>> speakers(found.tables, top=5)  # doctest: +SKIP

    Counts speech only, not what somebody is said to think or plan. One name in two articles is one bar: it does not
    know whether that is one person.

    Args:
        tables: those of `onrecord.analyze` or `onrecord.tables`.
        top: how many speakers are shown.
    """
    spoken = tables.quotes[tables.quotes["speech"].fillna(False)]
    known = spoken.dropna(subset=["speaker"])
    order = known["speaker"].value_counts(sort=False).sort_values(ascending=False, kind="stable").index[:top].tolist()
    data = _counts(known[known["speaker"].isin(order)], ["speaker", "kind"])
    totals = data.groupby("speaker", as_index=False)["quotes"].sum()
    y = alt.Y("speaker:N", sort=order, title=None)
    bars = _bars(data).encode(x=_whole("sum(quotes):Q", "quotes", totals["quotes"]), y=y, **_by_kind())
    text = alt.Chart(totals).mark_text(align="left", dx=4, color=_INK).encode(x="quotes:Q", y=y, text="quotes:Q")
    shown = int(data["quotes"].sum())
    subtitle = [
        f"{shown} of {len(spoken)} quotes, {_articles(spoken)}; speech only",
        f"quotes without a speaker that we know: {len(spoken) - len(known)}",
    ]
    return Plot(_finished(bars + text, "Who is quoted", subtitle, height=_high(order)), data)


def quote_share(tables: Tables, *, by: str = "article") -> Plot:
    """How much of the text is somebody's words: a bar for each article, outlet or other group of articles.

    Example:
        >>> quote_share(found.tables, by="outlet")  # doctest: +SKIP

    Counts the words of speech; a quote in another one counts once, with the outer one. Does not count what somebody is
    said to think or plan. Articles of which nothing was read, such as those in another language, are left out.

    Args:
        tables: those of `onrecord.analyze` or `onrecord.tables`.
        by: a column of the table of articles, such as article, outlet or section.

    Raises:
        ValueError: the table of articles has no such column.
    """
    if by not in tables.articles.columns:
        raise ValueError(f"The table of articles has no column {by!r}.")
    read = tables.articles[tables.articles["article"].isin(tables.mentions["article"])]
    groups = read.assign(**{by: read[by].astype("string").fillna("not known")})
    of_group = groups.groupby(by)["words"].sum().astype(int)
    words = _quoted_words(tables.quotes).merge(groups[["article", by]].set_axis(["article", "group"], axis=1))
    counted = words.groupby(["group", "kind"])["words"].sum()
    data = pd.DataFrame(
        [
            (group, kind, int(counted.get((group, kind), 0)), int(total))
            for group, total in of_group.items()
            for kind in KINDS
        ],
        columns=[by, "kind", "words", "of"],
    )
    data["share"] = data["words"] / data["of"].clip(lower=1)
    totals = data.groupby(by, as_index=False).agg(words=("words", "sum"), of=("of", "first"), share=("share", "sum"))
    totals["label"] = [f"{share:.0%} of {of:,} words" for share, of in zip(totals["share"], totals["of"], strict=True)]
    order = totals.sort_values("share", ascending=False, kind="stable")[by].tolist()
    y = alt.Y(f"{by}:N", sort=order, title=None)
    x = alt.X("sum(share):Q", title="share of words", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1]))
    bars = _bars(data).encode(x=x, y=y, **_by_kind())
    text = alt.Chart(totals).mark_text(align="left", dx=4, color=_INK).encode(x="share:Q", y=y, text="label:N")
    subtitle = [
        f"{int(totals['words'].sum()):,} of {int(totals['of'].sum()):,} words, in {len(read)} articles; speech only"
    ]
    return Plot(_finished(bars + text, "How much is somebody's words", subtitle, height=_high(order)), data)


def timeline(tables: Tables, *, speakers: Sequence[str] = (), top: int = 10) -> Plot:
    """Who is quoted when: a point for each speaker, day and outlet, the larger the more quotes.

    Example:
        >>> timeline(found.tables, speakers=["Ana Souza", "Inês Prata"])  # doctest: +SKIP

    Days are those of publication, not those on which something was said. Articles without a date are left out, and
    counted below the title.

    Args:
        tables: those of `onrecord.analyze` or `onrecord.tables`.
        speakers: who is shown, in this order; by default who is quoted most.
        top: how many are shown by default.
    """
    articles = tables.articles[["article", "outlet", "published"]]
    spoken = (
        tables.quotes[tables.quotes["speech"].fillna(False)].dropna(subset=["speaker"]).merge(articles, on="article")
    )
    dated = spoken.dropna(subset=["published"])
    dated = dated.assign(day=pd.to_datetime(dated["published"].str[:10]), outlet=dated["outlet"].fillna("not known"))
    order = list(speakers) or dated["speaker"].value_counts().index[:top].tolist()
    data = _counts(dated[dated["speaker"].isin(order)], ["day", "speaker", "outlet"])
    outlets = sorted(data["outlet"].unique())
    base = alt.Chart(data).encode(
        x=alt.X(
            "day:T",
            title="published",
            axis=alt.Axis(format="%d %b %Y", tickMinStep=_DAY, labelOverlap=True),
            # Points of the first day would lie on the names, and those of the last on the legend.
            scale=alt.Scale(padding=24),
        ),
        # Lines between the rows, so that it is seen whose a point is.
        y=alt.Y("speaker:N", sort=order, title=None, axis=alt.Axis(grid=True, tickBand="extent")),
        yOffset=alt.YOffset("outlet:N", sort=outlets),
    )
    look: dict[str, Any] = {"color": alt.value(_OUTLET_COLOURS[0])}
    if 1 < len(outlets) <= len(_OUTLET_COLOURS):
        colours = alt.Scale(domain=outlets, range=list(_OUTLET_COLOURS[: len(outlets)]))
        shapes = alt.Scale(domain=outlets, range=list(_OUTLET_SHAPES[: len(outlets)]))
        look = {
            "color": alt.Color("outlet:N", scale=colours, title="outlet"),
            "shape": alt.Shape("outlet:N", scale=shapes, title="outlet"),
        }
    size = alt.Size("quotes:Q", scale=alt.Scale(domainMin=0, rangeMin=0, rangeMax=350), legend=None)
    points = base.mark_point(filled=True, opacity=0.9).encode(size=size, **look)
    text = base.mark_text(align="left", dx=11, fontSize=10, color=_INK).encode(text="quotes:Q")
    undated = tables.articles["published"].isna().sum()
    subtitle = [f"number of quotes beside each point; speech only; articles left out for want of a date: {undated}"]
    rows = len(order) * max(1, len(outlets))
    return Plot(_finished(points + text, "Who is quoted when", subtitle, height=max(60, 16 * rows)), data)


def network(tables: Tables, *, link: Link = "together", top: int = 25) -> Plot:
    """Who is quoted with whom, or who speaks about whom.

    Example:
        >>> network(found.tables, link="about").data.nlargest(5, "quotes")  # doctest: +SKIP

    A line says that two names meet in an article or a quote, and nothing of what they have to do with each other. Where
    a point stands means nothing: names that have lines are drawn near each other. One name in two articles is one
    point.

    Args:
        tables: those of `onrecord.analyze` or `onrecord.tables`.
        link: "together": both are quoted in one article, counted in articles. "about": an arrow from a speaker to
            a person or body that is mentioned in what the speaker says, counted in quotes.
        top: how many names are shown, those with the most lines.
    """
    counted, unit = (_together(tables), "articles") if link == "together" else (_about(tables), "quotes")
    data = pd.DataFrame(
        [(*pair, number) for pair, number in counted.most_common()], columns=["source", "target", unit]
    ).astype({unit: int})
    graph = nx.Graph()
    for source, target, number in data.itertuples(index=False):
        weight = graph.get_edge_data(source, target, {"weight": 0})["weight"]
        graph.add_edge(source, target, weight=weight + number)
    kept = sorted(graph, key=lambda name: -graph.degree(name, "weight"))[:top]
    places = _places(graph.subgraph(kept))
    kept = [name for name in kept if name in places]
    nodes = pd.DataFrame(
        [(name, *places[name], graph.degree(name)) for name in kept], columns=["name", "x", "y", "lines"]
    )
    edges = data[data["source"].isin(kept) & data["target"].isin(kept)]
    chart = _network_chart(edges.assign(number=edges[unit]), nodes, places, unit, has_arrows=link == "about")
    title = "Who is quoted with whom" if link == "together" else "Who speaks about whom"
    subtitle = [f"{len(kept)} of {len({*data['source'], *data['target']})} names; a wide line means many {unit}"]
    return Plot(_finished(chart, title, subtitle, height=_TALL, width=_WIDE), data)


# Figures


def _counts(quotes: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    return quotes.groupby(by, as_index=False).size().rename(columns={"size": "quotes"})


def _articles(quotes: pd.DataFrame) -> str:
    return f"in {quotes['article'].nunique()} articles"


def _quoted_words(quotes: pd.DataFrame) -> pd.DataFrame:
    """The number of words of each quote that lies in no other one: article, kind, words."""
    rows = []
    reached: dict[str, int] = {}
    spoken = quotes[quotes["speech"].fillna(False)].sort_values(
        ["article", "start", "end"], ascending=[True, True, False]
    )
    for row in spoken.itertuples():
        if row.start >= reached.get(row.article, 0):
            reached[row.article] = row.end
            pieces = [row.text[start - row.start : end - row.start] for start, end in row.pieces]
            # As the table of articles counts them.
            words = sum(any(map(str.isalnum, word)) for piece in pieces for word in piece.split())
            rows.append((row.article, row.kind, words))
    return pd.DataFrame(rows, columns=["article", "kind", "words"]).astype({"article": "string"})


def _together(tables: Tables) -> Counter[tuple[str, str]]:
    """In how many articles two speakers are both quoted."""
    spoken = tables.quotes[tables.quotes["speech"].fillna(False)].dropna(subset=["speaker"])
    names = spoken.groupby("article")["speaker"].unique()
    return Counter(pair for found in names for pair in combinations(sorted(found), 2))


def _about(tables: Tables) -> Counter[tuple[str, str]]:
    """In how many of a speaker's quotes another person or body is mentioned."""
    names = tables.entities[tables.entities["label"].isin(["PERSON", "ORG"])][["article", "entity", "name"]]
    mentions = tables.mentions.merge(names, on=["article", "entity"])[["article", "entity", "name", "start", "end"]]
    spoken = tables.quotes[tables.quotes["speech"].fillna(False)].dropna(subset=["speaker"])
    pairs = spoken.merge(mentions, on="article", suffixes=("", "_mention"))
    pairs = pairs[pairs["entity"] != pairs["speaker_id"]]
    met = {
        (row.article, row.quote, row.speaker, row.name)
        for row in pairs.itertuples(index=False)
        if any(start <= row.start_mention and row.end_mention <= end for start, end in row.pieces)
    }
    return Counter((speaker, name) for _, _, speaker, name in sorted(met) if speaker != name)


# Looks


def _whole(field: str, title: str, values: pd.Series) -> alt.X:
    """An axis of counts, from 0, with whole numbers only and room for a label behind the longest bar."""
    most = int(values.max()) if len(values) else 1
    axis = alt.Axis(format="d", tickMinStep=1)
    return alt.X(field, title=title, axis=axis, scale=alt.Scale(domain=[0, max(1, most) * 1.08], nice=False))


def _bars(data: pd.DataFrame) -> alt.Chart:
    bars = alt.Chart(data).mark_bar(stroke=_QUIET, strokeWidth=0.5)
    return bars.transform_calculate(place=f"indexof({list(KINDS)}, datum.kind)")


def _by_kind() -> dict[str, Any]:
    scale = alt.Scale(domain=list(KINDS), range=list(_KIND_COLOURS))
    return {
        "color": alt.Color("kind:N", scale=scale, title="kind"),
        "order": alt.Order("place:Q"),
    }


def _high(rows: Sequence[str]) -> int:
    return max(40, 22 * len(rows))


def _network_chart(
    edges: pd.DataFrame, nodes: pd.DataFrame, places: dict[str, Any], unit: str, *, has_arrows: bool
) -> Any:
    drawn = edges.assign(
        x=[places[name][0] for name in edges["source"]],
        y=[places[name][1] for name in edges["source"]],
        x2=[places[name][0] for name in edges["target"]],
        y2=[places[name][1] for name in edges["target"]],
    )
    most = max(5, *drawn["number"]) if len(drawn) else 5
    width = alt.StrokeWidth("number:Q", scale=alt.Scale(domain=[0, most], range=[0.4, 5]), legend=None)
    scale = alt.Scale(padding=40, zero=False)
    x, y = alt.X("x:Q", axis=None, scale=scale), alt.Y("y:Q", axis=None, scale=scale)
    layers = [alt.Chart(drawn).mark_rule(color="#9aa4ae").encode(x=x, y=y, x2="x2:Q", y2="y2:Q", strokeWidth=width)]
    if has_arrows:
        heads = drawn.assign(
            x=drawn["x"] * 0.3 + drawn["x2"] * 0.7,
            y=drawn["y"] * 0.3 + drawn["y2"] * 0.7,
            angle=[_angle(row.x2 - row.x, row.y2 - row.y) for row in drawn.itertuples()],
        )
        head = alt.Chart(heads).mark_point(shape="triangle-up", filled=True, size=55, color=_QUIET, opacity=1)
        layers.append(head.encode(x=x, y=y, angle=alt.Angle("angle:Q", scale=None)))
    points = alt.Chart(nodes).mark_circle(color=_KIND_COLOURS[0], opacity=1, size=70)
    # Drawn twice: paper around the letters keeps them apart from the lines.
    halo = alt.Chart(nodes).mark_text(dy=-11, fontSize=11, stroke=_PAPER, strokeWidth=3, opacity=0.85)
    names = alt.Chart(nodes).mark_text(dy=-11, fontSize=11, color=_INK)
    drawn_last = [layer.encode(x=x, y=y, text="name:N") for layer in (halo, names)]
    return alt.layer(*layers, points.encode(x=x, y=y), *drawn_last)


def _places(graph: nx.Graph) -> dict[str, tuple[float, float]]:
    """Where each name stands: names that are linked by any way together, in squares beside and below each other.

    Names that have lost all their lines stand nowhere.
    """
    groups = [graph.subgraph(names) for names in nx.connected_components(graph) if len(names) > 1]
    groups.sort(key=lambda group: (-len(group), min(group)))
    sides = [len(group) ** 0.5 for group in groups]
    most = max(sum(side**2 for side in sides) ** 0.5 * 1.2, *sides, 1)
    places, left, top, high = {}, 0.0, 0.0, 0.0
    for group, side in zip(groups, sides, strict=True):
        if left and left + side > most:
            left, top, high = 0.0, top - high, 0.0
        # In one order on every run: spring_layout begins with the order of the names.
        ordered = nx.Graph()
        ordered.add_nodes_from(sorted(group))
        ordered.add_edges_from(sorted(tuple(sorted(edge)) for edge in group.edges))
        middle = (left + side / 2, top - side / 2)
        found = nx.spring_layout(ordered, seed=1, iterations=300)
        places.update(_filling(found, middle, side * 0.8))
        left, high = left + side, max(high, side)
    return places


def _filling(found: dict[str, Any], middle: tuple[float, float], side: float) -> dict[str, tuple[float, float]]:
    """The places stretched to a square: a flat drawing would lay names over each other and leave paper empty."""
    points = np.array(list(found.values()))
    spread = np.ptp(points, axis=0)
    stretched = (points - points.min(axis=0)) / np.where(spread > 0, spread, 1) - 0.5
    return {name: (float(x), float(y)) for name, (x, y) in zip(found, np.array(middle) + side * stretched, strict=True)}


def _angle(right: float, up: float) -> float:
    """Degrees clockwise from upwards, as Vega counts them, of a direction."""
    return degrees(atan2(right, up))


def _finished(chart: Any, title: str, subtitle: list[str], *, height: int, width: int = 520) -> Any:
    heading = alt.TitleParams(title, subtitle=subtitle, anchor="start", offset=12)
    return (
        chart.properties(title=heading, width=width, height=height, padding=16)
        .configure(background=_PAPER, font=_FONT)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=_INK,
            titleColor=_QUIET,
            gridColor="#e4e0d6",
            domainColor=_QUIET,
            labelLimit=220,
            titleFontWeight="normal",
        )
        .configure_title(color=_INK, subtitleColor=_QUIET, fontSize=15, subtitleFontSize=12)
        .configure_legend(labelColor=_INK, titleColor=_QUIET, titleFontWeight="normal")
    )

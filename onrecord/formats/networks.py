"""GraphML and GEXF: who is quoted in which article, and who is quoted beside whom."""

from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from onrecord.formats.annotated import plain_rows
from onrecord.formats.losses import Losses
from onrecord.formats.xml import writable
from onrecord.tabulation import Tables

if TYPE_CHECKING:
    import networkx

Network = Literal["quoted", "together"]
"""quoted: from articles to the speakers whom they quote. together: between speakers quoted in the same article."""

_OF_ARTICLES = "title outlet url published section language".split()


def network(found: Tables, kind: Network = "quoted", *, losses: Losses | None = None) -> "networkx.Graph[str]":
    """The network of some tables, as a graph of networkx.

    Example:
        >>> graph = network(found, "together")  # doctest: +SKIP
        >>> sorted(graph.edges(data="weight"))  # doctest: +SKIP
        [('speaker PERSON Ana Souza', 'speaker PERSON José Álvarez', 3)]

    Speakers of one name and one label are one node over all articles: two people of one name are one, and one person
    under two names is two. Merge names first where that matters.

    Args:
        found: the tables; only articles, entities and quotes are looked at.
        kind: "quoted" is directed, and weights are numbers of quotes; in "together" they are numbers of articles.
        losses: gets the quotes whose speaker is not known, which are in no network.
    """
    import networkx

    labels = {(row["article"], row["entity"]): row["label"] for row in plain_rows(found.entities)}
    graph: Any = networkx.DiGraph() if kind == "quoted" else networkx.Graph()
    speakers: dict[str, set[str]] = {}
    for row in plain_rows(found.articles):
        speakers[row["article"]] = set()
        if kind == "quoted":
            known = {name: row[name] for name in _OF_ARTICLES if row[name] is not None}
            graph.add_node(f"article {row['article']}", label=row["title"] or row["article"], kind="article", **known)
    for row in plain_rows(found.quotes):
        if row["speaker"] is None:
            if losses is not None:
                losses.add("quotes whose speaker is not known")
            continue
        entity_label = labels.get((row["article"], row["speaker_id"]), "")
        speaker = f"speaker {entity_label} {row['speaker']}"
        known = graph.nodes.get(speaker, {"quotes": 0})
        graph.add_node(
            speaker, label=row["speaker"], kind="speaker", entity_label=entity_label, quotes=known["quotes"] + 1
        )
        speakers.setdefault(row["article"], set()).add(speaker)
        if kind == "quoted":
            _add_weight(graph, f"article {row['article']}", speaker)
    if kind == "together":
        for of_article in speakers.values():
            for one, other in combinations(sorted(of_article), 2):
                _add_weight(graph, one, other)
    return graph


def _add_weight(graph: Any, one: str, other: str) -> None:
    weight = graph.edges[one, other]["weight"] if graph.has_edge(one, other) else 0
    graph.add_edge(one, other, weight=weight + 1)


def write_graphml(found: Tables, path: Path, losses: Losses, *, kind: Network) -> None:
    """Write a network as GraphML, for Gephi, igraph, Cytoscape and networkx."""
    import networkx

    networkx.write_graphml(_writable(network(found, kind, losses=losses), losses), path)


def write_gexf(found: Tables, path: Path, losses: Losses, *, kind: Network) -> None:
    """Write a network as GEXF, Gephi's own format. The day of writing stands in it."""
    import networkx

    networkx.write_gexf(_writable(network(found, kind, losses=losses), losses), path)


def _writable(graph: Any, losses: Losses) -> Any:
    """The graph with nothing that XML cannot hold."""
    import networkx

    names = {node: writable(node, losses) for node in graph}
    clean = networkx.relabel_nodes(graph, {old: new for old, new in names.items() if old != new})
    for _, known in clean.nodes(data=True):
        known.update({key: writable(value, losses) for key, value in known.items() if isinstance(value, str)})
    return clean

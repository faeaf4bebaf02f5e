"""Prints what reading many articles would take, as Markdown: arithmetic from the rates below, and no measurement.

python -m benchmarks.cluster_cost [--words-a-second 700] [--price 0.05]
"""

import argparse
import math
from typing import NamedTuple


class Rates(NamedTuple):
    """What everything is computed from. Put measured figures here, and only here.

    Attributes:
        words: that one core reads in a second, the corpus' own work included.
        written: articles that the one process that writes can take in a second.
        words_an_article: of the samples.
        bytes_an_article: in the corpus, compressed, texts included.
        price: of one core for an hour, in dollars.
        efficiency: share of its time that a core of the cluster reads, while others write, send and wait.
    """

    words: float
    written: float
    words_an_article: float
    bytes_an_article: float
    price: float
    efficiency: float


# A million words took 229 CPU seconds for 20,000 articles (docs/corpus.md), of which 14 were not the reader's; that the
# process that writes needs all of these is the worst case. Articles made of few samples compress better than news do.
# Price and efficiency are assumed.
RATES = Rates(
    words=1e6 / 229, written=1e6 / 14 / 358, words_an_article=358, bytes_an_article=2_283, price=0.05, efficiency=0.8
)

ARTICLES = (100_000, 1_000_000, 10_000_000, 100_000_000)
CORES = (2, 16, 128, 1_024)


def core_hours(articles: int, rates: Rates) -> float:
    return articles * rates.words_an_article / rates.words / 3600


def corpora(cores: int, rates: Rates) -> int:
    """How many corpora, each with a process that writes, so many cores fill."""
    return math.ceil(cores * rates.efficiency * rates.words / rates.words_an_article / rates.written)


def table(rates: Rates) -> str:
    columns = [f"{cores:,} cores" for cores in CORES]
    lines = [f"| articles | core hours | {' | '.join(columns)} | dollars | corpus |", f"|{'---|' * (len(CORES) + 4)}"]
    for articles in ARTICLES:
        busy = core_hours(articles, rates) / rates.efficiency
        times = " | ".join(_time(busy / cores) for cores in CORES)
        size = articles * rates.bytes_an_article / 1e9
        lines.append(f"| {articles:,} | {busy:,.0f} | {times} | {busy * rates.price:,.0f} | {size:,.1f} GB |")
    lines.append(f"| corpora | | {' | '.join(str(corpora(cores, rates)) for cores in CORES)} | | |")
    return "\n".join(lines)


def _time(hours: float) -> str:
    if hours < 1:
        return f"{max(1, 60 * hours):.0f} min"
    return f"{hours:.0f} h" if hours < 72 else f"{hours / 24:,.0f} days"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--words-a-second", type=float, default=RATES.words, help="of one core")
    options.add_argument("--price", type=float, default=RATES.price, help="of a core for an hour")
    chosen = options.parse_args()
    rates = RATES._replace(words=chosen.words_a_second, price=chosen.price)
    print(
        f"One core reads {rates.words:,.0f} words a second, one process writes {rates.written:,.0f} articles a second, "
        f"an article has {rates.words_an_article:,.0f} words, a core costs {rates.price:.2f} dollars an hour and is "
        f"busy {rates.efficiency:.0%} of the time.\n"
    )
    print(table(rates))


if __name__ == "__main__":
    main()

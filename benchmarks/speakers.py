"""Prints how many of the quotes that we have annotated to train on are given their speaker, and how names are merged.

    python -m benchmarks.speakers ../shared [--model FOLDER]

26,197 speakers tell what a rule gives to the tenth of a point, where the dev sets tell it to the whole one. How good
the reader is they do not tell: the network has been trained on these texts.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import onrecord
from benchmarks.accuracy import annotated_rows, predictions, scorer

CORPORA = ("annotations/full", "annotations/polnear")


def main(argv: Sequence[str] | None = None) -> None:
    """Prints a line for each figure of each corpus."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, help="folder with corpora/ and eval/")
    parser.add_argument("--model", type=Path, help="a model folder other than the shipped one")
    options = parser.parse_args(argv)
    nlp = onrecord.load(threads=2, model=options.model)
    for corpus in CORPORA:
        gold = list(annotated_rows(options.shared, corpus))
        print(f"\n{corpus}: {len(gold):,} articles")
        for row, values in scorer(options.shared, "speakers").score(gold, predictions(nlp, gold)).items():
            print(f"  {row:16}", "  ".join(f"{name} {value}" for name, value in values.items()))


if __name__ == "__main__":
    main()

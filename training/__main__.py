"""Makes the reader: ``python -m training ../shared``.

Reads the corpora of a folder (see training/README.md for its form), trains by training/config.toml, measures after
each epoch, and writes the model folder that `onrecord.load(model=...)` takes. Stopped, it goes on from its last
epoch.
"""

import argparse
import json
import logging
from collections.abc import Sequence
from pathlib import Path

import torch

import onrecord
from benchmarks.accuracy import figures
from training.config import HERE, config_of, start_weights
from training.export import export, write_manifest
from training.network import ReaderNetwork
from training.train import Trainer


def measured(network: ReaderNetwork, start: Path, shared: Path, out: Path) -> dict[str, dict]:
    """Exports the network as it stands and reads the dev sets with it: the figures are those of what ships."""
    export(network, start / "tokenizer.json", out)
    return {f"{corpus} {task}": result for corpus, task, result in figures(onrecord.load(threads=2, model=out), shared)}


def main(argv: Sequence[str] | None = None) -> None:
    """Trains, measures and writes the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, help="folder with corpora/ and eval/")
    parser.add_argument("--config", type=Path, default=HERE / "config.toml")
    parser.add_argument("--out", type=Path, default=HERE / "runs" / "reader", help="checkpoints, log and model")
    options = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    config = config_of(options.config)
    # Sums in another order give other last digits: the number of threads is part of the recipe.
    torch.set_num_threads(config["threads"])
    start = start_weights(config["start"]["sha256"])
    model = options.out / "model"
    trainer = Trainer(config, options.shared / "corpora", start, options.out)
    trainer.run(after_epoch=lambda network, _: measured(network, start, options.shared, model))
    scores = json.loads((options.out / "log.jsonl").read_text(encoding="utf-8").splitlines()[-1])["scores"]
    write_manifest(model, onrecord=onrecord.__version__, config=config, dev=scores)
    print(f"The model is in {model}. To ship it, copy the folder to onrecord/reader/model.")


if __name__ == "__main__":
    main()

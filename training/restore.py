"""Makes a checkpoint from a model that ships: ``python -m training.restore ../shared --epochs 20``.

The repository keeps the int8 model and not the floats that it was made from. Each weight comes back to within half a
step of its scale, which costs no figure more than quantising it did. What the model does not hold is found anew in
`STEPS` steps in which nothing else moves: the layer of contents, which is there for training only, and the
optimiser's moments, without which its first steps would be far too long.
"""

import argparse
import logging
import random
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from onrecord.reader.network import MODEL
from training.config import HERE, config_of, start_weights
from training.train import Trainer

STEPS = 200

_PREFIX = "network."
_QUANTISED = ("_quantized", "_scale", "_zero_point")
_WORDS = "encoder.embeddings.word_embeddings.weight"


def weights(model: Path) -> dict[str, Tensor]:
    """The weights of a model folder by their names in `ReaderNetwork.state_dict()`, as far as it has them.

    Without the word vectors: they are never trained, and those of the start weights are exact.
    """
    graph = onnx.load(str(model / "encoder.onnx")).graph
    stored = {initializer.name: numpy_helper.to_array(initializer) for initializer in graph.initializer}

    def full(name: str) -> np.ndarray:
        steps = stored[f"{name}_quantized"].astype(np.float32) - stored[f"{name}_zero_point"].astype(np.float32)
        return steps * stored[f"{name}_scale"]

    found = {
        name.removeprefix(_PREFIX): value
        for name, value in stored.items()
        if name.startswith(_PREFIX) and not name.endswith(_QUANTISED)
    }
    embeddings = [name for name in stored if name.startswith(_PREFIX) and name.endswith("_quantized")]
    found |= {name[len(_PREFIX) : -len("_quantized")]: full(name.removesuffix("_quantized")) for name in embeddings}
    del found[_WORDS]
    takes = {name: node for node in graph.node for name in node.input}
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            name = _bias(node, takes).removeprefix(_PREFIX).removesuffix("bias") + "weight"
            found[name] = full(node.input[1].removesuffix("_quantized")).T
    roles, links, claims = (np.load(model / f"{name}.npz") for name in ("roles", "links", "claims"))
    found |= {"distance.weight": roles["distance"], "role.weight": roles["weight"], "role.bias": roles["bias"]}
    found |= {"link_kind.weight": links["kind"], "link_distance": links["distance"], "link_nobody": links["nobody"]}
    found |= {"claim_answers.weight": claims["answers"][:-1].T, "claim_answers.bias": claims["answers"][-1]}
    return {name: torch.tensor(np.array(value, dtype=np.float32)) for name, value in found.items()}


def _bias(product: onnx.NodeProto, takes: Mapping[str, onnx.NodeProto]) -> str:
    """The name of the bias that is added to a matrix product: quantised weights have lost theirs.

    Args:
        product: A node.
        takes: The node that takes each value.
    """
    node = product
    while node.op_type != "Add":
        node = takes[node.output[0]]
    return next(name for name in node.input if name.startswith(_PREFIX))


def restore(trainer: Trainer, model: Path, epochs: int) -> None:
    """Gives a trainer the weights of a model, as if it had trained for so many epochs, and saves its checkpoint.

    Raises:
        ValueError: The model is of another network, or the config has no phase that would come next.
    """
    if epochs >= len(trainer.schedule):
        raise ValueError(f"The config ends after {len(trainer.schedule)} epochs: add the phase that is to come.")
    of_model = weights(model)
    trainer.take_shape(trainer.network.state_dict() | of_model)
    missing, unknown = trainer.network.load_state_dict(of_model, strict=False)
    if unknown:
        raise ValueError(f"{model} has weights that the network does not: {', '.join(unknown)}.")
    anew = set(missing) - {_WORDS}
    if anew != {"content.weight", "content.bias"}:
        raise ValueError(f"{model} lacks {', '.join(sorted(anew))}.")
    for group in trainer.optimiser.param_groups:
        group["lr"] = 0.0
    left = [weight for name, weight in trainer.network.named_parameters() if name in anew]
    _warm(trainer, torch.optim.AdamW(left, trainer.config["optimiser"]["head_rate"]), epochs)
    trainer.epochs_done = epochs
    trainer.save()


def _warm(trainer: Trainer, of_missing: torch.optim.Optimizer, epoch: int) -> None:
    batches = trainer.batches(trainer.schedule[epoch], random.Random(trainer.config["seed"]))
    trainer.network.train()
    for batch in islice(batches, STEPS):
        trainer.step(batch)
        of_missing.step()


def main(argv: Sequence[str] | None = None) -> None:
    """Writes the checkpoint that `python -m training` goes on from."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, help="folder with corpora/")
    parser.add_argument("--epochs", type=int, required=True, help="how many epochs of the config the model has had")
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--config", type=Path, default=HERE / "config.toml")
    parser.add_argument("--out", type=Path, default=HERE / "runs" / "reader")
    options = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    config = config_of(options.config)
    torch.set_num_threads(config["threads"])
    if (options.out / "checkpoint.pt").exists():
        parser.error(f"{options.out} has a checkpoint already: give another --out.")
    trainer = Trainer(config, options.shared / "corpora", start_weights(config["start"]["sha256"]), options.out)
    restore(trainer, options.model, options.epochs)
    print(f"python -m training {options.shared} --config {options.config} --out {options.out}")


if __name__ == "__main__":
    main()

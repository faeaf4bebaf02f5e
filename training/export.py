"""Writes the trained network as the reader runs it: ONNX with 8-bit weights, its tokenizer, its last step."""

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertModel

from onrecord.reader.claims import EVIDENCE, FACTS, OUTPUTS, features
from onrecord.reader.network import Network
from training.network import ReaderNetwork

EXAMPLE_PIECES = 64


class _FusedAttention(torch.autograd.Function):
    """Attention as one operator of onnxruntime's own: written out as matrix products it takes a third longer."""

    @staticmethod
    def forward(ctx, query: Tensor, key: Tensor, value: Tensor, heads: int) -> Tensor:
        """All arguments but `heads` are (windows, pieces, width)."""
        split = [part.unflatten(-1, (heads, -1)).transpose(1, 2) for part in (query, key, value)]
        return nn.functional.scaled_dot_product_attention(*split).transpose(1, 2).flatten(2)

    @staticmethod
    def symbolic(graph, query, key, value, heads: int):
        """The operator that stands for `forward` in the exported graph."""
        attended = graph.op("com.microsoft::MultiHeadAttention", query, key, value, num_heads_i=heads)
        attended.setType(query.type())
        return attended


class _OneWindow(nn.Module):
    """What the reader runs: no mask, since each window is a run of its own, and only the layers that it reads.

    The encoder's layers are called one by one: its own `forward` asks for shapes that onnxruntime would work out anew
    in each run.
    """

    def __init__(self, network: ReaderNetwork):
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, cases: Tensor) -> tuple[Tensor, ...]:
        of_bert = isinstance(self.network.encoder, BertModel)
        states = self._states(ids, cases) if of_bert else self.network.states(ids, cases, torch.ones_like(ids))
        outputs = dict(zip(ReaderNetwork.OUTPUTS, self.network.layers(states), strict=True))
        return tuple(outputs[name] for name in Network.OUTPUTS)

    def _states(self, ids: Tensor, cases: Tensor) -> list[Tensor]:
        encoder = self.network.encoder
        states = [encoder.embeddings(input_ids=ids, token_type_ids=cases)]
        for layer in encoder.encoder.layer:
            self_attention = layer.attention.self
            parts = [part(states[-1]) for part in (self_attention.query, self_attention.key, self_attention.value)]
            attended = _FusedAttention.apply(*parts, self_attention.num_attention_heads)
            attended = layer.attention.output(attended, states[-1])
            states.append(layer.output(layer.intermediate(attended), attended))
        return states


def export(network: ReaderNetwork, tokenizer_file: Path, out: Path, *, int8: bool = True) -> None:
    """Writes encoder.onnx, roles.npz, links.npz, claims.npz, tokenizer.json and manifest.json into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    full = out / "encoder.float.onnx"
    _to_onnx(network, full)
    if int8:
        _to_int8(full, out / "encoder.onnx")
        full.unlink()
    else:
        full.replace(out / "encoder.onnx")
    np.savez(
        out / "roles.npz",
        distance=network.distance.weight.detach().numpy(),
        weight=network.role.weight.detach().numpy(),
        bias=network.role.bias.detach().numpy(),
    )
    np.savez(
        out / "links.npz",
        kind=network.link_kind.weight.detach().numpy(),
        distance=network.link_distance.detach().numpy(),
        nobody=network.link_nobody.detach().numpy(),
    )
    answers = network.claim_answers
    # The second step comes after: training/claims.py looks at what this model says.
    seen = features(np.zeros((1, len(EVIDENCE))), np.zeros((1, len(FACTS)))).shape[1]
    np.savez(
        out / "claims.npz",
        answers=np.vstack([answers.weight.detach().numpy().T, answers.bias.detach().numpy()]),
        sentences=np.zeros((seen + 1, len(OUTPUTS)), dtype=np.float32),
    )
    reader_tokenizer(tokenizer_file).save(str(out / "tokenizer.json"))
    write_manifest(out)


def reader_tokenizer(file: Path) -> Tokenizer:
    """The start weights' tokenizer without its padding and truncation: windows are cut and filled by us."""
    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _to_onnx(network: ReaderNetwork, file: Path) -> None:
    network.eval()
    ids = torch.ones(1, EXAMPLE_PIECES, dtype=torch.long)
    torch.onnx.export(
        _OneWindow(network),
        (ids, torch.zeros_like(ids)),
        file,
        input_names=["ids", "cases"],
        output_names=list(Network.OUTPUTS),
        dynamic_axes={name: {1: "pieces"} for name in ("ids", "cases", *Network.OUTPUTS)},
        opset_version=17,
        dynamo=False,
        autograd_inlining=False,
    )


def _to_int8(full: Path, out: Path) -> None:
    """Quantises weights to 8 bits, a scale for each output channel.

    7 of the 8 bits are used (`reduce_range`): processors without VNNI add two products in 16 bits, which
    full-range weights overflow, and the same article must read the same everywhere.
    """
    quantize_dynamic(
        full,
        out,
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
        extra_options={"MatMulConstBOnly": True},
    )
    onnx.checker.check_model(str(out))


def write_manifest(folder: Path, **figures) -> None:
    """Writes the sha256 of every file of a model folder, and what else is known of it."""
    files = {file.name: _sha256(file) for file in sorted(folder.iterdir()) if file.name != "manifest.json"}
    manifest = {"files": files, **figures}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()

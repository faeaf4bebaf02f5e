"""A narrower encoder: heads and inner units are taken away, and those that stay take over their work.

Of each layer's attention, and of its inner step, that head or unit goes whose work the others can do best, one after
the other; the weights behind it are fitted anew, so that they give what they gave with all of them. This is the
optimal brain surgeon (Hassibi and Stork 1993) for whole heads and units, as in ZipLM (Kurtic, Frantar and Alistarh
2023), with the error of each step by itself.
"""

from collections.abc import Iterable, MutableMapping, Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

from training.network import HEAD_WIDTH, ReaderNetwork

DAMPING = 0.01
"""Added to the mean square of each input: what hardly ever varies must not be relied on."""


class Moments(NamedTuple):
    """Of what flows into the last steps of one layer's two halves: (inputs, inputs) sums of products."""

    attention: Tensor
    inner: Tensor


@torch.no_grad()
def moments(network: ReaderNetwork, batches: Iterable[tuple[Tensor, Tensor, Tensor]]) -> list[Moments]:
    """The moments of each layer over some batches of ids, cases and mask."""
    layers = network.encoder.encoder.layer
    steps = [step for layer in layers for step in (layer.attention.output.dense, layer.output.dense)]
    sums = [torch.zeros(step.in_features, step.in_features, dtype=torch.float64) for step in steps]
    hooks = [step.register_forward_pre_hook(_adding_to(total)) for step, total in zip(steps, sums, strict=True)]
    network.eval()
    for ids, cases, mask in batches:
        # One window at a time: padding is no text.
        for window, case, length in zip(ids, cases, mask.sum(1).tolist(), strict=True):
            network(window[None, :length], case[None, :length], mask[:1, :length].new_ones(1, length))
    for hook in hooks:
        hook.remove()
    return [Moments(*pair) for pair in zip(sums[::2], sums[1::2], strict=True)]


def _adding_to(total: Tensor):
    def add(step: nn.Module, inputs: tuple[Tensor]) -> None:
        rows = inputs[0].flatten(0, -2).double()
        total.addmm_(rows.T, rows)

    return add


def narrow(network: ReaderNetwork, of_layers: Sequence[Moments], *, heads: int, inner: int) -> None:
    """Leaves each layer of the encoder so many heads and inner units.

    Args:
        network: Is changed.
        of_layers: Its moments, on texts of the kind that it is to read.
        heads: Of 12, each of HEAD_WIDTH numbers.
        inner: Of 1,536.
    """
    weights = network.state_dict()
    for number, of_layer in enumerate(of_layers):
        layer = f"encoder.encoder.layer.{number}."
        parts = [f"{layer}attention.self.{part}" for part in ("query", "key", "value")]
        _keep(weights, parts, f"{layer}attention.output.dense", of_layer.attention, HEAD_WIDTH, heads)
        _keep(weights, [f"{layer}intermediate.dense"], f"{layer}output.dense", of_layer.inner, 1, inner)
    network.take_shape(weights)
    network.load_state_dict(weights)


def _keep(
    weights: MutableMapping[str, Tensor], before: Sequence[str], last: str, moment: Tensor, width: int, count: int
) -> None:
    units, weights[f"{last}.weight"] = kept(moment, weights[f"{last}.weight"], width, count)
    for name in (f"{step}.{part}" for step in before for part in ("weight", "bias")):
        weights[name] = weights[name][units]


def kept(moment: Tensor, weight: Tensor, width: int, count: int) -> tuple[Tensor, Tensor]:
    """Which inputs of a linear step stay, and its weights for them.

    Args:
        moment: (inputs, inputs) sums of products of the inputs.
        weight: (outputs, inputs).
        width: Inputs come and go in groups of so many.
        count: How many groups stay.

    Returns:
        The numbers of the inputs that stay, in order, and (outputs, inputs that stay) weights.
    """
    outputs, inputs = weight.shape
    groups = inputs // width
    if not 0 < count <= groups:
        raise ValueError(f"There are {groups} groups: {count} cannot stay.")
    inverse = torch.linalg.inv(moment + DAMPING * moment.diagonal().mean() * torch.eye(inputs, dtype=moment.dtype))
    fitted = weight.to(moment.dtype)
    stays = torch.ones(groups, dtype=torch.bool)
    for _ in range(groups - count):
        blocks = inverse.view(groups, width, groups, width).diagonal(dim1=0, dim2=2).permute(2, 0, 1)
        of_groups = fitted.view(outputs, groups, width).permute(1, 2, 0)
        losses = (torch.linalg.solve(blocks, of_groups) * of_groups).sum((1, 2))
        goes = int(losses.masked_fill(~stays, torch.inf).argmin())
        columns = slice(goes * width, (goes + 1) * width)
        spread = torch.linalg.solve(blocks[goes], inverse[columns])
        fitted = fitted - fitted[:, columns] @ spread
        inverse = inverse - inverse[:, columns] @ spread
        # What has gone has no say any more: its block must only not be singular.
        inverse[columns], inverse[:, columns], fitted[:, columns] = 0.0, 0.0, 0.0
        inverse[columns, columns] = torch.eye(width, dtype=moment.dtype)
        stays[goes] = False
    units = stays.repeat_interleave(width).nonzero().flatten()
    return units, fitted[:, units].to(weight.dtype)

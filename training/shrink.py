"""Makes the network smaller: ``python -m training.shrink ../shared --model FOLDER --out FOLDER``.

A model has heads and inner units taken away (`training.narrow`), and is then taught to say what it said
before, in every layer, of texts that it is not told the answers to (Hinton, Vinyals and Dean 2015; Jiao et al. 2020).
So what one corpus's readers wanted and another's did not stays weighed as it was: answers would weigh it anew.

A quarter of an hour an epoch on two cores of an AMD EPYC; the folder holds what there is after each. With `--go-on` a
model that was made so has a second lesson, in which what the first one left counts more.
"""

import argparse
import copy
import logging
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

import onrecord
from training.config import HERE, config_of, start_weights
from training.corpora import examples
from training.export import export, reader_tokenizer, write_manifest
from training.narrow import moments, narrow
from training.network import ReaderNetwork
from training.restore import weights
from training.train import HAS_BFLOAT16, TYPICAL_ROLE_WORDS, Batch, epoch_batches

log = logging.getLogger("training")

ANCHORS = 14
"""Words of a window from which roles are compared: those that most resemble a cue, and [CLS]."""

RESEMBLES = 0.01
"""How likely a word must be to begin a cue for that."""

Pupil = TypeVar("Pupil", bound=nn.Module)
Lesson = TypeVar("Lesson")

WARM_UP = 100
"""Steps in which the rate rises."""


def restored(model: Path, start: Path) -> ReaderNetwork:
    """The network of a model folder; what it has for training only, the layer of contents, is as good as random."""
    network = ReaderNetwork.from_start_weights(start)
    stored = network.state_dict() | weights(model)
    network.take_shape(stored)
    network.load_state_dict(stored)
    return network.eval()


def outputs_of(network: ReaderNetwork, batch: Batch) -> tuple[list[Tensor], dict[str, Tensor]]:
    """What each layer makes of a batch, and the OUTPUTS by name."""
    ids, cases, mask = batch.inputs()
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=HAS_BFLOAT16):
        states = network.states(ids, cases, mask)
        outputs = network.layers(states)
    return [state.float() for state in states], {
        name: output.float() for name, output in zip(network.OUTPUTS, outputs, strict=True)
    }


def errors(large: ReaderNetwork, small: ReaderNetwork, batch: Batch) -> dict[str, Tensor]:
    """How far the small network is from saying what the large one says of a batch, for each thing that it says.

    Of numbers the mean square of the difference, next to that of what is right; of tags and of speech, how far the
    probabilities diverge (Kullback and Leibler 1951), a mean over word pieces or cues.
    """
    is_piece = batch.inputs()[2].bool()
    with torch.no_grad():
        right_states, right = outputs_of(large, batch)
    states, found = outputs_of(small, batch)
    pairs = list(zip(states[1:], right_states[1:], strict=True))
    of = {"states": torch.stack([distance(a[is_piece], b[is_piece]) for a, b in pairs]).mean()}
    for name in ("anchor", "token", "link", "claim"):
        of[name] = distance(found[name][is_piece], right[name][is_piece])
    for name in ("entity", "cue", "nominal"):
        of[name] = divergence(found[name], right[name])[is_piece].mean()
    windows, positions = anchors_of(right["cue"], is_piece)
    with torch.no_grad():
        right_roles = large.roles(right["anchor"][windows, positions], right["token"][windows], positions)
    roles = small.roles(found["anchor"][windows, positions], found["token"][windows], positions)
    of["role"] = (divergence(roles, right_roles) * is_piece[windows]).sum() / TYPICAL_ROLE_WORDS / len(windows)
    of_speech = divergence_of_yes(found["speech"], right["speech"])[windows, positions]
    is_word = positions > 0
    of["speech"] = (of_speech * is_word).sum() / is_word.sum().clamp(min=1)
    return of


def distance(found: Tensor, right: Tensor) -> Tensor:
    """The mean square of the difference, next to that of what is right."""
    return (found - right).square().mean() / right.square().mean()


def divergence(found: Tensor, right: Tensor) -> Tensor:
    """Over the last axis, from scores."""
    return (right.softmax(-1) * (right.log_softmax(-1) - found.log_softmax(-1))).sum(-1)


def divergence_of_yes(found: Tensor, right: Tensor) -> Tensor:
    """How far the probabilities of yes diverge, from scores."""
    return divergence(*(torch.stack([scores, torch.zeros_like(scores)], -1) for scores in (found, right)))


def anchors_of(cue: Tensor, is_piece: Tensor) -> tuple[Tensor, Tensor]:
    """Windows and pieces from which roles are compared, from (windows, pieces, cue tags) scores."""
    begins = cue.softmax(-1)[..., 1] * is_piece
    begins[:, 0] = 1.0
    likely, positions = begins.topk(min(ANCHORS, begins.shape[1]), dim=1)
    windows = torch.arange(len(begins))[:, None].expand_as(positions)
    return windows[likely > RESEMBLES], positions[likely > RESEMBLES]


def taught(
    small: Pupil,
    epochs: Iterable[Sequence[Lesson]],
    table: Mapping[str, Any],
    wrong: Callable[[Pupil, Lesson], dict[str, Tensor]],
) -> Iterator[Pupil]:
    """After each epoch, the running average of the small network's weights while it learns from a larger one.

    Args:
        small: Learns; without dropout, since what the larger one says is said without.
        epochs: What is looked at in each step of each.
        table: Of the config: how many epochs, the rate, how long the average is, what each error counts.
        wrong: The small network's errors, by their names in the table's "error".
    """
    learns = [weight for weight in small.parameters() if weight.requires_grad]
    optimiser = torch.optim.AdamW(learns, weight_decay=0.0, betas=(0.9, 0.98))
    average = copy.deepcopy(small)
    steps, began = 0, time.monotonic()
    for epoch, lessons in enumerate(epochs):
        for k, lesson in enumerate(lessons):
            done = (epoch + k / len(lessons)) / table["epochs"]
            steps += 1
            for group in optimiser.param_groups:
                group["lr"] = table["rate"] * min(1.0, steps / WARM_UP) * (1 - done)
            of = wrong(small, lesson)
            optimiser.zero_grad()
            torch.stack([table["error"][name] * error for name, error in of.items()]).sum().backward()
            nn.utils.clip_grad_norm_(learns, 1.0)
            optimiser.step()
            with torch.no_grad():
                # Long ago counts for little from the start on.
                share = 1 - min(table["smooth"], steps / (steps + 20))
                for mean, weight in zip(average.parameters(), small.parameters(), strict=True):
                    mean.lerp_(weight, share)
            if steps % 50 == 0:
                told = " ".join(f"{name} {error.item():.4f}" for name, error in of.items())
                log.info("%.1f%% %.0f s %s", 100 * done, time.monotonic() - began, told)
        yield average


def table_of_lesson(table: Mapping[str, Any], *, is_second: bool) -> dict[str, Any]:
    """The config's "shrink", for the second lesson with what its "again" has otherwise."""
    again = table["again"] if is_second else {}
    return {**table, **again, "error": {**table["error"], **again.get("error", {})}}


def main(argv: Sequence[str] | None = None) -> None:
    """Writes the smaller model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, help="folder with corpora/")
    parser.add_argument("--model", type=Path, required=True, help="the larger one")
    parser.add_argument("--config", type=Path, default=HERE / "config.toml")
    parser.add_argument("--out", type=Path, default=HERE / "runs" / "reader" / "small")
    parser.add_argument("--go-on", type=Path, help="what the first lesson wrote, for a second one")
    options = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    config = config_of(options.config)
    table = table_of_lesson(config["shrink"], is_second=options.go_on is not None)
    torch.set_num_threads(config["threads"])
    torch.manual_seed(table["seed"])
    start = start_weights(config["start"]["sha256"])
    corpora = {name: examples(options.shared / "corpora", name) for name in table["share"]}
    tokenizer = reader_tokenizer(start / "tokenizer.json")
    chances = [random.Random(table["seed"] + epoch) for epoch in range(table["epochs"])]
    epochs = (epoch_batches(corpora, table["share"], tokenizer, config | table, chance) for chance in chances)
    large = restored(options.model, start)
    first = next(epochs)
    if options.go_on:
        small = restored(options.go_on, start)
    else:
        small = copy.deepcopy(large)
        of_layers = moments(large, (batch.inputs() for batch in first[: table["measured"]]))
        narrow(small, of_layers, heads=table["heads"], inner=table["inner"])
        log.info("%d heads and %d inner units a layer are left", table["heads"], table["inner"])
    for network in taught(small.eval(), chain([first], epochs), table, partial(errors, large)):
        export(network, start / "tokenizer.json", options.out)
    write_manifest(options.out, onrecord=onrecord.__version__, config=config)
    print(f"python -m training.claims {options.shared} --model {options.out}")


if __name__ == "__main__":
    main()

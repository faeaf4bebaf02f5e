"""The training loop: one encoder, all layers together, a batch of one corpus at a time."""

import json
import logging
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from training.augment import augmented
from training.corpora import Example, examples
from training.export import reader_tokenizer
from training.network import ReaderNetwork
from training.targets import IGNORE, Target, targets

log = logging.getLogger("training")

TYPICAL_ROLE_WORDS = 40
"""A row's error is its sum over words divided by this: a mean over all words would drown the few that matter."""


@dataclass(frozen=True)
class Batch:
    """Windows of one corpus, padded to one length."""

    targets: list[Target]

    @property
    def length(self) -> int:
        return max(len(target.window.ids) for target in self.targets)

    def inputs(self) -> tuple[Tensor, Tensor, Tensor]:
        """ids, cases and mask, each (windows, length)."""
        rows = [target.window for target in self.targets]
        return (
            torch.tensor(_padded([row.ids for row in rows], self.length, 0)),
            torch.tensor(_padded([row.cases for row in rows], self.length, 0)),
            torch.tensor(_padded([[1] * len(row.ids) for row in rows], self.length, 0)),
        )


def _padded(rows: Sequence, length: int, value) -> np.ndarray:
    out = np.full((len(rows), length, *np.shape(rows[0])[1:]), value, dtype=np.asarray(rows[0]).dtype)
    for row, values in zip(out, rows, strict=True):
        row[: len(values)] = values
    return out


def epoch_batches(
    corpora: dict[str, list[Example]],
    shares: dict[str, float],
    tokenizer: Tokenizer,
    config: dict,
    chance: random.Random,
) -> list[Batch]:
    """One epoch's batches, shuffled, each article perhaps changed in its typing."""
    size = config["optimiser"]["windows_per_step"]
    batches = []
    for corpus, share in shares.items():
        cut = [
            target
            for example in _share(corpora[corpus], share, chance)
            for target in targets(
                augmented(example, config["augment"], chance), tokenizer, chance.choice((192, 256, 256))
            )
        ]
        chance.shuffle(cut)
        batches += [Batch(cut[at : at + size]) for at in range(0, len(cut), size)]
    chance.shuffle(batches)
    return batches


def _share(items: list[Example], share: float, chance: random.Random) -> Iterator[Example]:
    """Every item floor(share) times, and a random part of them once more."""
    whole, part = divmod(share, 1.0)
    for _ in range(int(whole)):
        yield from items
    yield from chance.sample(items, round(part * len(items)))


def loss(network: ReaderNetwork, batch: Batch, weights: dict[str, float]) -> Tensor:
    """The weighted sum of all layers' errors on one batch."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        outputs = dict(zip(network.OUTPUTS, network(*batch.inputs()), strict=True))
    outputs = {name: output.float() for name, output in outputs.items()}
    total = torch.zeros(())
    if batch.targets[0].entity is not None:
        total = total + weights["entity"] * entity_loss(outputs["entity"], batch)
    if batch.targets[0].cue is not None:
        for layer in ("cue", "content"):
            total = total + weights[layer] * tag_loss(outputs[layer], [getattr(t, layer) for t in batch.targets], batch)
        roles, speech = row_losses(network, outputs, batch)
        total = total + weights["role"] * roles + weights["speech"] * batch.targets[0].speech_weight * speech
    return total


def entity_loss(scores: Tensor, batch: Batch) -> Tensor:
    """Minus the log-probability of the set of tags that are right: coarse labels leave the fine one open."""
    allowed = torch.tensor(_padded([target.entity for target in batch.targets], batch.length, False))
    asked = allowed.any(-1)
    right = scores.masked_fill(~allowed, -torch.inf)[asked].logsumexp(-1)
    return (scores[asked].logsumexp(-1) - right).mean()


def tag_loss(scores: Tensor, tags: list[np.ndarray], batch: Batch) -> Tensor:
    target = torch.tensor(_padded(tags, batch.length, IGNORE))
    return nn.functional.cross_entropy(scores.flatten(0, 1), target.flatten(), ignore_index=IGNORE)


def row_losses(network: ReaderNetwork, outputs: dict[str, Tensor], batch: Batch) -> tuple[Tensor, Tensor]:
    """The errors of roles and of speech or attitude, over the batch's anchors."""
    windows = torch.tensor([w for w, target in enumerate(batch.targets) for _ in target.anchors])
    positions = torch.tensor(np.concatenate([target.anchors for target in batch.targets]))
    wanted = torch.tensor(np.concatenate([_padded(list(t.roles), batch.length, IGNORE) for t in batch.targets]))
    scores = network.roles(outputs["anchor"][windows, positions], outputs["token"][windows], positions)
    roles = nn.functional.cross_entropy(scores.flatten(0, 1), wanted.flatten(), ignore_index=IGNORE, reduction="sum")
    with_cue = positions > 0
    if not with_cue.any():
        return roles / TYPICAL_ROLE_WORDS / len(windows), torch.zeros(())
    speech = torch.tensor(np.concatenate([target.speech for target in batch.targets]))
    said = outputs["speech"][windows, positions]
    return (
        roles / TYPICAL_ROLE_WORDS / len(windows),
        nn.functional.binary_cross_entropy_with_logits(said[with_cue], speech[with_cue]),
    )


class Trainer:
    """Runs the phases of the config; stops and goes on at epoch boundaries."""

    def __init__(self, config: dict, corpora_root: Path, start_weights: Path, out: Path):
        self.config, self.out = config, out
        self.out.mkdir(parents=True, exist_ok=True)
        self.tokenizer = reader_tokenizer(start_weights / "tokenizer.json")
        torch.manual_seed(config["seed"])
        self.network = ReaderNetwork.from_start_weights(start_weights)
        self.schedule = [phase["share"] for phase in config["phase"] for _ in range(phase["epochs"])]
        self.corpora = {name: examples(corpora_root, name) for name in {c for share in self.schedule for c in share}}
        self.optimiser = self._optimiser()
        self.epochs_done = 0

    def _optimiser(self) -> torch.optim.AdamW:
        rates = self.config["optimiser"]
        groups = {("encoder", True): [], ("encoder", False): [], ("head", True): [], ("head", False): []}
        for name, weight in self.network.named_parameters():
            if weight.requires_grad:
                groups["encoder" if name.startswith("encoder.") else "head", weight.ndim > 1].append(weight)
        return torch.optim.AdamW(
            [
                {
                    "params": weights,
                    "lr": rates[f"{part}_rate"],
                    "rate": rates[f"{part}_rate"],
                    "weight_decay": rates["weight_decay"] if decays else 0.0,
                }
                for (part, decays), weights in groups.items()
            ]
        )

    def run(self, after_epoch) -> None:
        """Trains what the checkpoint has not yet; `after_epoch(network, epoch)` returns the scores to log."""
        self._resume()
        lengths = [self._steps(share) for share in self.schedule]
        for epoch in range(self.epochs_done, len(self.schedule)):
            seconds = self._epoch(epoch, sum(lengths[:epoch]), lengths[epoch], sum(lengths))
            self.epochs_done = epoch + 1
            self._save()
            self._log({"epoch": epoch + 1, "seconds": round(seconds), "scores": after_epoch(self.network, epoch + 1)})

    def _steps(self, share: dict[str, float]) -> int:
        """Steps of an epoch, as cut without augmentation and from windows of full length: a close estimate."""
        size = self.config["optimiser"]["windows_per_step"]
        cut = {name: sum(len(targets(e, self.tokenizer, 240)) for e in self.corpora[name]) for name in share}
        return sum(round(cut[name] * part / size) for name, part in share.items())

    def _epoch(self, epoch: int, before: int, planned: int, total: int) -> float:
        chance = random.Random(self.config["seed"] + epoch)
        torch.manual_seed(self.config["seed"] + epoch)
        batches = epoch_batches(self.corpora, self.schedule[epoch], self.tokenizer, self.config, chance)
        self.network.train()
        began, running = time.monotonic(), 0.0
        for k, batch in enumerate(batches):
            self._set_rate((before + planned * k / len(batches)) / total)
            error = loss(self.network, batch, self.config["loss"])
            self.optimiser.zero_grad()
            error.backward()
            nn.utils.clip_grad_norm_(self.network.parameters(), self.config["optimiser"]["clip"])
            self.optimiser.step()
            running = 0.98 * running + 0.02 * error.item() if k else error.item()
            if k % 50 == 0:
                log.info(
                    "epoch %d step %d/%d loss %.3f %.0f s",
                    epoch + 1,
                    k,
                    len(batches),
                    running,
                    time.monotonic() - began,
                )
        return time.monotonic() - began

    def _set_rate(self, done: float) -> None:
        """Linear warm-up, then linear decay to nothing; `done` is the share of all steps."""
        warm = self.config["optimiser"]["warm_up"]
        factor = done / warm if done < warm else (1 - done) / (1 - warm)
        for group in self.optimiser.param_groups:
            group["lr"] = group["rate"] * max(factor, 0.0)

    def _save(self) -> None:
        state = {
            "network": self.network.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "epochs": self.epochs_done,
        }
        partial = self.out / "checkpoint.partial"
        torch.save(state, partial)
        partial.replace(self.out / "checkpoint.pt")

    def _resume(self) -> None:
        checkpoint = self.out / "checkpoint.pt"
        if checkpoint.exists():
            state = torch.load(checkpoint, weights_only=True)
            self.network.load_state_dict(state["network"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.epochs_done = state["epochs"]
            log.info("resuming after epoch %d", self.epochs_done)

    def _log(self, row: dict) -> None:
        log.info("%s", row)
        with (self.out / "log.jsonl").open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(row) + "\n")

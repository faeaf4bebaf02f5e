"""The training loop: one encoder, all layers together, a batch of one corpus at a time."""

import copy
import json
import logging
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from onrecord.reader.claims import QUESTION_COLUMNS
from onrecord.reader.links import SEEKERS
from training.augment import augmented
from training.config import teacher_start_weights
from training.corpora import Example, examples
from training.disguise import with_hidden_words, with_other_names
from training.export import reader_tokenizer
from training.mpnet import TeacherNetwork
from training.network import ReaderNetwork
from training.targets import IGNORE, Links, Target, link_target, targets

log = logging.getLogger("training")

TYPICAL_ROLE_WORDS = 40
"""A row's error is its sum over words divided by this: a mean over all words would drown the few that matter."""

NAME_LINK = 0.3
"""What a name's antecedent counts: names are merged by their words, not by the network."""

WINDOWS = (192, 256, 256)
"""Word pieces to a window: a third of the articles is cut into short ones, which the reader uses."""

ALIKE = 16
"""Windows whose lengths differ by fewer pieces may share a batch."""

MISTAKEN = 4
"""Words of a window that most resemble a cue without being one: seen from them, nobody says anything."""

HAS_BFLOAT16 = any(torch.cpu.get_capabilities().get(kind, False) for kind in ("amx_bf16", "avx512_bf16"))
"""Where the processor has no 16-bit products, they take three times as long as those of 32 bits."""

QUESTION_WEIGHTS = {"certainty": 0.5, "article": 0.5}
"""What a question's error counts among those of its corpus; 1 where it is not here."""


@dataclass(frozen=True)
class Batch:
    """Windows of one corpus, padded to one length.

    `reach` is how far a link may go: over a "window", or over all windows of an "article" in the batch.
    """

    targets: list[Target]
    reach: str = "window"

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

    def links(self) -> Iterator[tuple[int, Links]]:
        """The number of the first window, and the links, of every group of windows that has some."""
        at = 0
        for _, group in groupby(self.targets, key=lambda t: id(t.example) if self.reach == "article" else id(t)):
            of_group = list(group)
            links = link_target([target.window for target in of_group], of_group[0].example)
            if links is not None:
                yield at, links
            at += len(of_group)


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
    reach: str = "window",
) -> list[Batch]:
    """One epoch's batches, shuffled, each article perhaps changed in its typing; `reach` as for `Batch`."""
    size = config["optimiser"]["windows_per_step"]
    mask = tokenizer.token_to_id("[MASK]")
    batches = []
    for corpus, share in shares.items():
        articles = list(_share(corpora[corpus], share, chance))
        chance.shuffle(articles)
        cut = [
            target
            for k, example in enumerate(articles)
            for target in targets(
                augmented(example, config["augment"], chance), tokenizer, WINDOWS[k * len(WINDOWS) // len(articles)]
            )
        ]
        cut = with_other_names(cut, config["disguise"]["other_names"], chance)
        cut = [with_hidden_words(target, config["disguise"]["hidden_words"], mask, chance) for target in cut]
        if reach == "window" or articles[0].chains is None:
            # Windows of about one length waste no time on padding.
            chance.shuffle(cut)
            cut.sort(key=lambda target: len(target.window.ids) // ALIKE)
        batches += [Batch(cut[at : at + size], reach) for at in range(0, len(cut), size)]
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
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=HAS_BFLOAT16):
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
    if batch.targets[0].nominal is not None:
        total = total + weights["nominal"] * tag_loss(outputs["nominal"], [t.nominal for t in batch.targets], batch)
    total = total + weights["link"] * link_loss(network, outputs["link"], batch)
    if batch.targets[0].answers is not None:
        total = total + weights["claim"] * claim_loss(network, outputs["claim"], batch)
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
    """The errors of roles and of speech or attitude, over the batch's anchors and what may be mistaken for them."""
    windows = torch.tensor([w for w, target in enumerate(batch.targets) for _ in target.anchors])
    positions = torch.tensor(np.concatenate([target.anchors for target in batch.targets]))
    wanted = torch.tensor(np.concatenate([_padded(list(t.roles), batch.length, IGNORE) for t in batch.targets]))
    of_anchors = _role_errors(network, outputs, windows, positions, wanted)
    of_mistaken = _role_errors(network, outputs, *mistaken(outputs["cue"].detach(), batch))
    roles = (of_anchors + of_mistaken) / TYPICAL_ROLE_WORDS / len(windows)
    speech = torch.tensor(np.concatenate([target.speech for target in batch.targets]))
    asked = (positions > 0) & (speech != IGNORE)
    if not asked.any():
        return roles, torch.zeros(())
    said = outputs["speech"][windows, positions]
    return roles, nn.functional.binary_cross_entropy_with_logits(said[asked], speech[asked])


def _role_errors(
    network: ReaderNetwork, outputs: dict[str, Tensor], windows: Tensor, positions: Tensor, wanted: Tensor
) -> Tensor:
    scores = network.roles(outputs["anchor"][windows, positions], outputs["token"][windows], positions)
    return nn.functional.cross_entropy(scores.flatten(0, 1), wanted.flatten(), ignore_index=IGNORE, reduction="sum")


def mistaken(cue: Tensor, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
    """Anchors that are none, hardest first: their windows and pieces, and "O" for every word seen from them.

    Args:
        cue: (windows, pieces, cue tags) scores.
        batch: Whose targets tell the cues.
    """
    tags = torch.tensor(_padded([target.cue for target in batch.targets], batch.length, IGNORE))
    resemblance = (cue[..., 1] - cue[..., 0]).masked_fill(tags != 0, -torch.inf)
    scores, positions = resemblance.topk(min(MISTAKEN, batch.length), dim=1)
    windows = torch.arange(len(cue))[:, None].expand_as(positions)
    are_words = scores > -torch.inf
    windows, positions = windows[are_words], positions[are_words]
    return windows, positions, torch.where(tags == IGNORE, IGNORE, 0)[windows]


def link_loss(network: ReaderNetwork, link: Tensor, batch: Batch) -> Tensor:
    """Minus the log-probability of all right antecedents together, or of none (Lee et al. 2017), over the seekers."""
    losses, weights = [torch.zeros(0)], [torch.zeros(0)]
    for at, links in batch.links():
        first, last = (link[at + place[:, 0], place[:, 1]] for place in (links.first, links.last))
        kind, may, right = map(torch.as_tensor, (links.kind, links.may, links.right))
        scores = network.links(first, last, kind, torch.as_tensor(links.distance))
        may = torch.cat([torch.ones(len(may), 1, dtype=torch.bool), may], 1)
        right = torch.cat([~right.any(1, keepdim=True), right], 1)
        losses.append(_log_sum(scores, may) - _log_sum(scores, right))
        weights.append(torch.where(kind == SEEKERS.index("name"), NAME_LINK, 1.0))
    weight = torch.cat(weights)
    return (torch.cat(losses) * weight).sum() / weight.sum().clamp(min=1.0)


def _log_sum(scores: Tensor, of: Tensor) -> Tensor:
    return scores.masked_fill(~of, -torch.inf).logsumexp(1)


def claim_loss(network: ReaderNetwork, claim: Tensor, batch: Batch) -> Tensor:
    """The sum of the errors of all questions that the corpus asks of a sentence."""
    asked = [(states, t) for states, t in zip(claim, batch.targets, strict=True) if t.sentences]
    if not asked:
        return torch.zeros(())
    logits = torch.cat([network.sentences(states, target.sentences) for states, target in asked])
    answers = {name: np.concatenate([target.answers[name] for _, target in asked]) for name in asked[0][1].answers}
    total = torch.zeros(())
    for question, answer in answers.items():
        columns = logits[:, QUESTION_COLUMNS[question]]
        if answer.dtype.kind == "f":
            wanted = torch.tensor(answer, dtype=torch.float32).view_as(columns)
            error = nn.functional.binary_cross_entropy_with_logits(columns, wanted) * columns.shape[1] ** 0.5
        else:
            error = nn.functional.cross_entropy(columns, torch.tensor(answer))
        total = total + QUESTION_WEIGHTS.get(question, 1.0) * error
    return total


class Trainer:
    """Runs the phases of the config; stops and goes on at epoch boundaries."""

    def __init__(self, config: dict, corpora_root: Path, start: Path, out: Path):
        self.config, self.out = config, out
        self.out.mkdir(parents=True, exist_ok=True)
        self.tokenizer = reader_tokenizer(start / "tokenizer.json")
        torch.manual_seed(config["seed"])
        self.network = self._new_network(start)
        self.schedule = [phase for phase in config["phase"] for _ in range(phase["epochs"])]
        names = {name for phase in self.schedule for name in phase["share"]}
        self.corpora = {name: examples(corpora_root, name) for name in sorted(names)}
        self.optimiser = self._optimiser()
        self.epochs_done = 0
        self.smooth: ReaderNetwork | None = None
        """The running average of the weights, in phases that ask for one."""

    def _new_network(self, start: Path) -> ReaderNetwork:
        of_teacher = self.config["start"].get("teacher_sha256")
        if of_teacher is None:
            return ReaderNetwork.from_start_weights(start)
        return TeacherNetwork.from_start_weights(teacher_start_weights(of_teacher, self.out / "start"))

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

    def take_shape(self, weights: Mapping[str, Tensor]) -> None:
        """Makes the network as narrow as it is in some weights, which are loaded afterwards."""
        self.network.take_shape(weights)
        self.optimiser = self._optimiser()

    def run(self, after_epoch) -> None:
        """Trains what the checkpoint has not yet; `after_epoch(network, epoch)` returns the scores to log.

        The network that it is given, and that ships after the last epoch, is the running average where there is one.
        """
        self._resume()
        for epoch in range(self.epochs_done, len(self.schedule)):
            before = copy.deepcopy(self.network.state_dict())
            seconds = self._epoch(epoch)
            if self.schedule[epoch].get("average"):
                self._average_with(before)
            self.epochs_done = epoch + 1
            self.save()
            scores = after_epoch(self.smooth or self.network, epoch + 1)
            self._log({"epoch": epoch + 1, "seconds": round(seconds), "scores": scores})

    def _average_with(self, before: dict[str, Tensor]) -> None:
        """Goes half the way back: between two good networks lies a better one (Wortsman et al. 2022)."""
        for name, weight in self.network.state_dict().items():
            if weight.is_floating_point():
                weight.lerp_(before[name], 0.5)

    def batches(self, phase: dict, chance: random.Random) -> list[Batch]:
        """The batches of one epoch; what a phase says of a table goes before what the config says for all."""
        config = self.config | {name: self.config[name] | phase.get(name, {}) for name in ("augment", "disguise")}
        return epoch_batches(self.corpora, phase["share"], self.tokenizer, config, chance, phase["links_reach"])

    def step(self, batch: Batch) -> float:
        """One step of the optimiser; the error before it."""
        error = loss(self.network, batch, self.config["loss"])
        self.optimiser.zero_grad()
        error.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), self.config["optimiser"]["clip"])
        self.optimiser.step()
        return error.item()

    def _follow(self, share: float) -> None:
        """Moves the running average a share of the way to the weights (Polyak and Juditsky 1992)."""
        with torch.no_grad():
            for average, weight in zip(self.smooth.parameters(), self.network.parameters(), strict=True):
                average.lerp_(weight, share)

    def _epoch(self, epoch: int) -> float:
        chance = random.Random(self.config["seed"] + epoch)
        torch.manual_seed(self.config["seed"] + epoch)
        phase = self.schedule[epoch]
        batches = self.batches(phase, chance)
        self.network.train()
        if epoch == self.schedule.index(phase):
            self.smooth = copy.deepcopy(self.network) if "smooth" in phase else None
        began, running = time.monotonic(), 0.0
        for k, batch in enumerate(batches):
            self._set_rate(epoch + k / len(batches))
            error = self.step(batch)
            if "smooth" in phase:
                self._follow(1 - phase["smooth"])
            running = 0.98 * running + 0.02 * error if k else error
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
        """Linear warm-up, then linear decay to nothing; a phase with `restart` rises and decays by itself.

        Args:
            done: Epochs.
        """
        phase = self.schedule[int(done)]
        if "restart" in phase:
            first = self.schedule.index(phase)
            factor = phase["restart"] * (1 - (done - first) / phase["epochs"])
        else:
            share = done / sum("restart" not in other for other in self.schedule)
            warm = self.config["optimiser"]["warm_up"]
            factor = share / warm if share < warm else (1 - share) / (1 - warm)
        for group in self.optimiser.param_groups:
            group["lr"] = group["rate"] * max(factor, 0.0)

    def save(self) -> None:
        """Writes the checkpoint that the next call goes on from."""
        state = {
            "network": self.network.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "epochs": self.epochs_done,
        }
        if self.smooth is not None:
            state["smooth"] = self.smooth.state_dict()
        partial = self.out / "checkpoint.partial"
        torch.save(state, partial)
        partial.replace(self.out / "checkpoint.pt")

    def _resume(self) -> None:
        checkpoint = self.out / "checkpoint.pt"
        if checkpoint.exists():
            state = torch.load(checkpoint, weights_only=True)
            self.take_shape(state["network"])
            self.network.load_state_dict(state["network"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.epochs_done = state["epochs"]
            if "smooth" in state:
                self.smooth = copy.deepcopy(self.network)
                self.smooth.load_state_dict(state["smooth"])
            log.info("resuming after epoch %d", self.epochs_done)

    def _log(self, row: dict) -> None:
        log.info("%s", row)
        with (self.out / "log.jsonl").open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(row) + "\n")

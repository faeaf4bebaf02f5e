"""Teaches the small network what another one says: ``python -m training.distil ../shared --teacher DIR --model DIR``.

The teacher (`training.mpnet`) is another network, ten times as large, so only what both say can be compared: tags,
who said what as seen from the same cues, who is who, what a sentence claims (Hinton, Vinyals and Dean 2015). Answers of
people are hardly told: the teacher has weighed them, and is unsure where they are. Only the names of the corpora that
the config has as "told" are: in them another guide than ours decides what is a place and what a body, and the teacher
has learned ours. It is asked once for each text, which takes a quarter of the time.
"""

import argparse
import logging
import random
import time
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn

import onrecord
from onrecord.reader.claims import QUESTION_COLUMNS
from training.config import HERE, config_of, start_weights
from training.corpora import examples
from training.export import export, reader_tokenizer, write_manifest
from training.mpnet import TeacherNetwork
from training.network import ReaderNetwork
from training.shrink import anchors_of, distance, divergence, divergence_of_yes, outputs_of, restored, taught
from training.train import TYPICAL_ROLE_WORDS, Batch, entity_loss, epoch_batches

log = logging.getLogger("training")

TAGS = ("entity", "cue", "nominal")

CHOICES = ("label", "certainty")
"""Questions about a sentence with one answer; the others are of yes and no."""

TAUGHT = (*CHOICES, "kinds", "article")
"""What the teacher knows of a sentence."""


GUESSED = 50
"""Batches of which the first guess of the teacher's states is made."""


class Said(NamedTuple):
    """What a network says of a batch.

    Attributes:
        states: (words, width) what the encoder's last layer makes of the words of all windows.
        tags: By the names of TAGS, (words, tags) scores.
        windows, positions: (anchors,) the pieces from which roles are seen.
        roles: (anchors, pieces, role tags) scores.
        speech: (anchors,) scores.
        links: For each group of windows with mentions, (seekers, 1 + mentions) log-probabilities.
        claims: (sentences, EVIDENCE) logits, or None where the corpus has no sentences.
    """

    states: Tensor
    tags: dict[str, Tensor]
    windows: Tensor
    positions: Tensor
    roles: Tensor
    speech: Tensor
    links: list[Tensor]
    claims: Tensor | None


Lesson = tuple[Batch, Said]


def said(network: ReaderNetwork, batch: Batch, anchors: tuple[Tensor, Tensor] | None = None) -> Said:
    """What a network says of a batch; of roles, as seen from some anchors, by default from what it takes for cues."""
    states, outputs = outputs_of(network, batch)
    is_word = words_of(batch)
    windows, positions = anchors or anchors_of(outputs["cue"], is_word)
    return Said(
        states[-1][is_word],
        {name: outputs[name][is_word] for name in TAGS},
        windows,
        positions,
        network.roles(outputs["anchor"][windows, positions], outputs["token"][windows], positions),
        outputs["speech"][windows, positions],
        list(_links(network, outputs["link"], batch)),
        _claims(network, outputs["claim"], batch),
    )


def words_of(batch: Batch) -> Tensor:
    """(windows, pieces) bool, where a word begins: of other pieces nothing was ever asked."""
    is_word = torch.zeros(len(batch.targets), batch.length, dtype=torch.bool)
    for row, target in zip(is_word, batch.targets, strict=True):
        row[[word.piece for word in target.window.words]] = True
    return is_word


BARRED = -30.0
"""The score of an antecedent that cannot be: less than any, and a number still, as 0 times infinity is none."""


def _links(network: ReaderNetwork, link: Tensor, batch: Batch) -> Iterator[Tensor]:
    for at, links in batch.links():
        first, last = (link[at + place[:, 0], place[:, 1]] for place in (links.first, links.last))
        scores = network.links(first, last, torch.as_tensor(links.kind), torch.as_tensor(links.distance))
        barred = torch.cat([torch.zeros(len(scores), 1, dtype=torch.bool), ~torch.as_tensor(links.may)], 1)
        yield scores.masked_fill(barred, BARRED).log_softmax(-1)


def _claims(network: ReaderNetwork, claim: Tensor, batch: Batch) -> Tensor | None:
    asked = [(rows, target.sentences) for rows, target in zip(claim, batch.targets, strict=True) if target.sentences]
    return torch.cat([network.sentences(*pair) for pair in asked]) if asked else None


def errors(found: Said, right: Said, batch: Batch) -> dict[str, Tensor]:
    """How far what one network says diverges from what is right: a mean over words, cues, mentions or sentences.

    Of states the mean square of the difference, next to that of what is right.
    """
    of = {name: divergence(found.tags[name], right.tags[name]).mean() for name in TAGS}
    of["states"] = distance(found.states, right.states)
    seen = divergence(found.roles, right.roles) * words_of(batch)[found.windows]
    of["role"] = seen.sum() / TYPICAL_ROLE_WORDS / len(found.windows)
    are_cues = found.positions > 0
    of["speech"] = divergence_of_yes(found.speech, right.speech)[are_cues].sum() / are_cues.sum().clamp(min=1)
    if found.links:
        pairs = zip(found.links, right.links, strict=True)
        of["link"] = torch.cat([divergence(scores, wanted) for scores, wanted in pairs]).mean()
    if found.claims is not None:
        of["claim"] = sum(_of_question(name, found.claims, right.claims) for name in TAUGHT)
    return of


def _of_question(name: str, found: Tensor, right: Tensor) -> Tensor:
    pair = found[:, QUESTION_COLUMNS[name]], right[:, QUESTION_COLUMNS[name]]
    return divergence(*pair).mean() if name in CHOICES else divergence_of_yes(*pair).sum(-1).mean()


def asked(
    teacher: ReaderNetwork, before: ReaderNetwork, trust: Mapping[str, float], batches: Sequence[Batch]
) -> Iterator[Said]:
    """What the teacher and the network that came before it say of each batch, in half the precision.

    Args:
        teacher: The larger one.
        before: Which the small one learned from at first.
        trust: What the teacher's word counts, of 1, by the names of `Said`; the rest is what the other's counts.
        batches: Two million word pieces of them take three gigabytes.
    """
    began = time.monotonic()
    for number, batch in enumerate(batches):
        with torch.no_grad():
            first = said(teacher, batch)
            second = said(before, batch, (first.windows, first.positions))
            yield _converted(mixed(first, second, trust), torch.float16)
        if number % 50 == 0:
            log.info("asked %d of %d, %.0f s", number, len(batches), time.monotonic() - began)


def mixed(first: Said, second: Said, trust: Mapping[str, float]) -> Said:
    """What two networks say together: the mean of their probabilities, and the states of the first.

    Args:
        first, second: Of one batch, as seen from the same anchors.
        trust: What the first one's word counts, of 1.
    """
    pairs = zip(first.links, second.links, strict=True)
    return first._replace(
        tags={name: _mean(first.tags[name], second.tags[name], trust[name]) for name in TAGS},
        roles=_mean(first.roles, second.roles, trust["roles"]),
        speech=_mean_of_yes(first.speech, second.speech, trust["speech"]),
        links=[_mean(one, other, trust["links"]) for one, other in pairs],
        claims=None if first.claims is None else _mean_of_claims(first.claims, second.claims, trust["claims"]),
    )


def _mean(first: Tensor, second: Tensor, trust: float) -> Tensor:
    return (trust * first.softmax(-1) + (1 - trust) * second.softmax(-1)).clamp(min=1e-9).log()


def _mean_of_yes(first: Tensor, second: Tensor, trust: float) -> Tensor:
    return torch.special.logit(trust * first.sigmoid() + (1 - trust) * second.sigmoid(), eps=1e-6)


def _mean_of_claims(first: Tensor, second: Tensor, trust: float) -> Tensor:
    """Of what the teacher does not know of a sentence, what the other one says."""
    together = second.clone()
    for name in TAUGHT:
        columns = QUESTION_COLUMNS[name]
        mean = _mean if name in CHOICES else _mean_of_yes
        together[:, columns] = mean(first[:, columns], second[:, columns], trust)
    return together


def _converted(of: Said, precision: torch.dtype) -> Said:
    return of._replace(
        states=of.states.to(precision),
        tags={name: scores.to(precision) for name, scores in of.tags.items()},
        roles=of.roles.to(precision),
        speech=of.speech.to(precision),
        links=[scores.to(precision) for scores in of.links],
        claims=None if of.claims is None else of.claims.to(precision),
    )


class Pupil(nn.Module):
    """The small network, and how the teacher's states are told from its own, which nobody needs afterwards.

    Args:
        network: The small one.
        lessons: Some of which the first guess is made, by least squares.
    """

    def __init__(self, network: ReaderNetwork, lessons: Sequence[Lesson]):
        super().__init__()
        self.network = network
        with torch.no_grad():
            own = torch.cat([said(network, batch).states for batch, _ in lessons])
            right = torch.cat([of.states for _, of in lessons]).float()
        self.towards = nn.Linear(own.shape[1], right.shape[1])
        with_ones = torch.cat([own, torch.ones(len(own), 1)], 1)
        fitted = torch.linalg.lstsq(with_ones, right).solution
        with torch.no_grad():
            self.towards.weight.copy_(fitted[:-1].T)
            self.towards.bias.copy_(fitted[-1])


def wrong(pupil: Pupil, lesson: Lesson, told: Container[str] = ()) -> dict[str, Tensor]:
    """The errors of the small network on one batch, given what the teacher says of it.

    Args:
        pupil: The small network.
        lesson: A batch, and what the teacher says of it.
        told: Corpora of whose names people's own answers count as well, as "told", and the teacher's half.
    """
    batch, right = lesson
    found = said(pupil.network, batch, (right.windows, right.positions))
    of = errors(found._replace(states=pupil.towards(found.states)), _converted(right, torch.float32), batch)
    if batch.targets[0].example.corpus in told:
        is_word = words_of(batch)
        scores = torch.zeros(*is_word.shape, found.tags["entity"].shape[-1])
        scores[is_word] = found.tags["entity"]
        of |= {"entity": of["entity"] / 2, "told": entity_loss(scores, batch)}
    return of


def teacher_of(folder: Path, start: Path) -> TeacherNetwork:
    """The network of the teacher's checkpoint."""
    network = TeacherNetwork.from_start_weights(start)
    state = torch.load(folder / "checkpoint.pt", weights_only=True)
    network.load_state_dict(state.get("smooth", state["network"]))
    return network.eval()


def main(argv: Sequence[str] | None = None) -> None:
    """Writes the small model after each time that it has gone through what the teacher said."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, help="folder with corpora/")
    parser.add_argument("--teacher", type=Path, required=True, help="what `python -m training` wrote with teacher.toml")
    parser.add_argument("--large", type=Path, required=True, help="the model that the small one was made from")
    parser.add_argument("--model", type=Path, required=True, help="the small one, as it is")
    parser.add_argument("--config", type=Path, default=HERE / "config.toml")
    parser.add_argument("--out", type=Path, default=HERE / "runs" / "reader" / "taught")
    options = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    config = config_of(options.config)
    table = config["distil"]
    torch.set_num_threads(config["threads"])
    torch.manual_seed(table["seed"])
    start = start_weights(config["start"]["sha256"])
    chance = random.Random(table["seed"])
    corpora = {name: examples(options.shared / "corpora", name) for name in table["share"]}
    tokenizer = reader_tokenizer(start / "tokenizer.json")
    batches = epoch_batches(corpora, table["share"], tokenizer, config | table, chance, "article")
    teacher = teacher_of(options.teacher, options.teacher / "start")
    large = restored(options.large, start)
    lessons = list(zip(batches, asked(teacher, large, table["trust"], batches), strict=True))
    epochs = (chance.sample(lessons, len(lessons)) for _ in range(table["epochs"]))
    pupil = Pupil(restored(options.model, start), lessons[:GUESSED])
    for average in taught(pupil, epochs, table, partial(wrong, told=table["told"])):
        export(average.network, start / "tokenizer.json", options.out)
    write_manifest(options.out, onrecord=onrecord.__version__, config=config)
    print(f"python -m training.claims {options.shared} --model {options.out}")


if __name__ == "__main__":
    main()

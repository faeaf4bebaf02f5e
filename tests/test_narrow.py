"""Heads and inner units taken out of the network: what they did, others do."""

import copy

import pytest

torch = pytest.importorskip("torch", reason="training/ needs what `pip install '.[training]'` brings")

from transformers import BertConfig  # noqa: E402

from training.narrow import kept, moments, narrow  # noqa: E402
from training.network import HEAD_WIDTH, ReaderNetwork  # noqa: E402
from training.shrink import table_of_lesson  # noqa: E402

HEADS, INNER = 3, 12


@pytest.fixture
def network():
    torch.manual_seed(7)
    width = HEADS * HEAD_WIDTH
    config = BertConfig(vocab_size=50, hidden_size=width, num_attention_heads=HEADS, intermediate_size=INNER)
    config.num_hidden_layers = 6
    return ReaderNetwork(config).eval()


@pytest.fixture
def batch():
    torch.manual_seed(8)
    mask = torch.ones(4, 30, dtype=torch.long)
    mask[0, 20:] = 0
    return torch.randint(1, 50, (4, 30)), torch.zeros(4, 30, dtype=torch.long), mask


def last_states(network, batch):
    with torch.no_grad():
        return network.states(*batch)[-1][batch[2].bool()]


def test_an_input_that_others_make_up_for_goes_and_nothing_changes():
    torch.manual_seed(1)
    inputs = torch.randn(500, 4, dtype=torch.float64)
    inputs[:, 2] = inputs[:, 0] - inputs[:, 3]
    weight = torch.randn(5, 4, dtype=torch.float64)
    units, fitted = kept(inputs.T @ inputs, weight, 1, 3)
    assert 1 in units
    assert torch.allclose(inputs[:, units] @ fitted.T, inputs @ weight.T, atol=0.1)


def test_groups_stay_or_go_as_a_whole():
    torch.manual_seed(2)
    weight = torch.randn(5, 8)
    weight[:, 2:4] = 0.0
    units, fitted = kept(torch.eye(8, dtype=torch.float64), weight, 2, 3)
    assert units.tolist() == [0, 1, 4, 5, 6, 7]
    assert torch.allclose(fitted, weight[:, units])


def test_more_than_there_are_cannot_stay():
    with pytest.raises(ValueError, match="There are 4 groups: 5 cannot stay"):
        kept(torch.eye(8), torch.ones(2, 8), 2, 5)


def test_what_does_nothing_goes_first(network, batch):
    with torch.no_grad():
        for layer in network.encoder.encoder.layer:
            layer.output.dense.weight[:, ::2] = 0.0
            layer.attention.output.dense.weight[:, HEAD_WIDTH : 2 * HEAD_WIDTH] = 0.0
    before = last_states(network, batch)
    narrow(network, moments(network, [batch]), heads=HEADS - 1, inner=INNER // 2)
    assert network.encoder.encoder.layer[3].attention.self.query.weight.shape == (2 * HEAD_WIDTH, 3 * HEAD_WIDTH)
    assert network.encoder.encoder.layer[3].intermediate.dense.out_features == INNER // 2
    assert torch.allclose(last_states(network, batch), before, atol=1e-4)


def test_the_others_take_over(network, batch):
    before = last_states(network, batch)
    cut = copy.deepcopy(network)
    narrow(network, moments(network, [batch]), heads=HEADS, inner=INNER // 2)
    # The same units stay, and nobody takes over.
    whole, narrower = cut.state_dict(), network.state_dict()
    for number in range(6):
        inner, output = (f"encoder.encoder.layer.{number}.{step}.dense" for step in ("intermediate", "output"))
        stays = torch.isin(
            whole[f"{inner}.bias"] + whole[f"{inner}.weight"][:, 0],
            narrower[f"{inner}.bias"] + narrower[f"{inner}.weight"][:, 0],
        )
        whole[f"{output}.weight"][:, ~stays] = 0.0
    cut.load_state_dict(whole)
    error = (last_states(network, batch) - before).square().mean()
    assert error < (last_states(cut, batch) - before).square().mean()


def test_narrow_weights_are_loaded_into_a_network_of_their_shape(network, batch):
    wide = copy.deepcopy(network)
    narrow(network, moments(network, [batch]), heads=1, inner=5)
    wide.take_shape(network.state_dict())
    wide.load_state_dict(network.state_dict())
    assert torch.equal(last_states(wide, batch), last_states(network, batch))


def test_a_second_lesson_has_the_first_ones_table_but_for_what_it_says():
    table = {
        "epochs": 2,
        "rate": 0.1,
        "error": {"link": 0.5, "cue": 8.0},
        "again": {"epochs": 3, "error": {"link": 3.0}},
    }
    second = table_of_lesson(table, is_second=True)
    assert (second["epochs"], second["rate"], second["error"]) == (3, 0.1, {"link": 3.0, "cue": 8.0})
    first = table_of_lesson(table, is_second=False)
    assert (first["epochs"], first["error"]) == (2, {"link": 0.5, "cue": 8.0})

"""The reader's network: one encoder, a layer of tags for each question, and roles seen from each cue.

Encoder: BERT (Devlin et al. 2019) as distilled to MiniLM (Wang et al. 2020). Names, cues and contents are BIO
layers over it. Who said what is read as semantic role labelling is (He et al. 2018): from each cue, every word
is tagged as content, source or neither. So contents may nest and overlap, one row of tags for each cue.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel
from transformers.models.bert.modeling_bert import BertSelfAttention

from onrecord.reader.claims import CLAIM_WIDTH, EVIDENCE
from onrecord.reader.links import DISTANCES as LINK_DISTANCES
from onrecord.reader.links import LINK_WIDTH, SEEKERS
from onrecord.reader.roles import DISTANCES, distance_buckets
from onrecord.reader.tags import CONTENT_TAGS, CUE_TAGS, ENTITY_TAGS, NOMINAL_TAGS, ROLE_TAGS
from onrecord.reader.windows import Case

ROLE_WIDTH = 128

HEAD_WIDTH = 32
"""How many numbers each head of the encoder's attention attends with."""

CLAIM_LAYERS = (4, 6)
"""What a sentence is about is clearest half way up: by the last layer, who says it has taken its place."""


class ReaderNetwork(nn.Module):
    """Word pieces in, scores of every layer out.

    Inputs are (windows, pieces): `ids`, `cases` and `mask` (1 where there is a piece). Outputs, by name:

    - entity, cue, content: (windows, pieces, tags) scores;
    - speech: (windows, pieces) score that a cue starting here is one of speech rather than of attitude;
    - anchor, token: (windows, pieces, 2 x ROLE_WIDTH), what `roles` combines for a cue and a word;
    - nominal: (windows, pieces, tags) scores;
    - link: (windows, pieces, 4 x LINK_WIDTH), what `links` combines for two mentions;
    - claim: (windows, pieces, CLAIM_WIDTH), whose mean and maximum over a sentence `sentences` reads.
    """

    OUTPUTS = ("entity", "cue", "content", "speech", "anchor", "token", "nominal", "link", "claim")

    def __init__(self, config: BertConfig):
        super().__init__()
        self.encoder = BertModel(config, add_pooling_layer=False)
        width = config.hidden_size
        self.dropout = Dropout()
        replace_dropout(self.encoder)
        self.entity = nn.Linear(width, len(ENTITY_TAGS))
        self.cue = nn.Linear(width, len(CUE_TAGS))
        self.content = nn.Linear(width, len(CONTENT_TAGS))
        self.speech = nn.Linear(width, 1)
        self.anchor = nn.Linear(width, 2 * ROLE_WIDTH)
        self.token = nn.Linear(width, 2 * ROLE_WIDTH)
        self.distance = nn.Embedding(DISTANCES, ROLE_WIDTH)
        self.role = nn.Linear(ROLE_WIDTH, len(ROLE_TAGS))
        self.nominal = nn.Linear(width, len(NOMINAL_TAGS))
        self.link = nn.Linear(width, 4 * LINK_WIDTH)
        self.link_kind = nn.Embedding(len(SEEKERS), LINK_WIDTH)
        self.link_distance = nn.Parameter(torch.zeros(len(SEEKERS), 2 * LINK_DISTANCES))
        self.link_nobody = nn.Parameter(torch.zeros(len(SEEKERS)))
        self.claim = nn.Linear(len(CLAIM_LAYERS) * width, CLAIM_WIDTH)
        self.claim_answers = nn.Linear(2 * CLAIM_WIDTH, len(EVIDENCE))

    @classmethod
    def from_start_weights(cls, folder: Path) -> "ReaderNetwork":
        """The network before training: encoder weights from `folder`, everything else at random.

        The token-type input, which a single text leaves unused, carries the case of each word instead.
        """
        start = BertModel.from_pretrained(folder, add_pooling_layer=False)
        network = cls(_with_cases(start.config))
        weights = start.state_dict()
        types = "embeddings.token_type_embeddings.weight"
        weights[types] = weights[types][:1].repeat(len(Case), 1) + 0.01 * torch.randn(
            len(Case), start.config.hidden_size
        )
        network.encoder.load_state_dict(weights)
        network.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
        return network

    def take_shape(self, weights: Mapping[str, Tensor]) -> None:
        """Makes each layer of the encoder as narrow as it is in some weights, which are loaded afterwards.

        The encoder that training starts from has 12 heads and 1,536 inner units a layer; see `training.narrow`.
        """
        for name, step in self.encoder.named_modules(prefix="encoder"):
            if isinstance(step, nn.Linear):
                step.weight = nn.Parameter(torch.empty_like(weights[f"{name}.weight"]))
                step.bias = nn.Parameter(torch.empty_like(weights[f"{name}.bias"]))
                step.out_features, step.in_features = step.weight.shape
            elif isinstance(step, BertSelfAttention):
                step.all_head_size = len(weights[f"{name}.query.weight"])
                step.num_attention_heads = step.all_head_size // HEAD_WIDTH

    def forward(self, ids: Tensor, cases: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        return self.layers(self.states(ids, cases, mask))

    def states(self, ids: Tensor, cases: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        """(windows, pieces, width) what goes into the encoder's first layer, and what each layer makes of it."""
        encoded = self.encoder(
            input_ids=ids, token_type_ids=cases, attention_mask=mask, output_hidden_states=True, return_dict=True
        )
        return encoded.hidden_states

    def layers(self, states: Sequence[Tensor]) -> tuple[Tensor, ...]:
        """The OUTPUTS, from what the encoder's layers make of each piece: (windows, pieces, width) each."""
        hidden = self.dropout(states[-1])
        return (
            self.entity(hidden),
            self.cue(hidden),
            self.content(hidden),
            self.speech(hidden).squeeze(-1),
            self.anchor(hidden),
            self.token(hidden),
            self.nominal(hidden),
            self.link(hidden),
            self.claim(self.dropout(torch.cat([states[layer] for layer in CLAIM_LAYERS], -1))),
        )

    def roles(self, anchor: Tensor, token: Tensor, positions: Tensor) -> Tensor:
        """(rows, pieces, role tags) scores of every piece as seen from each row's anchor.

        Args:
            anchor: (rows, 2 x ROLE_WIDTH) at the anchors' pieces.
            token: (rows, pieces, 2 x ROLE_WIDTH) of the windows that the anchors stand in.
            positions: (rows,) the anchors' pieces; 0 is [CLS], the anchor of quotes without a cue.
        """
        add_a, times_a = anchor.unsqueeze(1).chunk(2, -1)
        add_t, times_t = token.chunk(2, -1)
        buckets = torch.as_tensor(distance_buckets(positions.numpy(), token.shape[1]))
        return self.role(torch.relu(add_a + add_t + times_a * times_t + self.distance(buckets)))

    def links(self, first: Tensor, last: Tensor, kind: Tensor, distance: Tensor) -> Tensor:
        """(seekers, 1 + mentions) scores: that there is no antecedent, then each mention's.

        Args:
            first, last: (seekers, 4 x LINK_WIDTH), the network's "link" where each begins and ends; mentions first.
            kind: (seekers,) index into SEEKERS.
            distance: (seekers, mentions) buckets.
        """
        (seek_first, _, sought_first, _), (_, seek_last, _, sought_last) = first.chunk(4, -1), last.chunk(4, -1)
        seeking = seek_first + seek_last + self.link_kind(kind)
        sought = (sought_first + sought_last)[: distance.shape[1]]
        pairs = seeking @ sought.T / LINK_WIDTH**0.5 + self.link_distance[kind[:, None], distance]
        return torch.cat([self.link_nobody[kind, None], pairs], 1)

    def sentences(self, claim: Tensor, sentences: list[list[int]]) -> Tensor:
        """(sentences, EVIDENCE) logits of the sentences of one window, each given by its words' pieces."""
        pooled = torch.stack([torch.cat([claim[pieces].mean(0), claim[pieces].amax(0)]) for pieces in sentences])
        return self.claim_answers(self.dropout(nn.functional.gelu(pooled, approximate="tanh")))


class Dropout(nn.Module):
    """Sets one value in ten to zero (Srivastava et al. 2014).

    PyTorch draws a random number for each value, which takes a sixth of a step on a CPU; a byte of one is enough.
    """

    DROPPED = 26
    """Of the 256 values of a byte."""

    def forward(self, values: Tensor) -> Tensor:
        """Values of any shape; as they are where the network is not in training."""
        if not self.training:
            return values
        drawn = torch.empty(-(-values.numel() // 8), dtype=torch.int64).random_(-(2**63), None)
        kept = drawn.view(torch.uint8)[: values.numel()].view(values.shape) >= self.DROPPED
        return values * kept * (256 / (256 - self.DROPPED))


def replace_dropout(module: nn.Module) -> None:
    """Puts `Dropout` in the place of PyTorch's, all over a module."""
    for name, child in module.named_children():
        if isinstance(child, nn.Dropout) and child.p > 0:
            setattr(module, name, Dropout())
        else:
            replace_dropout(child)


def _with_cases(config: BertConfig) -> BertConfig:
    config.type_vocab_size = len(Case)
    # Dropout inside attention keeps PyTorch from its fused kernel, at a third of a step's time on a CPU.
    config.attention_probs_dropout_prob = 0.0
    return config

"""The teacher's network: the reader's layers over MPNet (Song et al. 2020), ten times as large as the small encoder.

It is too slow to be the reader on a laptop, and teaches the one that ships (`training.distil`). Its word pieces are
those of the small one, by other numbers, so that the two can be compared piece by piece.
"""

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertConfig, MPNetConfig, MPNetModel

from onrecord.reader.windows import Case
from training.network import ReaderNetwork, replace_dropout

VOCABULARY = 30_522
"""Word pieces of BERT's uncased vocabulary, which MPNet has behind four of its own."""

AHEAD = 4

_SPECIAL = {0: 1, 101: 0, 102: 2, 103: VOCABULARY + AHEAD}
"""BERT's numbers of [PAD], [CLS], [SEP] and [MASK], and MPNet's."""


class MPNetEncoder(nn.Module):
    """Word pieces and cases in, what every second layer makes of them out: as many states as the small network has."""

    def __init__(self, mpnet: MPNetModel):
        super().__init__()
        self.mpnet = mpnet
        self.case = nn.Embedding(len(Case), mpnet.config.hidden_size)
        nn.init.normal_(self.case.weight, 0.0, 0.01)
        numbers = torch.arange(VOCABULARY) + AHEAD
        numbers[list(_SPECIAL)] = torch.tensor(list(_SPECIAL.values()))
        self.register_buffer("numbers", numbers, persistent=False)

    def forward(self, ids: Tensor, cases: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        """(windows, pieces, width) each; all arguments are (windows, pieces), `ids` BERT's."""
        words = self.mpnet.embeddings.word_embeddings(self.numbers[ids]) + self.case(cases)
        encoded = self.mpnet(inputs_embeds=words, attention_mask=mask, output_hidden_states=True, return_dict=True)
        return encoded.hidden_states[::2]


class TeacherNetwork(ReaderNetwork):
    """The reader's layers over MPNet's states."""

    def __init__(self, mpnet: MPNetModel):
        # The layers need to know how wide the states are; an encoder of one narrow layer is made and dropped.
        super().__init__(BertConfig(vocab_size=1, hidden_size=mpnet.config.hidden_size, num_hidden_layers=1))
        self.encoder = MPNetEncoder(mpnet)
        replace_dropout(self.encoder)
        mpnet.embeddings.word_embeddings.weight.requires_grad_(False)

    @classmethod
    def from_start_weights(cls, folder: Path) -> "TeacherNetwork":
        """The network before training: encoder weights from `folder`, everything else at random."""
        config = MPNetConfig.from_pretrained(folder)
        config.attention_probs_dropout_prob = 0.0
        return cls(MPNetModel.from_pretrained(folder, config=config, add_pooling_layer=False))

    def take_shape(self, weights: Mapping[str, Tensor]) -> None:
        """Nothing is ever taken away from a teacher."""

    def states(self, ids: Tensor, cases: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        return self.encoder(ids, cases, mask)

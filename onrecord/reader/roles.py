"""Who said what, as seen from each cue: combines a cue with every word of its window into scores of roles."""

from dataclasses import dataclass

import numpy as np

_EDGES = np.array([1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129])
"""Where a new bucket of distance begins, in word pieces, to either side."""

NO_CUE = 2 * len(_EDGES) + 1
"""The bucket of every word for quotes without a cue: there, distance means nothing."""

DISTANCES = NO_CUE + 1


def distance_buckets(anchors: np.ndarray, pieces: int) -> np.ndarray:
    """(rows, pieces): the bucket of each piece's distance from each row's anchor.

    Example:
        >>> distance_buckets(np.array([3]), 5) - len(_EDGES)
        array([[-3, -2, -1,  0,  1]])
    """
    distance = np.arange(pieces)[None, :] - anchors[:, None]
    bucket = len(_EDGES) + np.sign(distance) * np.searchsorted(_EDGES, np.abs(distance), side="right")
    return np.where(anchors[:, None] == 0, NO_CUE, bucket)


@dataclass(frozen=True)
class RoleScorer:
    """The last step of the network, small enough for numpy: it runs only for the cues that were found.

    Attributes:
        distance: (DISTANCES, width) what each distance adds.
        weight: (role tags, width).
        bias: (role tags,).
    """

    distance: np.ndarray
    weight: np.ndarray
    bias: np.ndarray

    def __call__(self, anchor: np.ndarray, token: np.ndarray, positions: np.ndarray, pieces: np.ndarray) -> np.ndarray:
        """(rows, words, role tags) scores.

        Args:
            anchor: (rows, 2 x width), the network's "anchor" at each row's anchor.
            token: (words, 2 x width), its "token" at the words of one window.
            positions: (rows,) each row's anchor, as a piece of the window; 0 for quotes without a cue.
            pieces: (words,) each word's first piece.
        """
        width = self.weight.shape[1]
        buckets = distance_buckets(positions, int(pieces[-1]) + 1)[:, pieces]
        hidden = anchor[:, None, width:] * token[None, :, width:]
        hidden += anchor[:, None, :width]
        hidden += token[None, :, :width]
        hidden += self.distance[buckets]
        return np.maximum(hidden, 0.0, out=hidden) @ self.weight.T + self.bias

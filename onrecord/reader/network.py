"""Runs the exported network: windows in, scores at their words out. Only onnxruntime, tokenizers and numpy."""

import json
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from onrecord.reader.decoding import WordScores
from onrecord.reader.links import LinkScorer
from onrecord.reader.roles import RoleScorer
from onrecord.reader.windows import Window

MODEL = Path(__file__).parent / "model"
"""Where the shipped weights are."""

FILES = ("encoder.onnx", "roles.npz", "links.npz", "claims.npz", "tokenizer.json")
"""What a model folder holds, besides its manifest."""

AHEAD = 8
"""Windows for each thread that wait to be run, or for their scores to be used: no thread idles while an article with
many windows is made into a Doc. Each holds up to a megabyte of scores."""


class Network:
    """The exported network.

    Example:
        >>> network = Network.load()
        >>> scores = list(network.scores(windows(text, network.tokenizer)))

    Args:
        session: The encoder with its layers.
        tokenizer: WordPiece, uncased.
        role_scorer: The last step of the roles.
        link_scorer: The last step of who is who.
        threads: How many windows are run at the same time.
    """

    OUTPUTS = ("entity", "cue", "speech", "anchor", "token", "nominal", "link", "claim")

    def __init__(
        self,
        session: onnxruntime.InferenceSession,
        tokenizer: Tokenizer,
        role_scorer: RoleScorer,
        link_scorer: LinkScorer,
        threads: int = 1,
    ):
        self.session = session
        self.tokenizer = tokenizer
        self.role_scorer = role_scorer
        self.link_scorer = link_scorer
        self.threads = threads

    @classmethod
    def load(cls, folder: Path = MODEL, *, threads: int = 1) -> "Network":
        """Loads a model folder.

        Args:
            folder: With all of FILES.
            threads: How many cores may be used.

        Raises:
            FileNotFoundError: A file of the model is missing; the message says which and what to do.
        """
        for name in FILES:
            if not (folder / name).is_file():
                raise FileNotFoundError(
                    f"The reader's model is incomplete: {folder / name} is missing. "
                    "Install On Record again; `onrecord doctor` checks every file."
                )
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # The arena keeps the memory of the largest run for good: a long article would cost it for the whole session.
        options.enable_cpu_mem_arena = False
        encoder = str(folder / "encoder.onnx")
        session = onnxruntime.InferenceSession(
            encoder,
            options,
            providers=["CPUExecutionProvider"],
            # The fused operator takes longer than the addition and the normalisation that it stands for.
            disabled_optimizers=["SkipLayerNormFusion"],
        )
        with np.load(folder / "roles.npz", allow_pickle=False) as arrays:
            role_scorer = RoleScorer(arrays["distance"], arrays["weight"], arrays["bias"])
        link_scorer = LinkScorer.load(folder / "links.npz")
        return cls(session, Tokenizer.from_file(str(folder / "tokenizer.json")), role_scorer, link_scorer, threads)

    def scores(self, windows: Iterable[Window]) -> Iterator[WordScores]:
        """The scores of each window, in the order of the windows.

        Each window is a run of its own: the int8 network scales its activations by what it sees in one run, so
        windows that shared one would change each other's scores in the last digits, and an article's tables would
        depend on its neighbours. A window fills a core by itself; nothing is gained by batches.

        With several threads, the windows to come are run while their predecessors' scores are put to use.
        """
        if self.threads == 1:
            yield from map(self._run, windows)
            return
        with ThreadPoolExecutor(self.threads) as pool:
            running: deque[Future[WordScores]] = deque()
            for window in windows:
                running.append(pool.submit(self._run, window))
                if len(running) > AHEAD * self.threads:
                    yield running.popleft().result()
            while running:
                yield running.popleft().result()

    def _run(self, window: Window) -> WordScores:
        inputs = {"ids": np.array([window.ids]), "cases": np.array([window.cases])}
        outputs = [output[0] for output in self.session.run(self.OUTPUTS, inputs)]
        at = [word.piece for word in window.words]
        entity, cue, speech, anchor, token, nominal, link, claim = (output[at] for output in outputs)
        return WordScores(entity, cue, speech, anchor, token, nominal, link, claim, no_cue=outputs[3][0])


def manifest(folder: Path = MODEL) -> dict[str, Any]:
    """What the model folder says of itself: versions, sha256 of each file, figures."""
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))

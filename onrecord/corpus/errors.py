"""What can be wrong with a corpus."""


class CorpusError(RuntimeError):
    """A corpus cannot be read or written as it is; the message says why, and what to do."""


class CorpusInUse(CorpusError):
    """Another process writes into the corpus."""


class CorpusDamaged(CorpusError):
    """A file of the corpus is missing, or is not what was written."""


class CorpusDiffers(CorpusError):
    """What is in the corpus was read with other options, another model or another version."""

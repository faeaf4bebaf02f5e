"""Many articles: read them all, and report; in memory, or in a folder that keeps what was found."""

from onrecord.corpus.analysis import BATCH_SIZE, Analysis, Duplicates, analyze
from onrecord.corpus.corpus import Corpus
from onrecord.corpus.errors import CorpusDamaged, CorpusDiffers, CorpusError, CorpusInUse
from onrecord.corpus.progress import Pace, Progress
from onrecord.corpus.run import BATCH_ARTICLES, Removed

__all__ = [
    "BATCH_ARTICLES",
    "BATCH_SIZE",
    "Analysis",
    "Corpus",
    "CorpusDamaged",
    "CorpusDiffers",
    "CorpusError",
    "CorpusInUse",
    "Duplicates",
    "Pace",
    "Progress",
    "Removed",
    "analyze",
]

"""Word lists as data: tab-separated files of ours, read once."""

from functools import cache
from importlib.resources import files


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of ``name.tsv``: lines that begin with # are comments, the first other line may name the columns."""
    text = files(__package__).joinpath(f"{name}.tsv").read_text(encoding="utf-8")
    return tuple(tuple(line.split("\t")) for line in text.splitlines() if line and not line.startswith("#"))


@cache
def table(name: str) -> dict[str, dict[str, str]]:
    """The rows of ``name.tsv`` under its first column, each as {column: value}.

    Example:
        >>> table("nouns")["spokeswoman"]
        {'kind': 'person', 'gender': 'f'}
    """
    (_, *columns), *entries = rows(name)
    return {key: dict(zip(columns, values, strict=True)) for key, *values in entries}

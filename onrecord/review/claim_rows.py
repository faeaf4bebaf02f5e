"""What a row of an edited table of claims changes in a claim."""

from typing import Any

from onrecord.review.cells import Row, check_words, part, whole, whom, words
from onrecord.review.state import ClaimItem, State

_PLAIN = ("label", "certainty", "claimer_kind")


def changes(row: Row, claim: ClaimItem | None, state: State, text: str) -> dict[str, Any]:
    """The fields in which a row differs from the claim, or all that it has of a new one.

    Example:
        A row whose cell certainty was edited → {"certainty": "hedged"}

    Raises:
        ValueError: the row prints words that do not stand at its place, or names nobody whom the article has.
    """
    values: dict[str, Any] = {}
    start, end = (
        getattr(claim, name, None) if row.get(name) is None else whole(row[name], name) for name in ("start", "end")
    )
    if start is not None and end is not None:
        check_words(row, "text", (start, end), text)
        values |= {"start": start, "end": end}
    values |= {
        name: words(row[name]) for name in _PLAIN if name in row and (claim is not None or row[name] is not None)
    }
    if "kinds" in row:
        values["kinds"] = _listed(words(row["kinds"]))
    for name, places in (("certainty_cue", "certainty_cue"), ("claimer_printed", "claimer")):
        if {name, f"{places}_start", f"{places}_end"} & row.keys():
            values[name] = part(row, name, getattr(claim, name, None), text, places=places)
    if "claimer" in row or "claimer_id" in row:
        values["claimer"] = whom(row, "claimer", "claimer_id", claim.claimer if claim else None, state)
    if claim is None:
        return values
    return {name: value for name, value in values.items() if value != getattr(claim, name)}


def _listed(kinds: str | None) -> tuple[str, ...]:
    return tuple(kind.strip() for kind in (kinds or "").split(";") if kind.strip())

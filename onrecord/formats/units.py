"""From code points, in which we count, to UTF-16 code units, in which Java and JavaScript do, and back."""

from bisect import bisect_left


class Utf16:
    """The offsets of one text in both units.

    Example:
        >>> units = Utf16("👍 Yes")
        >>> units.offset(2), units.code_point(3)
        (3, 2)
    """

    def __init__(self, text: str):
        # Code points that take two units, by their own offsets and by those of their first units.
        self._pairs = [i for i, char in enumerate(text) if char > "\uffff"]
        self._unit_pairs = [i + number for number, i in enumerate(self._pairs)]

    def offset(self, code_points: int) -> int:
        """The offset in UTF-16 code units of an offset in code points."""
        return code_points + bisect_left(self._pairs, code_points)

    def code_point(self, units: int) -> int:
        """The offset in code points of an offset in UTF-16 code units.

        Raises:
            ValueError: the offset lies between the two units of one code point.
        """
        before = bisect_left(self._unit_pairs, units)
        if before and self._unit_pairs[before - 1] == units - 1:
            raise ValueError(f"The offset {units} lies within a character: it does not count UTF-16 code units.")
        return units - before


def utf16_length(text: str) -> int:
    """The number of UTF-16 code units of a text."""
    return len(text) + sum(char > "\uffff" for char in text)

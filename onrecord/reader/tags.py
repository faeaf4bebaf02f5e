"""The tag sets of the reader's layers: the one place where the network and its decoding agree.

Every layer is BIO: "B" opens a span, "I" goes on with it, "O" is outside of all spans (Ramshaw and Marcus 1995).
"""

ENTITY_LABELS = ("PERSON", "ORG", "LOC", "FACILITY", "NORP", "PRODUCT", "MISC", "DATE", "MONEY")
"""What a name can be. LOC holds countries, cities and natural places alike; NORP nationalities, religions, parties."""

ROLES = ("CONTENT", "SOURCE")
"""What a stretch of text can be to a cue: that which is said, or the one who says it."""


def bio(labels: tuple[str, ...]) -> tuple[str, ...]:
    """The BIO tags of some labels, "O" first.

    Example:
        >>> bio(("CUE",))
        ('O', 'B-CUE', 'I-CUE')
    """
    return ("O", *(f"{prefix}-{label}" for label in labels for prefix in "BI"))


ENTITY_TAGS = bio(ENTITY_LABELS)
CUE_TAGS = bio(("CUE",))
CONTENT_TAGS = bio(("CONTENT",))
ROLE_TAGS = bio(ROLES)
NOMINAL_TAGS = bio(("NOMINAL",))

"""Names of languages, as databases and spreadsheets write them, and their codes."""

_NAMES = {
    "ar": "arabic",
    "da": "danish dansk",
    "de": "german deutsch allemand alemán aleman alemão",
    "en": "english englisch anglais inglés ingles inglês inglese engels eng",
    "es": "spanish spanisch espagnol español espanol castellano espanhol",
    "fr": "french französisch français francais francés francês",
    "it": "italian italienisch italien italiano",
    "nl": "dutch niederländisch néerlandais nederlands",
    "no": "norwegian norsk",
    "pl": "polish polski",
    "pt": "portuguese portugiesisch portugais portugués português portugues",
    "ru": "russian russisch russe",
    "sv": "swedish svenska",
    "tr": "turkish türkçe",
    "zh": "chinese chinesisch chinois chino",
}

_CODES = {name: code for code, names in _NAMES.items() for name in names.split()}


def language_code(written: str) -> str:
    """The code of a language that is given by its name; anything else as it is written.

    Example:
        >>> language_code("ENGLISH"), language_code("Français"), language_code("pt-BR"), language_code("Basque")
        ('en', 'fr', 'pt-BR', 'Basque')

    Knows the languages that news databases print most, not all there are.
    """
    return _CODES.get(written.strip().rstrip(".;").lower(), written.strip())

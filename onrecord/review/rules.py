"""Corrections that hold for every article, as rules in a small TOML file that people read and write."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from onrecord.names import folded
from onrecord.review.coding import LABELS
from onrecord.review.state import EntityItem, MentionItem, State
from onrecord.review.store import Entry

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

VERSION = 1
"""Version of the file's form."""

_HEAD = f"""\
# Corrections that hold for every article. Write them by hand, one block a rule:
#   [[always]]  a printed name always means one person, body or place:  name, is, and label if it is not PERSON
#   [[never]]   a printed name is never an entity:                       name
#   [[merge]]   entities of these names are one:                         names, as, and articles if not in all
# Each may have a `why`. Case, accents and curled apostrophes do not count in names.
version = {VERSION}
"""


@dataclass(frozen=True)
class Always:
    """A printed name that always means the same.

    Example:
        >>> Always("the Iron Lady", "Margaret Thatcher").said
        'always: the Iron Lady is Margaret Thatcher'

    Attributes:
        name: as printed.
        means: the name of the entity.
        label: of the entity, where the article has none of that name.
        why: for people who read the file.
    """

    name: str
    means: str
    label: str = "PERSON"
    why: str | None = None

    @property
    def said(self) -> str:
        """The rule in words, as the column corrected_by has it."""
        return f"always: {self.name} is {self.means}"


@dataclass(frozen=True)
class Never:
    """A printed name that is never an entity, such as a product's that looks like a person's."""

    name: str
    why: str | None = None

    @property
    def said(self) -> str:
        """The rule in words."""
        return f"never: {self.name}"


@dataclass(frozen=True)
class Merge:
    """Entities that are one wherever they occur, with the name that they get.

    Example:
        >>> Merge(("A. Souza",), "Ana Souza", articles=("port_strike",)).said
        'merge: A. Souza as Ana Souza'

    Attributes:
        names: of the entities.
        into: the name that they get.
        why: for people who read the file.
        articles: ids of the articles in which this holds; all, if there are none. For names that several bear.
    """

    names: tuple[str, ...]
    into: str
    why: str | None = None
    articles: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """The rule in words."""
        return f"merge: {', '.join(self.names)} as {self.into}"


Rule: TypeAlias = Always | Never | Merge


@dataclass(frozen=True)
class Rules:
    """Rules in the order in which they are applied.

    Example:
        >>> rules = Rules((Never("Prime Day"), Merge(("A. Souza", "Ana Sousa"), "Ana Souza")))
        >>> rules.write("rules.toml")  # doctest: +SKIP
        >>> corrected(found, rules=Rules.read("rules.toml"))  # doctest: +SKIP

    Keep the file beside the data, and under version control: it is part of how the data were made.
    """

    rules: tuple[Rule, ...] = field(default=())

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> "Rules":
        """Read a file of rules: first always, then never, then merge, each in the order of the file.

        Raises:
            ValueError: it is no TOML, of another version, or a rule is not whole. The message says which.
            OSError: it cannot be read.
        """
        try:
            said = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ValueError(f"{path} is no TOML in UTF-8: {error}") from error
        if said.pop("version", None) != VERSION:
            raise ValueError(f"{path} must say: version = {VERSION}")
        unknown = sorted(set(said) - set(_BLOCKS))
        if unknown:
            raise ValueError(f"{path} has {unknown[0]}, which is none of {', '.join(_BLOCKS)}.")
        rules: list[Rule] = []
        for kind in _BLOCKS:
            blocks = said.get(kind, [])
            if not isinstance(blocks, list):
                raise ValueError(f"{path}: write [[{kind}]] with two brackets.")
            rules += [_rule(kind, block, f"{path}, [[{kind}]] number {n}") for n, block in enumerate(blocks, 1)]
        return cls(tuple(rules))

    def write(self, path: str | os.PathLike[str]) -> Path:
        """Write the rules so that `read` reads them, and return the path. Comments of an earlier file are lost."""
        target = Path(path)
        blocks = (block for kind in _BLOCKS for rule in self.rules for block in _block(kind, rule))
        # Bytes, since text would have its line ends translated on some systems.
        target.write_bytes("\n".join([_HEAD, *blocks]).encode())
        return target

    def apply(self, state: State, printed: Mapping[str, str], *, article: str) -> State:
        """Apply the rules to what holds in one article, in place.

        What somebody decided by hand stays: a rule passes over items that were `seen`. What a rule changes is signed
        with it.

        Args:
            state: from which it starts.
            printed: mention id → its text.
            article: its id.
        """
        by_hand = {item.id for sort in ("entities", "mentions") for item in state.items(sort).values() if item.seen}
        for rule in self.rules:
            if isinstance(rule, Merge) and rule.articles and article not in rule.articles:
                continue
            for action, item, after in _STEPS[type(rule)](rule, state, printed):
                if item not in by_hand:
                    state.apply(Entry(0, "", rule.said, "", "", action, item, after=after))
        return state


# The file

_BLOCKS: Mapping[str, tuple[type[Any], dict[str, str]]] = {
    "always": (Always, {"name": "name", "is": "means", "label": "label", "why": "why"}),
    "never": (Never, {"name": "name", "why": "why"}),
    "merge": (Merge, {"names": "names", "as": "into", "why": "why", "articles": "articles"}),
}
"""For each kind of block its class, and what its keys are called there."""

_MUST = {"name", "is", "names", "as"}
_LISTS = ("names", "articles")


def _rule(kind: str, block: Any, where: str) -> Rule:
    of, keys = _BLOCKS[kind]
    if not isinstance(block, dict):
        raise ValueError(f"{where}: write [[{kind}]], and below it its lines.")
    unknown, missing = sorted(set(block) - set(keys)), [key for key in keys if key in _MUST and key not in block]
    if unknown or missing:
        raise ValueError(f"{where}: {f'{unknown[0]} is unknown' if unknown else f'{missing[0]} is missing'}.")
    for key, value in block.items():
        texts = value if key in _LISTS and isinstance(value, list) else [value]
        if not texts or not all(isinstance(text, str) and text.strip() for text in texts):
            raise ValueError(f"{where}: {key} is not {'a list of texts' if key in _LISTS else 'a text'}.")
        if key == "label" and value not in LABELS:
            raise ValueError(f"{where}: label is one of {', '.join(LABELS)}.")
    values = {ours: block[key] for key, ours in keys.items() if key in block}
    for key in values.keys() & set(_LISTS):
        values[key] = tuple([values[key]] if isinstance(values[key], str) else values[key])
    return of(**values)


def _block(kind: str, rule: Rule) -> Iterator[str]:
    of, keys = _BLOCKS[kind]
    if isinstance(rule, of):
        values = {key: getattr(rule, ours) for key, ours in keys.items()}
        lines = [f"{key} = {_toml(value)}" for key, value in values.items() if value not in (None, ())]
        yield "\n".join([f"[[{kind}]]", *lines, ""])


def _toml(value: str | tuple[str, ...]) -> str:
    """A text or a list of texts. TOML escapes as JSON does, and DEL besides."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


# What each rule does, as steps such as a coder's: action, item, and what holds after it

_Step: TypeAlias = tuple[str, str, dict[str, Any]]


def _never(rule: Never, state: State, printed: Mapping[str, str]) -> Iterator[_Step]:
    for entity, named, others in _named(rule.name, state, printed):
        if others:
            yield from (("reject", mention.id, {}) for mention in named)
        else:
            yield "reject", entity.id, {}


def _always(rule: Always, state: State, printed: Mapping[str, str]) -> Iterator[_Step]:
    meant = next((e for e in state.kept("entities") if folded(e.name) == folded(rule.means)), None)
    for entity, named, others in _named(rule.name, state, printed):
        if entity is meant:
            continue
        if not others:
            if meant is not None:
                yield "merge", entity.id, {"into": meant.id}
            else:
                yield "change", entity.id, {"name": rule.means}
                meant = entity
            continue
        id_ = f"e_{entity.id}"
        new = {"id": id_, "name": rule.means, "label": rule.label}
        yield (
            "split",
            entity.id,
            {
                "mentions": [m.id for m in named],
                **state.said_as(entity.id, named),
                "new_entity": new,
            },
        )
        if meant is not None:
            yield "merge", id_, {"into": meant.id}
        else:
            meant = state.entities[id_]


def _merge(rule: Merge, state: State, printed: Mapping[str, str]) -> Iterator[_Step]:
    names = {folded(name) for name in (*rule.names, rule.into)}
    alike = [entity for entity in state.kept("entities") if folded(entity.name) in names]
    if not alike:
        return
    first = next((entity for entity in alike if entity.name == rule.into), alike[0])
    for entity in alike:
        if entity is not first:
            yield "merge", entity.id, {"into": first.id}
    if first.name != rule.into:
        yield "change", first.id, {"name": rule.into}


def _named(
    name: str, state: State, printed: Mapping[str, str]
) -> list[tuple[EntityItem, list[MentionItem], list[MentionItem]]]:
    """The entities that are printed so, with those mentions by name, and those by other names."""
    found = []
    for entity in list(state.kept("entities")):
        by_name = [mention for mention in state.mentions_of(entity.id) if mention.form == "name"]
        named = [mention for mention in by_name if folded(printed[mention.id]) == folded(name)]
        if named:
            found.append((entity, named, [mention for mention in by_name if mention not in named]))
    return found


_STEPS: Mapping[type[Rule], Any] = {Always: _always, Never: _never, Merge: _merge}

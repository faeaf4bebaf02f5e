"""How long linking many articles takes, and how well it does where the truth is known: quotes, people, claims.

python -m benchmarks.linking --articles 10000

The articles are tables without texts, made by chance from a seed: nothing is read, and the figures say nothing of the
reader. Each part runs in a process of its own, so that its memory is its own.
"""

import argparse
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from onrecord.linking import SameEntities, same_claims, same_entities, same_quotes
from onrecord.tabulation import Tables, frames

SYLLABLES = (
    "ba be bi bo da de du fa fe ga go ka ke ki la le li lo ma me mo na ne no ra re ri ro sa se so ta te to va".split()
)
BODIES = "Harbour Transport Water Energy Health Housing Railway Fisheries Culture Prison".split()
KINDS = "Authority Council Union Institute Company Federation Bureau".split()
PARTS = ("quotes", "entities", "claims")


class Made(NamedTuple):
    """Tables, and for each row of the tables of quotes, entities and claims what it truly is."""

    tables: Tables
    quotes: list[int]
    entities: list[int]
    claims: list[int]


class Person(NamedTuple):
    first: str
    last: str


def made(articles: int, *, seed: int = 1, namesakes: float = 0.05, quotes: int = 4, claims: int = 3) -> Made:
    """Make tables of articles on topics, each with its people and bodies; some people share a name.

    Args:
        articles: how many.
        seed: of chance.
        namesakes: the share of people who have the name of somebody else.
        quotes: how many an article has; one in five was printed before.
        claims: likewise.
    """
    chance = random.Random(seed)
    firsts, lasts = ([_word(chance, size).title() for _ in range(count)] for size, count in ((2, 300), (3, 3000)))
    vocabulary = [_word(chance, chance.choice((1, 2, 2, 3))) for _ in range(6000)]
    people: list[Person] = []
    bodies: list[str] = []
    topics: list[tuple[list[int], list[int]]] = []
    for _ in range(max(1, articles // 20)):
        start = len(people), len(bodies)
        for _ in range(6):
            new = Person(chance.choice(firsts), chance.choice(lasts))
            people.append(chance.choice(people) if people and chance.random() < namesakes else new)
        bodies += [f"{chance.choice(lasts)} {chance.choice(BODIES)} {chance.choice(KINDS)}" for _ in range(3)]
        of_topic = list(range(start[0], len(people)))
        if topics and chance.random() < 0.3:
            # Somebody who is in the news for something else, too.
            of_topic.append(chance.choice(chance.choice(topics)[0]))
        topics.append((of_topic, list(range(start[1], len(bodies)))))
    everywhere = list(range(len(people), len(people) + 20))
    people += [Person(chance.choice(firsts), chance.choice(lasts)) for _ in everywhere]
    rows: dict[str, list[tuple[Any, ...]]] = {"articles": [], "entities": [], "quotes": [], "claims": []}
    truth: dict[str, list[int]] = {name: [] for name in PARTS}
    said: dict[str, list[list[str]]] = {"quotes": [], "claims": []}
    for number in range(articles):
        id_ = f"a{number}"
        day = f"{2000 + number * 20 // articles}-{number % 12 + 1:02}-{number % 28 + 1:02}"
        rows["articles"].append((id_, None, None, f"outlet {number % 50}", None, day, *[None] * 12))
        here, there = chance.choice(topics)
        names = [(n, "PERSON", _printed(chance, people[n])) for n in chance.sample(here, min(len(here), 4))]
        names += [(n, "PERSON", " ".join(people[n])) for n in chance.sample(everywhere, 2)]
        names += [(len(people) + n, "ORG", _body(chance, bodies[n])) for n in chance.sample(there, 2)]
        names += [(-1, "LOC", f"{lasts[chance.randrange(60)]} City")]
        for count, (who, label, name) in enumerate(names, 1):
            rows["entities"].append((id_, f"e{count}", name, label, 1, name, 0, len(name)))
            truth["entities"].append(who if label != "LOC" else -1)
        for kind, count in (("quotes", quotes), ("claims", claims)):
            for one in range(1, count + 1):
                words, what = _said(chance, vocabulary, said[kind], is_quote=kind == "quotes")
                text = " ".join(words)
                make = _quote if kind == "quotes" else _claim
                rows[kind].append(make(id_, f"{kind[0]}{one}", text, names[0][2]))
                truth[kind].append(what)
    return Made(frames(rows), *(truth[name] for name in PARTS))


def _word(chance: random.Random, syllables: int) -> str:
    return "".join(chance.choices(SYLLABLES, k=syllables))


def _printed(chance: random.Random, person: Person) -> str:
    """A name as an article has it: mostly whole."""
    how = chance.random()
    if how < 0.08:
        return f"{person.first[0]}. {person.last}"
    if how < 0.12:
        return person.last
    if how < 0.14:
        at = chance.randrange(1, len(person.last))
        return f"{person.first} {person.last[:at]}x{person.last[at + 1 :]}"
    return " ".join(person)


def _body(chance: random.Random, name: str) -> str:
    return "".join(word[0] for word in name.split()) if chance.random() < 0.15 else name


def _said(
    chance: random.Random, vocabulary: Sequence[str], said: list[list[str]], *, is_quote: bool
) -> tuple[list[str], int]:
    """Words, new or said before, and the number of what was said first."""
    if said and chance.random() < 0.2:
        number = chance.randrange(len(said))
        words = list(said[number])
        how = chance.random() if is_quote else 0.0
        if how > 0.75 and len(words) > 12:
            words = words[: len(words) * 2 // 3]
        elif how > 0.5:
            for _ in range(2):
                words[chance.randrange(len(words))] = chance.choice(vocabulary)
        return words, number
    # The first words of a list are the frequent ones, as in a language.
    words = [vocabulary[int(len(vocabulary) * chance.random() ** 3)] for _ in range(chance.randrange(8, 31))]
    said.append(words)
    return words, len(said) - 1


def _quote(article: str, quote: str, text: str, speaker: str) -> tuple[Any, ...]:
    return (
        (article, quote, "direct", True, text, [[0, len(text)]], 0, len(text))
        + (None,) * 8
        + (speaker, None, 0.9)
        + (None,) * 3
    )


def _claim(article: str, claim: str, text: str, claimer: str) -> tuple[Any, ...]:
    start = (article, claim, "CFS", 0.9, text, 0, len(text), None, None, "asserted", None, None, None, "speaker", None)
    return (*start, claimer, *[None] * 6, text, 0, len(text))


def pair_figures(truth: Iterable[Any], found: Iterable[Any]) -> tuple[float, float]:
    """Precision and recall of pairs that are together; None is together with nothing."""
    both, true, ours = Counter(), Counter(), Counter()
    for number, (right, answer) in enumerate(zip(truth, found, strict=True)):
        answer = f"alone {number}" if answer is None else answer
        both[right, answer] += 1
        true[right] += 1
        ours[answer] += 1
    pairs = [sum(n * (n - 1) // 2 for n in counts.values()) for counts in (both, true, ours)]
    return pairs[0] / max(1, pairs[2]), pairs[0] / max(1, pairs[1])


def bearers_at(same: SameEntities, least: float, *, unopposed: bool = False) -> list[str]:
    """The bearer of each member if all links of a score were accepted."""
    links = same.links[same.links["score"] >= least]
    if unopposed:
        links = links[links["against"].isna()]
    parent: dict[str, str] = {}

    def top(bearer: str) -> str:
        while bearer in parent:
            bearer = parent[bearer]
        return bearer

    for one, other in zip(links["bearer"], links["other_bearer"], strict=True):
        if top(one) != top(other):
            parent[top(one)] = top(other)
    return [top(bearer) for bearer in same.members["bearer"]]


def _truth_of_members(made_: Made) -> list[int]:
    return [who for who in made_.entities if who >= 0]


def _of_entities(made_: Made, found: SameEntities) -> None:
    truth = _truth_of_members(made_)
    articles = Counter(truth)
    few = [number for number, who in enumerate(truth) if 20 * articles[who] < len(made_.tables.articles)]

    def show(what: str, answers: Sequence[Any]) -> None:
        _print(what, pair_figures(truth, answers))
        _print("  of those in few articles", pair_figures(*([column[n] for n in few] for column in (truth, answers))))

    show("by the name alone", list(found.members["name"]))
    show("bearers, nothing accepted", list(found.members["bearer"]))
    for least in (0.9, 0.8, 0.7, 0.5, 0.3):
        show(f"links of {least} or more accepted", bearers_at(found, least))
    for least in (0.9, 0.5):
        show(f"links of {least} or more with nothing against", bearers_at(found, least, unopposed=True))
    print(f"{len(found.links):,} links of {len(found.members):,} members")


def _of_groups(truth: Sequence[int], found: Any) -> None:
    _print("groups", pair_figures(truth, [None if group is None else group for group in _plain(found["group"])]))


def _plain(column: Any) -> list[Any]:
    return [value if isinstance(value, str) else None for value in column]


def _print(what: str, figures: tuple[float, float]) -> None:
    print(f"{what}: precision {figures[0]:.3f}, recall {figures[1]:.3f}")


def run(part: str, articles: int, seed: int) -> None:
    made_ = made(articles, seed=seed, quotes=4 if part == "quotes" else 1, claims=3 if part == "claims" else 1)
    before = _peak()
    functions: dict[str, Callable[[Tables], Any]] = {
        "quotes": same_quotes,
        "entities": same_entities,
        "claims": same_claims,
    }
    start, cpu = time.perf_counter(), time.process_time()
    found = functions[part](made_.tables)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    rows = len(getattr(made_.tables, part))
    print(f"{part}: {articles:,} articles, {rows:,} rows: {seconds:.1f} s, {cpu:.1f} s of CPU")
    print(f"peak {_peak():.0f} MB, of that the tables {before:.0f} MB")
    if part == "entities":
        _of_entities(made_, found)
    else:
        _of_groups(getattr(made_, part), found)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part", choices=PARTS)
    options = parser.parse_args()
    if options.part:
        run(options.part, options.articles, options.seed)
        return
    for part in PARTS:
        command = [sys.executable, "-m", "benchmarks.linking", "--part", part]
        subprocess.run([*command, "--articles", str(options.articles), "--seed", str(options.seed)], check=True)


if __name__ == "__main__":
    main()

"""The library of resources: sites, guides and models, found by plain words, with mistakes and without accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from core.law.facts import Source

# What a model, a guide or a site looks like in a list.
MARKS = {"modele": "📝", "guide": "📖", "site": "🌐", "numero": "☎️"}
MOST_FOUND = 5

# Words that say nothing of what is looked for.
_EMPTY = frozenset(
    """
    a ai ais as au aux avec avoir avons bien bonjour c ca ce cela ces cet cette chez comment comme d
    dans de des donc du elle en est et etre eu faire fait faut il ils j je l la le les leur lui m ma
    mais me mes moi mon n ne nos notre nous on ont ou par pas peut peux pour pourquoi qu quand que quel
    quelle quelles quels qui quoi s sa se ses si son sont sur svp t ta te tes toi ton tu un une vais
    veux veut voudrais vos votre vous y
    """.split()  # noqa: SIM905
)
# How French sounds, near enough to bring a mistake and its word together: the left sounds as the right. In order.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("ph", "f"), ("[ae]mm", "am"), ("e?aux?", "o"), ("oeu|eu", "e"), ("ou", "u"), ("oi", "wa"),
        ("(ai|ei)(?=[nm]($|[^aeiouy]))", "e"), ("ai|ei|ey$", "e"), ("tion|ssion|cion", "sion"), ("tie", "sie"),
        ("[ae][nm](?=$|[^aeiouynm])", "an"), ("[iy][nm](?=$|[^aeiouynm])", "en"), ("o[nm](?=$|[^aeiouynm])", "on"),
        ("gn", "ni"), ("ch", "x"), ("h", ""), ("qu?|k|c(?=[^eiy]|$)", "k"), ("c|ss", "s"), ("g(?=[eiy])", "j"),
        ("gu(?=[eiy])", "g"), ("ill", "i"), ("y", "i"), ("z", "s"), ("(.)\\1+", "\\1"), ("(er|ez|et|ent)$", "e"),
        ("[estdxp]+$", ""),
    )
)  # fmt: skip
_NEAR = 0.55
# A word of the title says more of an entry than one of its summary.
_WEIGHTS = {"title": 1.0, "words": 1.0, "summary": 0.5}
# What a word that stands nowhere counts: as much as one that stands in a few entries.
_STRANGE = 3.0
# Of the best entry's score, what the others must reach to be worth showing.
_WORTH = 0.4
# Of what a query could score at most, what an entry must reach: below, it would be a guess.
_LEAST = 0.3


@dataclass(frozen=True, slots=True)
class Resource:
    """One entry: a page to open or a text to use. `summary` and `text` are templates: their holes name figures."""

    id: str
    #: a key of `MARKS`
    kind: str
    title: str
    #: what people would type when they look for it
    words: tuple[str, ...]
    summary: str
    source: Source
    text: str = ""
    #: the slugs of the lessons that it belongs to
    lessons: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return f"{MARKS[self.kind]} {self.title}"

    @property
    def templates(self) -> tuple[str, ...]:
        return (self.summary, self.text)


def search(resources: tuple[Resource, ...], query: str, most: int = MOST_FOUND) -> tuple[Resource, ...]:
    """The entries that the words are about, best first; none when nothing comes near."""
    asked = [word for word in dict.fromkeys(tokens(query)) if word not in _EMPTY] or list(tokens(query))
    index = _index(resources)
    scores = dict.fromkeys(resources, 0.0)
    possible = 0.0
    for word in asked:
        rare, found = index.near(word)
        possible += rare
        for resource, score in found.items():
            scores[resource] += score
    ranked = sorted(resources, key=lambda resource: -scores[resource])
    best = scores[ranked[0]] if ranked else 0.0
    if not possible or best < _LEAST * possible:
        return ()
    return tuple(resource for resource in ranked[:most] if scores[resource] >= _WORTH * best)


def suggest(resources: Sequence[Resource], slug: str, most: int = 2) -> tuple[Resource, ...]:
    """What helps to act right after a lesson, in the order of the file."""
    return tuple(resource for resource in resources if slug in resource.lessons)[:most]


def find(resources: Sequence[Resource], resource_id: str) -> Resource | None:
    return next((resource for resource in resources if resource.id == resource_id), None)


# --- words ----------------------------------------------------------------------------------------------------------


def tokens(text: str) -> tuple[str, ...]:
    """The words of a text: small letters, no accents, no names of figures."""
    bare = re.sub(r"\{\w*\}|</?\w+>", " ", text)
    flat = unicodedata.normalize("NFKD", bare.casefold().replace("œ", "oe").replace("æ", "ae"))
    return tuple(re.findall(r"[a-z0-9]+", "".join(c for c in flat if not unicodedata.combining(c))))


@lru_cache(maxsize=4096)
def sound(word: str) -> str:
    """How a word sounds: "apel" and "appelle", "kontra" and "contrats" become alike."""
    for pattern, written in _SOUNDS:
        word = pattern.sub(written, word) or word
    return word


@lru_cache(maxsize=4096)
def _pieces(word: str) -> frozenset[str]:
    """Its pairs of letters, the edges marked, so that a beginning counts."""
    edged = f"<{word}>"
    return frozenset(edged[at : at + 2] for at in range(len(edged) - 1))


def _alike(one: str, other: str) -> float:
    """0 to 1: how many pairs of letters two words share."""
    a, b = _pieces(one), _pieces(other)
    return 2 * len(a & b) / (len(a) + len(b))


def near(asked: str, known: str) -> float:
    """1 for the same word, less for one that begins with it, looks like it or sounds like it; 0 when it is another."""
    if asked == known:
        return 1.0
    heard, said = sound(asked), sound(known)
    if min(len(asked), len(known)) < 3 or min(len(heard), len(said)) < 2:
        return 0.0
    if heard == said:
        return 0.95
    begins = 0.85 if min(len(asked), len(known)) >= 4 and (known.startswith(asked) or asked.startswith(known)) else 0.0
    looks = max(_alike(asked, known), 0.95 * _alike(heard, said)) * 0.9
    return max(begins, looks if looks >= _NEAR else 0.0)


# --- the index ------------------------------------------------------------------------------------------------------


class _Index:
    """Every word of the library, where it stands and how much it says."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self._places: dict[str, dict[Resource, float]] = {}
        for self._count, resource in enumerate(resources, start=1):
            fields = {"title": resource.title, "words": " ".join(resource.words), "summary": resource.summary}
            for name, text in fields.items():
                for word in set(tokens(text)) - _EMPTY:
                    places = self._places.setdefault(word, {})
                    places[resource] = max(places.get(resource, 0.0), _WEIGHTS[name])

    def near(self, asked: str) -> tuple[float, Mapping[Resource, float]]:
        """How much the word can count at most, and what it counts for each entry."""
        likeness = {word: like for word in self._places if (like := near(asked, word))}
        if not likeness:
            return _STRANGE, {}
        # The nearest words say how rare it is: "salaire" is rare even where "salariés" stands everywhere.
        nearest = max(likeness.values())
        holding = {place for word, like in likeness.items() if like == nearest for place in self._places[word]}
        rare = 1.0 + log(self._count / len(holding))
        found: dict[Resource, float] = {}
        for word, like in likeness.items():
            for resource, weight in self._places[word].items():
                found[resource] = max(found.get(resource, 0.0), rare * weight * like * like)
        return rare, found


@lru_cache(maxsize=4)
def _index(resources: tuple[Resource, ...]) -> _Index:
    return _Index(resources)

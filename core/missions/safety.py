"""Work that is forbidden or regulated before 18: which words of a mission point at it. A word proves nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

MINOR, ADULT = "minor", "adult"
#: the part of a person's settings that keeps it: a band, never a date
AGE = "age"


@dataclass(frozen=True)
class Regulated:
    """One kind of work, the words that point at it, and the article of the law that speaks of it."""

    id: str
    name: str
    #: beginnings of words and whole words, without accents; several words in a row have a space between
    stems: tuple[str, ...]
    words: tuple[str, ...]
    reason: str
    article: str
    address: str = ""

    def pack(self) -> dict[str, Any]:
        """As the facts of a conversation carry it."""
        return {
            "name": self.name, "stems": list(self.stems), "words": list(self.words),
            "reason": self.reason, "article": self.article,
        }  # fmt: skip


def spotted(kinds: Sequence[Regulated], card: Mapping[str, str]) -> tuple[Regulated, ...]:
    """The kinds of work that the words of a card point at."""
    plain = _plain(card)
    return tuple(kind for kind in kinds if _pattern(kind.stems, kind.words).search(plain))


def spotted_packed(kinds: Sequence[Mapping[str, Any]], card: Mapping[str, str]) -> tuple[Mapping[str, Any], ...]:
    """The same from the facts of a conversation."""
    plain = _plain(card)
    return tuple(kind for kind in kinds if _pattern(tuple(kind["stems"]), tuple(kind["words"])).search(plain))


# The parts of a card that say what will be done: the rest is chosen from a list, or names a lesson.
_TELLING = ("title", "why", "when", "help")


def _plain(card: Mapping[str, str]) -> str:
    """Its words without accents, capitals and signs."""
    told = unicodedata.normalize("NFKD", " | ".join(card.get(name, "") for name in _TELLING).casefold())
    letters = "".join(c for c in told if not unicodedata.combining(c)).replace("œ", "oe")
    return re.sub(r"[^a-z0-9|]+", " ", letters)


@cache
def _pattern(stems: tuple[str, ...], words: tuple[str, ...]) -> re.Pattern[str]:
    beginnings = [r"\w* ".join(map(re.escape, stem.split())) + r"\w*" for stem in stems]
    return re.compile(rf"\b(?:{'|'.join((*beginnings, *map(re.escape, words)))})\b")

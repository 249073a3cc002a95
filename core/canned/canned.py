"""An answer that a team keeps ready: a name, and words with holes that are filled when it is used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2s

from core.records import Asked
from core.texts import Text, length, say

#: of one structure; signs of a name and of the words
MOST, NAME_LIMIT, WORDS_LIMIT = 20, 40, 1500
#: what can be filled -> with what, for a preview without anybody
HOLES: Mapping[str, str] = {"prenom": "Léa", "tuteur": "Marc", "structure": "Mission locale"}
_HOLE = re.compile(r"\{([^{}]*)\}")
KEPT, REMOVED = "kept", "removed"


@dataclass(frozen=True)
class Canned:
    """One of them. No author: it came with the house."""

    name: str
    words: str
    author_id: int | None = None
    author: str = ""
    changed_at: datetime | None = None
    #: one that was removed keeps its words: it can be put back, and hides what the house has under its name
    state: str = KEPT

    @property
    def key(self) -> str:
        return key_of(self.name)


@dataclass(frozen=True)
class CannedHere(Asked[tuple[Canned, ...]]):
    """What the structure has kept or removed itself."""


def key_of(name: str) -> str:
    """What stands for a name in the data of buttons, however it is written."""
    return blake2s(" ".join(name.casefold().split()).encode(), digest_size=8).hexdigest()


def holes() -> str:
    """The holes as one writes them."""
    return ", ".join(f"{{{hole}}}" for hole in HOLES)


def wrong(words: str) -> Text | None:
    """What its author must mend, or None."""
    if not words.strip():
        return say("Il manque les mots de ce modèle.")
    if length(words) > WORDS_LIMIT:
        return say("C'est trop long : {n} signes au plus. Raccourcissez un peu.", n=WORDS_LIMIT)
    strange = next((hole for hole in _HOLE.findall(words) if hole not in HOLES), None)
    if strange is not None:
        return say("Je ne sais pas remplir « {hole} ». Je remplis seulement : {holes}.", hole=f"{{{strange[:40]}}}",
                   holes=holes())  # fmt: skip
    return None


def fill(words: str, values: Mapping[str, str]) -> str:
    """The words with their holes filled, once: what stands in a value stays as it is."""
    return _HOLE.sub(lambda hole: values.get(hole[1], hole[0]), words)

"""The work that is forbidden or regulated before 18, read from its file and checked."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from core.missions.safety import Regulated
from storage.content.house import CONTENT
from storage.content.tomlfile import TomlFile

_WORDS = ("id", "name", "reason", "article")


@cache
def load_regulated(folder: Path = CONTENT) -> tuple[Regulated, ...]:
    """Every kind of work of the file; each has words to be known by, without accents, and an article of the law."""
    file = TomlFile(folder / "minors.toml")
    address = str(file.tables["address"])
    found = []
    for rank, entry in enumerate(file.entries("work", _WORDS)):
        stems, words = tuple(entry.get("stems", ())), tuple(entry.get("words", ()))
        if not (stems or words) or any(not re.fullmatch(r"[a-z0-9]+( [a-z0-9]+)*", one) for one in (*stems, *words)):
            raise file.wrong("[[work]]", f"« {entry['id']} » : des mots en minuscules, sans accents", rank)
        if not re.fullmatch(r"[LRD]\d{4}-\d+", entry["article"]):
            raise file.wrong("[[work]]", f"« {entry['article']} » n'est pas un article : D4153-30", rank)
        page = address + entry["article"].lower()
        found.append(Regulated(entry["id"], entry["name"], stems, words, entry["reason"], entry["article"], page))
    return tuple(found)

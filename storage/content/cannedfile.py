"""The answers that every team finds ready at the beginning, read from their file and checked."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from core.canned.canned import NAME_LIMIT, Canned, wrong
from core.texts import length, render
from storage.content.house import CONTENT
from storage.content.tomlfile import TomlFile


@cache
def load_canned(folder: Path = CONTENT) -> tuple[Canned, ...]:
    """Every one, in the order of the file; each name stands once, and every hole can be filled."""
    file = TomlFile(folder / "canned.toml")
    found: dict[str, Canned] = {}
    for rank, entry in enumerate(file.entries("answer", ("name", "words"))):
        one = Canned(entry["name"], entry["words"].strip())
        reason = wrong(one.words)
        if reason is not None:
            raise file.wrong("[[answer]]", render(reason).text, rank)
        if one.key in found or length(one.name) > NAME_LIMIT:
            raise file.wrong("[[answer]]", f"« {one.name} » : un nom par modèle, de {NAME_LIMIT} signes au plus", rank)
        found[one.key] = one
    return tuple(found.values())

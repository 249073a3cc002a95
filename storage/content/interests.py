"""What people like to do and the families of jobs, read from their file and checked."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from core.library.discovery import Interests, JobFamily, Statement
from storage.content.house import CONTENT
from storage.content.tomlfile import TomlFile

_FAMILY = ("id", "name", "jobs", "day", "know", "search")


@cache
def load_interests(folder: Path = CONTENT) -> Interests:
    """Traits, statements and families; every statement and every family speaks of traits that exist."""
    file = TomlFile(folder / "jobs.toml")
    traits: dict[str, str] = file.tables["traits"]
    statements: list[Statement] = []
    for rank, entry in enumerate(file.entries("statement", ("id", "trait", "text"))):
        if entry["trait"] not in traits or not entry["id"].isalnum() or any(entry["id"] == s.id for s in statements):
            raise file.wrong("[[statement]]", f"« {entry['id']} » : trait inconnu, ou identifiant déjà pris", rank)
        statements.append(Statement(entry["id"], entry["trait"], entry["text"]))
    families = []
    for rank, entry in enumerate(file.entries("family", _FAMILY)):
        if not entry.get("likes") or set(entry["likes"]) - set(traits):
            raise file.wrong("[[family]]", f"« {entry['id']} » : « likes » nomme un trait inconnu", rank)
        families.append(JobFamily(likes=entry["likes"], **{name: entry[name] for name in _FAMILY}))
    return Interests(traits, tuple(statements), tuple(families))

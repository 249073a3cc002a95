"""The usual tasks of each family of jobs, read from their file and checked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from core.horizon.horizon import WORDS_LIMIT
from storage.content.house import CONTENT
from storage.content.interests import load_interests
from storage.content.tomlfile import TomlFile


@cache
def load_tasks(folder: Path = CONTENT) -> Mapping[str, tuple[str, ...]]:
    """Family of jobs -> what a beginner usually does in it."""
    file = TomlFile(folder / "tasks.toml")
    known = {family.id for family in load_interests(folder).families}
    for family, tasks in file.tables.items():
        if family not in known:
            raise file.wrong(family, f"la famille « {family} » n'est pas dans jobs.toml")
        if not tasks or not all(isinstance(task, str) and 0 < len(task) <= WORDS_LIMIT for task in tasks):
            raise file.wrong(family, f"« {family} » : des lignes de {WORDS_LIMIT} signes au plus, entre guillemets")
        if len(set(tasks)) < len(tasks):
            raise file.wrong(family, f"« {family} » dit deux fois la même tâche")
    return MappingProxyType({family: tuple(tasks) for family, tasks in file.tables.items()})

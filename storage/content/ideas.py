"""Ideas of missions, read from their file and checked."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from core.library.ideas import ANY_JOB, STAGES, Idea
from storage.content.house import CONTENT, load_skills
from storage.content.interests import load_interests
from storage.content.lessonfile import slug_of
from storage.content.tomlfile import TomlFile

# The answer to "Quelle mission as-tu en tête ?" is at most this long; a step is read at a glance.
TITLE_LIMIT, STEP_LIMIT = 120, 80
_WORDS = ("title", "family", "why", "lesson")


@cache
def load_ideas(folder: Path = CONTENT) -> tuple[Idea, ...]:
    """Every idea, in the order of the file; families, skills and lessons that they name exist."""
    file = TomlFile(folder / "ideas.toml")
    found: list[Idea] = []
    for rank, entry in enumerate(file.entries("idea", _WORDS)):
        if reason := _wrong(entry, folder):
            raise file.wrong("[[idea]]", reason, rank)
        title, family, why, lesson = (entry[name] for name in _WORDS)
        steps, skills = tuple(entry["steps"]), tuple(entry["skills"])
        found.append(Idea(title, family, why, steps, skills, lesson, entry.get("stage", 1), entry.get("care", "")))
    return tuple(found)


def _wrong(entry: dict[str, Any], folder: Path) -> str:
    """What its author must mend, or nothing."""
    skills, steps = entry.get("skills", []), entry.get("steps", [])
    if len(entry["title"]) > TITLE_LIMIT:
        return f"titre trop long : {TITLE_LIMIT} signes au plus"
    if entry["family"] not in {ANY_JOB, *(family.id for family in load_interests(folder).families)}:
        return f"la famille « {entry['family']} » n'est pas dans jobs.toml"
    if not skills or (strange := set(skills) - set(load_skills(folder))):
        return f"la compétence « {min(strange)} » n'est pas dans skills.toml" if skills else "il manque « skills »"
    if entry["lesson"] not in {slug_of(path) for path in folder.glob("[0-9]*.md")}:
        return f"il n'y a pas de leçon « {entry['lesson']} »"
    if not 2 <= len(steps) <= 4 or any(len(step) > STEP_LIMIT for step in steps):
        return f"« steps » : deux à quatre étapes, de {STEP_LIMIT} signes au plus"
    return "" if entry.get("stage", 1) in STAGES else "« stage » est 1, 2 ou 3"

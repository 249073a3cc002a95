"""The library of resources, read from its file: sites, guides and models, each checked before anybody is shown it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from core.law.facts import Figures, balanced, names_in
from core.library.resources import MARKS, Resource
from storage.content.house import CONTENT, load_figures, load_sources
from storage.content.lessonfile import slug_of
from storage.content.tomlfile import TomlFile

ID = re.compile(r"[a-z0-9][a-z0-9-]{1,29}")
# In the chat a whole model is one message, with its head and its source; its title is also a button.
LIMITS = {"title": 48, "summary": 160, "text": 3000}


@cache
def load_resources(folder: Path = CONTENT) -> tuple[Resource, ...]:
    """Every entry, in the order of the file."""
    file = TomlFile(folder / "resources.toml")
    slugs = {slug_of(path) for path in folder.glob("[0-9]*.md")}
    found: list[Resource] = []
    for rank, entry in enumerate(file.entries("resource", ("id", "kind", "title", "summary", "source"))):
        if reason := _wrong(entry, slugs, load_figures(folder), found) or _unknown(entry, folder):
            raise file.wrong("[[resource]]", f"« {entry['id']} » : {reason}", rank)
        found.append(
            Resource(
                entry["id"], entry["kind"], entry["title"], tuple(entry["words"]), entry["summary"],
                load_sources(folder)[entry["source"]], entry.get("text", "").strip(), tuple(entry["lessons"]),
            )
        )  # fmt: skip
    return tuple(found)


def _unknown(entry: Mapping[str, Any], folder: Path) -> str:
    known = entry["source"] in load_sources(folder)
    return "" if known else f"la source « {entry['source']} » n'est pas dans sources.toml"


def _wrong(entry: Mapping[str, Any], slugs: set[str], figures: Figures, before: list[Resource]) -> str:
    """What its author must mend, or nothing."""
    if not ID.fullmatch(entry["id"]) or any(entry["id"] == one.id for one in before):
        return "son « id » : des minuscules et des tirets, jamais deux fois le même"
    if entry["kind"] not in MARKS:
        return f"« kind » doit être {', '.join(MARKS)}"
    if entry["kind"] in ("modele", "guide") and not entry.get("text", "").strip():
        return "un modèle ou un guide a un « text »"
    for name in ("words", "lessons"):
        if not isinstance(entry.get(name), list):
            return f'« {name} » est une liste : ["…", "…"]'
    if strange := set(entry["lessons"]) - slugs:
        return f"il n'y a pas de leçon « {min(strange)} »"
    for name, most in LIMITS.items():
        text = entry.get(name, "")
        if len(text) > most:
            return f"« {name} » est trop long : {len(text)} signes, {most} au plus"
        try:
            unknown = [figure for figure in names_in(text) if figure not in figures]
        except ValueError:
            return f"une accolade {{ ou }} est seule dans « {name} »"
        if unknown or not balanced(text):
            return f"« {name} » nomme un chiffre inconnu, ou laisse du gras ouvert : {', '.join(unknown)}"
    return "un titre ne porte pas de chiffre" if names_in(entry["title"]) else ""

"""The content of the house, read from its files: lessons, figures and their sources, the grid, the skills."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

import core
from core.law.facts import Figure, Figures, Source, share
from core.lessons.lesson import Module
from core.missions.skills import Criterion, Grid, Level
from core.people import Role
from storage.content.lessonfile import ContentError as ContentError, read_module
from storage.content.tomlfile import TomlFile

CONTENT = Path(core.__file__).parent / "content" / "fr"

_FIGURE_FIELDS: Mapping[str, tuple[type | tuple[type, ...], str]] = {
    "value": ((int, Decimal), "sa valeur"),
    "unit": (str, "son unité"),
    "source": (str, "sa source"),
    "valid_from": (date, "le premier jour où il est valable"),
    "valid_to": (date, "le dernier jour où il est valable"),
    "owner": (str, "la personne qui le vérifie"),
    "confirmed": (bool, "s'il est sûr (true) ou non (false)"),
    "checked": (date, "le jour où il a été vu"),
}


@cache
def load_modules(folder: Path = CONTENT) -> tuple[Module, ...]:
    """The lessons of the folder, in the order of their numbers; each leads to the next one for the same readers."""
    figures, sources = load_figures(folder), load_sources(folder)
    paths = sorted(folder.glob("[0-9]*.md"), key=lambda path: (int(path.name.split("-")[0]), path.name))
    following: dict[Role, str] = {}
    linked = []
    for module in reversed([read_module(path, figures, sources) for path in paths]):
        linked.append(replace(module, next=following.get(module.audience, "")))
        following[module.audience] = module.slug
    return tuple(reversed(linked))


def house_text(slug: str, version: int, folder: Path = CONTENT) -> str:
    """The Markdown of a lesson of the folder; "" when the folder has another version, or none."""
    if not any((one.slug, one.version) == (slug, version) for one in load_modules(folder)):
        return ""
    return next(folder.glob(f"[0-9]*-{slug}.md")).read_text("utf-8")


@cache
def load_sources(folder: Path = CONTENT) -> Mapping[str, Source]:
    file = TomlFile(folder / "sources.toml")
    found = {}
    for name, entry in file.tables.items():
        for part in ("name", "address"):
            if not isinstance(entry.get(part), str):
                raise file.wrong(f"[{name}]", f"il manque « {part} » à la source « {name} »")
        if not entry["address"].startswith("https://"):
            raise file.wrong(f"[{name}]", f"l'adresse de « {name} » doit commencer par https://")
        found[name] = Source(name, entry["name"], entry["address"])
    return MappingProxyType(found)


@cache
def load_figures(folder: Path = CONTENT) -> Figures:
    """The dated figures. An entry with `percent` and `of` is computed from two others, on the days both are valid."""
    file, sources = TomlFile(folder / "figures.toml"), load_sources(folder)
    found: dict[str, tuple[Figure, ...]] = {}
    for name, entries in file.tables.items():
        if not (re.fullmatch(r"[a-z][a-z0-9_]*", name) and isinstance(entries, list)):
            raise file.wrong(name, f"écris « [[{name}]] », en minuscules, pour un chiffre")
        if "percent" in entries[0]:
            continue
        values = [_figure(file, name, rank, entry, sources) for rank, entry in enumerate(entries)]
        values.sort(key=lambda figure: figure.valid_from)
        for before, after in pairwise(values):
            if after.valid_from <= before.valid_to:
                raise file.wrong(f"[[{name}]]", f"« {name} » a deux valeurs le {after.valid_from:%d/%m/%Y}", 1)
        found[name] = tuple(values)
    for name, entries in file.tables.items():
        if name not in found:
            found[name] = _shares(file, name, entries[0], found)
    return MappingProxyType(found)


@cache
def load_skills(folder: Path = CONTENT) -> Mapping[str, str]:
    """id -> label of the skills a mission may show. Buttons and cards carry the id."""
    file = TomlFile(folder / "skills.toml")
    for name, label in file.tables.items():
        if not re.fullmatch(r"[a-z0-9_-]{1,12}", name) or not isinstance(label, str):
            raise file.wrong(name, f"« {name} » : au plus 12 lettres sans accent, puis son nom entre guillemets")
    return MappingProxyType(file.tables)


@cache
def load_grid(folder: Path = CONTENT) -> Grid:
    """The default grid of assessment."""
    file = TomlFile(folder / "grid.toml")
    criteria = file.entries("criterion", ("id", "apprentice", "tutor"))
    levels = file.entries("level", ("id", "label"))
    if not (file.tables.get("version") and criteria and levels):
        raise file.wrong("", "il faut une version, des critères [[criterion]] et des niveaux [[level]]")
    return Grid(
        str(file.tables["version"]),
        tuple(Criterion(one["id"], one["apprentice"], one["tutor"]) for one in criteria),
        tuple(Level(one["id"], one["label"], one.get("rank")) for one in levels),
    )


def _figure(file: TomlFile, name: str, rank: int, entry: Mapping[str, Any], sources: Mapping[str, Source]) -> Figure:
    for field, (kind, what) in _FIGURE_FIELDS.items():
        if not isinstance(entry.get(field), kind) or entry[field] == "":
            raise file.wrong(f"[[{name}]]", f"« {name} » : il manque {what} ({field})", rank)
    if entry["source"] not in sources:
        raise file.wrong(f"[[{name}]]", f"la source « {entry['source']} » n'est pas dans sources.toml", rank)
    if entry["valid_to"] < entry["valid_from"]:
        raise file.wrong(f"[[{name}]]", f"« {name} » finit avant de commencer", rank)
    return Figure(
        name,
        Decimal(entry["value"]),
        entry["unit"],
        (sources[entry["source"]],),
        entry["valid_from"],
        entry["valid_to"],
        entry["owner"],
        entry["confirmed"],
        entry["checked"],
    )


def _shares(
    file: TomlFile, name: str, entry: Mapping[str, Any], found: Mapping[str, tuple[Figure, ...]]
) -> tuple[Figure, ...]:
    for part in ("percent", "of"):
        if entry.get(part) not in found:
            raise file.wrong(f"[[{name}]]", f"« {name} » : {part} doit nommer un chiffre de ce fichier")
    pairs = ((percent, amount) for percent in found[entry["percent"]] for amount in found[entry["of"]])
    return tuple(computed for percent, amount in pairs if (computed := share(name, percent, amount)))

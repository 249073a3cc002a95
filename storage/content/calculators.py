"""The scale of minimum pay and the list of aids, read from their files and checked before anybody is shown them."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from core.law.aids import TAGS, Aid
from core.law.facts import balanced, names_in
from core.law.pay import CONTRACTS, Band, Scale
from storage.content.house import CONTENT, load_figures, load_sources
from storage.content.tomlfile import TomlFile

_WORDS = ("id", "name", "gives", "how", "source", "owner")
_AGES = ("age_from", "age_to", "age_under")


@cache
def load_scale(folder: Path = CONTENT) -> Scale:
    """Which figure is due to whom; every figure that it names exists."""
    file = TomlFile(folder / "pay.toml")
    figures = load_figures(folder)
    bands: list[Band] = []
    for rank, entry in enumerate(file.entries("band", ("contract",))):
        band = Band(
            entry["contract"], entry["from"], entry.get("to"), tuple(entry.get("years", ())), entry.get("raised", "")
        )
        unknown = {*band.years, *([band.raised] if band.raised else [])} - set(figures)
        if band.contract not in CONTRACTS or not band.years or unknown:
            raise file.wrong("[[band]]", f"contrat inconnu, ou chiffre inconnu : {', '.join(sorted(unknown))}", rank)
        bands.append(band)
    scale = Scale(file.tables["wage"], file.tables["hours"], dict(file.tables["youngest"]), tuple(bands))
    if missing := {scale.wage, scale.hours, *scale.youngest.values()} - set(figures):
        raise file.wrong("", f"chiffre inconnu : {', '.join(sorted(missing))}")
    return scale


@cache
def load_aids(folder: Path = CONTENT) -> tuple[Aid, ...]:
    """Every aid, in the order of the file."""
    file = TomlFile(folder / "aids.toml")
    found: list[Aid] = []
    for rank, entry in enumerate(file.entries("aid", _WORDS)):
        if reason := _wrong(entry, folder):
            raise file.wrong("[[aid]]", f"« {entry['id']} » : {reason}", rank)
        values = entry | {"source": load_sources(folder)[entry["source"]]}
        for several in ("conditions", "needs"):
            values[several] = tuple(entry.get(several, ()))
        found.append(Aid(**values))
    return tuple(found)


def _wrong(entry: dict[str, Any], folder: Path) -> str:
    """What its author must mend, or nothing."""
    figures = load_figures(folder)
    if entry["source"] not in load_sources(folder):
        return f"la source « {entry['source']} » n'est pas dans sources.toml"
    for name in ("valid_from", "valid_to", "checked"):
        if not isinstance(entry.get(name), date):
            return f"« {name} » est une date : 2026-12-31"
    if not isinstance(entry.get("confirmed"), bool):
        return "« confirmed » est true ou false"
    if strange := {tag for need in entry.get("needs", ()) for tag in need.split("|")} - set(TAGS):
        return f"« needs » ne connaît pas « {min(strange)} »"
    if strange := {entry[name] for name in _AGES if entry.get(name)} - set(figures):
        return f"un âge nomme un chiffre inconnu : {min(strange)}"
    for text in (entry["gives"], *entry.get("conditions", ()), entry["how"]):
        if not balanced(text) or any(name not in figures for name in names_in(text)):
            return f"un texte nomme un chiffre inconnu, ou laisse du gras ouvert : {text[:40]}"
    return ""

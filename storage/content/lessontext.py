"""What one text of a lesson may say: how long it is, which figures it names, none typed by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter

from core.law.facts import Figures, balanced

TEXT_LIMITS = {"carte": 400, "titre": 60, "question": 200, "réponse": 100, "explication": 250, "suite": 300}
# Numbers that the law sets go by their name, so that they have a source and an end: a sum, a share.
_TYPED = re.compile(r"\b\d[\d \u00a0\u202f.,]*\s*(?:€|euros?\b|%)")
_LONE = "une accolade { ou } est seule, ou contient plus qu'un nom"


def faults(template: str, kind: str, figures: Figures) -> Iterator[str]:
    """Everything that is wrong with it, in words for its author."""
    try:
        holes = [(name, spec, turn) for _, name, spec, turn in Formatter().parse(template) if name is not None]
    except ValueError:
        yield _LONE
        return
    if any(spec or turn for _, spec, turn in holes):
        yield _LONE
        return
    names = dict.fromkeys(name for name, _, _ in holes)
    unknown = [name for name in names if name not in figures]
    for name in unknown:
        yield f"le chiffre « {name} » n'est pas dans figures.toml"
    if typed := _TYPED.search(template):
        yield f"« {typed[0].strip()} » est un chiffre sans source : écris son nom, {{nom}}, de figures.toml"
    if not balanced(template):
        yield "le gras et l'italique s'ouvrent et se ferment dans la même phrase"
    if unknown:
        return
    # With the longest of their values it must still fit.
    longest = {name: max((f.shown for f in figures[name]), key=len) for name in names}
    length = len(re.sub(r"</?\w+>", "", template.format(**longest)))
    if length > TEXT_LIMITS[kind]:
        yield f"trop long ({kind}) : {length} signes, {TEXT_LIMITS[kind]} au plus"

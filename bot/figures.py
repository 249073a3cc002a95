"""The figures of the lessons as one printed table: what is certain, seen when, until when, looked up by whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from core.law.facts import NBSP, Figure, Figures, figure

HEAD = ("chiffre", "valeur", "sûr", "vu le", "jusqu'au", "jours", "source", "qui relit")
OVER = "fini"


def table(figures: Figures, today: date) -> str:
    """Those that end first come first; what is computed from others is left out: it ends with them."""
    shown = sorted(_latest(figures, today), key=lambda one: (one.valid_to, one.name))
    rows = [HEAD, *(_row(one, today) for one in shown)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    doubtful = sum(not one.confirmed for one in shown)
    return "\n".join([*lines, "", f"{len(shown)} chiffres, dont {doubtful} à vérifier."])


def _latest(figures: Figures, today: date) -> Iterable[Figure]:
    """Of each figure the value of today, or the last one it had, or the first one it will have."""
    for name, values in figures.items():
        past = [known for known in values if known.valid_to < today]
        one = figure(figures, name, today) or (past[-1] if past else values[0] if values else None)
        if one is not None and not one.computed:
            yield one


def _row(one: Figure, today: date) -> tuple[str, ...]:
    left = (one.valid_to - today).days
    return (
        one.name,
        one.shown.replace(NBSP, " "),
        "oui" if one.confirmed else "à vérifier",
        f"{one.checked:%d/%m/%Y}",
        f"{one.valid_to:%d/%m/%Y}",
        str(left) if left >= 0 else OVER,
        one.sources[0].id,
        one.owner,
    )

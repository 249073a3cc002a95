"""What a benchmark brings home: figures, the table that shows them, the file that keeps them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Figure:
    """One measured value. `budget`: at most, or with `least` at least; None for what is only there to be read."""

    name: str
    value: float
    unit: str
    budget: float | None = None
    #: the smallest and the largest of the rounds
    spread: tuple[float, float] | None = None
    note: str = ""
    least: bool = False

    @property
    def kept(self) -> bool | None:
        """Whether the budget is kept; None without one."""
        if self.budget is None:
            return None
        return self.value >= self.budget if self.least else self.value <= self.budget


def figure(name: str, rounds: Sequence[float], unit: str, budget: float | None = None, note: str = "") -> Figure:
    """The median of the rounds, with their spread."""
    return Figure(name, median(rounds), unit, budget, (min(rounds), max(rounds)), note)


def table(figures: Sequence[Figure]) -> str:
    """One line per figure, for people."""
    rows = [("figure", "value", "min – max", "unit", "budget", "")]
    rows += [
        (
            f.name,
            number(f.value),
            f"{number(f.spread[0])} – {number(f.spread[1])}" if f.spread else "",
            f.unit,
            "" if f.budget is None else f"{'≥' if f.least else '≤'} {f.budget:g}",
            {True: "✓", False: "✗", None: ""}[f.kept],
        )
        for f in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    notes = ["", *(f.note for f in figures)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + f"  {note}".rstrip()
        for row, note in zip(rows, notes, strict=True)
    )


def number(value: float) -> str:
    """Three digits that mean something."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def write(path: Path, figures: Sequence[Figure]) -> None:
    """`{name: {value, unit, budget}}`, the budget null where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = {f.name: {"value": round(f.value, 4), "unit": f.unit, "budget": f.budget} for f in figures}
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

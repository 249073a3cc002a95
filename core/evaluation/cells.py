"""Small cells are hidden, also against subtraction: who is alone in a table could be known by those who know her."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: fewer people than this are not shown
FEWEST = 5


@dataclass(frozen=True)
class Cell:
    """A count within a group: `k` of `n`, that stand for `people` young people."""

    k: int
    n: int
    people: int
    #: `k` counts people themselves
    counts_people: bool = False

    @property
    def small(self) -> bool:
        rest = self.n - self.k
        alone = self.counts_people and (0 < self.k < FEWEST or 0 < rest < FEWEST)
        return 0 < self.people < FEWEST or alone


def hidden(parts: Mapping[str, Cell]) -> frozenset[str]:
    """The groups of one partition that are not shown, beside its total.

    A single hidden group would be the total less the others, so another one goes with it, the smallest; and together
    they hold at least FEWEST people, for their sum can be found.
    """
    gone = {name for name, cell in parts.items() if cell.small}
    if not gone:
        return frozenset()
    others = sorted((name for name in parts if name not in gone and parts[name].people), key=lambda n: parts[n].people)
    while others and (len(gone) < 2 or sum(parts[name].people for name in gone) < FEWEST):
        gone.add(others.pop(0))
    return frozenset(gone)

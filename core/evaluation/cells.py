"""Small cells are hidden, also against subtraction: who is alone in a table could be known by those who know her."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: fewer people than this are not shown
FEWEST = 5


@dataclass(frozen=True)
class Cell:
    """A count within a group: `k` of `n`. `people` have something that could count, `has` something that does, `lacks`
    something that does not."""

    k: int
    n: int
    people: int
    has: int
    lacks: int

    @property
    def small(self) -> bool:
        return any(0 < some < FEWEST for some in (self.people, self.has, self.lacks))

    def __add__(self, other: Cell) -> Cell:
        """Of two groups that share nobody."""
        return Cell(
            self.k + other.k, self.n + other.n, self.people + other.people, self.has + other.has,
            self.lacks + other.lacks,
        )  # fmt: skip


def people(n: int) -> Cell:
    """The people of a group, counted themselves."""
    return Cell(n, n, n, n, 0)


def hidden(parts: Mapping[str, Sequence[Cell]], before: frozenset[str] = frozenset(), last: str = "") -> frozenset[str]:
    """The groups of one partition that are not shown beside its total: those with a small cell, those hidden `before`,
    and the smallest others until what is hidden together, which a subtraction gives, is small nowhere; `last` comes
    after all others.

    The cells of a group are counted together (the answers to one question): each is what the others leave. All groups
    are hidden when nothing less will do; the total is for the caller to hide, when it is small itself.
    """
    gone = set(before) | {name for name, cells in parts.items() if any(cell.small for cell in cells)}
    others = sorted(
        (name for name in parts if name not in gone and parts[name][0].people),
        key=lambda name: (name == last, parts[name][0].people, name),
    )
    while gone and others and not _safe([parts[name] for name in gone]):
        gone.add(others.pop(0))
    return frozenset(gone)


def _safe(gone: Sequence[Sequence[Cell]]) -> bool:
    """Two groups at least, more people than groups (else each has one), and no small cell in all of them together."""
    somebody = [cells for cells in gone if cells[0].people]
    together = [sum(same[1:], same[0]) for same in zip(*gone, strict=True)]
    many = len(somebody) > 1 and together[0].people > len(somebody)
    return many and not any(cell.small for cell in together)

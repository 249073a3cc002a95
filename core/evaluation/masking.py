"""What of a cohort may be published: no cell under five is shown, nor found by adding and subtracting what is.

Only one-way tables are published, and each count is hidden wherever what it is a part of is hidden. So a published
number is a sum over groups of one partition, and what is hidden of a partition is known as one sum, which is not small
(`cells.hidden`). Another partition has the same total and says no more. The tests attack it with linear algebra.

It does not protect from comparing the reports of two days between which one young person has come or left.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.evaluation.cases import UNEXPOSED, Case
from core.evaluation.cells import Cell, hidden
from core.evaluation.indicators import COUNTS, PARTITIONS, cell, divided, fits


class Mask:
    """For the cases of one cohort; each answer is worked out once."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self.cases = cases
        self.groups = {title: divided(cases, by) for title, by in PARTITIONS.items()}
        self._whole: dict[str, bool] = {}
        self._gone: dict[tuple[str, str], frozenset[str]] = {}

    def whole(self, name: str) -> bool:
        """Whether a count is shown for all young people together."""
        if name not in self._whole:
            within = COUNTS[name].within
            known = not within or self.whole(within)
            self._whole[name] = known and not any(cell(one, self.cases).small for one in _together(name))
        return self._whole[name]

    def gone(self, partition: str, name: str) -> frozenset[str]:
        """The groups of a partition for which a count is hidden."""
        if (partition, name) not in self._gone:
            self._gone[partition, name] = self._hidden(partition, name)
        return self._gone[partition, name]

    def _hidden(self, partition: str, name: str) -> frozenset[str]:
        groups = self.groups[partition]
        if not self.whole(name) or not fits(partition, name):
            return frozenset(groups)
        within = COUNTS[name].within
        before = self.gone(partition, within) if within else frozenset()
        return hidden({group: self._cells(cases, name) for group, cases in groups.items()}, before, UNEXPOSED)

    def _cells(self, cases: Sequence[Case], name: str) -> list[Cell]:
        return [cell(one, cases) for one in _together(name)]


def _together(name: str) -> list[str]:
    """The counts that are shown or hidden together with this one, itself included."""
    one = COUNTS[name]
    return [other.id for other in COUNTS.values() if one.fills and other.fills == one.fills] or [name]

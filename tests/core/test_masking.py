"""Nobody adds or subtracts published numbers until fewer than five people are left: tried as somebody would who knows
linear algebra, the groups of each table, and that no number is below zero."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import combinations, product

import pytest
from hypothesis import given, settings, strategies as st

from bot.synthetic import cohort
from core.api.shown import BY, indicators
from core.evaluation.cases import Case, Cohort
from core.evaluation.cells import FEWEST, Cell
from core.evaluation.indicators import COUNTS, PARTITIONS, cell, divided
from core.evaluation.masking import Mask
from core.evaluation.report import HIDDEN, report, table

DAY = date(2026, 11, 26)
PRIME = 2**31 - 1
#: a margin: which count, and the groups it is limited to (partition -> group)
Margin = tuple[str, frozenset[tuple[str, str]]]
#: an unknown: a count in one combination of groups
Atom = tuple[str, tuple[str, ...]]


def published(made: Cohort) -> dict[Margin, int]:
    """Every number that leaves: the table, the pages of the PDF, the interface."""
    found: dict[Margin, int] = {}
    for row in table(made, "Ici", DAY):
        if row[0] in COUNTS and row[2] in ("Total", *PARTITIONS):
            where = frozenset() if row[2] == "Total" else frozenset([(row[2], row[3])])
            _note(found, row[0], where, *row[4:6])
    for part in report(made, "Ici", DAY)["tables"]:
        for row in part["rows"]:
            _note(found, "young", frozenset([(part["title"], row[0])]), row[1], "")
    for side in report(made, "Ici", DAY)["comparison"].get("sides", ())[1:]:
        _note(found, "positive", frozenset([("Exposition", "0 mission acceptée")]), "", str(side["n"]))
    for by in ("", *BY):
        for line in indicators(made, by):
            if not line.hidden:
                where = frozenset([(BY[by], line.group)]) if by else frozenset()
                _note(found, line.indicator.id, where, str(line.count), str(line.among))
    return found


def _note(found: dict[Margin, int], name: str, where: frozenset[tuple[str, str]], k: str, n: str) -> None:
    for count, value in ((name, k), (COUNTS[name].within, n)):
        if count and value.isdecimal():
            assert found.setdefault((count, where), int(value)) == int(value), "two numbers for the same thing"


class Attack:
    """What follows from the published numbers for a count, what it is within, and the rest of it."""

    def __init__(self, name: str, known: Mapping[Margin, int], groups: Mapping[str, list[str]]) -> None:
        self.groups, self.titles = groups, list(groups)
        one = COUNTS[name]
        self.whole = one.within
        self.parts = [other.id for other in COUNTS.values() if one.fills and other.fills == one.fills] or [name]
        if not one.fills and one.within and COUNTS[one.within].unit == one.unit:
            self.parts.append("rest")
        self.rows: list[tuple[int, list[int]]] = []
        cells = list(product(*groups.values()))
        names = [*self.parts, self.whole] if self.whole else self.parts
        self.atoms: dict[Atom, int] = {}
        for atom in product(names, cells):
            self.atoms[atom] = len(self.atoms)
        facts = [(self.vector(count, where), value) for (count, where), value in known.items() if count in names]
        if len(self.parts) > 1:
            facts += [(self._filling(each), 0) for each in cells]
            facts += list(self._rests(known))
        facts += [(self._one(at), 0) for vector, value in facts if not value and min(vector) >= 0
                  for at, some in enumerate(vector) if some]  # fmt: skip
        for vector, value in facts:
            self._keep([*vector, value])

    def _rests(self, known: Mapping[Margin, int]) -> Iterator[tuple[list[int], int]]:
        """The rest of a published share is known too."""
        for (count, where), value in known.items():
            if "rest" in self.parts and count == self.parts[0] and (self.whole, where) in known:
                yield self.vector("rest", where), known[self.whole, where] - value

    def _filling(self, each: tuple[str, ...]) -> list[int]:
        vector = [0] * len(self.atoms)
        for part in self.parts:
            vector[self.atoms[part, each]] = 1
        vector[self.atoms[self.whole, each]] = -1
        return vector

    def _one(self, at: int) -> list[int]:
        return [int(place == at) for place in range(len(self.atoms))]

    def vector(self, count: str, where: frozenset[tuple[str, str]]) -> list[int]:
        wanted = dict(where)
        return [
            int(name == count and all(wanted.get(title, group) == group for title, group in zip(self.titles, each)))  # noqa: B905
            for name, each in self.atoms
        ]

    def _reduced(self, row: list[int]) -> list[int]:
        for lead, kept in self.rows:
            if times := row[lead]:
                row = [(a - times * b) % PRIME for a, b in zip(row, kept, strict=True)]
        return row

    def _keep(self, row: list[int]) -> None:
        row = self._reduced([value % PRIME for value in row])
        lead = next((at for at, value in enumerate(row[:-1]) if value), None)
        if lead is None:
            assert not row[-1], "what is published contradicts itself"
            return
        inverse = pow(row[lead], -1, PRIME)
        self.rows.append((lead, [value * inverse % PRIME for value in row]))

    def finds(self, count: str, where: frozenset[tuple[str, str]]) -> int | None:
        """The number, when it follows."""
        row = self._reduced([*self.vector(count, where), 0])
        return None if any(row[:-1]) else -row[-1] % PRIME


def targets(groups: Mapping[str, list[str]]) -> Iterator[frozenset[tuple[str, str]]]:
    """All together, each group, and each crossing of two groups."""
    yield frozenset()
    single = [(title, group) for title, several in groups.items() for group in several]
    yield from (frozenset([one]) for one in single)
    yield from (frozenset(pair) for pair in combinations(single, 2) if pair[0][0] != pair[1][0])


def leaks(made: Cohort) -> list[str]:
    """The cells with one to four people that an attacker finds."""
    known = published(made)
    groups = {title: list(divided(made.cases, by)) for title, by in PARTITIONS.items()}
    found = []
    for name in COUNTS:
        attack = Attack(name, known, groups)
        for where in targets(groups):
            inside = [case for case in made.cases if all(PARTITIONS[title](case) == group for title, group in where)]
            true: Cell = cell(name, inside)
            for part, people, number in ((name, true.has, true.k), ("rest", true.lacks, true.n - true.k)):
                value = attack.finds(part, where) if part in attack.parts else None
                assert value in (None, number), "the attack itself is wrong"
                if value is not None and 0 < people < FEWEST:
                    found.append(f"{name} {part} {sorted(where)} = {value}")
    return found


def drawn(seed: int, many: int) -> Cohort:
    """Some of an invented cohort, on fewer groups: small enough that much must be hidden."""
    dice = random.Random(seed)
    cases = dice.sample(cohort(seed).cases, many)
    near = [replace(one, arrived=date(2025, dice.choice((4, 7)), 2), site=dice.choice("AAB")) for one in cases]
    return Cohort(tuple(near))


@pytest.mark.parametrize(("seed", "many"), [(1, 12), (2, 25), (3, 45), (4, 80), (5, 140), (6, 270)])
def test_no_small_cell_is_found_from_what_is_published(seed: int, many: int) -> None:
    made = drawn(seed, many)

    assert not leaks(made)
    assert len(published(made)) > 3 * (many > 40), "and something is"


@given(st.integers(0, 10_000), st.integers(5, 60))
@settings(max_examples=8, deadline=None)
def test_nor_in_cohorts_drawn_by_chance(seed: int, many: int) -> None:
    assert not leaks(drawn(seed, many))


def test_the_attack_finds_what_one_table_alone_would_have_let_out() -> None:
    """Each column hidden for itself, as it was once: refusals of A and B, adjustments of A and C, and A is alone."""
    sites = {"Site": ["A", "B", "C"]}

    def at(site: str) -> frozenset[tuple[str, str]]:
        return frozenset([("Site", site)])

    known = {("answered", frozenset()): 60, ("answered", at("C")): 30, ("answered", at("B")): 28}
    assert 2 == Attack("adjusted", known, sites).finds("answered", at("A"))


def test_groups_that_are_all_hidden_are_not_counted_out_by_their_names() -> None:
    """Five young people, each alone on her site: the names of five sites would say so."""
    cases = tuple(Case(site, date(2026, 9, 1)) for site in "ABCDE")

    sites = next(part for part in report(Cohort(cases), "Ici", DAY)["tables"] if part["title"] == "Site")
    assert [] == sites["rows"]
    assert not any(row[2] == "Site" for row in table(Cohort(cases), "Ici", DAY)[3:])


def test_a_group_is_hidden_where_its_denominator_is() -> None:
    mask = Mask(cohort(7).cases)

    for title in PARTITIONS:
        for name, one in COUNTS.items():
            assert not one.within or mask.gone(title, name) >= mask.gone(title, one.within)
    assert HIDDEN not in {row[1] for part in report(cohort(7), "Ici", DAY)["tables"] for row in part["rows"]}

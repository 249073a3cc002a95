"""The rules of the register hold together; that it says everything is a rule of the house (tests/test_house.py)."""

from __future__ import annotations

from storage.engine import tenancy
from storage.merging.fates import FATES
from storage.register import COMMON, REGISTER, Fate


def test_rules_name_columns_that_exist() -> None:
    for name, entry in REGISTER.items():
        named = {*entry.own, *(late.since for late in entry.kept.late)}
        named |= {column for late in entry.kept.late for column in late.empties}
        named |= {"state" if "state" in entry.table.c else "bond" for late in entry.kept.late if late.states}
        assert named <= set(entry.table.c.keys()), name


def test_whose_words_they_are_is_known_wherever_an_erasure_takes_them() -> None:
    """Words stand in rows of somebody, of a triad, or are erased by code of their own."""
    for name, entry in REGISTER.items():
        if entry.words:
            assert entry.own or entry.of_triad or Fate.APART in (entry.hers, entry.theirs), name
            assert entry.hers is not Fate.STAYS, f"{name} keeps words of somebody who is erased"


def test_what_names_people_is_described_once() -> None:
    assert not [name for name, entry in REGISTER.items() if set(COMMON) & set(entry.facts) - {"state"}]


def test_whatever_is_kept_of_somebody_ends_one_day() -> None:
    """By its age, with her erasure (two years without news at the latest), or it says nothing of anybody."""
    for name, entry in REGISTER.items():
        ends = any(not late.empties for late in entry.kept.late) or Fate.STAYS not in (entry.hers, entry.theirs)
        if entry.personal and not ends:
            assert entry.stays or not entry.words, f"{name} keeps what is of somebody for ever"
    # the newest tables, one by one: purpose, readers and an end that the code sees to
    for name in ("triad_groups", "rooms", "gathering_guests", "gatherings", "nudges", "api_keys", "hook_letters",
                 "searches", "finds", "desk_cards"):  # fmt: skip
        entry = REGISTER[name]
        assert entry.purpose
        assert entry.readers
        assert entry.kept.late or entry.hers is not Fate.STAYS, name


def test_each_table_of_a_structure_says_what_a_merge_does_with_it() -> None:
    assert {table.name for table in tenancy.tenant_tables()} == FATES.keys()

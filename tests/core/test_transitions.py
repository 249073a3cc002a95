"""What holds on every road through the life of a mission, whatever anybody tries, whenever."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings, strategies as st

from core.missions.mission import RULES, Act, Card, Mission, State
from core.missions.transitions import YES
from core.people import Person, Refused, Role
from tests.core.circle import LEA, MARC, MONDAY, NADIA

CARD = Card("Ranger les pneus", "On trouve plus vite.", "Jeudi")
#: who may try; None is the clock
TRY: tuple[Person | None, ...] = (LEA, MARC, NADIA, None)
#: minutes that pass before an act: within the time to undo, and after it
PAUSES = (1, 11)
#: acts after which the exhaustive walk turns back
DEPTH = 7


def done(mission: Mission, act: Act, by: Person | None, now: datetime) -> Mission | None:
    """The mission after it, or None when it may not be."""
    if by is None:
        allowed = act is Act.EXPIRE and mission.state in RULES[act].sources
    else:
        try:
            mission.check(act, by, version=mission.version, now=now, note="Une raison.")
            allowed = True
        except Refused:
            allowed = False
    if not allowed:
        return None
    card = replace(mission.card, when=mission.card.when + "+") if act in (Act.AMEND, Act.REPROPOSE) else None
    return mission.after(act, by, "telegram", now, card=card)


def sound(mission: Mission) -> None:
    """What must be true of it, whatever its road."""
    agreed = started = None
    cards: dict[int, Card] = {}
    for before, step in zip((None, *mission.steps), mission.steps, strict=False):
        assert step.card == cards.setdefault(step.version, step.card), "a version changed after it was written"
        assert step.version >= (before.version if before else 0)
        if step.act in YES:
            agreed = step
        elif step.state in (State.PROPOSED, State.AMENDED, State.REFUSED, State.EXPIRED, State.CANCELLED):
            agreed = None
        if step.state is State.IN_PROGRESS:
            started = step
            assert agreed is not None, "started without a yes"
            assert agreed.version == step.version, "started on a version nobody agreed to"
        if step.act is Act.FINISH:
            assert started is not None
            assert before is not None
            assert before.state is State.IN_PROGRESS
        assert before is None or before.state is not State.EXPIRED or step.act is Act.REVIVE
    assert (mission.state is State.ASSESSED) == (frozenset({Role.APPRENTICE, Role.TUTOR}) == mission.assessed_by)
    assert sum(step.act is Act.REPLY for step in mission.steps) <= 1


def walk(mission: Mission, now: datetime, left: int) -> Iterator[Mission]:
    yield mission
    for act in Act if left else ():
        for by in TRY:
            for minutes in PAUSES if act is Act.UNDO else PAUSES[:1]:
                later = now + timedelta(minutes=minutes)
                then = done(mission, act, by, later)
                if then is not None:
                    yield from walk(then, later, left - 1)


def test_every_road_of_seven_acts_is_sound() -> None:
    reached = set()
    count = 0
    for mission in walk(Mission.draft(7, 1, CARD), MONDAY, DEPTH):
        sound(mission)
        reached.add(mission.state)
        count += 1

    assert set(State) == reached
    assert count > 5_000


attempts = st.lists(st.tuples(st.sampled_from(Act), st.sampled_from(TRY), st.integers(0, 9 * 24 * 60)), max_size=60)


@settings(max_examples=300, deadline=None)
@given(attempts)
def test_every_long_road_is_sound_and_never_rewrites_its_past(tried: list[tuple[Act, Person | None, int]]) -> None:
    mission, now = Mission.draft(7, 1, CARD), MONDAY
    mission = done(mission, Act.PROPOSE, LEA, now) or mission
    for act, by, minutes in tried:
        now += timedelta(minutes=minutes)
        then = done(mission, act, by, now)
        if then is not None:
            assert mission.steps == then.steps[:-1]
            mission = then
        sound(mission)


def test_what_has_expired_is_done_by_no_act_but_a_new_proposal() -> None:
    expired = Mission.draft(7, 1, CARD).after(Act.PROPOSE, LEA, "", MONDAY).after(Act.EXPIRE, None, "", MONDAY)
    allowed = {act for act in Act for by in TRY if done(expired, act, by, MONDAY)}

    assert {Act.REVIVE} == allowed

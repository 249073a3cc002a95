"""Nudges: one message for all that waits, never two in a day, and every way to end them."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from core import due
from core.messages import Place, Send, ToPerson, Urgency
from core.missions.mission import State
from core.nudges.nudge import LADDERS, Hours, closed_days, ladders
from core.nudges.nudged import APART, LastNudge
from core.nudges.rounds import Nudge, NudgesAbout, RungsOf, next_monday
from core.people import Person, Structure
from core.scene import Scene, Timer
from tests.core.circle import (
    HOME,
    LEA,
    LIBRARY,
    MARC,
    MONDAY,
    OTHER_TRIAD,
    TOM,
    TRIAD,
    Circle,
    buttons_of,
    text_of,
    toast,
)


class Clockwork(Circle):
    """A circle whose timers are kept and fired, with what was nudged so far."""

    def __init__(self) -> None:
        super().__init__()
        self.hours = Hours()
        self.timers: dict[str, Timer] = {}
        self.used: set[str] = set()
        #: (when, to whom, what)
        self.nudged: list[tuple[datetime, int, Send]] = []
        self.answers |= {
            LastNudge: lambda asked: max(self.times(asked.person), default=None),
            RungsOf: lambda asked: tuple(
                t for t in sorted(self.timers.values(), key=lambda t: t.due_at)
                if t.person_id == asked.person and t.kind in LADDERS
            ),
        }  # fmt: skip

    def keep(self, scene: Scene) -> None:
        super().keep(scene)
        for prefix in scene.reply.stopped_timers:
            self.timers = {key: timer for key, timer in self.timers.items() if not key.startswith(prefix)}
        for timer in scene.reply.timers:
            if timer.key not in self.used:
                self.timers[timer.key] = timer
                self.used.add(timer.key)
        for act in scene.reply.outgoing:
            if isinstance(act, Send) and isinstance(act.to, ToPerson) and act.urgency is Urgency.NUDGE:
                self.nudged.append((self.now, act.to.person, act))

    def until(self, moment: datetime, ticks: bool = True) -> None:
        """Time passes; what is due fires at its time, or all at once at the end of a stop (`ticks` False)."""
        while soon := [t for t in self.timers.values() if t.due_at <= moment]:
            timer = min(soon, key=lambda t: (t.due_at, t.key))
            self.now = max(self.now, timer.due_at) if ticks else moment
            del self.timers[timer.key]
            self.keep(self.fires(timer))
        self.now = moment

    def quiet(self, cause: str) -> Scene:
        """A scene in which nobody acts."""
        scene = Scene(now=self.now, cause=cause, place=Place("", ""), library=LIBRARY, hours=self.hours)
        scene.structure, scene.find = self.structures[HOME.id], lambda asked: self.answers[type(asked)](asked)
        return scene

    def fires(self, timer: Timer) -> Scene:
        scene = self.quiet(f"timer:{timer.key}")
        scene.triads = {timer.triad_id: self.triads[timer.triad_id]} if timer.triad_id else {}
        due.handle(timer, scene)
        return scene

    def times(self, person: int) -> list[datetime]:
        return [at for at, reader, _ in self.nudged if reader == person]

    def to(self, who: Person) -> list[Send]:
        return [send for _, reader, send in self.nudged if reader == who.id]


def test_four_cards_that_wait_are_one_message_with_a_button_each():
    room = Clockwork()
    for n in range(4):
        room.propose(f"Mission {n}")
        room.later(minutes=20)

    room.until(MONDAY + timedelta(days=1, hours=3))

    (digest,) = room.to(MARC)
    assert "4 choses attendent votre réponse" in text_of(digest)
    assert [f"v:7:{n}" for n in (1, 2, 3, 4)] == [b.data for b in buttons_of(digest)[:4]]
    assert "Léa, n° 1 : une mission à valider" == buttons_of(digest)[0].label


def test_a_tutor_who_stays_silent_gets_the_planned_nudges_and_then_a_card_is_raised():
    room = Clockwork()
    for n in range(4):
        room.propose(f"Mission {n}")

    room.until(MONDAY + timedelta(days=30))

    assert 3 == len(room.to(MARC))
    assert {"mission-waiting"} == {card.kind for card in room.cards()}


def test_the_decision_is_in_the_journal_with_whom_it_is_for():
    room = Clockwork()
    room.propose()

    room.until(MONDAY + timedelta(days=1))

    (event,) = [event for reply in room.replies for event in reply.events if event.kind == "nudge-decided"]
    assert (MARC.id, TRIAD.id, 1) == (event.person_id, event.triad_id, event.data["step"])
    (nudge,) = room.answers[NudgesAbout](NudgesAbout("mission:7:1"))
    assert room.to(MARC)[0].subject == nudge.message


def test_two_subjects_of_one_day_wait_for_one_another():
    room = Clockwork()
    room.reach(State.DONE)  # Léa's look and Marc's look wait
    room.later(hours=3)
    room.propose("Une autre")

    room.until(MONDAY + timedelta(days=14))

    for who in (MARC, LEA):
        times = room.times(who.id)
        assert all(later - before >= APART for before, later in pairwise(times))


def test_stop_ends_the_messages_but_not_the_card_of_the_counsellors():
    room = Clockwork()
    room.propose()
    room.until(MONDAY + timedelta(days=1))
    assert "Plus de rappels" in toast(room.presses(MARC, "nd:off"))

    room.until(MONDAY + timedelta(days=30))

    assert 1 == len(room.to(MARC))
    (card,) = room.cards()
    assert "Marc ne veut plus de rappels" in card.words.text


def test_one_may_want_them_again():
    room = Clockwork()
    room.presses(MARC, "nd:off")
    room.says(MARC, "/rappels")
    assert "arrêtés" in room.sees(MARC)
    room.taps(MARC, "Reprendre")
    room.propose()

    room.until(MONDAY + timedelta(days=1))

    assert 1 == len(room.to(MARC))


def test_on_monday_means_nothing_before_monday_at_opening():
    room = Clockwork()
    room.propose()
    room.until(MONDAY + timedelta(days=1))
    assert "30/11" in toast(room.presses(MARC, "nd:monday"))

    room.until(MONDAY + timedelta(days=7, hours=20))

    assert [datetime(2026, 11, 30, 8, tzinfo=UTC)] == [at for at, who, _ in room.nudged[1:] if who == MARC.id]


def test_done_otherwise_ends_one_ladder_and_tells_the_thread():
    room = Clockwork()
    room.propose("Une")
    room.propose("Deux")
    room.until(MONDAY + timedelta(days=1))
    room.taps(MARC, "Déjà fait autrement")
    room.taps(MARC, "n° 1")

    assert "la mission n° 1 est réglée autrement" in room.sees(TRIAD)
    room.until(MONDAY + timedelta(days=30))
    assert ["desk:mission-waiting:mission:7:2"] == [card.subject for card in room.cards()]
    assert State.PROPOSED is room.mission(1).state


FORGED = (
    "nd", "nd:", "nd:done", "nd:done:nothing:7:1", "nd:done:mission-waiting:8:1", "nd:done:mission-waiting:7:99",
    "nd:done:mission-waiting:x:y", "nd:other:1:2:3:4:5", "nd:done:mission-waiting:7:²",
)  # fmt: skip


@pytest.mark.parametrize("data", FORGED)
def test_a_forged_way_out_changes_nothing(data: str):
    room = Clockwork()
    room.propose()
    before = dict(room.timers)

    room.presses(TOM, data.replace(":8:", ":7:"))
    room.presses(MARC, data)

    assert before == room.timers


def test_nobody_ends_the_ladder_of_another():
    room = Clockwork()
    room.propose()

    toast(room.presses(LEA, "nd:done:mission-waiting:7:1"))
    toast(room.presses(TOM, "nd:done:mission-waiting:7:1"))

    assert any(timer.kind == "mission-waiting" for timer in room.timers.values())


def test_a_mission_that_is_planned_for_later_is_not_pressed_before_its_day():
    room = Clockwork()
    room.propose()  # on Thursday
    room.taps(MARC, "Valider")

    room.until(MONDAY + timedelta(days=7, hours=-2))
    assert [] == room.to(LEA)
    room.until(MONDAY + timedelta(days=8))
    assert 1 == len(room.to(LEA))


def test_a_structure_has_ladders_of_its_own():
    own = replace(HOME, settings={"ladders": {"mission-waiting": {"days": [2], "desk": 3}}})

    ladder = ladders(own)["mission-waiting"]

    assert ((2,), 3, True) == (ladder.days, ladder.desk_after, ladder.last(2))
    assert ladders(None) == LADDERS


def test_a_ladder_that_is_switched_off_says_nothing_to_anybody():
    room = Clockwork()
    room.structures[HOME.id] = replace(HOME, settings={"ladders": {"mission-waiting": {"off": True}}})
    room.propose()

    room.until(MONDAY + timedelta(days=30))

    assert ([], []) == (room.to(MARC), room.cards())


# --- time ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stop", [timedelta(minutes=3), timedelta(hours=3), timedelta(hours=23), timedelta(hours=25),
                                  timedelta(days=9)])  # fmt: skip
def test_after_a_stop_there_is_one_message_and_it_comes_in_working_hours(stop: timedelta):
    room = Clockwork()
    for n in range(5):
        room.propose(f"Mission {n}")
        room.later(minutes=7)
    asleep = datetime(2026, 11, 24, 9, tzinfo=UTC) - timedelta(minutes=1)
    room.until(asleep)

    room.until(asleep + stop, ticks=False)

    assert len(room.to(MARC)) <= 1
    room.until(asleep + stop + timedelta(days=1))
    for at, _, _ in room.nudged:
        assert room.hours.open_at(at)


@pytest.mark.parametrize(("start", "zone"), [
    (datetime(2027, 3, 25, 15, tzinfo=UTC), "Europe/Paris"),  # the hour changes on the 28th
    (datetime(2027, 10, 28, 15, tzinfo=UTC), "Europe/Paris"),  # on the 31st; the 1st of November is a holiday
    (datetime(2026, 12, 23, 13, tzinfo=UTC), "America/Cayenne"),
    (datetime(2026, 12, 18, 8, tzinfo=UTC), "Indian/Reunion"),
])  # fmt: skip
def test_thirty_days_keep_the_hours_through_changes_and_holidays(start: datetime, zone: str):
    holidays = frozenset(date(y, m, d) for y, m, d in ((2026, 12, 25), (2027, 3, 29), (2027, 11, 1)))
    room = Clockwork()
    room.hours = Hours(zone=zone, closed=holidays)
    room.now = start
    room.propose()

    room.until(start + timedelta(days=30))

    at = [when for when, who, _ in room.nudged if who == MARC.id]
    assert 3 == len(at)
    local = [room.hours.local(when) for when in at]
    assert all(room.hours.working(moment.date()) and room.hours.open_at(moment) for moment in local)
    assert 3 == len({moment.date() for moment in local})


def test_next_monday_is_never_today():
    assert MONDAY.date() + timedelta(days=7) == next_monday(MONDAY.date())


# --- a property ------------------------------------------------------------------------------------------------------


def lives(seed: int) -> Iterator[tuple[Clockwork, random.Random]]:
    """A month of a tutor: missions come, are answered or not, the bot stops now and then."""
    dice, room = random.Random(seed), Clockwork()
    end = MONDAY + timedelta(days=30)
    while room.now < end:
        choice = dice.random()
        if choice < 0.3 and len(room.missions) < 6:
            room.propose(f"Mission {len(room.missions)}")
        elif choice < 0.45 and room.missions:
            waiting = [m for m in room.missions.values() if m.state is State.PROPOSED and m.triad_id == TRIAD.id]
            if waiting:
                mission = dice.choice(waiting)
                room.presses(MARC, f"m:7:{mission.number}:{mission.version}:validate:proposed")
        elif choice < 0.5:
            room.presses(MARC, dice.choice(["nd:monday", "nd:on", "nd:which"]))
        room.until(min(end, room.now + timedelta(hours=dice.uniform(0.1, 60))), ticks=dice.random() < 0.8)
    yield room, dice


@pytest.mark.parametrize("seed", range(40))
def test_nobody_ever_gets_more_nudges_than_planned_nor_two_in_a_day(seed: int):
    for room, _ in lives(seed):
        for who in (MARC, LEA, *OTHER_TRIAD.members):
            times = room.times(who.id)
            assert all(later - before >= APART for before, later in pairwise(times))
            assert all(room.hours.open_at(at) for at in times)
        steps: dict[tuple[str, str], int] = {}
        for nudge in (one for one in room.kept if isinstance(one, Nudge)):
            key = nudge.key.split("@")[0].split("+")[0]
            steps[key, nudge.message] = steps.get((key, nudge.message), 0) + 1
        assert all(1 == count for count in steps.values())
        begun = {key.rsplit(":", 1)[0] for key in room.used if key.split(":")[0] in LADDERS}
        planned = sum(len(LADDERS[ladder.split(":")[0]].days) for ladder in begun)
        assert len(room.nudged) <= planned


def test_structures_that_say_nothing_have_the_usual_closed_days():
    assert frozenset() == closed_days(Structure(1, "S"))
    assert 1 == len(closed_days(Structure(1, "S", settings={"closed_days": ["2026-12-24"]})))

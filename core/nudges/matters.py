"""What waits besides missions: one short function a ladder, which says what it looks for. Looked at once a day.

What waits is read from what is kept (storage/waiting.py), never from an act that should have told us: a ladder that is
new, or that was off, finds its matters by itself, and one whose matter is settled finds nothing and ends.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.nudges.nudge import LADDERS, Ladder, ladders
from core.people import Role
from core.records import Asked
from core.scene import Scene, Timer

#: what has waited for longer is left in peace: a ladder that is new wakes nothing up
LATEST = timedelta(days=45)


@dataclass(frozen=True)
class Matter:
    """Something that waits for somebody, as it stands now."""

    #: what it is, within its ladder; something that begins to wait anew has another one
    ref: str
    since: datetime
    #: whom it waits for, and in which triad, when there are such
    person: int | None = None
    triad: int | None = None
    #: what it is about, in words of people: only counsellors read them
    title: str = ""


@dataclass(frozen=True)
class Waiting(Asked[tuple[Matter, ...]]):
    """What of this kind waits in the structure, oldest first; with `ref`, only that one."""

    kind: str
    now: datetime
    ref: str = ""


@dataclass(frozen=True)
class MatterLadder(Ladder):
    """A ladder about what is found waiting."""

    #: the words of the button that opens it, and its data, for a matter; ("", "") when there is no such button
    opens: Callable[[Matter], tuple[str, str]] = lambda matter: ("", "")
    #: the setting by which somebody has said "off" to all of this, not only to its reminders
    unless: str = ""

    def prefix(self, ref: str) -> str:
        """What all its timers about this matter begin with."""
        return f"{self.kind}:{ref}:"

    def key(self, ref: str, step: int) -> str:
        return f"{self.prefix(ref)}{step}"


def matter(
    *, to: Role | None, days: tuple[int, ...], desk_after: int, unless: str = ""
) -> Callable[[Callable[[Matter], tuple[str, str]]], MatterLadder]:
    """Make a ladder of the function that says how its matter is opened; its name is the timer's kind."""

    def make(opens: Callable[[Matter], tuple[str, str]]) -> MatterLadder:
        ladder = MatterLadder(opens.__name__.replace("_", "-"), to, days, desk_after, opens=opens, unless=unless)
        LADDERS[ladder.kind] = ladder
        return ladder

    return make


@matter(to=None, days=(1, 3), desk_after=5)
def invitation_unopened(_: Matter) -> tuple[str, str]:
    """An invitation was made and nobody came. One that was sent is sent again; the team's card makes a new one."""
    return "", ""


@matter(to=None, days=(1, 3), desk_after=5)
def consent_unfinished(_: Matter) -> tuple[str, str]:
    """Somebody came in and has said neither yes nor no. Before that, only the first question has buttons."""
    return "", ""


@matter(to=Role.APPRENTICE, days=(4, 9), desk_after=15)
def lesson_left(_: Matter) -> tuple[str, str]:
    """A lesson was begun and left in the middle."""
    return "📚 Voir les leçons", "n:lessons"


@matter(to=Role.APPRENTICE, days=(3, 6), desk_after=8)
def convention_unsigned(_: Matter) -> tuple[str, str]:
    """An immersion is to come and its convention is not signed by all. Its last days have alerts of their own."""
    return "🤝 Voir la convention", "n:immersion"


@matter(to=Role.TUTOR, days=(2, 5), desk_after=8)
def immersion_unreviewed(one: Matter) -> tuple[str, str]:
    """An immersion is over and has not been looked back on."""
    return "🏁 Faire le bilan à deux", f"i:{one.triad}:review:{one.title}"


@matter(to=None, days=(1, 3), desk_after=5)
def meeting_unanswered(_: Matter) -> tuple[str, str]:
    """Moments for a meeting were proposed and somebody has not answered. The meeting itself ends the wait."""
    return "📅 Répondre", "n:meeting"


@matter(to=Role.TUTOR, days=(), desk_after=2)
def meeting_unreported(_: Matter) -> tuple[str, str]:
    """A meeting has taken place and nobody has written the three lines."""
    return "", ""


@matter(to=Role.APPRENTICE, days=(1,), desk_after=0, unless="week")
def week_unreviewed(one: Matter) -> tuple[str, str]:
    """The look back on the week was offered and not taken. One reminder, and that is all."""
    return "👍 C'est parti", f"wk:{one.triad}:review"


@matter(to=Role.APPRENTICE, days=(4,), desk_after=0, unless="evaluation")
def survey_unanswered(one: Matter) -> tuple[str, str]:
    """A questionnaire of the evaluation was neither answered nor refused. One reminder, and that is all."""
    study, moment, _ = one.ref.split(":")
    return "👍 C'est parti", f"su:{study}:{moment}:go"


@matter(to=Role.COUNSELLOR, days=(1, 3), desk_after=5)
def card_waiting(one: Matter) -> tuple[str, str]:
    """A card of « À traiter » is not done: its holder, or who follows the young person, is reminded."""
    return "🗂 Voir la carte", f"x:{one.ref.partition(':')[0]}:see"


@matter(to=None, days=(), desk_after=7)
def person_silent(_: Matter) -> tuple[str, str]:
    """Two reminders or more have left, whatever about, and nothing was heard of her since; or no address is left.
    The attempts are those of the other ladders, from one channel to the next (storage/road/ways.py)."""
    return "", ""


def one_of(scene: Scene, kind: str, ref: str) -> Matter | None:
    """The matter as it stands now; None when it no longer waits."""
    found = scene.find(Waiting(kind, scene.now, ref))
    return found[0] if found else None


def look(scene: Scene) -> None:
    """Once a day: whatever began to wait gets the first step of its ladder; what has it already keeps it."""
    for ladder in ladders(scene.structure).values():
        if not isinstance(ladder, MatterLadder) or ladder.off:
            continue
        for one in scene.find(Waiting(ladder.kind, scene.now)):
            at = ladder.due(one.since, 1, scene.hours)
            if at is None:
                continue
            data = {"ref": one.ref, "step": 1, "since": one.since.isoformat()}
            key = ladder.key(one.ref, 1)
            scene.reply.timers.append(Timer(key, ladder.kind, max(at, scene.now), one.triad, one.person, data))

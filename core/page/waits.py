"""What waits for somebody besides missions, on her page: an open question, a meeting, words to be quoted, reminders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from core import conversation
from core.files import Attachment
from core.languages import FRENCH
from core.meetings import buttons as meeting_buttons, screens
from core.meetings.meeting import Meeting, MeetingsOf, Stage
from core.messages import Rows
from core.missions.mission import State
from core.nudges.nudge import MissionLadder
from core.nudges.rounds import RungsOf, label_of, rung
from core.page.plainly import plainly
from core.parcels import unpack
from core.passport.acts import question
from core.passport.passport import Consent, ShelfOf
from core.people import Person, Refused, Role
from core.safeguarding import distress
from core.scene import Scene
from core.texts import Rich, lines, say
from core.triad import Triad

#: the stages of a meeting that somebody has still to do with
LIVE = (Stage.ASKING, Stage.KEPT)
#: how long after a meeting its report is still asked for here
RECENT = timedelta(days=14)


@dataclass(frozen=True)
class Shown:
    """Words with buttons, as a message of the chat has them; `subject`: what that message is about."""

    words: Rich
    buttons: Rows = ()
    subject: str = ""
    #: the name of its file, when the page has one for it
    file: str = ""


@dataclass(frozen=True)
class Question(Shown):
    """The open question of a conversation: the conversation, the question, and whether words answer it too."""

    mark: str = ""
    key: str = ""
    free: bool = False
    #: the words that wait for the answer
    about: Rich = Rich("")


@dataclass(frozen=True)
class Reminded:
    """Something that a ladder reminds her of: its words, how it is opened, and what « déjà fait » names."""

    words: str
    opens: tuple[str, str]
    ladder: str
    ref: str


def open_question(scene: Scene) -> Question | None:
    """The question of the conversation that goes on here, when there is one."""
    run = scene.run
    if run is None or run.place != scene.place:
        return None
    content, free = conversation.shown(scene, run)
    waiting = lines(*(unpack(parcel).text for parcel in run.facts.parcels))
    if not content.text:
        return None
    return Question(_plain(scene, content.text), content.buttons, "", "", run.mark, run.asked, free, waiting)


def _plain(scene: Scene, words: Rich) -> Rich:
    return plainly(words, scene.translations(scene.person.language if scene.person else FRENCH))


def paused(scene: Scene) -> Shown | None:
    """The conversation that waits while another one goes on, or none."""
    if scene.parked is None:
        return None
    words, rows = conversation.paused(scene, scene.parked)
    return Shown(_plain(scene, scene.words(words)), rows)


def held(scene: Scene, person: Person, triad: Triad) -> Iterator[Shown]:
    """What she wrote and has still to choose about: the team alone, or the thread."""
    for words, rows in distress.undecided(scene, person, triad):
        yield Shown(scene.words(words), rows)


def meeting(scene: Scene, triad: Triad) -> Shown | None:
    """The meeting of the thread, as long as there is something to do or to know about it."""
    one = _meeting(scene, triad)
    if one is None:
        return None
    words, rows = meeting_buttons.standing(scene, triad, one)
    return Shown(scene.words(words), rows, f"{one.subject}:{one.round}", "rendez-vous.ics" if one.starts else "")


def calendar(scene: Scene, triad_id: int) -> Attachment:
    """The file of the meeting for an agenda; Refused when no moment is fixed."""
    triad = scene.triad_of(triad_id)
    one = _meeting(scene, triad) if triad is not None else None
    if triad is None or one is None or one.starts is None:
        raise Refused("Aucun rendez-vous n'est fixé dans ce fil.")
    return screens.invitation(scene, triad, one)


def _meeting(scene: Scene, triad: Triad) -> Meeting | None:
    known: tuple[Meeting, ...] = scene.find(MeetingsOf(triad.id)) or ()
    last = known[-1] if known else None
    if last is None or last.stage not in LIVE:
        return None
    stale = last.stage is Stage.KEPT and last.starts is not None and last.starts + RECENT < scene.now
    return None if stale else last


def quotes(scene: Scene, person: Person, triad: Triad) -> Iterator[Shown]:
    """The words of hers that somebody wants to show in a passport."""
    assessed = any(m.triad_id == triad.id and m.state is State.ASSESSED for m in scene.missions.values())
    if person.role is not Role.TUTOR or triad.apprentice is None or not assessed:
        return
    shelf = scene.find(ShelfOf(triad.apprentice.id))
    if shelf is None:
        return
    for quote in shelf.quotes:
        if (quote.person_id, quote.triad_id, quote.state) == (person.id, triad.id, Consent.ASKED):
            words, rows = question(scene, shelf, quote, person)
            yield Shown(scene.words(words), rows, quote.subject)


def reminded(scene: Scene, person: Person) -> Iterator[Reminded]:
    """What the ladders remind her of, missions apart: they stand as cards."""
    for timer in scene.find(RungsOf(person.id)) or ():
        one = rung(scene, timer)
        if one is None or isinstance(one.ladder, MissionLadder) or one.person is None or one.person.id != person.id:
            continue
        label, data = one.opens
        opens = (scene.words(say(label)).text, data) if data else ("", "")
        yield Reminded(label_of(scene, one, person), opens, one.ladder.kind, one.ref)

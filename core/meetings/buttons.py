"""Meetings in the chat: `/rdv`, and what a tap under a proposal, a meeting or a report does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from core.conversation import facts_for, start
from core.meetings import screens, slots
from core.meetings.acts import NOT_YOURS, OLD, actor, agree, answer, cancel, look, reportable
from core.meetings.meeting import Meeting, MeetingsOf, Stage
from core.messages import Button, Change, Content, Message, Press, Rows, ToPlace
from core.people import Refused, Role
from core.scene import Scene
from core.texts import Text, say
from core.triad import Triad


def show(scene: Scene, _: str = "") -> None:
    """`/rdv`: the meeting that stands in each thread, or a new one."""
    triads = [t for t in scene.triads.values() if t.state == "open" and t.apprentice is not None]
    if not triads:
        scene.answer("Un rendez-vous se propose dans un fil : la structure peut en ouvrir un.")
    for triad in triads:
        known = scene.find(MeetingsOf(triad.id))
        last = known[-1] if known else None
        fresh = last is None or last.stage in (Stage.NONE, Stage.CANCELLED, Stage.REPORTED)
        if fresh and len(triads) == 1:
            propose(scene, triad, None)
        elif last is None or fresh:
            who = triad.with_whom(actor(scene)) if actor(scene).role is Role.APPRENTICE else _name(triad)
            label = scene.words("📅 Proposer un rendez-vous").text
            scene.answer(say("Pas de rendez-vous prévu ({who}).", who=who),
                         ((Button(label, f"rdv:{triad.id}:0:0:new"),),))  # fmt: skip
        else:
            show_one(scene, triad, last)


def show_one(scene: Scene, triad: Triad, meeting: Meeting) -> None:
    """Where it stands, with what the reader still has to say."""
    scene.answer(*standing(scene, triad, meeting))


def standing(scene: Scene, triad: Triad, meeting: Meeting) -> tuple[Text, Rows]:
    """The same as words and buttons."""
    role = actor(scene).role
    if meeting.stage is Stage.ASKING and role.value not in meeting.answers:
        words, rows = screens.question(scene, meeting, role)
        return words, (*rows, *screens.doors(scene, meeting, scene.person))
    rows = screens.doors(scene, meeting, scene.person)
    if meeting.report and meeting.stage is Stage.KEPT:
        change = (Button(scene.words("✏️ Changer").text, screens.data(meeting, "change")),)
        rows = (change,) if role.value in meeting.agreed else screens.report_doors(scene, meeting, scene.person)
    return screens.standing(scene, triad, meeting), rows


def show_in_topic(_: Message, scene: Scene) -> None:
    show(scene)


def propose(scene: Scene, triad: Triad, meeting: Meeting | None) -> None:
    """The conversation that finds three moments."""
    actor(scene)
    moments = slots.offered(scene.now, scene.hours)
    choices = {moment.isoformat(): slots.name(moment, scene.hours.zone) for moment in moments}
    subject = str(meeting.number) if meeting is not None else ""
    start(
        scene,
        "propose_meeting",
        facts_for(scene, triad, choices=choices, calendar=slots.calendar(scene.now, scene.hours), subject=subject),
    )


# --- taps ------------------------------------------------------------------------------------------------------------


def press(incoming: Press, scene: Scene, rest: str) -> str:
    """`rdv:<triad>:<number>:<round>:<what>:…`."""
    try:
        triad_id, number, round_, what, *more = rest.split(":")
        numbers = [int(one) for one in more]
        triad, known = look(scene, int(triad_id))
        actor(scene)
        if what == "new":
            return _new(scene, triad)
        meeting = next((m for m in known if m.number == int(number)), None)
        act = TAPS.get(what)
        if meeting is None or act is None:
            raise Refused(NOT_YOURS if meeting is None else OLD)
        if int(round_) != (meeting.version if what in ("agree", "change") else meeting.round):
            raise Refused(OLD)
    except ValueError:
        raise Refused("Ce bouton ne sert plus : rien n'a changé. Où en est le rendez-vous : /rdv.") from None
    return act(scene, incoming, triad, meeting, numbers) or ""


def _new(scene: Scene, triad: Triad) -> str:
    propose(scene, triad, None)
    return ""


def _turn(scene: Scene, incoming: Press, words: Text, rows: Rows = ()) -> None:
    content = Content(scene.words(words), rows)
    scene.reply.outgoing.append(Change(to=ToPlace(scene.place), message=incoming.message_id, content=content))


def _open(scene: Scene, meeting: Meeting) -> None:
    """A vote is open only while moments are looked for, and each side answers once."""
    if meeting.stage is not Stage.ASKING:
        raise Refused(OLD)
    if actor(scene).role.value in meeting.answers:
        raise Refused("La réponse est déjà partie. Pour d'autres moments : /rdv.")


def _slot(scene: Scene, incoming: Press, triad: Triad, meeting: Meeting, numbers: list[int]) -> None:
    _open(scene, meeting)
    if len(numbers) != 1 or not 0 <= numbers[0] < len(meeting.slots):
        raise Refused(OLD)
    meeting = meeting.ticked(actor(scene).role, numbers[0])
    scene.keep(meeting)
    _turn(scene, incoming, *screens.question(scene, meeting, actor(scene).role))


def _ok(scene: Scene, incoming: Press, triad: Triad, meeting: Meeting, _: list[int]) -> str:
    _open(scene, meeting)
    role = actor(scene).role
    chosen = meeting.ticks.get(role.value, ())
    if not chosen:
        raise Refused("Il faut d'abord toucher un moment, ou « Aucun ne me va ».")
    return _answered(scene, incoming, triad, meeting, chosen)


def _none(scene: Scene, incoming: Press, triad: Triad, meeting: Meeting, _: list[int]) -> str:
    _open(scene, meeting)
    return _answered(scene, incoming, triad, meeting, ())


def _answered(scene: Scene, incoming: Press, triad: Triad, meeting: Meeting, chosen: tuple[int, ...]) -> str:
    names = ", ".join(slots.name(meeting.slots[n], scene.hours.zone) for n in chosen)
    _turn(scene, incoming, say("📅 <b>Rendez-vous à trois</b> · {place}\n➜ <b>{names}</b>", place=meeting.place,
                               names=names or say("Aucun de ces moments")))  # fmt: skip
    answer(scene, triad, meeting, chosen)
    return scene.words("C'est noté").text


def _move(scene: Scene, _: Press, triad: Triad, meeting: Meeting, __: list[int]) -> None:
    if meeting.over(scene.now) and meeting.stage is not Stage.NONE:
        raise Refused(OLD)
    propose(scene, triad, meeting)


def _cancel(scene: Scene, incoming: Press, triad: Triad, meeting: Meeting, _: list[int]) -> str:
    if meeting.over(scene.now):
        raise Refused(OLD)
    cancel(scene, triad, meeting)
    return scene.words("Annulé").text


def _report(scene: Scene, _: Press, triad: Triad, meeting: Meeting, __: list[int]) -> None:
    if not reportable(meeting, scene.now):
        raise Refused(OLD)
    if meeting.report:
        raise Refused("Le compte rendu est déjà écrit. Le relire : /rdv.")
    _write(scene, triad, meeting)


def _change(scene: Scene, _: Press, triad: Triad, meeting: Meeting, __: list[int]) -> None:
    if not reportable(meeting, scene.now):
        raise Refused(OLD)
    _write(scene, triad, meeting)


def _write(scene: Scene, triad: Triad, meeting: Meeting) -> None:
    facts = facts_for(scene, triad, subject=str(meeting.number))
    start(scene, "report_meeting", replace(facts, card=dict(meeting.report), version=meeting.version))


def _agree(scene: Scene, incoming: Press, triad: Triad, meeting: Meeting, _: list[int]) -> str:
    if not reportable(meeting, scene.now):
        raise Refused(OLD)
    changed = agree(scene, triad, meeting)
    _turn(scene, incoming, screens.report(scene, triad, changed))
    return scene.words("Merci").text


def _name(triad: Triad) -> str:
    return triad.apprentice.first_name if triad.apprentice else "?"


Act = Callable[[Scene, Press, Triad, Meeting, list[int]], str | None]
TAPS: Mapping[str, Act] = {
    "slot": _slot,
    "ok": _ok,
    "none": _none,
    "move": _move,
    "cancel": _cancel,
    "report": _report,
    "change": _change,
    "agree": _agree,
}

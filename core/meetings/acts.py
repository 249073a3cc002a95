"""What follows when somebody proposes, answers, cancels or reports a meeting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from core.meetings import clock, screens, slots
from core.meetings.meeting import LINES, SIDES, Meeting, MeetingsOf, Stage, sides
from core.messages import Button, Content, Send, ToPerson, ToTopic, Urgency
from core.missions.cards import stack
from core.page.mine import LINKED
from core.people import Person, Refused, Role
from core.scene import Scene, Timer
from core.texts import Text, say
from core.triad import Triad

NOT_YOURS = "Ce rendez-vous est dans un autre fil : rien n'a changé."
OLD = "Ce rendez-vous a changé depuis : rien n'a bougé. Où il en est : /rdv."


@dataclass(frozen=True)
class Meet:
    """Moments for a meeting: a new one (0), or other moments for one that exists."""

    triad: int
    slots: tuple[str, ...]
    place: str
    number: int = 0

    def apply(self, scene: Scene) -> None:
        triad, known = look(scene, self.triad)
        person = actor(scene)
        moments = tuple(datetime.fromisoformat(slot) for slot in self.slots)
        if any(slots.trouble(moment, scene.now, scene.hours) for moment in moments):
            raise Refused("Un de ces moments est passé ou fermé maintenant : rien n'est parti. Recommencer : /rdv.")
        if len(sides(triad)) < len(SIDES):
            raise Refused("Il manque quelqu'un dans ce fil : un rendez-vous à trois se propose quand les trois y sont.")
        before = next((m for m in known if m.number == self.number), None)
        if before is None and any(m.stage is Stage.ASKING for m in known):
            raise Refused("Des moments viennent d'être proposés par quelqu'un d'autre. Répondre : /rdv.")
        if before is not None and before.over(scene.now) and before.stage is not Stage.NONE:
            raise Refused(OLD)
        meeting = Meeting(triad.id, len(known) + 1) if before is None else before
        everything = {person.role.value: tuple(range(len(moments)))}
        meeting = replace(
            meeting, stage=Stage.ASKING, place=self.place, slots=moments, round=meeting.round + (before is not None),
            answers=everything, ticks=everything,
        )  # fmt: skip
        scene.keep(meeting)
        scene.record("meeting-proposed", subject=meeting.subject, triad=triad.id, role=person.role.value)
        closing = {"meeting": meeting.number, "round": meeting.round}
        scene.reply.timers.append(
            Timer(
                f"{meeting.subject}:closing:{meeting.round}", "meeting-closing", max(moments), triad.id, None, closing
            )
        )
        ask(scene, triad, meeting, but=person)


def ask(scene: Scene, triad: Triad, meeting: Meeting, *, but: Person) -> None:
    """The others get the moments to choose from."""
    news = say("📅 {who} propose un rendez-vous à trois.", who=but.first_name)
    for person in sides(triad):
        words, rows = screens.question(scene, meeting, person.role)
        if person.role is but.role:
            continue
        to: ToPerson | ToTopic = ToPerson(person.id, triad.id)
        if person.role is Role.COUNSELLOR:
            to = ToTopic(triad.id)
        elif person.address is not None and person.address.channel in LINKED:
            words = screens.moments(scene, meeting)  # there are no buttons to read them on
        content = Content(scene.words(stack(news, words), person), rows)
        subject = f"{meeting.subject}:{meeting.round}"
        scene.reply.outgoing.append(Send(to=to, content=content, subject=subject, urgency=Urgency.THREAD))


def answer(scene: Scene, triad: Triad, meeting: Meeting, chosen: tuple[int, ...]) -> Meeting:
    """One side says what suits; when all have, or when nothing can suit any more, it is decided."""
    person = actor(scene)
    meeting = meeting.answered(person.role, chosen)
    scene.record("meeting-answered", subject=meeting.subject, triad=triad.id, role=person.role.value, n=len(chosen))
    common = meeting.common()
    if common is None:
        meeting = nothing(scene, triad, meeting, say("📅 Aucun moment ne va aux trois."))
    elif {p.role.value for p in sides(triad)} <= set(meeting.answers):
        meeting = _kept(scene, triad, meeting, meeting.slots[common])
    scene.keep(meeting)
    return meeting


def _kept(scene: Scene, triad: Triad, meeting: Meeting, starts: datetime) -> Meeting:
    if slots.trouble(starts, scene.now, scene.hours) is not None:
        return nothing(scene, triad, meeting, say("📅 Le moment qui allait aux trois est déjà passé."))
    moved = meeting.starts is not None
    meeting = replace(meeting, stage=Stage.KEPT, starts=starts, sequence=meeting.sequence + 1)
    scene.record("meeting-kept", subject=meeting.subject, triad=triad.id, sequence=meeting.sequence)
    clock.plan(scene, meeting)
    head = say("🔁 Nouveau moment pour le rendez-vous :") if moved else say("📅 C'est fixé, pour les trois :")
    text = stack(head, screens.standing(scene, triad, meeting), say("Le fichier joint s'ouvre avec l'agenda."))
    screens.tell(scene, triad, meeting, text, rows=True, file=screens.invitation(scene, triad, meeting))
    return meeting


def nothing(scene: Scene, triad: Triad, meeting: Meeting, why: Text) -> Meeting:
    """No moment was found: said to all, with another try or a call; what was fixed before still holds."""
    still = None
    if meeting.starts is not None and meeting.starts > scene.now:
        still = say("Le rendez-vous de {when} tient toujours.", when=screens.when(scene, meeting))
    meeting = replace(meeting, stage=Stage.KEPT if meeting.starts is not None else Stage.NONE, ticks={}, answers={})
    scene.record("meeting-unfixed", subject=meeting.subject, triad=triad.id)
    label = scene.words("📅 Proposer d'autres moments").text
    rows = ((Button(label, screens.data(meeting, "move")),),)
    call = say("D'autres moments, ou un coup de téléphone ?")
    screens.tell(scene, triad, meeting, stack(why, still, call), rows=rows)
    return meeting


def closing(timer: Timer, scene: Scene) -> None:
    """The last moment is there and not all have answered: it ends, and all know it."""
    triad = scene.triads.get(timer.triad_id or 0)
    meeting = clock.meeting_of(timer, scene)
    if triad is None or meeting is None or meeting.stage is not Stage.ASKING or meeting.round != timer.data["round"]:
        return
    scene.keep(nothing(scene, triad, meeting, say("📅 Tout le monde n'a pas répondu à temps.")))


def cancel(scene: Scene, triad: Triad, meeting: Meeting) -> Meeting:
    """It does not take place: reminders stop, calendars take it away."""
    person = actor(scene)
    had = meeting.starts is not None
    meeting = replace(meeting, stage=Stage.CANCELLED, sequence=meeting.sequence + had)
    scene.keep(meeting)
    scene.reply.stopped_timers.append(f"{meeting.subject}:")
    scene.record("meeting-cancelled", subject=meeting.subject, triad=triad.id, role=person.role.value)
    file = screens.invitation(scene, triad, meeting, cancelled=True) if had else None
    text = (
        say("🚫 {who} annule le rendez-vous de {when}.", who=person.first_name, when=screens.when(scene, meeting))
        if had
        else say("🚫 {who} retire sa proposition de rendez-vous.", who=person.first_name)
    )
    if had:
        text = stack(text, say("Le fichier joint le retire de l'agenda."))
    screens.tell(scene, triad, meeting, text, file=file)
    return meeting


@dataclass(frozen=True)
class Report:
    """Three lines after the meeting, written on the version `seen`."""

    triad: int
    number: int
    seen: int
    words: Mapping[str, str]

    def apply(self, scene: Scene) -> None:
        triad, known = look(scene, self.triad)
        person = actor(scene)
        meeting = next((m for m in known if m.number == self.number), None)
        if meeting is None or not reportable(meeting, scene.now):
            raise Refused(OLD)
        if meeting.version != self.seen:
            raise Refused("Le compte rendu a changé entre-temps : rien n'est parti. Le plus récent : /rdv.")
        words = {key: self.words.get(key, "") for key in LINES}
        meeting = replace(meeting, report=words, version=meeting.version + 1, agreed=(person.role.value,))
        scene.keep(meeting)
        scene.record("meeting-reported", subject=meeting.subject, triad=triad.id, version=meeting.version)
        news = say("📝 {who} a écrit le compte rendu. C'est bien ça ?", who=person.first_name)
        for reader in sides(triad):
            if reader.role is person.role:
                continue
            content = Content(
                scene.words(stack(news, screens.report(scene, triad, meeting)), reader),
                screens.report_doors(scene, meeting, reader),
            )
            to = ToTopic(triad.id) if reader.role is Role.COUNSELLOR else ToPerson(reader.id, triad.id)
            subject = f"{meeting.subject}:report:{meeting.version}"
            scene.reply.outgoing.append(Send(to=to, content=content, subject=subject, urgency=Urgency.THREAD))


def agree(scene: Scene, triad: Triad, meeting: Meeting) -> Meeting:
    """One more agrees with the report; with the last one it is kept for good."""
    person = actor(scene)
    if person.role.value in meeting.agreed:
        raise Refused("C'est déjà dit : rien n'a changé.")
    meeting = replace(meeting, agreed=(*meeting.agreed, person.role.value))
    scene.record("meeting-agreed", subject=meeting.subject, triad=triad.id, role=person.role.value)
    if {p.role.value for p in sides(triad)} <= set(meeting.agreed):
        meeting = replace(meeting, stage=Stage.REPORTED)
        screens.tell(scene, triad, meeting, screens.report(scene, triad, meeting))
    scene.keep(meeting)
    return meeting


def reportable(meeting: Meeting, now: datetime) -> bool:
    return meeting.stage is Stage.KEPT and meeting.starts is not None and meeting.starts <= now


def actor(scene: Scene) -> Person:
    if scene.person is None or scene.person.role not in SIDES:
        raise Refused("Ce rendez-vous réunit l'alternance, l'entreprise et le conseil : rien n'a changé.")
    return scene.person


def look(scene: Scene, triad_id: int) -> tuple[Triad, tuple[Meeting, ...]]:
    """The triad and its meetings, when the one who acts belongs there."""
    triad = scene.triad_of(triad_id)
    if triad is None or triad.state != "open":
        raise Refused(NOT_YOURS)
    return triad, scene.find(MeetingsOf(triad.id))

"""What follows when somebody acts on a mission: who is told, which cards change, what starts or stops waiting."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from core.forum.team import triad_by
from core.horizon.news import born, prepare
from core.immersions.watch import compare
from core.messages import Change, Send, ToPerson, ToTopic
from core.missions import expiry
from core.missions.cards import WAIT, buttons, card, checking
from core.missions.caution import ask_counsellor, note_age
from core.missions.mission import OVER, Act, Card, Mission
from core.missions.news import Files, tell
from core.nudges.nudge import mission_ladders
from core.people import Person, Refused, Waits
from core.scene import Scene, Timer
from core.triad import Triad

NO_TUTOR = "Personne de l'entreprise n'est dans le fil pour l'instant : parles-en à ton conseiller, qui peut l'inviter."
SHUT = {
    "paused": "Le fil est en pause : rien n'a changé. Ce bouton marchera de nouveau quand l'équipe l'aura rouvert.",
    "closed": "Le fil est fermé : rien n'a changé. L'équipe peut le rouvrir.",
}
# These wait for an answer of the company.
NEED_TUTOR = {Act.PROPOSE, Act.REPROPOSE, Act.REVIVE}


@dataclass(frozen=True)
class OnMission:
    """A decision about one mission: what scripts return and what buttons mean."""

    act: Act
    triad: int
    number: int
    version: int
    note: str = ""
    card: Card | None = None
    #: the state in which the one who acts saw the mission, when known
    seen: str = ""
    #: what was spoken or shown in the conversation that decided it, by question
    files: Files = field(default_factory=dict)

    def apply(self, scene: Scene) -> None:
        act(scene, replace(self, files=_files(scene)))


@dataclass(frozen=True)
class Propose:
    """A new mission for the triad."""

    triad: int
    card: Card
    #: "minor" or "adult" when she has just said it
    age: str = ""

    def apply(self, scene: Scene) -> None:
        triad = scene.triad_of(self.triad)
        if triad is None:
            raise Refused("Cette mission est dans un autre fil : ce bouton ne peut rien faire ici.")
        note_age(scene, triad, self.age)
        draft = Mission.draft(triad.id, triad.missions + 1, self.card)
        scene.missions[triad.id, draft.number] = draft
        decision = OnMission(Act.PROPOSE, triad.id, draft.number, 0, card=self.card, files=_files(scene))
        mission = act(scene, decision)
        born(scene, scene.triads[triad.id], mission)
        show(scene, scene.triads[triad.id], mission)  # her own copy: to see it live, and to take it back


def find(scene: Scene, triad_id: int, number: int) -> tuple[Triad, Mission]:
    """The mission, when the one who acts may see it at all."""
    triad = scene.triad_of(triad_id)
    mission = scene.missions.get((triad_id, number)) if triad else None
    if triad is None or mission is None:
        shut = triad_by(scene, triad_id) if triad is None else None
        if shut is not None and shut.state in SHUT and scene.person is not None and shut.has(scene.person):
            raise Refused(SHUT[shut.state])
        raise Refused("Cette mission est dans un autre fil : ce bouton ne peut rien faire ici.")
    return triad, mission


def act(scene: Scene, decision: OnMission) -> Mission:
    """Do it if the life of a mission allows it, and tell everybody concerned; Refused says why not."""
    triad, mission = find(scene, decision.triad, decision.number)
    mission = do(scene, triad, mission, decision)
    triad = scene.triads[triad.id]
    refresh(scene, triad, mission)
    tell(scene, triad, mission, decision.files)
    prepare(scene, triad, mission)
    if decision.card is not None:
        compare(scene, triad, mission)
    return mission


def do(scene: Scene, triad: Triad, mission: Mission, decision: OnMission) -> Mission:
    """The mission after the act, kept; nobody is told yet."""
    person = _actor(scene)
    mission.check(
        decision.act, person, version=decision.version, now=scene.now, note=decision.note,
        when=last_change(scene, mission), seen=decision.seen,
    )  # fmt: skip
    if decision.act is Act.START and checking(scene, mission):
        raise Refused(WAIT)
    if decision.act in NEED_TUTOR and (triad.tutor is None or not triad.tutor.settled):
        raise Waits(NO_TUTOR)
    card = decision.card and replace(decision.card, files=_files_of(scene, mission, decision))
    changed = mission.after(decision.act, person, scene.channel, scene.now, card=card, note=decision.note.strip())
    keep(scene, mission, changed)
    if card is not None:
        ask_counsellor(scene, scene.triads[triad.id], mission.card if mission.steps else None, changed)
    return changed


def keep(scene: Scene, before: Mission, changed: Mission) -> None:
    """The mission as it is now: saved, written in the journal, and with the timers that belong to it."""
    step = changed.steps[-1]
    scene.set_mission(changed, step)
    scene.record(
        f"mission-{step.act.value}",
        subject=changed.subject,
        triad=changed.triad_id,
        state=changed.state.value,
        version=changed.version,
        role=step.role.value if step.role is not None else "",
    )
    _timers(scene, before, changed)
    expiry.plan(scene, changed)


def expire(timer: Timer, scene: Scene) -> None:
    """Its time is over: unless something has happened, the mission is without a sequel, and everybody sees it.

    In a thread that rests nothing changes: `expiry.look_again` sets it a new time when the thread opens again.
    """
    mission = scene.missions.get((timer.triad_id or 0, int(timer.data["number"])))
    triad = scene.triads.get(timer.triad_id or 0)
    if mission is None or triad is None or triad.state != "open" or not expiry.waits(mission, int(timer.data["steps"])):
        scene.record("expiry-stopped", subject=timer.key, triad=timer.triad_id)
        return
    changed = mission.after(Act.EXPIRE, None, "", scene.now)
    keep(scene, mission, changed)
    refresh(scene, triad, changed)
    tell(scene, triad, changed, {})


def last_change(scene: Scene, mission: Mission) -> str:
    """When the last change was, as it is said after who did it: "à 14:02", "le 23/11 à 14:02"."""
    if not mission.steps:
        return ""
    moment = scene.when(mission.steps[-1].at)
    return moment if moment.startswith("le ") else f"à {moment}"


def _timers(scene: Scene, before: Mission, now: Mission) -> None:
    """What no longer waits stops; what begins to wait gets the first step of its ladder."""
    same = (before.state, before.version) == (now.state, now.version)
    for ladder in mission_ladders(scene.structure):
        waited, waits = ladder.waits(before, before.version), ladder.waits(now, now.version)
        if waited and not ladder.waits(now, before.version):
            scene.reply.stopped_timers.append(ladder.prefix(now))
        since = ladder.begins(now, scene.now, scene.hours)
        due = ladder.due(since, 1, scene.hours) if waits and not (same and waited) else None
        if due is not None:
            person = scene.triads[now.triad_id].member(ladder.to) if ladder.to else None
            data = {"number": now.number, "version": now.version, "step": 1, "since": since.isoformat()}
            whose = person.id if person is not None else None
            scene.reply.timers.append(Timer(ladder.key(now, 1), ladder.kind, due, now.triad_id, whose, data))


def refresh(scene: Scene, triad: Triad, mission: Mission) -> None:
    """Every copy of the card shows how the mission stands now."""
    for reader in (triad.apprentice, triad.tutor):
        if reader is not None:
            scene.reply.outgoing.append(
                Change(
                    to=ToPerson(reader.id, triad.id),
                    subject=mission.subject,
                    content=card(scene, triad, mission, reader),
                )
            )
    scene.reply.outgoing.append(
        Change(to=ToTopic(triad.id), subject=mission.subject, content=card(scene, triad, mission, None))
    )


def _files(scene: Scene) -> Files:
    """The answers of the conversation under way that were spoken or shown rather than written, by question."""
    answers = scene.run.answers if scene.run else {}
    return {key: answer for key, answer in answers.items() if "ref" in answer}


def _files_of(scene: Scene, before: Mission, decision: OnMission) -> Files:
    """The files that belong to a card: those of the parts that stayed, and those that came with this act."""
    assert decision.card is not None
    was, now = before.card.words(), decision.card.words()
    files = {name: file for name, file in before.card.files.items() if name in now and was[name] == now[name]}
    answers = scene.run.answers if scene.run else {}
    for key, file in decision.files.items():
        part = answers.get(key.replace("words-", "part-"), {})  # "part-2" says which part "words-2" is
        files[str(part["text"]) if key.startswith("words-") and part else key] = file
    return files


def _actor(scene: Scene) -> Person:
    if scene.person is None:
        raise Refused("Il faut d'abord être inscrit·e ici.")
    return scene.person


def show(scene: Scene, triad: Triad, mission: Mission) -> None:
    """The card once more, for the one who asks."""
    person = _actor(scene)
    content = card(scene, triad, mission, person)
    scene.reply.outgoing.append(Send(to=ToPerson(person.id, triad.id), content=content, subject=mission.subject))


def show_again(scene: Scene, triad: Triad) -> None:
    """The cards on which the one who asks can act now, once more."""
    for mission in list(scene.missions.values()):
        if mission.triad_id == triad.id and mission.state not in OVER and buttons(mission, _actor(scene), scene):
            show(scene, triad, mission)

"""What follows when somebody acts on a mission: who is told, which cards change, what starts or stops waiting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from core.cards import buttons, card, press_data, shown, two_looks
from core.horizon_news import born, prepare
from core.immersion_watch import compare
from core.messages import Attachment, Button, Change, Content, Media, Rows, Send, ToPerson, ToTopic, Urgency
from core.missions import OVER, Act, Card, Mission, State, Step
from core.nudges import LADDERS
from core.people import Person, Refused, Role
from core.scene import Scene, Timer
from core.skills import Assessment
from core.texts import Text, render, say
from core.triad import Triad

#: the answers of a conversation that are files, by question or by part of the card
Files = Mapping[str, Mapping[str, object]]

# The line above the card that the other side gets. {who} acted; {title} is the mission; {note} is what was written.
NEWS: Mapping[Act, str] = {
    Act.PROPOSE: "🧩 {who} vous propose une mission. Rien ne commence sans votre oui.",
    Act.REPROPOSE: "🧩 {who} vous propose une nouvelle version de la mission.",
    Act.VALIDATE: "✅ {who} dit oui à « {title} ». Tu peux commencer quand tu veux.",
    Act.AMEND: "✏️ {who} propose des changements pour « {title} ». À toi de dire si ça te va.",
    Act.REFUSE: "❌ {who} ne peut pas dire oui à « {title} » : {note}\nProposer demande du courage, et c'est déjà une "
    "réussite. Tu peux proposer autre chose quand tu veux.",
    Act.QUESTION: "❓ {who} a une question sur « {title} » : {note}",
    Act.ANSWER: "💬 {who} vous répond au sujet de « {title} » : {note}",
    Act.ACCEPT: "✅ {who} accepte vos changements : la mission « {title} » est validée.",
    Act.WITHDRAW: "🚫 {who} retire la mission « {title} ». Vous n'avez rien à faire.",
    Act.START: "▶️ {who} commence la mission « {title} ».",
    Act.FINISH: "🏁 {who} a terminé « {title} ». Donnez votre regard : une minute, sans voir le sien.",
}
# The same for the counsellors, in the triad's topic.
TOPIC_NEWS: Mapping[Act, str] = {
    Act.PROPOSE: "🧩 {who} propose une mission.",
    Act.REPROPOSE: "🧩 {who} propose une nouvelle version.",
    Act.VALIDATE: "✅ {who} valide « {title} ».",
    Act.AMEND: "✏️ {who} ajuste « {title} ».",
    Act.REFUSE: "❌ {who} refuse « {title} » : {note}",
    Act.QUESTION: "❓ {who} demande, au sujet de « {title} » : {note}",
    Act.ANSWER: "💬 {who} répond, au sujet de « {title} » : {note}",
    Act.ACCEPT: "✅ {who} accepte les changements de « {title} ».",
    Act.WITHDRAW: "🚫 {who} retire « {title} ».",
    Act.START: "▶️ {who} commence « {title} ».",
    Act.FINISH: "🏁 {who} a terminé « {title} ».",
    Act.ASSESS: "🔎 {who} a donné son regard sur « {title} ».",
}
# For these the one who did not act has something to decide: the whole card comes again, with its buttons.
DECIDES = {Act.PROPOSE, Act.REPROPOSE, Act.AMEND, Act.VALIDATE, Act.FINISH}
# The little answer on the button itself.
TOASTS: Mapping[Act, str] = {
    Act.VALIDATE: "Validée",
    Act.ACCEPT: "C'est d'accord",
    Act.WITHDRAW: "Retirée",
    Act.START: "C'est parti",
    Act.FINISH: "Bravo !",
}


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

    def apply(self, scene: Scene) -> None:
        triad = scene.triad_of(self.triad)
        if triad is None or triad.tutor is None or not triad.tutor.settled:
            raise Refused(
                "Personne de l'entreprise n'est encore dans le fil : parles-en à ton conseiller, qui peut l'inviter."
            )
        draft = Mission.draft(triad.id, triad.missions + 1, self.card)
        scene.missions[triad.id, draft.number] = draft
        decision = OnMission(Act.PROPOSE, triad.id, draft.number, 0, card=self.card, files=_files(scene))
        mission = act(scene, decision)
        born(scene, scene.triads[triad.id], mission)
        show(scene, scene.triads[triad.id], mission)  # her own copy: to see it live, and to take it back


@dataclass(frozen=True)
class Look:
    """One side's look at a mission that is done."""

    triad: int
    number: int
    version: int
    marks: Mapping[str, str] = field(default_factory=dict)
    words: str = ""

    def apply(self, scene: Scene) -> None:
        triad, mission = find(scene, self.triad, self.number)
        person = _actor(scene)
        mission, _ = _do(scene, mission, OnMission(Act.ASSESS, self.triad, self.number, self.version))
        look = Assessment(person.role, person.id, scene.library.grid.version, self.marks, self.words)
        scene.reply.assessments.append((mission, look))
        looks = {**scene.assessments.get((triad.id, mission.number), {}), person.role: look}
        _refresh(scene, triad, mission)
        _tell_topic(scene, triad, mission, OnMission(Act.ASSESS, triad.id, mission.number, mission.version))
        if mission.state is State.ASSESSED:
            _show_both(scene, triad, mission, looks)


def find(scene: Scene, triad_id: int, number: int) -> tuple[Triad, Mission]:
    """The mission, when the one who acts may see it at all."""
    triad = scene.triad_of(triad_id)
    mission = scene.missions.get((triad_id, number)) if triad else None
    if triad is None or mission is None:
        raise Refused("Cette mission est dans un autre fil : ce bouton ne peut rien faire ici.")
    return triad, mission


def act(scene: Scene, decision: OnMission) -> Mission:
    """Do it if the life of a mission allows it, and tell everybody concerned; Refused says why not."""
    triad, mission = find(scene, decision.triad, decision.number)
    mission, step = _do(scene, mission, decision)
    triad = scene.triads[triad.id]
    _refresh(scene, triad, mission)
    _tell_other_side(scene, triad, mission, step, decision.files)
    _tell_topic(scene, triad, mission, decision)
    prepare(scene, triad, mission)
    if decision.card is not None:
        compare(scene, triad, mission)
    return mission


def _do(scene: Scene, mission: Mission, decision: OnMission) -> tuple[Mission, Step]:
    person = _actor(scene)
    last = scene.when(mission.steps[-1].at) if mission.steps else ""
    mission.check(decision.act, person, version=decision.version, note=decision.note, when=last, seen=decision.seen)
    card = decision.card and replace(decision.card, files=_files_of(scene, mission, decision))
    changed = mission.after(decision.act, person, scene.channel, scene.now, card=card, note=decision.note.strip())
    scene.set_mission(changed, changed.steps[-1])
    scene.record(
        f"mission-{changed.steps[-1].act.value}",
        subject=changed.subject,
        triad=changed.triad_id,
        state=changed.state.value,
        version=changed.version,
        role=person.role.value,
    )
    _timers(scene, mission, changed)
    return changed, changed.steps[-1]


def _timers(scene: Scene, before: Mission, now: Mission) -> None:
    """What no longer waits stops; what begins to wait gets the first step of its ladder."""
    same = (before.state, before.version) == (now.state, now.version)
    for ladder in LADDERS.values():
        waited, waits = ladder.waits(before, before.version), ladder.waits(now, now.version)
        if waited and not ladder.waits(now, before.version):
            scene.reply.stopped_timers.append(ladder.prefix(now))
        due = ladder.due(scene.now, 1, scene.hours) if waits and not (same and waited) else None
        if due is not None:
            data = {"number": now.number, "version": now.version, "step": 1, "since": scene.now.isoformat()}
            scene.reply.timers.append(Timer(ladder.key(now, 1), ladder.kind, due, now.triad_id, None, data))


def _refresh(scene: Scene, triad: Triad, mission: Mission) -> None:
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


def _tell_other_side(scene: Scene, triad: Triad, mission: Mission, step: Step, files: Files) -> None:
    """A new card, with the news above it, for the one who did not act."""
    reader = triad.tutor if step.role is Role.APPRENTICE else triad.apprentice
    if reader is None:
        return
    news = say(NEWS[step.act], who=step.name, title=mission.card.title, note=shown("note", step.note, {}))
    whole = step.act in DECIDES
    scene.reply.outgoing.append(
        Send(
            to=ToPerson(reader.id, triad.id),
            content=card(scene, triad, mission, reader, news)
            if whole
            else Content(scene.words(news, reader), _next_step(scene, mission, step.act, reader)),
            subject=mission.subject if whole else f"{mission.subject}:{step.act.value}:{len(mission.steps)}",
            reply_to="" if whole else mission.subject,
            urgency=Urgency.THREAD,
        )
    )
    _send_files(scene, triad, mission, reader, files)


def _next_step(scene: Scene, mission: Mission, done: Act, reader: Person) -> Rows:
    """What a line of news without a card lets its reader do."""
    if done is Act.QUESTION:
        return ((Button(scene.words("💬 Répondre", reader).text, press_data(mission, Act.ANSWER), style="primary"),),)
    if done is Act.REFUSE:
        return ((Button(scene.words("🧩 Proposer autre chose", reader).text, "s:propose_mission"),),)
    if done is Act.ANSWER:
        label = scene.words("👀 Voir la carte", reader).text
        return ((Button(label, f"v:{mission.triad_id}:{mission.number}", style="primary"),),)
    return ()


def _tell_topic(scene: Scene, triad: Triad, mission: Mission, decision: OnMission) -> None:
    person = _actor(scene)
    note = shown("note", decision.note, {})
    news = say(TOPIC_NEWS[decision.act], who=person.signature, title=mission.card.title, note=note)
    if decision.act in (Act.PROPOSE, Act.REPROPOSE, Act.AMEND):
        content = card(scene, triad, mission, None, news)
        scene.reply.outgoing.append(
            Send(to=ToTopic(triad.id), content=content, subject=mission.subject, urgency=Urgency.THREAD)
        )
    else:
        scene.post_in_topic(triad, news)


def _send_files(scene: Scene, triad: Triad, mission: Mission, reader: Person, files: Files) -> None:
    """The voice and photo answers that this act came with, after its words."""
    for name, file in files.items():
        attachment = Attachment(Media(str(file["media"])), str(file["ref"]), seconds=int(str(file.get("seconds", 0))))
        text = say("{who} – mission n° {number}", who=mission.steps[-1].name, number=mission.number)
        for to in (ToPerson(reader.id, triad.id), ToTopic(triad.id)):
            scene.reply.outgoing.append(
                Send(
                    to=to,
                    content=Content(render(text), attachment=attachment),
                    subject=f"{mission.subject}:{name}:{len(mission.steps)}",
                    urgency=Urgency.THREAD,
                )
            )


def _show_both(scene: Scene, triad: Triad, mission: Mission, looks: Mapping[Role, Assessment]) -> None:
    """Both looks are in: each sees both, and so do the counsellors."""
    names = (
        triad.apprentice.first_name if triad.apprentice else "alternance",
        triad.tutor.first_name if triad.tutor else "entreprise",
    )

    def both(reader: Role) -> Text:
        return two_looks(scene.library.grid, mission, looks[Role.APPRENTICE], looks[Role.TUTOR], names, reader)

    for reader in (triad.apprentice, triad.tutor):
        if reader is not None:
            scene.tell(reader, both(reader.role), triad=triad.id, subject=f"looks:{triad.id}:{mission.number}")
    scene.post_in_topic(triad, both(Role.COUNSELLOR))


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

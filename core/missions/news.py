"""What the others are told when somebody acts on a mission: a line of news, or the card when they have to decide."""

from __future__ import annotations

from collections.abc import Mapping

from core.messages import Attachment, Button, Content, Media, Rows, Send, ToPerson, ToTopic, Urgency
from core.missions.cards import card, checking, press_data, shown
from core.missions.mission import Act, Mission, Step
from core.people import BADGES, Person, Role
from core.scene import Scene
from core.texts import render, say
from core.triad import Triad

#: the answers of a conversation that are files, by question or by part of the card
Files = Mapping[str, Mapping[str, object]]

# The line above the card that the other side gets. {who} acted; {title} is the mission; {note} is what was written.
NEWS: Mapping[Act, str] = {
    Act.PROPOSE: "🧩 {who} vous propose une mission. Rien ne commence sans votre oui.",
    Act.REPROPOSE: "🧩 {who} vous propose une nouvelle version de la mission.",
    Act.REVIVE: "🧩 {who} vous propose à nouveau cette mission. Rien ne commence sans votre oui.",
    Act.VALIDATE: "✅ {who} dit oui à « {title} ». Tu peux commencer quand tu veux.",
    Act.PHONE: "✅ L'entreprise a dit oui à « {title} » au téléphone, et {who} l'a noté. Tu peux commencer quand tu "
    "veux.",
    Act.AMEND: "✏️ {who} propose des changements pour « {title} ». À toi de dire si ça te va.",
    Act.REFUSE: "❌ {who} ne peut pas dire oui à « {title} » : {note}\nProposer demande du courage, et c'est déjà une "
    "réussite. Tu peux proposer autre chose quand tu veux.",
    Act.UNDO: "↩ {who} reprend sa réponse sur « {title} ». La mission attend de nouveau son oui : ne commence pas "
    "encore.",
    Act.QUESTION: "❓ {who} a une question sur « {title} » : {note}",
    Act.ANSWER: "💬 {who} vous répond au sujet de « {title} » : {note}",
    Act.ACCEPT: "✅ {who} accepte vos changements : la mission « {title} » est validée.",
    Act.WITHDRAW: "🚫 {who} retire la mission « {title} ». Vous n'avez rien à faire.",
    Act.START: "▶️ {who} commence la mission « {title} ».",
    Act.FINISH: "🏁 {who} a terminé « {title} ». Donnez votre regard : une minute, sans voir le sien.",
    Act.REPLY: "💬 {who} ajoute un mot aux deux regards sur « {title} » : {note}",
    Act.EXPIRE: "⌛ « {title} » est restée sans suite : elle ne compte pas comme faite. Tu peux la proposer à nouveau, "
    "d'un seul geste.",
}
# The same for the apprentice, as long as the team has to check it first.
WAITING_NEWS: Mapping[Act, str] = {
    Act.VALIDATE: "✅ {who} dit oui à « {title} ». Attends encore : l'équipe vérifie d'abord.",
    Act.PHONE: "✅ L'entreprise a dit oui à « {title} » au téléphone. Attends encore : l'équipe vérifie d'abord.",
}
# The same for the tutor, when both are told.
TUTOR_NEWS: Mapping[Act, str] = {
    Act.PHONE: "📞 {who} note que vous avez dit oui au téléphone à « {title} ». Ce n'est pas le cas ? Touchez Annuler.",
}
# The same for the counsellors, in the triad's topic.
TOPIC_NEWS: Mapping[Act, str] = {
    Act.PROPOSE: "🧩 {who} propose une mission.",
    Act.REPROPOSE: "🧩 {who} propose une nouvelle version.",
    Act.REVIVE: "🧩 {who} propose à nouveau une mission restée sans suite.",
    Act.VALIDATE: "✅ {who} valide « {title} ».",
    Act.PHONE: "📞 « {title} » : validée par téléphone, notée par {who}.",
    Act.AMEND: "✏️ {who} ajuste « {title} ».",
    Act.REFUSE: "❌ {who} refuse « {title} » : {note}",
    Act.UNDO: "↩ {who} reprend sa réponse sur « {title} ».",
    Act.QUESTION: "❓ {who} demande, au sujet de « {title} » : {note}",
    Act.ANSWER: "💬 {who} répond, au sujet de « {title} » : {note}",
    Act.ACCEPT: "✅ {who} accepte les changements de « {title} ».",
    Act.WITHDRAW: "🚫 {who} retire « {title} ».",
    Act.START: "▶️ {who} commence « {title} ».",
    Act.FINISH: "🏁 {who} a terminé « {title} ».",
    Act.ASSESS: "🔎 {who} a donné son regard sur « {title} ».",
    Act.REPLY: "💬 {who} ajoute un mot aux deux regards sur « {title} » : {note}",
    Act.EXPIRE: "⌛ « {title} » est restée sans suite : elle ne compte pas comme faite.",
}
# For these the reader has something to decide: the whole card comes again, with its buttons.
DECIDES = {
    Act.PROPOSE, Act.REPROPOSE, Act.REVIVE, Act.AMEND, Act.VALIDATE, Act.PHONE, Act.FINISH, Act.EXPIRE,
}  # fmt: skip
# For these the counsellors get a card of their own.
CARDS_IN_TOPIC = {Act.PROPOSE, Act.REPROPOSE, Act.REVIVE, Act.AMEND}
# The little answer on the button itself.
TOASTS: Mapping[Act, str] = {
    Act.VALIDATE: "Validée",
    Act.UNDO: "Annulé : la carte attend de nouveau votre réponse",
    Act.ACCEPT: "C'est d'accord",
    Act.REVIVE: "Proposée à nouveau",
    Act.WITHDRAW: "Retirée",
    Act.START: "C'est parti",
    Act.FINISH: "Bravo !",
}


def tell(scene: Scene, triad: Triad, mission: Mission, files: Files) -> None:
    """Everybody who did not act learns what has just been done, each in the right words."""
    for reader in _readers(triad, mission.steps[-1]):
        _tell(scene, triad, mission, reader)
        _send_files(scene, triad, mission, reader, files)
    tell_topic(scene, triad, mission)


def _readers(triad: Triad, step: Step) -> list[Person]:
    """Who is told in a private chat: the other side; both when it was neither. What expired asks the tutor nothing."""
    roles = {
        Role.APPRENTICE: (Role.TUTOR,),
        Role.TUTOR: (Role.APPRENTICE,),
        Role.COUNSELLOR: (Role.APPRENTICE, Role.TUTOR),
    }
    sides = roles.get(step.role, ()) if step.role is not None else (Role.APPRENTICE,)
    return [person for side in sides if (person := triad.member(side)) is not None]


def _tell(scene: Scene, triad: Triad, mission: Mission, reader: Person) -> None:
    step = mission.steps[-1]
    waits = reader.role is Role.APPRENTICE and step.act in WAITING_NEWS and checking(scene, mission)
    known = TUTOR_NEWS if reader.role is Role.TUTOR else WAITING_NEWS if waits else NEWS
    words = known.get(step.act, NEWS[step.act])
    news = say(words, who=step.name, title=mission.card.title, note=shown("note", step.note, {}))
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


def tell_topic(scene: Scene, triad: Triad, mission: Mission) -> None:
    """A line for the counsellors, in the triad's topic; the card when it is a new version."""
    step = mission.steps[-1]
    badge = BADGES[step.role] if step.role is not None else ""
    who = f"{step.name} · {badge}" if badge and step.role is not Role.COUNSELLOR else step.name
    news = say(TOPIC_NEWS[step.act], who=who, title=mission.card.title, note=shown("note", step.note, {}))
    if step.act in CARDS_IN_TOPIC:
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

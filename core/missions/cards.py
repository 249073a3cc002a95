"""What a mission looks like: its card for each reader, with the buttons that reader may press."""

from __future__ import annotations

from collections.abc import Mapping

from core.forum.cards import card_by, key_of
from core.lessons.lesson import shelf
from core.messages import Button, Content, Rows
from core.missions.mission import OVER, STATES, Act, Mission, State, Step
from core.missions.safety import ADULT, AGE, Regulated, spotted
from core.nudges.rounds import last_about
from core.people import Person, Role
from core.scene import Scene
from core.talk import SPOKEN
from core.texts import Text, render, say
from core.triad import Triad

# How many missions an overview names: more would not fit in one message.
LISTED = 20
# How the parts of a card are called, in the order they stand on it.
FIELDS = {
    "title": "Mission",
    "why": "Utile parce que",
    "when": "Quand",
    "skill": "Elle montre",
    "help": "Aide demandée",
    "lesson": "Met en pratique",
}
#: the subject of the team's card about work that is regulated before 18 begins so
CHECK = "minor:"
WAIT = "⏳ Attends : l'équipe vérifie d'abord. Je te dirai quand tu peux commencer."
# The parts whose words are chosen from a list: they bear an id.
CHOSEN = {"skill", "lesson"}

_APPRENTICE_BUTTONS: dict[State, tuple[tuple[tuple[Act, str, str], ...], ...]] = {
    State.PROPOSED: (((Act.WITHDRAW, "🚫 Retirer", ""),),),
    State.AMENDED: (
        ((Act.ACCEPT, "✅ J'accepte", "success"), (Act.REPROPOSE, "✏️ Proposer autrement", "")),
        ((Act.WITHDRAW, "🚫 Retirer", ""),),
    ),
    State.VALIDATED: (((Act.START, "▶️ Je commence", "primary"), (Act.WITHDRAW, "🚫 Retirer", "")),),
    State.IN_PROGRESS: (((Act.FINISH, "🏁 C'est fait", "success"),),),
    State.DONE: (((Act.ASSESS, "🔎 Donner mon regard", "primary"),),),
    State.ASSESSED: (((Act.REPLY, "💬 Ajouter un mot", ""),),),
    State.EXPIRED: (((Act.REVIVE, "🔁 Proposer à nouveau", "primary"),),),
}
# A question waits for its answer.
_ASKED_BUTTONS: dict[State, tuple[tuple[tuple[Act, str, str], ...], ...]] = {
    State.PROPOSED: (((Act.ANSWER, "💬 Répondre", "primary"), (Act.WITHDRAW, "🚫 Retirer", "")),),
}
_TUTOR_BUTTONS: dict[State, tuple[tuple[tuple[Act, str, str], ...], ...]] = {
    State.PROPOSED: (
        ((Act.VALIDATE, "✅ Valider", "success"), (Act.AMEND, "✏️ Ajuster", "")),
        ((Act.REFUSE, "❌ Refuser", "danger"), (Act.QUESTION, "❓ Question", "")),
    ),
    State.VALIDATED: (((Act.UNDO, "↩ Annuler ma réponse", ""),),),
    State.REFUSED: (((Act.UNDO, "↩ Annuler ma réponse", ""),),),
    State.DONE: (((Act.ASSESS, "🔎 Donner mon regard", "primary"),),),
}
# In the triad's topic, for the counsellors.
_TOPIC_BUTTONS: dict[State, tuple[tuple[tuple[Act, str, str], ...], ...]] = {
    State.PROPOSED: (((Act.PHONE, "📞 Oui au téléphone", ""),),),
}


def press_data(mission: Mission, act: Act) -> str:
    """The whole intention of a button: which mission, which version, which act, from which state."""
    return f"m:{mission.triad_id}:{mission.number}:{mission.version}:{act.value}:{mission.state.value}"


def buttons(mission: Mission, reader: Person | None, scene: Scene) -> Rows:
    """What `reader` (None: the counsellors, in the topic) may do with the mission as it stands."""
    tables = {Role.APPRENTICE: _APPRENTICE_BUTTONS, Role.TUTOR: _TUTOR_BUTTONS}
    table = tables.get(reader.role, {}) if reader is not None else _TOPIC_BUTTONS
    if reader is not None and mission.state is State.DONE and reader.role in mission.assessed_by:
        return ((_looks_button(scene, mission, reader, "👀 Revoir mon regard"),),)
    if mission.asked and reader is not None and reader.role is Role.APPRENTICE:
        table = _ASKED_BUTTONS
    rows = (
        tuple(
            Button(_label(scene, label, reader), press_data(mission, act), style=style)
            for act, label, style in row
            if _in_time(mission, act, scene) and not (act is Act.START and checking(scene, mission))
        )
        for row in table.get(mission.state, ())
    )
    looks = ((_looks_button(scene, mission, reader, "🔎 Les deux regards"),),)
    return (*(row for row in rows if row), *(looks if mission.state is State.ASSESSED else ()))


def _looks_button(scene: Scene, mission: Mission, reader: Person | None, label: str) -> Button:
    return Button(_label(scene, label, reader), f"o:{mission.triad_id}:{mission.number}")


def _label(scene: Scene, words: str, reader: Person | None) -> str:
    return (scene.words(words, reader) if reader is not None else render(words)).text


def _in_time(mission: Mission, act: Act, scene: Scene) -> bool:
    """Whether a button that lasts only a while is still of use."""
    if act is Act.UNDO:
        return mission.undoable(scene.now)
    return act is not Act.REPLY or mission.answerable(scene.now)


def fields_of(mission_card: Mapping[str, str], names: Mapping[str, str]) -> Text:
    """The card's parts, one under the other; empty ones are left out. `names`: of skills and lessons, by id."""
    parts: list[Text] = []
    for name, label in FIELDS.items():
        value = shown(name, mission_card.get(name, ""), names)
        if value and name == "title":
            parts.append(say("<b>{value}</b>", value=value))
        elif value:
            parts.append(say("{label} : {value}", label=say(label), value=value))
    return stack(*parts)


def chosen_from(scene: Scene) -> dict[str, Mapping[str, str]]:
    """The skills and the lessons that a card may name, by id, as the facts of a script."""
    mine = shelf(scene.library.modules, Role.APPRENTICE)
    return {"skills": scene.library.skills, "lessons": {module.slug: module.title for module in mine}}


def names_of(scene: Scene) -> dict[str, str]:
    """How they are called, by id."""
    return {id_: name for names in chosen_from(scene).values() for id_, name in names.items()}


def shown(name: str, value: str, names: Mapping[str, str]) -> str:
    """A part of the card as people read it."""
    if value == SPOKEN:
        return f"{SPOKEN} (voir le message joint)"
    return names.get(value, value) if name in CHOSEN else value


def stack(*texts: Text | None) -> Text:
    """Texts one under the other; None and empty ones leave no line."""
    kept = [text for text in texts if text]
    return Text("\n".join(f"{{l{n}}}" for n in range(len(kept))), {f"l{n}": text for n, text in enumerate(kept)})


def card(scene: Scene, triad: Triad, mission: Mission, reader: Person | None, news: Text | None = None) -> Content:
    """The mission as `reader` sees it now (None: the counsellors' topic), under a line of news if there is one."""
    author = triad.apprentice.first_name if triad.apprentice else "?"
    text = stack(
        news,
        say("🧩 Mission n° {number} · {author}", number=mission.number, author=author) if news is None else None,
        _two_versions(scene, mission, reader) if mission.state is State.AMENDED else None,
        fields_of(mission.card.words(), names_of(scene)) if mission.state is not State.AMENDED else None,
        _caution(scene, triad, mission, reader),
        _state_line(scene, triad, mission, reader),
        _reminded(scene, mission, reader),
    )
    if reader is None:
        return Content(render(text), buttons(mission, None, scene))
    return Content(scene.words(text, reader), buttons(mission, reader, scene))


def regulated(scene: Scene, triad: Triad | None, mission: Mission) -> tuple[Regulated, ...]:
    """What to mind before 18, as long as the apprentice is not known to be an adult and it is not over."""
    adult = triad is not None and triad.apprentice is not None and triad.apprentice.settings.get(AGE) == ADULT
    return () if adult or mission.state in OVER else spotted(scene.library.regulated, mission.card.words())


def checking(scene: Scene, mission: Mission) -> bool:
    """Whether the team has still to look at it before it begins."""
    if not regulated(scene, scene.triads.get(mission.triad_id), mission):
        return False
    asked = card_by(scene, key_of(CHECK + mission.subject))
    return asked is not None and asked.state != "done"


def _caution(scene: Scene, triad: Triad, mission: Mission, reader: Person | None) -> Text | None:
    """The kinds of work by name, with the articles for the team alone; for her, that she has to wait."""
    found = regulated(scene, triad, mission)
    if not found:
        return None
    waits = mission.state is State.VALIDATED and checking(scene, mission)
    names = ", ".join(f"{kind.name} ({kind.article})" if reader is None else kind.name for kind in found)
    asked = card_by(scene, key_of(CHECK + mission.subject))
    if asked is not None and asked.state == "done":
        return say("☑️ Avant 18 ans, vérifié par l'équipe : {names}", names=names)
    minds = say("⚠️ Avant 18 ans, à vérifier : {names}", names=names)
    young = reader is not None and reader.role is Role.APPRENTICE
    return stack(minds, say(WAIT) if young else say("⏳ L'équipe vérifie avant le début.")) if waits else minds


def _state_line(scene: Scene, triad: Triad, mission: Mission, reader: Person | None) -> Text:
    """How it stands, since whom and when; and whose turn it is, as long as an answer is awaited."""
    step = mission.steps[-1] if mission.steps else None
    turn = _turn(triad, mission, reader)
    state = say(STATES[mission.state])
    if step is None:
        return state
    if step.person_id is None:
        line = say("<i>{state}, {at}</i>", state=state, at=scene.when(step.at))
    elif turn is None:
        line = say("<i>{state} – {who}, {at}</i>", state=state, who=_who(step, reader), at=scene.when(step.at))
    else:
        line = say("<i>{turn} ({who}, {at})</i>", turn=turn, who=_who(step, reader), at=scene.when(step.at))
    return stack(line, _agreement(mission))


def _turn(triad: Triad, mission: Mission, reader: Person | None) -> Text | None:
    """What is awaited, and of whom, as the reader says it."""
    if mission.state is State.AMENDED:
        return say("✏️ ajustée : {to} de répondre", to=_to(triad.apprentice, reader))
    if mission.asked:
        return say("❓ question posée : {to} de répondre", to=_to(triad.apprentice, reader))
    if mission.state is State.PROPOSED:
        return say("⏳ en attente du oui : {to} de répondre", to=_to(triad.tutor, reader))
    return None


def _to(awaited: Person | None, reader: Person | None) -> Text:
    if awaited is None or reader is None or reader.id != awaited.id:
        return say("à {name}", name=awaited.first_name if awaited else "?")
    return say("à toi") if reader.role is Role.APPRENTICE else say("à vous")


def _reminded(scene: Scene, mission: Mission, reader: Person | None) -> Text | None:
    """When somebody was last reminded of it, for those who might do it by hand: the apprentice and the counsellors."""
    if mission.state in OVER or not mission.steps or (reader is not None and reader.role is not Role.APPRENTICE):
        return None
    last = last_about(scene, mission.subject)
    if last is None or last.decided_at < mission.steps[-1].at:
        return None
    if last.sent_at is not None:
        return say("<i>🔔 Relancé : {at}</i>", at=scene.when(last.sent_at))
    return say("<i>🔔 Rappel en route : {at}</i>", at=scene.when(last.decided_at))


def _who(step: Step, reader: Person | None) -> Text | str:
    """Who acted, as the reader says it."""
    if reader is None or step.person_id != reader.id:
        return step.name
    return say("toi") if reader.role is Role.APPRENTICE else say("vous")


def _agreement(mission: Mission) -> Text | None:
    """Under which yes it may be done, when that yes is not just the tutor's own: two names, or who wrote it down."""
    if mission.state not in (State.VALIDATED, State.IN_PROGRESS, State.DONE, State.ASSESSED):
        return None
    agreed, amended = mission.agreed, mission.last(Act.AMEND)
    if agreed is not None and agreed.act is Act.PHONE:
        return say("Validée par téléphone, notée par {name}", name=agreed.name)
    if agreed is not None and agreed.act is Act.ACCEPT and amended is not None:
        return say("D'accord tous les deux : {tutor} et {apprentice}", tutor=amended.name, apprentice=agreed.name)
    return None


def _two_versions(scene: Scene, mission: Mission, reader: Person | None) -> Text:
    """Old and new side by side: what changed is said in words, what did not is said once."""
    before = next(step.card for step in reversed(mission.steps) if step.version < mission.version)
    names = names_of(scene)
    changes = {name: (old, new) for name, old, new in before.differences(mission.card)}
    rows: list[Text] = []
    for name, label in FIELDS.items():
        if name in changes:
            old, new = (shown(name, value, names) or "–" for value in changes[name])
            rows.append(
                say("✏️ {label}\n   avant : <s>{old}</s>\n   proposé : <b>{new}</b>", label=say(label), old=old, new=new)
            )
        elif mission.card.words()[name]:
            value = shown(name, mission.card.words()[name], names)
            rows.append(say("{label} : {value}", label=say(label), value=value))
    return stack(*rows)


def overview(scene: Scene, triad: Triad) -> Text:
    """The missions of a triad, one line each, newest first."""
    known = sorted((m for m in scene.missions.values() if m.triad_id == triad.id), key=lambda m: -m.number)
    older = len(known) - LISTED
    return stack(
        *(
            say("{n}. {title} – {state}", n=m.number, title=m.card.title, state=say(STATES[m.state]))
            for m in known[:LISTED]
        ),
        say("… et avant : {n}", n=older) if older > 0 else None,
    )

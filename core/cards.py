"""What a mission looks like: its card for each reader, with the buttons that reader may press."""

from __future__ import annotations

from collections.abc import Mapping

from core.messages import Button, Content, Rows
from core.missions import STATES, Act, Mission, State
from core.people import Person, Role
from core.scene import Scene
from core.skills import Assessment, Grid, gap, wide
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
}

_APPRENTICE_BUTTONS: dict[State, tuple[tuple[tuple[Act, str, str], ...], ...]] = {
    State.PROPOSED: (((Act.WITHDRAW, "🚫 Retirer", ""),),),
    State.AMENDED: (
        ((Act.ACCEPT, "✅ J'accepte", "success"), (Act.REPROPOSE, "✏️ Proposer autrement", "")),
        ((Act.WITHDRAW, "🚫 Retirer", ""),),
    ),
    State.VALIDATED: (((Act.START, "▶️ Je commence", "primary"), (Act.WITHDRAW, "🚫 Retirer", "")),),
    State.IN_PROGRESS: (((Act.FINISH, "🏁 C'est fait", "success"),),),
    State.DONE: (((Act.ASSESS, "🔎 Donner mon regard", "primary"),),),
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
    State.DONE: (((Act.ASSESS, "🔎 Donner mon regard", "primary"),),),
}


def press_data(mission: Mission, act: Act) -> str:
    """The whole intention of a button: which mission, which version, which act, from which state."""
    return f"m:{mission.triad_id}:{mission.number}:{mission.version}:{act.value}:{mission.state.value}"


def buttons(mission: Mission, reader: Person, scene: Scene) -> Rows:
    """What `reader` may do with the mission as it stands."""
    table = {Role.APPRENTICE: _APPRENTICE_BUTTONS, Role.TUTOR: _TUTOR_BUTTONS}.get(reader.role, {})
    if mission.state is State.DONE and reader.role in mission.assessed_by:
        return ()
    if mission.asked and reader.role is Role.APPRENTICE:
        table = _ASKED_BUTTONS
    return tuple(
        tuple(
            Button(scene.words(label, reader).text, press_data(mission, act), style=style) for act, label, style in row
        )
        for row in table.get(mission.state, ())
    )


def fields_of(mission_card: Mapping[str, str], skills: Mapping[str, str]) -> Text:
    """The card's parts, one under the other; empty ones are left out."""
    parts: list[Text] = []
    for name, label in FIELDS.items():
        value = shown(name, mission_card.get(name, ""), skills)
        if value and name == "title":
            parts.append(say("<b>{value}</b>", value=value))
        elif value:
            parts.append(say("{label} : {value}", label=say(label), value=value))
    return stack(*parts)


def shown(name: str, value: str, skills: Mapping[str, str]) -> str:
    """A part of the card as people read it."""
    if value == SPOKEN:
        return f"{SPOKEN} (voir le message joint)"
    return skills.get(value, value) if name == "skill" else value


def stack(*texts: Text | None) -> Text:
    """Texts one under the other; None and empty ones leave no line."""
    kept = [text for text in texts if text]
    return Text("\n".join(f"{{l{n}}}" for n in range(len(kept))), {f"l{n}": text for n, text in enumerate(kept)})


def card(scene: Scene, triad: Triad, mission: Mission, reader: Person | None, news: Text | None = None) -> Content:
    """The mission as `reader` sees it now (None: the counsellors' topic), under a line of news if there is one."""
    skills = dict(scene.library.skills)
    author = triad.apprentice.first_name if triad.apprentice else "?"
    text = stack(
        news,
        say("🧩 Mission n° {number} · {author}", number=mission.number, author=author) if news is None else None,
        _two_versions(scene, mission, reader) if mission.state is State.AMENDED else None,
        fields_of(mission.card.words(), skills) if mission.state is not State.AMENDED else None,
        _state_line(scene, mission, reader),
    )
    if reader is None:
        return Content(render(text))
    return Content(scene.words(text, reader), buttons(mission, reader, scene))


def _state_line(scene: Scene, mission: Mission, reader: Person | None) -> Text:
    step = mission.steps[-1] if mission.steps else None
    state = say(STATES[mission.state])
    if step is None:
        return state
    who = say("vous") if reader and reader.role is not Role.APPRENTICE and step.person_id == reader.id else step.name
    if reader and reader.role is Role.APPRENTICE and step.person_id == reader.id:
        who = say("toi")
    line = say("<i>{state} – {who}, {at}</i>", state=state, who=who, at=scene.when(step.at))
    agreed = _agreement(mission)
    return stack(line, agreed) if agreed and mission.state is State.VALIDATED else line


def _agreement(mission: Mission) -> Text | None:
    """After changes, a validated mission names both who agreed."""
    amended, accepted = mission.last(Act.AMEND), mission.last(Act.ACCEPT)
    if amended is None or accepted is None:
        return None
    return say("D'accord tous les deux : {tutor} et {apprentice}", tutor=amended.name, apprentice=accepted.name)


def _two_versions(scene: Scene, mission: Mission, reader: Person | None) -> Text:
    """Old and new side by side: what changed is said in words, what did not is said once."""
    before = next(step.card for step in reversed(mission.steps) if step.version < mission.version)
    skills = dict(scene.library.skills)
    changes = {name: (old, new) for name, old, new in before.differences(mission.card)}
    rows: list[Text] = []
    for name, label in FIELDS.items():
        if name in changes:
            old, new = (shown(name, value, skills) or "–" for value in changes[name])
            rows.append(
                say("✏️ {label}\n   avant : <s>{old}</s>\n   proposé : <b>{new}</b>", label=say(label), old=old, new=new)
            )
        elif mission.card.words()[name]:
            value = shown(name, mission.card.words()[name], skills)
            rows.append(say("{label} : {value}", label=say(label), value=value))
    return stack(*rows)


def two_looks(
    grid: Grid, mission: Mission, hers: Assessment, theirs: Assessment, names: tuple[str, str], reader: Role
) -> Text:
    """Both looks side by side in the reader's words, each gap in words too; three questions when a gap is wide."""
    levels = grid.labels()
    rows = [
        say(
            "<b>{criterion}</b>\n   {apprentice} : {hers}\n   {tutor} : {theirs}\n   → {gap}",
            criterion=say(criterion.apprentice if reader is Role.APPRENTICE else criterion.tutor),
            apprentice=names[0],
            tutor=names[1],
            hers=say(levels[hers.marks[criterion.id]]) if criterion.id in hers.marks else say("pas encore regardé"),
            theirs=say(levels[theirs.marks[criterion.id]])
            if criterion.id in theirs.marks
            else say("pas encore regardé"),
            gap=gap(grid, criterion.id, hers, theirs, names),
        )
        for criterion in grid.criteria
    ]
    words = [
        say("💬 {name} : « {words} »", name=name, words=look.words)
        for name, look in zip(names, (hers, theirs), strict=True)
        if look.words
    ]
    talk = None
    if wide(grid, hers, theirs):
        talk = say(
            "💡 10 minutes pour en parler : qu'est-ce qui a été facile ? qu'est-ce qui a été difficile ? "
            "qu'est-ce qu'on essaie la prochaine fois ?"
        )
    return stack(say("🔎 Deux regards sur « {title} »", title=mission.card.title), *rows, *words, talk)


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

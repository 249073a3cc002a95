"""/progres: how far somebody is, drawn in text, and as a picture for those who ask for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from core.law.facts import day
from core.lessons import attestation
from core.lessons.editions import as_read
from core.lessons.lesson import Module, Progress
from core.lessons.pages import blocks, drawn
from core.messages import Button, Content, Media, Rows, Send, ToPerson, paper
from core.missions.mission import STATES, State
from core.people import Role
from core.scene import Scene
from core.texts import Rich, say

#: the states of a mission that are told, in the order of its life
TOLD = (State.PROPOSED, State.VALIDATED, State.IN_PROGRESS, State.DONE, State.ASSESSED)


def progress(scene: Scene) -> None:
    """The lessons one by one, the missions by state; from here the picture and, when it is due, the attestation."""
    person = scene.person
    assert person is not None
    modules, reading = as_read(scene, person, scene.progress), scene.reading()
    finished = sum(_share(scene.progress.get(module.slug), module) == 1 for module in modules)
    head = reading.say(
        "📈 <b>{title}</b>\n{bar} {done}/{all}",
        title=say("Ton parcours" if person.role is Role.APPRENTICE else "Votre parcours"),
        bar=drawn(finished, len(modules)), done=finished, all=len(modules),
    )  # fmt: skip
    listed = Rich("\n".join(_line(scene, module) for module in modules))
    rows: Rows = ((Button(reading.say("🖼 En image").text, "n:picture"), Button("📚", "n:lessons")),)
    if not attestation.missing(person.role, modules, scene.progress):
        rows = ((Button(reading.say("🎓 Attestation").text, "n:attestation", style="success"),), *rows)
    missions = _missions(scene)
    scene.answer(blocks(head, listed, Rich("🧩 ") + missions if missions else missions), rows)


def picture(scene: Scene) -> None:
    """The same as a picture, with the same in words under it, for those who do not see it."""
    person = scene.person
    assert person is not None
    modules = as_read(scene, person, scene.progress)
    title = scene.words("Ton parcours" if person.role is Role.APPRENTICE else "Votre parcours").text
    data = {"title": title, "rows": [_row(scene, module) for module in modules], "foot": _missions(scene).text}
    lines = Rich("\n".join(f"{_row(scene, module)['name']} : {_row(scene, module)['label']}" for module in modules))
    words = scene.words(say("{title}\n{lines}\n{missions}", title=title, lines=lines, missions=_missions(scene)))
    content = Content(words.strip(), attachment=paper("journey", "parcours.png", data, Media.PHOTO))
    scene.reply.outgoing.append(Send(to=ToPerson(person.id), content=content))


def _line(scene: Scene, module: Module) -> str:
    share = _share(scene.progress.get(module.slug), module)
    mark = "✓" if share == 1 else "▶️" if module.slug in scene.progress else "○"
    row = _row(scene, module)
    return f"{mark} {row['name']}\n{drawn(round(share * 100), 100)} {row['label']}"


def _row(scene: Scene, module: Module) -> dict[str, object]:
    found = scene.progress.get(module.slug)
    if found is None:
        label = scene.words(say("{n} min", n=module.minutes)).text
    elif found.finished_at:
        label = scene.words(say("finie le {day}", day=day(found.finished_at.date()))).text
    else:
        label = f"{min(found.page + 1, len(module.pages))}/{len(module.pages)}"
    return {"name": scene.words(module.title).text, "share": _share(found, module), "label": label}


def _share(found: Progress | None, module: Module) -> float:
    """0 to 1."""
    if found is None:
        return 0
    return 1 if found.finished_at else round(min(found.page, len(module.pages)) / len(module.pages), 2)


def _missions(scene: Scene) -> Rich:
    counted = Counter(mission.state for mission in scene.missions.values())
    told: Sequence[str] = [
        scene.words(say("{n} {state}", n=counted[state], state=say(STATES[state]))).text
        for state in TOLD
        if counted[state]
    ]
    return scene.words(say("Missions : {told}", told=", ".join(told))) if told else Rich("")

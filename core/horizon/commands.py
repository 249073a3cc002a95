"""What the commands of the horizon open: its screen, what was practised, and the conversations that say what comes."""

from __future__ import annotations

from core.conversation import facts_for, start
from core.horizon import screens
from core.horizon.acts import actor
from core.horizon.horizon import Horizon, HorizonOf, MissionsOf, Side
from core.messages import Button, Message
from core.people import Refused, Role
from core.scene import Scene
from core.texts import Text, say
from core.triad import Triad


def show(scene: Scene, _: str = "") -> None:
    """`/horizon`: one screen for each thread."""
    person = actor(scene)
    mine = [t for t in scene.triads.values() if t.state == "open" and t.apprentice is not None]
    for triad in mine:
        known = scene.find(HorizonOf(triad.id))
        scene.answer(screens.screen(scene, triad, known, person.role), screens.doors(scene, known, person))
    if not mine:
        scene.answer("L'horizon s'ouvre avec un fil : la structure peut en ouvrir un.")


def practice(scene: Scene, _: str = "") -> None:
    """`/pratique`: which topics were practised, for each thread."""
    for triad in scene.triads.values():
        scene.answer(practised(scene, triad, scene.find(HorizonOf(triad.id))))
    if not scene.triads:
        scene.answer("Rien à montrer : aucun fil n'est ouvert ici.")


def programme(scene: Scene, _: str = "") -> None:
    """`/programme`: what the course will teach."""
    triads = [t for t in scene.triads.values() if t.state == "open" and t.apprentice is not None]
    if not triads:
        scene.answer("Le programme se donne dans un fil : la structure peut en ouvrir un.")
        return
    names = {str(t.id): t.apprentice.first_name for t in triads if t.apprentice is not None}
    start(scene, "tell_programme", facts_for(scene, None, choices=names))


def show_in_topic(_: Message, scene: Scene) -> None:
    show(scene)


def practice_in_topic(_: Message, scene: Scene) -> None:
    practice(scene)


def programme_in_topic(_: Message, scene: Scene) -> None:
    """Where no trainer is in the thread, the counsellors tell the programme."""
    programme(scene)


def say_ahead(scene: Scene, _: str = "") -> None:
    """`/avenir`: the tutor says what comes; with several apprentices, first for whom."""
    triads = [t for t in scene.triads.values() if t.state == "open" and t.apprentice is not None]
    if len(triads) == 1:
        ask(scene, triads[0], scene.find(HorizonOf(triads[0].id)))
    elif triads:
        rows = tuple((Button(t.apprentice.first_name, f"hz:{t.id}:say"),) for t in triads if t.apprentice)
        scene.answer("Pour qui ?", rows)
    else:
        scene.answer("Aucun fil n'est ouvert ici en ce moment.")


def ask(scene: Scene, triad: Triad, known: Horizon) -> None:
    person = actor(scene)
    if person.role is Role.TRAINER:
        programme(scene)
        return
    if person.role is not Role.TUTOR:
        raise Refused("C'est l'entreprise qui dit ce qui s'y passera.")
    families = {} if known.family else {f.id: f.name for f in scene.library.interests.families}
    tasks = scene.library.tasks
    start(
        scene,
        "tell_ahead",
        facts_for(
            scene,
            triad,
            choices=families,
            tasks={"": tasks.get(known.family, ())} if known.family else dict(tasks),
            calendar={"today": scene.today.isoformat()},
        ),
    )


def practised(scene: Scene, triad: Triad, known: Horizon) -> Text:
    if not known.of(Side.COURSE):
        return say("Le programme du cours n'est pas encore là : la personne du centre de formation l'envoie ici.")
    missions = scene.find(MissionsOf(triad.id))
    return screens.practised(scene, triad, known, missions, actor(scene).role)

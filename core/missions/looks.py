"""Two looks at a mission that is done: each given without seeing the other, then both side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.messages import Content, Send, ToPerson
from core.missions.acts import OnMission, do, find, refresh
from core.missions.cards import stack
from core.missions.grids import KeptGrid, grid_by, grid_of
from core.missions.mission import Act, Mission, State
from core.missions.news import tell_topic
from core.missions.skills import Assessment, Grid, Sides, gap, wide
from core.people import Refused, Role
from core.scene import Scene
from core.texts import Text, say
from core.triad import Triad

NOT_GIVEN = "pas encore donné"
QUESTIONS = (
    "💡 10 minutes pour en parler : qu'est-ce qui a été facile ? qu'est-ce qui a été difficile ? "
    "qu'est-ce qu'on essaie la prochaine fois ?"
)


@dataclass(frozen=True)
class Look:
    """One side's look at one mission that is done."""

    triad: int
    number: int
    version: int
    marks: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    #: the version of the grid that was asked; "" for the mission's
    grid: str = ""

    def apply(self, scene: Scene) -> None:
        triad, mission = find(scene, self.triad, self.number)
        grid = grid_by(scene, self.grid) if self.grid else grid_of(scene, mission)
        mission = do(scene, triad, mission, OnMission(Act.ASSESS, self.triad, self.number, self.version))
        assert scene.person is not None
        look = Assessment(scene.person.role, scene.person.id, grid.version, self.marks, self.words)
        scene.keep(KeptGrid(grid, scene.now))
        scene.reply.assessments.append((mission, look))
        looks = {**scene.assessments.get((triad.id, mission.number), {}), look.side: look}
        triad = scene.triads[triad.id]
        refresh(scene, triad, mission)
        tell_topic(scene, triad, mission)
        if mission.state is State.ASSESSED:
            _show_both(scene, triad, mission, _sides(scene, looks))


def show(scene: Scene, triad: Triad, mission: Mission) -> None:
    """The looks once more, for the one who asks: both when both are in; before that, only one's own."""
    assert scene.person is not None
    looks = scene.assessments.get((triad.id, mission.number), {})
    role = scene.person.role
    if mission.state is State.ASSESSED:
        words = two_looks(mission, _sides(scene, looks), names(triad), role)
    elif role in looks:
        mine = looks[role]
        words = one_look(mission, mine, grid_by(scene, mine.grid_version), names(triad))
    else:
        raise Refused("Les deux regards se montrent ensemble, quand les deux sont là.")
    if scene.place.private:
        content = Content(scene.words(words))
        scene.reply.outgoing.append(Send(to=ToPerson(scene.person.id, triad.id), content=content))
    else:
        scene.answer(words)


def names(triad: Triad) -> tuple[str, str]:
    """The apprentice's, the tutor's."""
    return (
        triad.apprentice.first_name if triad.apprentice else "alternance",
        triad.tutor.first_name if triad.tutor else "entreprise",
    )


def _sides(scene: Scene, looks: Mapping[Role, Assessment]) -> Sides:
    """Both looks, each with the grid it was made with."""
    hers, theirs = looks[Role.APPRENTICE], looks[Role.TUTOR]
    return Sides((hers, grid_by(scene, hers.grid_version)), (theirs, grid_by(scene, theirs.grid_version)))


def _show_both(scene: Scene, triad: Triad, mission: Mission, sides: Sides) -> None:
    """Both looks are in: each sees both, and so do the counsellors."""
    for reader in (triad.apprentice, triad.tutor):
        if reader is not None:
            words = two_looks(mission, sides, names(triad), reader.role)
            scene.tell(reader, words, triad=triad.id, subject=f"looks:{triad.id}:{mission.number}")
    scene.post_in_topic(triad, two_looks(mission, sides, names(triad), Role.COUNSELLOR))


def two_looks(mission: Mission, sides: Sides, who: tuple[str, str], reader: Role) -> Text:
    """Both looks side by side in the reader's words, each gap in words too; three questions when a gap is wide."""
    rows = [
        say(
            "<b>{criterion}</b>\n   {apprentice} : {hers}\n   {tutor} : {theirs}\n   → {gap}",
            criterion=say(criterion.apprentice if reader is Role.APPRENTICE else criterion.tutor),
            apprentice=who[0],
            tutor=who[1],
            hers=_marked(sides.hers, criterion.id),
            theirs=_marked(sides.theirs, criterion.id),
            gap=gap(sides, criterion.id, who),
        )
        for criterion in sides.criteria
    ]
    words = [
        say("💬 {name} : « {words} »", name=name, words=look.words)
        for name, (look, _) in zip(who, (sides.hers, sides.theirs), strict=True)
        if look.words
    ]
    reply = mission.last(Act.REPLY)
    return stack(
        say("🔎 Deux regards sur « {title} »", title=mission.card.title),
        *rows,
        *words,
        say("↪ {name} ajoute : « {words} »", name=reply.name, words=reply.note) if reply is not None else None,
        say(QUESTIONS) if wide(sides) else None,
    )


def one_look(mission: Mission, look: Assessment, grid: Grid, who: tuple[str, str]) -> Text:
    """One's own look, while the other is missing: missing is said, and counts for nothing."""
    mine, other = who if look.side is Role.APPRENTICE else who[::-1]
    rows = [
        say(
            "<b>{criterion}</b>\n   {name} : {level}",
            criterion=say(criterion.apprentice if look.side is Role.APPRENTICE else criterion.tutor),
            name=mine,
            level=_marked((look, grid), criterion.id),
        )
        for criterion in grid.criteria
    ]
    return stack(
        say("🔎 Un regard sur « {title} »", title=mission.card.title),
        *rows,
        say("💬 {name} : « {words} »", name=mine, words=look.words) if look.words else None,
        say("{name} : {missing}. Quand les deux sont là, chacun voit les deux.", name=other, missing=say(NOT_GIVEN)),
    )


def _marked(side: tuple[Assessment, Grid], criterion: str) -> Text:
    look, grid = side
    level = grid.level(look.marks.get(criterion, ""))
    return say(level.label) if level is not None else say("pas regardé")

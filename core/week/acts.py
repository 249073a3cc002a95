"""What follows from the week: a review, a card when help is needed, the line of hours, and silence for who wants it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from core.forum.cards import raise_card
from core.missions.cards import stack
from core.people import Person, Refused, Role
from core.scene import Scene
from core.texts import Text, say
from core.triad import Triad
from core.week import rhythm, weeks

# What was tapped, as the counsellors read it.
ABOUT = {
    "work": "le travail",
    "team": "l'équipe",
    "course": "les cours",
    "hours": "les horaires, les trajets",
    "nothing": "rien de spécial",
}


@dataclass(frozen=True)
class WeekReview:
    """The review of one week, once: a second one takes its place."""

    triad_id: int
    week: date
    person_id: int
    well: str
    hard: str
    help: bool


@dataclass(frozen=True)
class Review:
    """Three taps."""

    triad: int
    well: str
    hard: str
    help: bool

    def apply(self, scene: Scene) -> None:
        triad, person = theirs(scene, self.triad)
        week = weeks.monday(scene.today)
        scene.keep(WeekReview(triad.id, week, person.id, self.well, self.hard, self.help))
        scene.record("week-reviewed", triad=triad.id, well=self.well, hard=self.hard, help=self.help)
        said = say(
            "Ce qui va : {well}. Difficile : {hard}.", well=say(ABOUT[self.well]), hard=say(ABOUT[self.hard])
        )  # fmt: skip
        line = rhythm.hours_line(scene, triad, person, week)
        scene.post_in_topic(
            triad,
            stack(
                say("🗓 La semaine de {name}", name=person.first_name),
                said,
                stack(say("Pour i-milo, à copier si c'est juste :"), line) if line is not None else None,
            ),
        )
        if self.help:
            raise_card(
                scene, "week-help", f"week-help:{triad.id}:{week}",
                stack(say("🙋 {name} demande de l'aide (revue de la semaine).", name=person.first_name), said),
                triad=triad, person=person,
            )  # fmt: skip


def theirs(scene: Scene, triad_id: int) -> tuple[Triad, Person]:
    """The triad and its apprentice, who acts."""
    triad = scene.triad_of(triad_id)
    if triad is None or triad.state != "open" or scene.person is None or scene.person.role is not Role.APPRENTICE:
        raise Refused("Ce bouton est pour une autre personne : rien n'a changé.")
    return triad, scene.person


def silence(scene: Scene, *, silent: bool) -> None:
    """No more Mondays and Thursdays; or again."""
    assert scene.person is not None
    scene.person = replace(scene.person, settings={**scene.person.settings, "week": "off" if silent else ""})
    scene.reply.people.append(scene.person)
    scene.record("week-silenced" if silent else "week-heard")


def hours(scene: Scene, triad: Triad) -> Text:
    """The lines of this week and of the last, for the counsellors."""
    apprentice = triad.apprentice
    this = weeks.monday(scene.today)
    both = [date.fromordinal(this.toordinal() - 7), this]
    lines = [rhythm.hours_line(scene, triad, apprentice, week) for week in both] if apprentice is not None else []
    if not any(lines):
        return say("Rien de compté cette semaine ni la précédente : ni leçon finie, ni rendez-vous, ni mission faite.")
    return stack(say("Pour i-milo, à copier si c'est juste. Rien ne part d'ici."), *lines)

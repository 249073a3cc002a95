"""The manager's board: counts only, each with its definition; nobody's mood, words or missions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from core.missions.transitions import Act
from core.records import Asked
from core.room import door
from core.room.young import Followed, FollowedHere
from core.scene import Scene
from core.scripts.refuse_mission import REASONS
from core.texts import Rich, render, say
from core.watch.acts import AlarmsOf

#: an active young person has given a sign, and missions are counted, for so long
ACTIVE, PERIOD = timedelta(days=30), timedelta(days=90)
OTHER = REASONS["autre"]
ANSWERS = (Act.VALIDATE, Act.AMEND, Act.REFUSE, Act.PHONE)


@dataclass(frozen=True)
class Counted:
    """What happened to missions."""

    #: how often each act was done
    acts: Mapping[str, int]
    #: refusals by our own reasons; "" for what was written freely
    refusals: Mapping[str, int]
    #: hours from the first proposal of a mission to its first answer
    delays: tuple[float, ...]


@dataclass(frozen=True)
class CountedSince(Asked[Counted]):
    """What happened to the missions of the structure since then."""

    since: datetime


@dataclass(frozen=True)
class TutorsHere(Asked[tuple[int, int]]):
    """How many open threads have somebody of a company, and how many of those can be reached."""


@dataclass(frozen=True)
class CardsHeld(Asked[Mapping[str, int]]):
    """How many cards each counsellor holds, by first name and number."""


@dataclass(frozen=True)
class LostHere(Asked[int]):
    """How many people of open threads are « à recontacter » now."""


@dataclass(frozen=True)
class Figure:
    """One figure, and what it counts."""

    label: Rich
    value: str
    definition: Rich


@dataclass(frozen=True)
class BoardSeen:
    """The whole page."""

    figures: tuple[Figure, ...]
    #: how many refusals for each reason
    refusals: tuple[tuple[str, int], ...]
    #: counsellor, threads followed, cards held
    load: tuple[tuple[str, int, int], ...]
    #: the reason under which what was written freely is counted
    other: str


def look(scene: Scene) -> BoardSeen:
    """For managers and counsellors alike."""
    door.staff(scene)
    counted: Counted = scene.find(CountedSince(scene.now - PERIOD))
    followed: Followed = scene.find(FollowedHere(scene.now - ACTIVE))
    return BoardSeen(_figures(scene, followed, counted), _refusals(counted), _load(scene, followed), OTHER)


def _figures(scene: Scene, followed: Followed, counted: Counted) -> tuple[Figure, ...]:
    tutors, reached = scene.find(TutorsHere())
    delay = hours(median(counted.delays)) if counted.delays else "–"
    done = {act: counted.acts.get(act, 0) for act in Act}
    agreed = done[Act.VALIDATE] + done[Act.PHONE] + done[Act.ACCEPT]

    def one(label: str, value: object, definition: str) -> Figure:
        return Figure(render(say(label)), str(value), render(say(definition)))

    alarms = [alarm for alarm in scene.find(AlarmsOf()) if scene.today - alarm.day < PERIOD]
    judged = [alarm.founded for alarm in alarms if alarm.founded is not None]
    return (
        one("Jeunes actifs", f"{followed.active} / {followed.all}", "Jeunes d'un fil ouvert, d'accord, qui ont "
            "écrit, agi sur une mission ou suivi une leçon ces 30 derniers jours ; sur tous les fils ouverts."),
        one("Entreprises joignables", f"{reached} / {tutors}", "Personnes d'entreprise qui ont dit oui et dont une "
            "adresse répond ; sur les fils ouverts qui en ont une."),
        one("Délai médian de réponse", delay, "De la première proposition d'une mission à la première réponse de "
            "l'entreprise (oui, ajustement ou non), nuits et week-ends compris. Ce qui attend encore n'y est pas."),
        one("Missions proposées", done[Act.PROPOSE], "Premières propositions de ces 90 derniers jours."),
        one("Missions acceptées", agreed, "Oui de l'entreprise, au bouton ou au téléphone, et ajustements acceptés."),
        one("Missions refusées", done[Act.REFUSE], "Non de l'entreprise, même annulés ensuite."),
        one("Missions faites", done[Act.FINISH], "Dites faites par le jeune. Celles sans suite n'y sont jamais."),
        one("Missions sans suite", done[Act.EXPIRE], "Restées sans réponse ou sans début jusqu'à leur échéance."),
        one("Alertes précoces", len(alarms), "Signes envoyés à l'équipe ces 90 derniers jours, une fois par semaine et "
            "par jeune au plus. Aucun nom ici, ni le signe."),
        one("Fausses alertes", f"{judged.count(False)} / {len(judged)}", "Alertes que l'équipe a dites fausses, sur "
            "celles qu'elle a jugées ces 90 derniers jours."),
        one("À recontacter", scene.find(LostHere()), "Personnes des fils ouverts qui ne répondent plus et que l'équipe "
            "doit appeler, jeunes et entreprises."),
    )  # fmt: skip


def hours(many: float) -> str:
    """A time in words that a glance understands."""
    return f"{many:.0f} h" if many < 48 else f"{many / 24:.0f} j"


def _refusals(counted: Counted) -> tuple[tuple[str, int], ...]:
    """By our own reasons; what was written freely is counted, never shown."""
    counts = {label: counted.refusals.get(label, 0) for label in REASONS.values()}
    counts[OTHER] += counted.refusals.get("", 0)
    return tuple((render(say(label)).text, n) for label, n in counts.items() if n)


def _load(scene: Scene, followed: Followed) -> tuple[tuple[str, int, int], ...]:
    held: Mapping[str, int] = scene.find(CardsHeld())
    names = sorted({*held, *followed.by})
    return tuple((name, followed.by.get(name, 0), held.get(name, 0)) for name in names)

"""Who works in a structure and who is there now; what may be asked about its people and triads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.messages import Address
from core.people import Person, Role
from core.records import Asked
from core.scene import Scene
from core.triad import Triad


@dataclass(frozen=True)
class Team(Asked[tuple[Person, ...]]):
    """The counsellors and managers of the structure who have said yes, in the order they came."""


@dataclass(frozen=True)
class PersonBy(Asked[Person | None]):
    """One person of the structure."""

    number: int


@dataclass(frozen=True)
class PeopleAt(Asked[tuple[Person, ...]]):
    """Who of the structure is behind an address."""

    address: Address


@dataclass(frozen=True)
class TriadBy(Asked[Triad | None]):
    """One triad of the structure, with its members."""

    number: int


def counsellors(scene: Scene) -> list[Person]:
    return [one for one in scene.find(Team()) if one.role is Role.COUNSELLOR]


def managers(scene: Scene) -> list[Person]:
    return [one for one in scene.find(Team()) if one.role is Role.MANAGER]


def absent(person: Person, day: date) -> bool:
    """Whether she said that she would not be there that day."""
    said = person.settings.get("absent")
    return said is not None and said["from"] <= day.isoformat() <= said["until"]


def on_duty(scene: Scene) -> list[Person]:
    """The counsellors who are there now; nobody out of the structure's hours."""
    if not scene.hours.open_at(scene.now):
        return []
    return [one for one in counsellors(scene) if one.reachable and not absent(one, scene.today)]


def triad_by(scene: Scene, number: int) -> Triad | None:
    """The triad as this turn has it, or as it is kept."""
    if number not in scene.triads and (found := scene.find(TriadBy(number))) is not None:
        scene.triads[number] = found
    return scene.triads.get(number)


def there(scene: Scene, person: Person | None) -> Person | None:
    """Who does her work today: herself, her substitute while she is away, or the first of the team who is there."""
    team = [one for one in counsellors(scene) if one.reachable and not absent(one, scene.today)]
    if person is None or any(one.id == person.id for one in team):
        return person or next(iter(team), None)
    said = person.settings.get("absent") or {}
    return next((one for one in team if one.id == said.get("by")), next(iter(team), None))

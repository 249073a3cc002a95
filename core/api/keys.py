"""Keys of the API: made by a manager or the operator for one structure, with scopes and a last day; kept as a hash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.messages import Deed
from core.people import Refused, Role
from core.records import Asked
from core.room import door
from core.scene import Scene
from core.texts import say


class Scope(StrEnum):
    """One thing that a key opens."""

    YOUNG = "young-people:read"
    NAMES = "names:read"
    MISSIONS = "missions:read"
    MEETINGS = "meetings:read"
    INDICATORS = "indicators:read"
    INVITE = "invitations:write"


#: what people read of a scope
SCOPES: Mapping[Scope, str] = {
    Scope.YOUNG: "Les jeunes : numéro de dossier et étape du parcours",
    Scope.NAMES: "En plus : prénom du jeune et nom de l'entreprise",
    Scope.MISSIONS: "Les missions : étape et dates, sans leur texte",
    Scope.MEETINGS: "Les rendez-vous : étape et date, sans compte rendu",
    Scope.INDICATORS: "Les indicateurs, petits nombres masqués",
    Scope.INVITE: "Inviter un jeune",
}
#: how many days a key may live, and signs of its label
SHORTEST, LONGEST, LABEL = 1, 400, 60
#: how many keys of a structure may be open at once
MOST = 20


@dataclass(frozen=True)
class Key:
    """A key as it is kept."""

    id: int
    structure_id: int
    label: str
    scopes: frozenset[str]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    used_at: datetime | None = None

    def open(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at

    def may(self, scope: Scope) -> bool:
        return scope.value in self.scopes


@dataclass(frozen=True)
class NewKey:
    """A key to keep; `hash` is the sha-256 of its secret, in hexadecimal."""

    hash: str
    label: str
    scopes: frozenset[str]
    expires_at: datetime


@dataclass(frozen=True)
class KeyRevoked:
    """The key opens nothing from now on."""

    number: int


@dataclass(frozen=True)
class KeysHere(Asked[tuple[Key, ...]]):
    """Every key of the structure, the newest first."""


def checked(label: str, scopes: frozenset[str], days: int, hashed: str, now: datetime) -> NewKey:
    """A key as somebody asks for it; Refused with what to change."""
    label = " ".join(label.split())
    if not label or len(label) > LABEL or not label.isprintable():
        raise Refused(say("Dites en {n} signes au plus à quoi sert cette clé : « tableau de bord ».", n=LABEL))
    if not scopes or not scopes <= {scope.value for scope in Scope}:
        raise Refused("Choisissez au moins une chose que cette clé ouvre.")
    if not SHORTEST <= days <= LONGEST:
        raise Refused(say("Une clé vit de {a} à {b} jours.", a=SHORTEST, b=LONGEST))
    return NewKey(hashed, label, scopes, now + timedelta(days=days))


@dataclass(frozen=True)
class KeysSeen:
    """The manager's page."""

    open: tuple[Key, ...]
    closed: tuple[Key, ...]


def look(scene: Scene) -> KeysSeen:
    manager(scene)
    known: tuple[Key, ...] = scene.find(KeysHere())
    alive = tuple(key for key in known if key.open(scene.now))
    return KeysSeen(alive, tuple(key for key in known if key not in alive))


def manager(scene: Scene) -> None:
    """Refused for who is no manager: a key speaks for the structure."""
    if door.staff(scene).role is not Role.MANAGER:
        raise Refused("Les clés s'ouvrent au nom de la structure : cette page est pour les responsables.")


def make(deed: Deed, scene: Scene) -> None:
    """The form of a new key; the page has made its secret and gives only the hash."""
    manager(scene)
    scopes = frozenset(scope.value for scope in Scope if deed.fields.get(scope.value))
    days = deed.fields.get("days", "")
    wanted = int(days) if days.isdecimal() and len(days) < 5 else 0
    new = checked(deed.fields.get("label", ""), scopes, wanted, deed.fields.get("hash", ""), scene.now)
    known: tuple[Key, ...] = scene.find(KeysHere())
    if sum(key.open(scene.now) for key in known) >= MOST:
        raise Refused(say("Il y a déjà {n} clés ouvertes : fermez-en une d'abord.", n=MOST))
    scene.keep(new)
    scene.record("api-key-made", scopes=sorted(scopes), days=wanted)
    scene.answer("La clé est faite.")


def revoke(deed: Deed, scene: Scene) -> None:
    manager(scene)
    known: tuple[Key, ...] = scene.find(KeysHere())
    found = next((key for key in known if str(key.id) == deed.fields.get("key") and key.open(scene.now)), None)
    if found is None:
        raise Refused("Cette clé est déjà fermée.")
    scene.keep(KeyRevoked(found.id))
    scene.record("api-key-revoked", subject=f"api-key:{found.id}")

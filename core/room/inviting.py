"""Invitations from the room: one, or a whole list; those that wait; a new link for one that was lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from core.forum.team import triad_by
from core.messages import Address, Deed
from core.page.addresses import MAIL, SMS, mailbox
from core.people import INVITATION_LIFE, REFERENCE, Refused, Role, plain_name
from core.records import Asked
from core.room import door
from core.room.roster import MOST, NAME, NUMBER, Roster, read
from core.room.young import folded
from core.scene import NewInvitation, Scene
from core.scripts.invite import Invite
from core.texts import say

ROLES = {Role.APPRENTICE.value: "Un ou une jeune", Role.COUNSELLOR.value: "Un ou une collègue"}


@dataclass(frozen=True)
class Waiting:
    """An invitation that nobody has used yet."""

    id: int
    role: str
    first_name: str
    reference: str
    by: str
    created_at: datetime
    expires_at: datetime
    triad_id: int | None = None
    #: where it was sent; None when its link is handed over
    address: Address | None = None
    #: when it and its reminders left, oldest first
    left: tuple[datetime, ...] = ()
    #: the address takes nothing
    lost: bool = False
    #: who opened it has said no since
    declined_at: datetime | None = None


@dataclass(frozen=True)
class InvitationsWaiting(Asked[tuple[Waiting, ...]]):
    """Those of the structure, the newest first."""

    most: int = 200


@dataclass(frozen=True)
class Known:
    """Who is here or invited already: by the number of the file, and by first name (folded)."""

    numbers: Mapping[str, str]
    names: frozenset[str]


@dataclass(frozen=True)
class KnownHere(Asked[Known]):
    """The young people of the structure, and those whose invitation waits."""


@dataclass(frozen=True)
class Cancelled:
    """An invitation that opens nothing any more."""

    invitation: int


@dataclass(frozen=True)
class InvitingSeen:
    """The page of invitations."""

    waiting: tuple[Waiting, ...]
    now: datetime
    when: Callable[[datetime], str]
    #: an invitation can leave from here
    sends: bool


def look(scene: Scene) -> InvitingSeen:
    door.counsellor(scene)
    sends = bool({MAIL, SMS} & scene.library.services)
    return InvitingSeen(scene.find(InvitationsWaiting()), scene.now, scene.when, sends)


def preview(scene: Scene, raw: bytes) -> Roster:
    """What a list would do; nothing is done."""
    door.counsellor(scene)
    known: Known = scene.find(KnownHere())
    return read(raw, known.numbers, known.names, scene.today)


def one(deed: Deed, scene: Scene) -> None:
    """The form for one person."""
    door.counsellor(scene)
    role, name = deed.fields.get("role", ""), plain_name(deed.fields.get("first_name", ""))
    reference = deed.fields.get("reference", "").strip()
    if role not in ROLES:
        raise Refused("Choisissez qui vous invitez.")
    if not name or len(name) > NAME:
        raise Refused(say("Il manque le prénom, en {n} signes au plus.", n=NAME))
    if reference and not NUMBER.fullmatch(reference):
        raise Refused("Ce numéro de dossier ne se lit pas : des chiffres et des lettres, sans espace.")
    reference, address = (reference, deed.fields.get("address", "").strip()) if role == Role.APPRENTICE else ("", "")
    if address:
        _send(scene, name, reference, address)
    else:
        _new(scene, role, name, reference)


def _send(scene: Scene, name: str, reference: str, address: str) -> None:
    """The invitation of a young person leaves from here, by e-mail or SMS."""
    mail = mailbox(address)
    way = MAIL if mail else SMS
    if way not in scene.library.services:
        raise Refused("Rien n'est parti d'ici : laissez l'adresse vide, et remettez le lien en main propre.")
    Invite(Role.APPRENTICE.value, name, None, mail or address, way, reference).apply(scene)


def several(deed: Deed, scene: Scene) -> None:
    """The lines of a list that was looked at first: `number;first name`, one a line. Whoever came meanwhile is left."""
    door.counsellor(scene)
    known: Known = scene.find(KnownHere())
    lines = [line.partition(";") for line in deed.fields.get("lines", "").splitlines() if line.strip()]
    if not lines or len(lines) > MOST:
        raise Refused("Cette liste n'est plus là : choisissez à nouveau le fichier.")
    met: set[str] = set()
    for reference, _, name in lines:
        reference, name = reference.strip(), plain_name(name)
        if reference in known.numbers or (reference and reference in met) or not 0 < len(name) <= NAME:
            continue
        if reference and not NUMBER.fullmatch(reference):
            continue
        met.add(reference)
        _new(scene, Role.APPRENTICE.value, name, reference)
    if not scene.reply.invitations:
        raise Refused("Toutes ces personnes sont déjà ici ou invitées : rien n'a changé.")
    scene.record("roster-imported", invitations=len(scene.reply.invitations), lines=len(lines))


def again(deed: Deed, scene: Scene) -> None:
    """A new link for somebody whose link was lost; the old one opens nothing any more."""
    door.counsellor(scene)
    waiting: tuple[Waiting, ...] = scene.find(InvitationsWaiting())
    found = next((one for one in waiting if str(one.id) == deed.fields.get("invitation")), None)
    if found is None:
        raise Refused("Cette invitation n'attend plus : elle a servi, ou elle a déjà un nouveau lien.")
    scene.keep(Cancelled(found.id))
    if deed.fields.get("verb") == "cancel":
        scene.record("invitation-cancelled", triad=found.triad_id, role=found.role)
    else:
        _replace(scene, found)


def _replace(scene: Scene, old: Waiting) -> None:
    """The new one goes the way of the old one."""
    if old.address is None:
        _new(scene, old.role, old.first_name, old.reference, old.triad_id)
        return
    value, way = old.address.value, old.address.channel
    if way not in scene.library.services:
        raise Refused("Rien ne part plus d'ici par ce moyen : annulez l'invitation, et refaites-la en main propre.")
    Invite(old.role, old.first_name, old.triad_id, value, way, old.reference).apply(scene)


def numbered(deed: Deed, scene: Scene) -> None:
    """The number of a young person's file elsewhere, as a counsellor writes it down; emptied, it is gone."""
    door.counsellor(scene)
    named, reference = deed.fields.get("triad", ""), deed.fields.get("reference", "").strip()
    triad = triad_by(scene, int(named)) if named.isdecimal() else None
    if triad is None or triad.apprentice is None:
        raise Refused("Ce dossier n'est pas ici : il a été fermé, ou il est d'une autre structure.")
    if reference and not NUMBER.fullmatch(reference):
        raise Refused("Ce numéro de dossier ne se lit pas : des chiffres et des lettres, sans espace.")
    young, known = triad.apprentice, scene.find(KnownHere()).numbers
    if reference == young.settings.get(REFERENCE, ""):
        return
    if where := known.get(reference):
        raise Refused(say("Le dossier {number} est déjà ici : {where}.", number=reference, where=where))
    rest = {name: chosen for name, chosen in young.settings.items() if name != REFERENCE}
    scene.reply.people.append(replace(young, settings=rest | ({REFERENCE: reference} if reference else {})))
    scene.record("reference-changed", subject=f"person:{young.id}", triad=triad.id)


def _new(scene: Scene, role: str, name: str, reference: str, triad: int | None = None) -> None:
    expires = scene.now + INVITATION_LIFE
    scene.reply.invitations.append(NewInvitation(scene.secret(), role, name, triad, expires, reference=reference))
    scene.record("invitation-made", triad=triad, role=role)


def known_names(names: tuple[str, ...]) -> frozenset[str]:
    """First names as they are compared."""
    return frozenset(folded(name).strip() for name in names)

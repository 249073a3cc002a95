"""Inviting a young person by the API: the rules of the room, and the same request twice is one invitation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.people import INVITATION_LIFE, Refused, Role, plain_name
from core.room.inviting import Known
from core.room.roster import NAME, NUMBER
from core.scene import NewInvitation
from core.texts import say


@dataclass(frozen=True)
class Wanted:
    """Who is to be invited. `code` follows from the key and the mark of the request (Idempotency-Key), so that the same
    request makes the same invitation, which is kept by its hash alone."""

    code: str
    first_name: str
    reference: str


@dataclass(frozen=True)
class Invited:
    """What became of it; `made` is False when it was there already."""

    number: int
    code: str
    state: str
    expires_at: datetime
    made: bool


class Otherwise(Exception):
    """The same mark came with another person. Caught by the route."""


def state(used_at: datetime | None, used_by: int | None, expires_at: datetime, now: datetime) -> str:
    """waiting, used, cancelled, expired."""
    if used_by is not None:
        return "used"
    return "cancelled" if used_at is not None else "waiting" if now < expires_at else "expired"


def invitation(wanted: Wanted, known: Known, now: datetime) -> NewInvitation:
    """What to keep; Refused when the rules of the room say no."""
    name, reference = plain_name(wanted.first_name), wanted.reference.strip()
    if not 0 < len(name) <= NAME:
        raise Refused(say("Il manque le prénom, en {n} signes au plus.", n=NAME))
    if reference and not NUMBER.fullmatch(reference):
        raise Refused("Ce numéro de dossier ne se lit pas : des chiffres et des lettres, sans espace.")
    if reference in known.numbers:
        raise Refused(say("Le dossier {number} est déjà ici ou déjà invité.", number=reference))
    return NewInvitation(
        wanted.code, Role.APPRENTICE.value, name, None, now + INVITATION_LIFE, reference=reference
    )  # fmt: skip

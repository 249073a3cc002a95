"""Who takes part: structures, people and their roles, and how somebody arrives by an invitation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from core.messages import Address, Place
from core.texts import Text, say

# What people read at their first step; a change of the words is a change of the version, asked again.
CONSENT_VERSION = "2026-12-3"
INVITATION_LIFE = timedelta(days=30)
#: roles of codes that let nobody in, but link a group
LINKS = ("forum", "group")
#: the setting of a person that holds the number of her file elsewhere (i-milo)
REFERENCE = "reference"


class Role(StrEnum):
    APPRENTICE = "apprentice"
    TUTOR = "tutor"
    TRAINER = "trainer"
    COUNSELLOR = "counsellor"
    MANAGER = "manager"


# The badge after a name, "Léa · alternance": made by us, the same for women and men.
BADGES = {
    Role.APPRENTICE: "alternance",
    Role.TUTOR: "entreprise",
    Role.TRAINER: "formation",
    Role.COUNSELLOR: "conseil",
    Role.MANAGER: "responsable",
}


class Refused(Exception):
    """A rule says no. The desk catches it and shows `text` to the person who acted; nothing has changed."""

    def __init__(self, text: Text | str) -> None:
        self.text = text if isinstance(text, Text) else say(text)
        super().__init__(self.text.template)


class Waits(Refused):
    """A rule says not now: what the person has prepared is kept, and can leave later."""


# What could make a name read as another one: controls, direction overrides, spaces without width. The joiners that
# write Persian and emoji stay.
_UNFIT_IN_NAMES = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)


#: what stands before the badge in a signature, and its likes
DOTS = "·•∙⋅・‧ᐧ⸱ꞏ･◦"
# Catalan writes one between two l; a lock marks what professionals say among themselves.
_MARKS = re.compile(f"(?<![lL])[{DOTS}]+|[{DOTS}]+(?![lL])|[🔒🔏🔐]")


def plain_name(name: str) -> str:
    """A name on one line, without characters that turn or hide others; texts keep theirs."""
    return " ".join(_UNFIT_IN_NAMES.sub("", name).split())


@dataclass(frozen=True, slots=True)
class Structure:
    """The tenant: a Mission locale, a training centre…"""

    id: int
    name: str
    timezone: str = "Europe/Paris"
    #: opening hours in words
    hours: str = ""
    #: the counsellors' forum, None as long as no supergroup is linked
    forum: Place | None = None
    desk_topic: str = ""
    #: what it has chosen, by name
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Person:
    """One person in one structure. The same human in two structures is two of them."""

    id: int
    structure_id: int
    role: Role
    first_name: str
    language: str = "fr"
    company: str = ""
    consent_version: str = ""
    #: has an address that is not blocked
    reachable: bool = True
    left: bool = False
    #: how many open threads she is in
    threads: int = 1
    address: Address | None = None
    #: what she has chosen, by name
    settings: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not (self.first_name.isprintable() and self.company.isprintable()) or _MARKS.search(self.first_name):
            object.__setattr__(self, "first_name", plain_name(_MARKS.sub(" ", self.first_name)))
            object.__setattr__(self, "company", plain_name(self.company))

    @property
    def signature(self) -> str:
        return f"{self.first_name} · {BADGES[self.role]}"

    @property
    def settled(self) -> bool:
        """Has said yes to what is kept and who reads it."""
        return bool(self.consent_version) and not self.left


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-use code, known here only by its hash."""

    id: int
    structure_id: int
    #: a `Role`, or "forum" and "group" for the codes that link a forum, or the group of a triad
    role: str
    first_name: str
    triad_id: int | None
    invited_by: int | None
    expires_at: datetime
    used_at: datetime | None = None
    used_by: int | None = None
    #: where it was sent, when we sent it ourselves
    address: Address | None = None
    #: the number of her file elsewhere (i-milo)
    reference: str = ""


def check_invitation(invitation: Invitation | None, now: datetime, already: list[Person]) -> Invitation:
    """The invitation that lets `already` (the people behind the same address) in, or Refused with a way out."""
    if invitation is None or invitation.role in LINKS:
        raise Refused(
            "Ce code n'est pas reconnu : il est peut-être incomplet. Sinon, la personne qui a envoyé l'invitation peut "
            "donner un nouveau lien."
        )
    here = [p for p in already if p.structure_id == invitation.structure_id and not p.left]
    if invitation.used_at is not None:
        if any(p.id == invitation.used_by for p in here):
            raise Refused(
                "Ce lien t'a déjà ouvert la porte : tu es au bon endroit. La suite : /menu."
                if here[0].role is Role.APPRENTICE
                else "Ce lien vous a déjà ouvert la porte : vous êtes au bon endroit. La suite : /menu."
            )
        raise Refused("Ce lien a déjà servi, et il ne sert qu'une fois. La structure peut donner un nouveau lien.")
    if now >= invitation.expires_at:
        raise Refused("Ce lien est trop ancien, il ne marche plus. La structure peut donner un nouveau lien.")
    for person in here:
        if person.role != invitation.role:
            raise Refused(
                say(
                    "Il y a déjà une inscription ici, dans un autre rôle ({badge}). Ce lien est sans doute pour "
                    "quelqu'un d'autre : il peut encore servir.",
                    badge=BADGES[person.role],
                )
            )
        if person.role is Role.APPRENTICE or invitation.triad_id is None:
            raise Refused("L'inscription est déjà faite. La suite : /menu.")
    return invitation

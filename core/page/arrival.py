"""Arriving without any app: an invitation sent to an address, and the page where it is accepted or declined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.arrivals import join_also, settle
from core.forum.cards import raise_card
from core.page.addresses import SMS
from core.page.arrivalwords import INVITES, WELCOMES
from core.page.doorstep import Doorstep
from core.people import CONSENT_VERSION, Invitation, Person, Refused, Role, plain_name
from core.scene import Scene
from core.texts import Text, say
from core.triad import Triad

#: the subject of a message that invites, with the triad it is for; of a link to the page, with the invitation's number
INVITED, INVITATION = "invited:", "invitation:"
DOORSTEP = Doorstep("arrivee", "Voir l'invitation", "une invitation", "une invitation", answers=False)
LONGEST = {"first_name": 40, "company": 80}
#: who may come by an address; the team works in a forum, which is of Telegram
BY_ADDRESS = (Role.APPRENTICE, Role.TUTOR, Role.TRAINER)


@dataclass(frozen=True)
class Arriving:
    """What the page shows before anybody has agreed: nothing of the young person, as mail scanners look as well."""

    structure: str
    #: the first name of who invites
    by: str
    first_name: str
    #: the address is known here already: there is nothing to fill in
    known: bool
    role: str = Role.TUTOR.value

    @property
    def young(self) -> bool:
        return self.role == Role.APPRENTICE

    @property
    def asks(self) -> tuple[str, ...]:
        """What is to be filled in."""
        if self.known:
            return ()
        return tuple(LONGEST) if self.role == Role.TUTOR else ("first_name",)


def invite(role: str, first_name: str, by: str, structure: str) -> Text:
    """What the invitation says. It names nobody but who is invited and who invites: the address may be mistyped."""
    return say(INVITES.get(role, INVITES[Role.TUTOR]), name=first_name, by=by, structure=structure)


def check(invitation: Invitation, already: list[Person]) -> None:
    """Whether the people behind the address may come in by it; Refused with a way out."""
    for person in already:
        if person.structure_id == invitation.structure_id and person.role == invitation.role == Role.APPRENTICE:
            raise Refused("L'inscription est déjà faite : le lien du dernier message reçu ouvre la page.")
        if person.structure_id == invitation.structure_id and person.role != invitation.role:
            raise Refused(
                "Cette adresse est déjà celle de quelqu'un d'autre dans cette structure. La structure peut vous "
                "inviter à une autre adresse."
            )


def agree(scene: Scene, fields: Mapping[str, str]) -> None:
    """The one who has just come in says yes: everything that follows; Refused when something is missing."""
    person = scene.person
    assert person is not None
    if person.settled:
        join_also(scene)
        return
    name, company = (_words(fields, name) for name in LONGEST)
    if not name:
        young = person.role is Role.APPRENTICE
        raise Refused("Il manque ton prénom." if young else "Il manque votre prénom.")
    company = company if person.role is Role.TUTOR else ""
    if not company and person.role is Role.TUTOR:
        raise Refused("Il manque le nom de votre entreprise.")
    person = replace(person, first_name=name, company=company, consent_version=CONSENT_VERSION)
    settle(scene, person)
    triad = next(iter(scene.triads.values()), None)
    others = triad.apprentice.first_name if triad and triad.apprentice else say("la personne que vous suivez")
    scene.tell(person, say(WELCOMES[person.role], name=name, apprentice=others))


def declined(scene: Scene, triad: Triad | None, invitation: Invitation) -> None:
    """Somebody said no: those who invited learn it, and nothing else is kept."""
    scene.record("invitation-declined", triad=triad.id if triad else None, role=invitation.role)
    if triad is None:
        words = say("{name} ne souhaite pas venir. Son adresse n'est pas gardée.", name=invitation.first_name)
        raise_card(scene, "invitation-declined", f"declined:{invitation.id}", words)
        return
    scene.post_in_topic(
        triad, say("{name} ne souhaite pas rejoindre le fil. Son adresse n'est pas gardée.", name=invitation.first_name)
    )


def unarrived(scene: Scene, triad: Triad | None, channel: str) -> None:
    """The invitation could not be brought."""
    scene.record("invitation-unarrived", triad=triad.id if triad else None)
    words = (
        "⚠️ L'invitation par SMS n'est pas arrivée : ce numéro n'existe pas, ou plus. "
        "Vérifiez-le, puis recommencez avec /inviter."
        if channel == SMS
        else "⚠️ L'invitation par e-mail n'est pas arrivée : cette adresse n'existe pas, ou plus. "
        "Vérifiez-la, puis recommencez avec /inviter."
    )
    if triad is None:
        raise_card(scene, "invitation-unarrived", f"unarrived:{scene.cause}", words)
    else:
        scene.post_in_topic(triad, words)


def _words(fields: Mapping[str, str], name: str) -> str:
    words = plain_name(fields.get(name, ""))
    if len(words) > LONGEST[name]:
        raise Refused(say("C'est trop long : {n} signes au plus.", n=LONGEST[name]))
    return words

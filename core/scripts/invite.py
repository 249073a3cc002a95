"""A counsellor invites somebody, from the forum: a one-use link to hand over, or a message that leaves from here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.forum.team import PeopleAt
from core.messages import Address, Content, Place, Send, ToPlace, Urgency
from core.page import arrival as arrivalpage
from core.page.addresses import MAIL, SMS, check_mailbox, check_number, mailbox
from core.people import INVITATION_LIFE, Refused, Role
from core.scene import NewInvitation, Scene
from core.talk import Facts, Script, choice, text_or
from core.texts import say
from core.typed import check_name

TITLE = "une invitation"


@dataclass(frozen=True)
class Invite:
    role: str
    first_name: str
    triad: int | None
    #: where the invitation is sent to, an e-mail address or a number; "" when the link is handed over
    mail: str = ""
    way: str = MAIL
    #: the number of her file elsewhere (i-milo)
    reference: str = ""

    def apply(self, scene: Scene) -> None:
        if scene.person is None or scene.person.role is not Role.COUNSELLOR:
            raise Refused("Seule l'équipe peut inviter : aucune invitation n'est partie.")
        code, expires = scene.secret(), scene.now + INVITATION_LIFE
        address = Address(self.way, self._where(scene)) if self.mail else None
        if address is not None:
            self._check(scene, address)
        scene.reply.invitations.append(
            NewInvitation(code, self.role, self.first_name, self.triad, expires, address, self.reference)
        )
        scene.record("invitation-made", triad=self.triad, role=self.role)
        if address is None:
            self._hand_over(scene, code, expires)
        else:
            self._mail(scene, address, expires)

    def _where(self, scene: Scene) -> str:
        where = scene.number(self.mail) if self.way == SMS else self.mail
        if not where:
            raise Refused(
                "Ce n'est pas le numéro d'un téléphone mobile : aucune invitation n'est partie. "
                "Recommencez avec /inviter."
            )
        return where

    def _hand_over(self, scene: Scene, code: str, expires: datetime) -> None:
        scene.answer(
            say(
                "Voici le lien pour {name}. Il sert une seule fois, jusqu'au {day} :\n{link}\n"
                "Remettez-le en main propre ou par un canal sûr.",
                name=self.first_name,
                day=f"{expires:%d/%m/%Y}",
                link=scene.link(code),
            )
        )

    def _mail(self, scene: Scene, address: Address, expires: datetime) -> None:
        """The link is made when the mail leaves: here it stands nowhere."""
        by = scene.person.first_name if scene.person else ""
        house = scene.structure.name if scene.structure else ""
        words = arrivalpage.invite(self.role, self.first_name, by, house)
        scene.reply.outgoing.append(
            Send(
                to=ToPlace(Place(address.channel, address.value)),
                content=Content(scene.words(words)),
                subject=f"{arrivalpage.INVITED}{self.triad or 0}",
                urgency=Urgency.THREAD,
            )
        )
        scene.answer(
            say(
                "L'invitation part vers {mail}. Elle sert une seule fois, jusqu'au {day}. "
                "Ce fil vous dira la réponse de {name}, ou qu'elle n'est pas arrivée."
                if self.triad
                else "L'invitation part vers {mail}. Elle sert une seule fois, jusqu'au {day}. "
                "« À traiter » dira si {name} ne souhaite pas venir, ou si elle n'est pas arrivée.",
                mail=address.value,
                day=f"{expires:%d/%m/%Y}",
                name=self.first_name,
            )
        )

    def _check(self, scene: Scene, address: Address) -> None:
        for person in scene.find(PeopleAt(address)):
            triad = scene.triads.get(self.triad or 0)
            if triad is not None and triad.has(person):
                raise Refused("Cette adresse est déjà celle d'une personne de ce fil : aucune invitation n'est partie.")
            if person.role == self.role == Role.APPRENTICE:
                raise Refused("Cette adresse est déjà celle d'un jeune d'ici : aucune invitation n'est partie.")
            if person.role != self.role:
                raise Refused(
                    say(
                        "Cette adresse est déjà celle de {who} : aucune invitation n'est partie. Il en faut une autre.",
                        who=person.signature,
                    )
                )


def invite(facts: Facts) -> Script[Invite]:
    if facts.triad:
        roles = {
            Role.TUTOR.value: "La personne de l'entreprise",
            Role.TRAINER.value: "La personne du centre de formation",
        }
        role = yield from choice("role", "Qui invitez-vous dans ce fil ({name}) ?", roles, name=facts.apprentice)
    else:
        roles = {
            Role.APPRENTICE.value: "Un ou une jeune",
            Role.COUNSELLOR.value: "Un ou une collègue",
            Role.MANAGER.value: "Un ou une responsable",
        }
        role = yield from choice(
            "role",
            "Qui invitez-vous ? Pour l'entreprise ou le centre de formation, faites /inviter dans le fil du jeune.",
            roles,
        )
    way = "telegram"
    if facts.ways and role in arrivalpage.BY_ADDRESS:
        way = yield from choice("way", "Comment l'inviter ?", facts.ways)
    name = yield from text_or("name", "Quel est son prénom ?", {}, at_most=40, spoken=False, check=check_name)
    mail = ""
    if way == MAIL:
        typed = yield from text_or(
            "mail", "Quelle est son adresse e-mail ?", {}, at_most=254, spoken=False,
            check=check_mailbox,
        )  # fmt: skip
        mail = mailbox(typed)
    if way == SMS:
        mail = yield from text_or(
            "number", "Quel est son numéro de mobile ?", {}, at_most=30, spoken=False,
            check=check_number,
        )  # fmt: skip
    return Invite(role, name, facts.triad or None, mail, way)

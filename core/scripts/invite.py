"""A counsellor invites somebody, from the forum: a one-use link to hand over."""

from __future__ import annotations

from dataclasses import dataclass

from core.people import INVITATION_LIFE, Role
from core.scene import NewInvitation, Scene
from core.talk import Facts, Script, choice, text_or
from core.texts import say

TITLE = "une invitation"


@dataclass(frozen=True)
class Invite:
    role: str
    first_name: str
    triad: int | None

    def apply(self, scene: Scene) -> None:
        code, expires = scene.secret(), scene.now + INVITATION_LIFE
        scene.reply.invitations.append(NewInvitation(code, self.role, self.first_name, self.triad, expires))
        scene.record("invitation-made", triad=self.triad, role=self.role)
        scene.answer(
            say(
                "Voici le lien pour {name}. Il sert une seule fois, jusqu'au {day} :\n{link}\n"
                "Remettez-le en main propre ou par un canal sûr.",
                name=self.first_name,
                day=f"{expires:%d/%m/%Y}",
                link=scene.link(code),
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
        roles = {Role.APPRENTICE.value: "Un ou une jeune", Role.COUNSELLOR.value: "Un ou une collègue"}
        role = yield from choice(
            "role", "Qui invitez-vous ? Pour la personne de l'entreprise, faites /inviter dans le fil du jeune.", roles
        )
    name = yield from text_or("name", "Quel est son prénom ? Répondez à ce message.", {}, at_most=40, spoken=False)
    return Invite(role, name, facts.triad or None)

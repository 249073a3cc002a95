"""What stands around a message on a channel without buttons: the link to its reader's page, and a few fixed lines."""

from __future__ import annotations

from dataclasses import dataclass

from core.texts import Translate, french


@dataclass(frozen=True)
class Doorstep:
    """A link that goes with such a message: its purpose, its label, what stands above it for adults and the young."""

    purpose: str
    label: str
    title: str
    young: str
    #: whether what is answered by mail has somewhere to go
    answers: bool = True
    #: what is answered goes to the team alone
    apart: bool = False


@dataclass(frozen=True)
class Around:
    """The fixed lines around one message, as its reader reads them."""

    language: str = "fr"
    label: str = "Ouvrir ma page"
    title: str = "du nouveau pour vous"
    #: of a mail, as its mailbox shows it; "" is the title
    subject: str = ""
    #: instead of the title, when there is no page to open
    nothing: str = "Votre conseil a du nouveau pour vous."
    answers: str = "Vous pouvez aussi répondre à cet e-mail : vos mots iront dans le fil."
    personal: str = "Ce lien est personnel : ne transférez pas ce message."
    ends: str = "Ne plus recevoir de rappels"
    absent: str = "Un fichier accompagne ce message, mais il n'a pas pu être joint ici."


YOUNG = Around(
    nothing="Ton conseil a du nouveau pour toi.",
    answers="Tu peux aussi répondre à cet e-mail : tes mots iront dans le fil.",
    personal="Ce lien est personnel : ne transfère pas ce message.",
)


APART = "Tu peux aussi répondre à cet e-mail : l'équipe seule te lira."


def around(
    step: Doorstep, *, young: bool, language: str = "fr", translate: Translate = french, subject: str = ""
) -> Around:
    """The lines for somebody who is young or not, in her language."""
    lines = YOUNG if young else Around()
    return Around(
        language,
        translate(step.label),
        translate(step.young if young else step.title),
        translate(subject) if subject else "",
        translate(lines.nothing),
        translate(APART if step.apart else lines.answers) if step.answers else "",
        translate(lines.personal),
        translate(lines.ends),
        translate(lines.absent),
    )

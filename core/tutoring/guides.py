"""One-minute guides for the company's person: one a step, each fits on a phone."""

from __future__ import annotations

from dataclasses import dataclass

from core.messages import Button, Change, Content, Press, ToPlace
from core.people import Refused, Role
from core.scene import Scene
from core.texts import say

KIND = "tu"
OLD = "Ce guide n'est plus là. La liste : /guides"


@dataclass(frozen=True)
class Guide:
    """`text` is read in a minute."""

    title: str
    text: str


GUIDES = {
    "welcome": Guide(
        "Accueillir la première semaine",
        "Le premier jour : montrez le lieu, l'équipe, les horaires, les consignes de sécurité.\n"
        "La première semaine : une tâche simple, finie, dont on peut être fier.\n"
        "Chaque soir, deux minutes : « Qu'as-tu compris ? Qu'est-ce qui reste flou ? »",
    ),
    "answer": Guide(
        "Répondre à une mission",
        "Lisez le titre et le jour : c'est faisable, sans danger, avec quelqu'un à côté ? Validez.\n"
        "Presque ? Ajustez : moins long, un autre jour, avec de l'aide.\n"
        "Un doute ? Une question suffit. Rien ne commence sans votre oui.",
    ),
    "refuse": Guide(
        "Dire non sans décourager",
        "Proposer demande du courage : dites-le d'abord.\n"
        "Donnez la vraie raison en une phrase (sécurité, moment, matériel).\n"
        "Puis ouvrez une porte : « Propose-moi plutôt… » ou « On en reparle en mars ».",
    ),
    "look": Guide(
        "Donner son regard",
        "Regardez le travail, pas la personne : « les étiquettes sont droites », pas « tu es soigneux ».\n"
        "Une chose réussie, une chose à essayer la prochaine fois.\n"
        "Vos deux regards ne sont pas pareils ? C'est le meilleur sujet pour en parler cinq minutes.",
    ),
    "hard": Guide(
        "Quand ça se passe mal",
        "Retards, silences, conflit : parlez-en tôt, à deux, sans témoin, avec un fait précis.\n"
        "Demandez avant d'expliquer : « Qu'est-ce qui se passe pour toi ? »\n"
        "Écrivez dans le fil : le conseil peut venir. La plupart des ruptures se préparent en silence.",
    ),
}


def show(scene: Scene, _: str = "") -> None:
    """`/guides`: the list."""
    rows = tuple((Button(scene.words(one.title).text, f"{KIND}:guide:{name}"),) for name, one in GUIDES.items())
    scene.answer("⏱ Une minute chacun. Lequel vous aide maintenant ?", rows)


def turn(scene: Scene, incoming: Press, name: str) -> str:
    """The guide takes the place of the list, with a way back to it."""
    if scene.person is None or scene.person.role is not Role.TUTOR or (name and name not in GUIDES):
        raise Refused(OLD)
    back = Button(scene.words("☰ Les guides").text, "n:guides")
    text = say("<b>{title}</b>\n\n{text}", title=say(GUIDES[name].title), text=say(GUIDES[name].text))
    content = Content(scene.words(text), ((back,),))
    scene.reply.outgoing.append(Change(to=ToPlace(scene.place), message=incoming.message_id, content=content))
    return ""

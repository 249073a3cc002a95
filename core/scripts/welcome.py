"""Somebody arrives by an invitation: who speaks, what is kept and who reads it, consent, first name."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.arrivals import declined, settle
from core.people import CONSENT_VERSION, Role
from core.scene import Event, Scene
from core.talk import Facts, Say, Script, text, text_or, yes
from core.texts import Text, say
from core.typed import check_name

TITLE = "ton arrivée"

# They follow an apprentice from their own private chat.
FOLLOWING = (Role.TUTOR, Role.TRAINER)
KEPT = {
    Role.APPRENTICE: "Je garde ton prénom, tes leçons, tes missions et ce que tu écris ici. "
    "L'équipe « {structure} » lit tout ; les personnes qui te suivent dans l'entreprise et au centre de formation "
    "lisent le fil, tes missions, tes rendez-vous, tes immersions et ce qui vient en entreprise et en cours ; rien "
    "d'autre, sauf ce que tu leur montres.\n"
    "Les messages passent par Telegram, et par e-mail chez qui ne l'a pas : chacun en garde une copie.\n"
    "Tu peux tout voir, corriger ou effacer : /mesdonnees.",
    Role.TUTOR: "Je garde votre prénom, vos réponses (missions, rendez-vous, immersions, ce qui vient) et ce que "
    "vous écrivez dans le fil. "
    "Tous les membres du fil et l'équipe « {structure} » les lisent. "
    "Les messages passent par Telegram, et par e-mail chez qui ne l'a pas : chacun en garde une copie. "
    "Pour tout voir ou effacer : /mesdonnees.",
    Role.COUNSELLOR: "Je garde votre prénom et ce que vous écrivez dans les fils. "
    "Les messages passent par Telegram, et par e-mail chez qui ne l'a pas : chacun en garde une copie. "
    "Pour tout voir : /mesdonnees.",
    Role.MANAGER: "Je garde votre prénom et vos réponses. Vous ne lisez pas les fils : l'équipe vous transmet ce qui a "
    "besoin de vous. Les messages passent par Telegram, qui en garde une copie.",
}


@dataclass(frozen=True)
class Settle:
    """The person has said yes, and how to call her."""

    first_name: str
    company: str = ""
    #: of the card about an earlier no
    subject: str = ""

    def apply(self, scene: Scene) -> None:
        assert scene.person is not None
        person = replace(
            scene.person, first_name=self.first_name, company=self.company, consent_version=CONSENT_VERSION
        )
        settle(scene, person, self.subject)


@dataclass(frozen=True)
class Leave:
    """The person said no: nothing of hers is kept, and her invitation waits again."""

    subject: str

    def apply(self, scene: Scene) -> None:
        assert scene.person is not None
        declined(scene, scene.person, self.subject)
        scene.person = replace(scene.person, first_name="", settings={}, left=True)
        scene.reply.people.append(scene.person)
        scene.reply.events.append(Event("consent-refused", person_id=scene.person.id))


def welcome(facts: Facts) -> Script[Settle | Leave]:
    role = Role(facts.role)
    young = role is Role.APPRENTICE
    yield Say(_hello(facts, role))
    yield Say(say(KEPT.get(role, KEPT[Role.TUTOR]), structure=facts.structure))
    agreed = yield from yes(
        "consent",
        "Es-tu d'accord ? Tu pourras changer d'avis quand tu veux."
        if young
        else "Êtes-vous d'accord ? Vous pourrez changer d'avis à tout moment.",
        yes="✅ D'accord",
        no="Non merci",
    )
    if not agreed:
        goodbye = (
            "C'est ton choix : l'équipe saura ton non, et rien d'autre n'est gardé. "
            "Si tu changes d'avis, le même lien marche encore."
            if young
            else "C'est votre choix : l'équipe saura votre non, et rien d'autre n'est gardé. "
            "Si vous changez d'avis, le même lien marche encore."
        )
        yield Say(say(goodbye))
        return Leave(facts.subject)

    question = "Comment veux-tu qu'on t'appelle ici ?" if young else "Quel prénom afficher dans le fil ?"
    name = yield from text_or(
        "name",
        question,
        {facts.name: say("{name}", name=facts.name)} if facts.name else {},
        at_most=40,
        label="Prénom",
        spoken=False,
        check=check_name,
    )
    company = ""
    if role is Role.TUTOR:
        company = yield from text(
            "company", "Dans quelle entreprise travaillez-vous ?", at_most=80, label="Entreprise", spoken=False
        )
    yield Say(_ready(facts, role, name))
    return Settle(name, company, facts.subject)


def _hello(facts: Facts, role: Role) -> Text:
    if role is Role.APPRENTICE:
        return say(
            "Bienvenue ! « {structure} » t'ouvre cet espace.{counsellor}",
            structure=facts.structure,
            counsellor=say(
                "\nPour t'accompagner : {name}{hours}.",
                name=facts.counsellor,
                hours=say(", {hours}. En dehors, écris quand même : l'équipe lit à la réouverture", hours=facts.hours)
                if facts.hours
                else None,
            )
            if facts.counsellor
            else None,
        )
    if role in FOLLOWING:
        return say(
            "Bonjour ! « {structure} » vous propose de suivre {apprentice} ici, une minute à la fois.",
            structure=facts.structure,
            apprentice=facts.apprentice or say("une personne en alternance"),
        )
    return say("Bonjour ! Vous rejoignez l'équipe « {structure} ».", structure=facts.structure)


def _ready(facts: Facts, role: Role, name: str) -> Text:
    if role is Role.APPRENTICE:
        return say(
            "Merci, {name} ! Ici, tu apprends l'alternance en leçons courtes, et tu proposes tes missions.", name=name
        )
    if role is Role.TRAINER:
        return say(
            "Merci {name}. Ce que vous écrivez ici arrive à {apprentice}, à l'entreprise "
            "et à l'équipe « {structure} ».",
            name=name,
            apprentice=facts.apprentice or say("la personne que vous suivez"),
            structure=facts.structure,
        )
    if role is Role.TUTOR:
        return say(
            "Merci {name}. Quand {apprentice} propose une mission, la carte arrive ici : un bouton suffit.\n"
            "Ce que vous écrivez ici arrive à {apprentice} et à son conseil.",
            name=name,
            apprentice=facts.apprentice or say("la personne que vous suivez"),
        )
    if role is Role.MANAGER:
        return say("Merci {name}. Ce que l'équipe vous transmet arrive ici, avec les appels restés sans réponse.",
                   name=name)  # fmt: skip
    return say("Merci {name}. Tout se passe dans le forum de l'équipe : écrivez /aide là-bas.", name=name)

"""What people are told about their data, in plain words; and asking again when those words have changed."""

from __future__ import annotations

from dataclasses import replace

from core.messages import Button, Press
from core.missions.cards import stack
from core.people import CONSENT_VERSION, Person, Refused, Role
from core.privacy import passing
from core.scene import Scene
from core.texts import Text, say

KIND = "cv"
#: among what a person has chosen: the version and the day on which she was last asked again
ASKED = "consent_asked"
#: among what a structure has chosen: how to reach its data-protection officer
OFFICER = "data_officer"

YOUNG = (
    "📜 <b>Tes droits, en clair</b>\n"
    "• Ces informations sont à toi, même avant 18 ans. Personne n'a besoin de signer à ta place pour les voir.\n"
    "• « {structure} » en est responsable. Elle s'en sert pour t'accompagner, et pour rien d'autre : pas de publicité, "
    "pas de vente.\n"
    "• L'équipe écrit aussi des notes sur toi. Demande-les quand tu veux (/mesdonnees) : l'équipe les relit, et te "
    "répond en moins d'un mois.\n"
    "• Tu peux tout voir (/mesdonnees), corriger (/corriger) et effacer (/effacer), quand tu veux. Dire non ne te "
    "retire aucune aide : ton conseiller peut te suivre autrement.\n"
    "{passing}\n"
    "• Une question, un doute : {officer}. Et si la réponse ne te va pas : la CNIL, sur cnil.fr, même à 16 ans."
)
ADULT = (
    "📜 <b>Vos droits</b>\n"
    "• « {structure} » est responsable de ces données et s'en sert pour accompagner des jeunes, pour rien d'autre. "
    "L'équipe garde aussi ses notes de travail : vous avez droit à ce qu'elles disent de vous (/mesdonnees).\n"
    "• Vous pouvez tout voir (/mesdonnees), corriger (/corriger), effacer (/effacer), et retirer votre accord.\n"
    "{passing}\n"
    "• Une question : {officer}. Une réclamation : la CNIL, sur cnil.fr."
)


def rights(scene: Scene, person: Person) -> Text:
    """The notice, for this reader."""
    chosen = scene.structure.settings.get(OFFICER) if scene.structure else None
    team = say("l'équipe") if person.role is Role.APPRENTICE else say("la structure")
    name = scene.structure.name if scene.structure else ""
    words = YOUNG if person.role is Role.APPRENTICE else ADULT
    return say(words, structure=name, officer=chosen or team, passing=stack(*passing.told(scene, person)))


# --- a new version asks again ----------------------------------------------------------------------------------------


def ask_again(scene: Scene) -> None:
    """Whoever agreed to older words is asked once a day, behind the answer to what she has just done."""
    person = scene.person
    if person is None or person.left or not person.consent_version or person.consent_version == CONSENT_VERSION:
        return
    if person.settings.get(ASKED) == _today(scene) or scene.reply.people:
        return
    scene.reply.people.append(_asked(scene, person))
    words = (
        "📜 Ce que je dis de tes données a changé. Tu peux lire, puis dire si tu es toujours d'accord."
        if person.role is Role.APPRENTICE
        else "📜 Ce que je dis de vos données a changé. Vous pouvez lire, puis dire si vous êtes toujours d'accord."
    )
    row = (
        Button(scene.words("📜 Lire").text, "my:rights"),
        Button(scene.words("✅ D'accord").text, f"{KIND}:yes", style="success"),
        Button(scene.words("Non").text, f"{KIND}:no"),
    )
    scene.answer(words, (row,))


def _today(scene: Scene) -> str:
    return f"{CONSENT_VERSION}:{scene.today}"


def _asked(scene: Scene, person: Person) -> Person:
    return replace(person, settings={**person.settings, ASKED: _today(scene)})


def press(_: Press, scene: Scene, verb: str) -> str:
    """A yes is kept with its version; a no leads to what can be done."""
    person = scene.person
    if person is None or verb not in ("yes", "no"):
        raise Refused("Ce bouton ne sert plus. La suite : /menu.")
    if verb == "no":
        scene.answer("D'accord. Pour voir ce qui est gardé : /mesdonnees. Pour tout effacer : /effacer.")
        scene.reply.people.append(_asked(scene, person))
        scene.record("consent-refused", version=CONSENT_VERSION)
    elif person.consent_version != CONSENT_VERSION:
        scene.reply.people.append(replace(person, consent_version=CONSENT_VERSION))
        scene.record("consent-given", version=CONSENT_VERSION, role=person.role.value)
        scene.answer("C'est noté, merci.")
    return ""

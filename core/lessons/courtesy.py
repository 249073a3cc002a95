"""What lessons and the library say to everybody, said to an adult: « vous » instead of « tu »."""

from __future__ import annotations

from collections.abc import Mapping

from core.people import Role
from core.texts import Translate

# The sentence with « tu » -> the same with « vous ». Both are message ids for the translations.
VOUS: Mapping[str, str] = {
    "En cours de mise à jour, demande à ton conseiller.": "En cours de mise à jour : voyez la page officielle.",
    "⚠️ Chiffre vu le {day}, à vérifier avec ton conseiller.": (
        "⚠️ Chiffre vu le {day}, à vérifier sur la page officielle."
    ),
    "📚 <b>L'alternance, ta solution ?</b>\n{bar}": "📚 <b>Pour vous, en quelques minutes</b>\n{bar}",
    "🔄 Cette question est en cours de mise à jour, demande à ton conseiller. Tu peux continuer.": (
        "🔄 Cette question est en cours de mise à jour. Vous pouvez continuer."
    ),
    "Essaie encore.": "Essayez encore.",
    "Enlève ce qui est faux, puis valide.": "Enlevez ce qui est faux, puis validez.",
    "Du premier coup : {right} sur {all}. Beau travail. Le reste, tu l'as appris en chemin.": (
        "Du premier coup : {right} sur {all}. Merci d'avoir pris ce temps."
    ),
    "Tu as tenu jusqu'au bout et tu as cherché. C'est comme ça qu'on apprend. "
    "Du premier coup : {right} sur {all}. Tu peux relire quand tu veux.": (
        "Du premier coup : {right} sur {all}. Vous pouvez relire quand vous voulez."
    ),
    "Choisis d'abord ta réponse.": "Choisissez d'abord votre réponse.",
    "Coche au moins une réponse.": "Cochez au moins une réponse.",
    "Cette page est déjà tournée. Voici où tu en es.": "Cette page est déjà tournée. Voici où vous en êtes.",
    "Pas encore. Lis, puis réessaie.": "Pas encore. Lisez, puis réessayez.",
    "Cette leçon n'est plus là. Touche /lecons pour voir les autres.": (
        "Ce module n'est plus là. Touchez /lecons pour voir les autres."
    ),
    "🔁 Pour que ça reste : je te repose 3 questions dans 3 jours, puis dans 10 ?": (
        "🔁 Pour que cela reste : 3 questions dans 3 jours, puis dans 10 ?"
    ),
    "Je n'ai rien trouvé. Essaie d'autres mots, ou demande à ton conseiller.": (
        "Je n'ai rien trouvé. Essayez d'autres mots."
    ),
}


def politely(translate: Translate, role: Role) -> Translate:
    """The translation for somebody in this role: adults are spoken to with « vous »."""
    if role is Role.APPRENTICE:
        return translate
    return lambda sentence: translate(VOUS.get(sentence, sentence))

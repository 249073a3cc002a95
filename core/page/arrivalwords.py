"""What an invitation by e-mail or SMS says, its page before the yes, and the first words after it, by role."""

from __future__ import annotations

from collections.abc import Mapping

from core.people import Role

#: the mail; it names nobody but who is invited and who invites
INVITES: Mapping[str, str] = {
    Role.TUTOR: "Bonjour {name},\n\n{by}, de « {structure} », vous invite dans un fil de conversation : vous, un ou "
    "une jeune que vous suivez dans votre entreprise, et son conseil.\n\nIl n'y a rien à installer. Le lien ouvre "
    "une page : elle dit ce qui est gardé, puis vous dites oui ou non.",
    Role.TRAINER: "Bonjour {name},\n\n{by}, de « {structure} », vous invite dans un fil de conversation : un ou une "
    "jeune que vous formez, son entreprise et son conseil.\n\nIl n'y a rien à installer. Le lien ouvre une page : "
    "elle dit ce qui est gardé, puis vous dites oui ou non.",
    Role.APPRENTICE: "Bonjour {name},\n\n{by}, de « {structure} », t'invite dans ton espace : des leçons courtes sur "
    "l'alternance, tes missions, et un fil avec les personnes qui te suivent.\n\nIl n'y a rien à installer. Le lien "
    "ouvre une page : elle dit ce qui est gardé, puis tu dis oui ou non.",
}
#: the page, above the buttons
HEADS: Mapping[str, str] = {
    Role.TUTOR: "{by}, de « {structure} », vous invite dans un fil : vous, un ou une jeune que vous suivez, et son "
    "conseil. Vous y validez ses missions d'un bouton, et chacun peut écrire.",
    Role.TRAINER: "{by}, de « {structure} », vous invite dans un fil : un ou une jeune que vous formez, son "
    "entreprise et son conseil. Chacun peut y écrire, et le programme du cours y rencontre les missions.",
    Role.APPRENTICE: "{by}, de « {structure} », t'invite dans ton espace. Tu y apprends l'alternance en leçons "
    "courtes, tu proposes tes missions, et tu écris à ceux qui te suivent.",
}
KEPT: Mapping[str, str] = {
    Role.TUTOR: "Triade garde votre prénom, votre entreprise, votre adresse, vos réponses (missions, rendez-vous, "
    "immersions, ce qui vient) et ce que vous écrivez dans le fil. Tous les membres du fil et l'équipe de la structure "
    "les lisent. Les messages passent par votre messagerie, et par Telegram chez l'équipe : chacun en garde une copie.",
    Role.TRAINER: "Triade garde votre prénom, votre adresse, vos réponses (missions, rendez-vous, immersions, ce qui "
    "vient) et ce que vous écrivez dans le fil. Tous les membres du fil et l'équipe de la structure les lisent. Les "
    "messages passent par votre messagerie, et par Telegram chez l'équipe : chacun en garde une copie.",
    Role.APPRENTICE: "Triade garde ton prénom, ton adresse, tes leçons, tes missions et ce que tu écris ici. "
    "L'équipe « {structure} » lit tout ; les personnes qui te suivent dans l'entreprise et au centre de formation "
    "lisent le fil, tes missions, tes rendez-vous, tes immersions et ce qui vient en entreprise et en cours ; rien "
    "d'autre, sauf ce que tu leur montres. Les messages passent par ta messagerie, et par Telegram chez l'équipe : "
    "chacun en garde une copie.",
}
#: what a young person, who may be a minor, reads before her yes: core/privacy/notices.py, in the words of a page
RIGHTS: tuple[str, ...] = (
    "Ces informations sont à toi, même avant 18 ans. Personne n'a besoin de signer à ta place pour les voir.",
    "« {structure} » en est responsable. Elle s'en sert pour t'accompagner, et pour rien d'autre : pas de publicité, "
    "pas de vente.",
    "L'équipe écrit aussi des notes sur toi. Demande-les sur ta page quand tu veux : l'équipe les relit, et te répond "
    "en moins d'un mois.",
    "Tu peux tout voir, corriger et effacer sur ta page, quand tu veux. Dire non ne te retire aucune aide : ton "
    "conseiller peut te suivre autrement.",
    "Ta messagerie et Telegram ne sont pas à nous : n'écris dans le fil ni ta santé ni tes papiers.",
    "Une question, un doute : l'équipe. Et si la réponse ne te va pas : la CNIL, sur cnil.fr, même à 16 ans.",
)
#: the first message
WELCOMES: Mapping[Role, str] = {
    Role.TUTOR: "Merci {name}. Quand {apprentice} propose une mission, un message vous prévient : son lien ouvre la "
    "carte, et un bouton suffit pour répondre.\nSur votre page, vous pouvez aussi écrire à {apprentice} et à son "
    "conseil.",
    Role.TRAINER: "Merci {name}. Ce que {apprentice}, l'entreprise et le conseil écrivent arrive par message : son "
    "lien ouvre votre page, où vous pouvez leur répondre.",
    Role.APPRENTICE: "Merci {name} ! Chaque message de ton fil t'arrive ici : son lien ouvre ta page. Tu y réponds, "
    "et tu y suis tes missions.",
}

"""What nudges say, rung by rung, and what the counsellors read when a ladder is over."""

from __future__ import annotations

from collections.abc import Mapping

from core.nudges.nudge import Ladder
from core.texts import Text, say

# No name, no company, nothing of the mission: these lines show on locked screens. (An invitation is a mail.)
WORDS: Mapping[tuple[str, int], str] = {
    ("mission-waiting", 1): "🔔 Une mission attend votre oui, votre non ou votre question. Une minute suffit.",
    ("mission-waiting", 2): "🔔 Une mission attend toujours votre réponse. Sans elle, rien ne peut commencer.",
    ("mission-waiting", 3): "🔔 Dernier rappel pour cette mission. Ensuite, l'équipe prendra le relais par téléphone.",
    ("question-waiting", 1): "🔔 On t'a posé une question sur une mission. Ta réponse la fait avancer.",
    ("question-waiting", 2): "🔔 Une question sur une mission attend ta réponse.",
    ("question-waiting", 3): "🔔 Dernier rappel : une question sur une mission attend ta réponse.",
    ("amendment-waiting", 1): "🔔 On t'a proposé des changements pour une mission. À toi de dire si ça te va.",
    ("amendment-waiting", 2): "🔔 Une mission ajustée attend ta réponse.",
    ("amendment-waiting", 3): "🔔 Dernier rappel : une mission ajustée attend ta réponse.",
    ("mission-to-start", 1): "🔔 Une mission a son oui. Tu peux la commencer : un bouton suffit.",
    ("mission-to-start", 2): "🔔 Une mission validée n'a pas encore commencé. Un souci ? Écris ici.",
    ("mission-to-start", 3): "🔔 Dernier rappel : une mission validée attend que tu la commences.",
    ("tutor-look-waiting", 1): "🔔 Une mission est faite. Votre regard prend une minute.",
    ("tutor-look-waiting", 2): "🔔 Votre regard sur une mission est attendu. Cinq boutons, une minute.",
    ("tutor-look-waiting", 3): "🔔 Dernier rappel : votre regard sur une mission est attendu.",
    ("apprentice-look-waiting", 1): "🔔 Une mission est faite, bravo. Il manque ton regard.",
    ("apprentice-look-waiting", 2): "🔔 Ton regard sur une mission est attendu. Une minute suffit.",
    ("apprentice-look-waiting", 3): "🔔 Dernier rappel : il manque ton regard sur une mission.",
    (
        "invitation-unopened",
        1,
    ): "Bonjour {name},\n\nL'invitation de {by}, de « {house} », attend toujours. Le "
    "lien ouvre une page qui dit ce qui est gardé : un bouton dit oui, un autre dit non, et plus rien n'arrive.",
    (
        "invitation-unopened",
        3,
    ): "Bonjour {name},\n\nC'est le dernier rappel de cette invitation de {by}, de "
    "« {house} ». Le lien ouvre une page : oui ou non, un bouton suffit.",
    ("consent-unfinished", 1): "🔔 Il manque un oui ou un non pour commencer. La question revient avec /menu.",
    ("consent-unfinished", 3): "🔔 Dernier rappel : la première question attend. Elle revient avec /menu.",
    ("lesson-left", 1): "🔔 Une leçon t'attend là où tu l'as laissée. Deux minutes, et c'est reparti.",
    ("lesson-left", 3): "🔔 Ta leçon est toujours là, à la même page. Tu la reprends quand tu veux.",
    ("convention-unsigned", 1): "🔔 La convention de ton immersion n'est pas encore signée. Regarde qui doit signer.",
    ("convention-unsigned", 3): "🔔 Dernier rappel : la convention n'est pas signée. Sans elle, on ne commence pas.",
    ("immersion-unreviewed", 1): "🔔 Le bilan de l'immersion attend. Trois questions, à deux : dix minutes suffisent.",
    ("immersion-unreviewed", 3): "🔔 Dernier rappel pour le bilan de l'immersion. Dix minutes à deux suffisent.",
    ("meeting-unanswered", 1): "🔔 Des moments sont proposés pour un rendez-vous à trois. Lesquels conviennent ?",
    ("meeting-unanswered", 3): "🔔 Dernier rappel : le rendez-vous à trois attend une réponse. Deux touches suffisent.",
    ("week-unreviewed", 1): "🔔 Ta semaine en trois gestes : il reste un moment pour la faire.",
    ("survey-unanswered", 1): "🔔 Quelques phrases attendent ta réponse, si tu veux : deux minutes, sans ton nom.",
    ("card-waiting", 1): "🔔 Une carte de « À traiter » attend depuis un jour. Prenez-la, ou confiez-la.",
    ("card-waiting", 2): "🔔 Une carte de « À traiter » attend toujours. Prenez-la, ou confiez-la.",
    ("card-waiting", 3): "🔔 Une carte de « À traiter » attend toujours. Bientôt, le responsable sera prévenu.",
}
# What the counsellors read once, when the ladder is over.
DESK: Mapping[str, str] = {
    "mission-waiting": "📞 À relancer par téléphone : {who} n'a pas répondu à la mission « {title} » ({triad}).",
    "question-waiting": "📞 À relancer : {who} n'a pas répondu à la question sur « {title} » ({triad}).",
    "amendment-waiting": "📞 À relancer : {who} n'a pas répondu aux changements de « {title} » ({triad}).",
    "mission-to-start": "📞 À relancer : {who} n'a pas commencé la mission « {title} » ({triad}).",
    "tutor-look-waiting": "📞 À relancer par téléphone : {who} n'a pas donné son regard sur « {title} » ({triad}).",
    "apprentice-look-waiting": "📞 À relancer : {who} n'a pas donné son regard sur « {title} » ({triad}).",
    "invitation-unopened": "✉️ L'invitation de {title} n'a pas été ouverte. Un nouveau lien peut aider, ou un appel.",
    "consent-unfinished": "📞 À appeler : {who} a ouvert son invitation, sans dire ni oui ni non.",
    "lesson-left": "📚 À encourager : {who} a laissé la leçon « {title} » au milieu.",
    "convention-unsigned": "⏳ Convention d'immersion toujours pas signée : {triad}. Voyez qui doit signer.",
    "immersion-unreviewed": "📞 À relancer par téléphone : le bilan de l'immersion n'est pas fait ({triad}).",
    "meeting-unanswered": "📅 À relancer par téléphone : {who} n'a pas répondu pour le rendez-vous à trois ({triad}).",
    "meeting-unreported": "📝 Le rendez-vous à trois n'a pas de compte rendu ({triad}). Trois lignes suffisent : /rdv",
}
# What may be said at the telephone.
MISSION_CALL = "Proposition : « Bonjour, je vous appelle pour {name}. Avez-vous deux minutes pour sa mission ? »"
SCRIPT: Mapping[str, str] = {
    "mission-waiting": MISSION_CALL,
    "question-waiting": MISSION_CALL,
    "amendment-waiting": MISSION_CALL,
    "mission-to-start": MISSION_CALL,
    "tutor-look-waiting": MISSION_CALL,
    "apprentice-look-waiting": MISSION_CALL,
    "consent-unfinished": "Proposition : « Bonjour {name}, on regarde la première question ensemble ? »",
    "lesson-left": "Proposition : « Bonjour {name}, où en es-tu ? On peut finir la leçon ensemble. »",
    "invitation-unopened": "Proposition : « Bonjour, avez-vous reçu notre invitation ? On l'ouvre ensemble, là ? »",
    "convention-unsigned": "Proposition : « Bonjour {name}, qui doit encore signer ta convention ? On l'appelle ? »",
    "meeting-unanswered": "Proposition : « Bonjour, un moment à trois pour {name} : lequel vous irait ? »",
    "meeting-unreported": "Proposition : « Bonjour, que retenez-vous du rendez-vous avec {name} ? J'écris. »",
    "immersion-unreviewed": "Proposition : « Bonjour, l'immersion de {name} est finie. Trois questions, à deux ? »",
}
# What a ladder is about, in a few words: a button among others, a line of /relances.
LABELS: Mapping[str, str] = {
    "mission-waiting": "une mission à valider",
    "question-waiting": "une question à répondre",
    "amendment-waiting": "une mission ajustée à relire",
    "mission-to-start": "une mission à commencer",
    "tutor-look-waiting": "un regard d'entreprise à donner",
    "apprentice-look-waiting": "un regard de jeune à donner",
    "invitation-unopened": "une invitation pas ouverte",
    "consent-unfinished": "une inscription à finir",
    "lesson-left": "une leçon à reprendre",
    "convention-unsigned": "une convention à faire signer",
    "immersion-unreviewed": "un bilan d'immersion à faire",
    "meeting-unanswered": "un rendez-vous à trois à choisir",
    "meeting-unreported": "un compte rendu à écrire",
    "week-unreviewed": "une semaine à regarder",
    "survey-unanswered": "un questionnaire",
    "card-waiting": "une carte à traiter",
    "person-silent": "une personne qui ne répond plus",
}


def words(ladder: Ladder, step: int) -> str:
    """The line of this rung: the first, one in between, or the last before the counsellors, however many there are."""
    if step == len(ladder.days) and step > 1:
        return WORDS[ladder.kind, 3]
    return WORDS[ladder.kind, 1 if step == 1 else 2]


def told(ladder: Ladder, step: int) -> Text:
    """The same as it is sent: the structure's own words go before ours."""
    own = ladder.own(step)
    return say("🔔 {words}", words=own) if own else say(words(ladder, step))

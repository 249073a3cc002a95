"""What nudges say, rung by rung, and what the counsellors read when a ladder is over."""

from __future__ import annotations

from collections.abc import Mapping

from core.nudges.nudge import Ladder

# No name, no company, nothing of the mission: these lines show on locked screens.
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
}
# What the counsellors read once, when the ladder is over.
DESK: Mapping[str, str] = {
    "mission-waiting": "📞 À relancer par téléphone : {who} n'a pas répondu à la mission « {title} » ({triad}).",
    "question-waiting": "📞 À relancer : {who} n'a pas répondu à la question sur « {title} » ({triad}).",
    "amendment-waiting": "📞 À relancer : {who} n'a pas répondu aux changements de « {title} » ({triad}).",
    "mission-to-start": "📞 À relancer : {who} n'a pas commencé la mission « {title} » ({triad}).",
    "tutor-look-waiting": "📞 À relancer par téléphone : {who} n'a pas donné son regard sur « {title} » ({triad}).",
    "apprentice-look-waiting": "📞 À relancer : {who} n'a pas donné son regard sur « {title} » ({triad}).",
}
# What a ladder is about, in a few words: a button among others, a line of /relances.
LABELS: Mapping[str, str] = {
    "mission-waiting": "une mission à valider",
    "question-waiting": "une question à répondre",
    "amendment-waiting": "une mission ajustée à relire",
    "mission-to-start": "une mission à commencer",
    "tutor-look-waiting": "un regard d'entreprise à donner",
    "apprentice-look-waiting": "un regard de jeune à donner",
}


def words(ladder: Ladder, step: int) -> str:
    """The line of this rung: the first, one in between, or the last before the counsellors, however many there are."""
    if step == len(ladder.days) and step > 1:
        return WORDS[ladder.kind, 3]
    return WORDS[ladder.kind, 1 if step == 1 else 2]

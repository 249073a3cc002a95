"""Three lines after a meeting: one of the three writes them, the two others agree or change them."""

from __future__ import annotations

from core.meetings.acts import Report
from core.meetings.meeting import LINES
from core.missions.cards import stack
from core.talk import Facts, Say, Script, confirm, text_or
from core.texts import Text, say

TITLE = "le compte rendu du rendez-vous"
KEEP = "="


def report_meeting(facts: Facts) -> Script[Report | None]:
    words = {}
    for key, label in LINES.items():
        before = facts.card.get(key, "")
        options: dict[str, Text | str] = {KEEP: "Garder cette ligne"} if before else {}
        said = yield from text_or(
            key,
            "{line} ? Une ligne suffit.\nMaintenant : « {before} »" if before else "{line} ? Une ligne suffit.",
            options,
            at_most=300,
            label=label,
            spoken=False,
            before=before,
            line=say(label),
        )
        words[key] = before if said == KEEP else said
    yield Say(stack(*(say("{label} : {words}", label=say(LINES[key]), words=line) for key, line in words.items())))
    if not (
        yield from confirm("send", "J'envoie ces trois lignes aux autres ?", yes="✅ Envoyer", no="🗑 Ne rien garder")
    ):
        yield Say(say("D'accord, rien n'est parti."))
        return None
    yield Say(say("C'est envoyé. Le compte rendu est gardé quand les trois sont d'accord."))
    return Report(facts.triad, int(facts.subject or 0), facts.version, words)

"""One of the three proposes moments to meet; the others will tap what suits them."""

from __future__ import annotations

from datetime import datetime

from core.meetings import slots
from core.meetings.acts import Meet
from core.talk import Facts, Say, Script, choice, confirm, text_or
from core.texts import Rich, Text, say

TITLE = "un rendez-vous à trois"
OFFERED = 3


def propose_meeting(facts: Facts) -> Script[Meet | None]:
    picked = list(facts.choices)[:OFFERED]
    yield Say(
        say("📅 Un rendez-vous à trois, une demi-heure. Je peux proposer :\n{slots}", slots=_lines(facts, picked))
    )
    own = yield from choice(
        "pick", "On garde ces trois moments ?", {"ok": "✅ Ces trois-là", "own": "✏️ En choisir d'autres"}
    )
    if own == "own":
        picked = []
        for n in range(1, OFFERED + 1):
            left = {value: label for value, label in facts.choices.items() if value not in picked}
            picked.append((yield from slots.moment(
                f"slot-{n}", "Moment n° {n} ? Un bouton, ou par exemple « mardi 24/11 à 14 h 30 ».", left, facts, n=n
            )))  # fmt: skip
    places: dict[str, Text | str] = {"Par téléphone": "Par téléphone", "Dans l'entreprise": "Dans l'entreprise"}
    places |= {facts.structure: say("{name}", name=facts.structure)} if facts.structure else {}
    place = yield from text_or("place", "Où se retrouve-t-on ?", places, at_most=120, label="Où", spoken=False)
    yield Say(say("📅 {place}\n{slots}", place=place, slots=_lines(facts, picked)))
    if not (yield from confirm("send", "J'envoie aux deux autres ?", yes="✅ Envoyer", no="🗑 Ne pas envoyer")):
        yield Say(say("D'accord, rien n'est parti."))
        return None
    yield Say(say("C'est parti. Le moment qui va à tout le monde sera gardé."))
    return Meet(facts.triad, tuple(dict.fromkeys(picked)), place, int(facts.subject or 0))


def _lines(facts: Facts, picked: list[str]) -> Rich:
    """Those on offer by their names, those that were typed by theirs."""
    zone = facts.calendar["zone"]
    names = (facts.choices.get(slot) or slots.name(datetime.fromisoformat(slot), zone) for slot in picked)
    return Rich("\n".join(f"• {name}" for name in names))

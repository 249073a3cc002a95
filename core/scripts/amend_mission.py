"""The tutor adjusts a mission: the changed parts go back to the apprentice, old and new side by side."""

from __future__ import annotations

from core.dates import dated, to_come
from core.missions.acts import OnMission
from core.missions.cards import CHOSEN, FIELDS, fields_of, shown
from core.missions.caution import warn
from core.missions.mission import Act, Card
from core.talk import Facts, Say, Script, any_words, choice, confirm, text
from core.texts import say

TITLE = "votre ajustement"


def amend_mission(facts: Facts) -> Script[OnMission | None]:
    old = Card.of(facts.card)
    new = yield from change_card(facts, old, "Que voulez-vous ajuster ?", "C'est tout")
    if new == old:
        yield Say(say("Rien n'a changé : la carte vous attend toujours."))
        return None
    yield from warn(facts, new, "Votre version peut partir : le conseil du jeune reçoit aussi la question.")
    yield Say(fields_of(new.words(), facts.names))
    if not (
        yield from confirm(
            "send", "J'envoie cette version à {who} ?", yes="✅ Envoyer", no="Annuler", who=facts.apprentice
        )
    ):
        yield Say(say("D'accord, rien n'est parti."))
        return None
    yield Say(say("C'est en route. {who} pourra accepter, ou proposer autrement.", who=facts.apprentice))
    return OnMission(Act.AMEND, facts.triad, facts.mission, facts.version, card=new)


def change_card(facts: Facts, card: Card, prompt: str, enough: str) -> Script[Card]:
    """Change parts of a card one after the other until it is enough. Loops number their keys."""
    for turn in range(1, len(FIELDS) + 1):
        options = {name: label for name, label in FIELDS.items() if name not in CHOSEN} | {"fin": enough}
        part = yield from choice(f"part-{turn}", prompt, options)
        if part == "fin":
            return card
        now = shown(part, card.words()[part], facts.names) or "–"
        words = yield from text(
            f"words-{turn}", "{part}, pour l'instant : « {now} ».\nQuelle est la nouvelle version ?",
            at_most=120 if part in ("title", "when") else 500, label=FIELDS[part], now=now, part=say(FIELDS[part]),
            spoken=part != "title",
            check=to_come(facts.today) if part == "when" else any_words,
        )  # fmt: skip
        card = card.saying(part, dated(words, facts.today) if part == "when" else words)
        prompt = "Autre chose à changer ?"
    return card

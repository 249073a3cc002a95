"""A ladder is over: the counsellors get one card, with what was tried and what to say; or one line where a card is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from core.forum.cards import card_by, change_card, logged, raise_card
from core.forum.team import managers
from core.messages import Button, Rows
from core.missions.cards import stack
from core.nudges import invited, recontact
from core.nudges.phone import number_line
from core.nudges.rounds import NudgesAbout, Rung, wants_none
from core.nudges.words import DESK, SCRIPT
from core.people import Person
from core.scene import Reply, Scene
from core.texts import Text, say


def hand_over(scene: Scene, one: Rung, person: Person | None) -> None:
    """Once; nothing comes after it."""
    kind = one.ladder.kind
    SPECIAL.get(kind, _card)(scene, one, person)
    triad = one.triad.id if one.triad is not None else None
    scene.record("nudge-handed-over", subject=one.subject, triad=triad, ladder=kind)


def _card(scene: Scene, one: Rung, person: Person | None, rows: Rows = (), more: Sequence[Text] = ()) -> None:
    kind, triad = one.ladder.kind, one.triad
    name = triad.apprentice.first_name if triad and triad.apprentice else person.first_name if person else one.title
    words: list[Text | None] = [
        say(
            DESK[kind],
            who=person.signature if person else say("l'entreprise"),
            title=one.title,
            triad=triad.title if triad else name,
        ),
        _already(scene, one, person),
        *more,
        number_line(scene, person) if person is not None else None,
        say(SCRIPT[kind], name=name),
    ]
    raise_card(scene, kind, f"desk:{kind}:{_about(one)}", stack(*words), triad=triad, person=person, buttons=rows)


def _about(one: Rung) -> str:
    """What the card is about: one card for it, for ever."""
    return one.mission.subject if one.mission is not None else one.ref


def _already(scene: Scene, one: Rung, person: Person | None) -> Text | None:
    """What was sent before, so that nobody calls without knowing it; and that she wants no more of it."""
    if person is not None and wants_none(person):
        return say("🔕 {who} ne veut plus de rappels.", who=person.first_name)
    sent = [nudge.sent_at for nudge in scene.find(NudgesAbout(one.subject)) if nudge.sent_at is not None]
    return say("Relancé : {when}", when=", ".join(scene.when(at) for at in sent)) if sent else None


def _invitation(scene: Scene, one: Rung, person: Person | None) -> None:
    """With the button that makes a new one."""
    new = Button("🔁 Nouveau lien", f"iv:{one.ref}", style="primary")
    _card(scene, one, person, ((new,),), invited.sent(scene, one))


def _silent(scene: Scene, one: Rung, person: Person | None) -> None:
    """From now on she is « à recontacter »."""
    if person is not None:
        recontact.lose(scene, person, datetime.fromisoformat(one.timer.data["since"]))


def _queue(scene: Scene, one: Rung, person: Person | None) -> None:
    """A card has waited for days: those above the team learn it, and the card says so."""
    found = card_by(scene, one.ref.partition(":")[0])
    above = managers(scene)
    if found is None or not above:
        return
    names = ", ".join(manager.first_name for manager in above)
    change_card(scene, logged(scene, found, "late", names))
    for manager in above:
        scene.tell(manager, say("⏰ Une carte de « À traiter » attend depuis {n} jours ouvrés.\n{card}",
                                n=one.ladder.desk_after, card=found.words))  # fmt: skip


SPECIAL: Mapping[str, Callable[[Scene, Rung, Person | None], None]] = {
    "invitation-unopened": _invitation,
    "card-waiting": _queue,
    "person-silent": _silent,
}


#: what the counsellors read, by the channel that says it
UNREACHABLE = {
    "telegram": "{who} ne peut plus être joint ici (bot bloqué ou compte fermé).",
    "mail": "{who} ne peut plus être joint par e-mail (cette adresse ne reçoit rien).",
    "sms": "{who} ne peut plus être joint par SMS (numéro fermé, ou réponse STOP).",
}


def person_unreachable(scene: Scene, person: Person) -> Reply:
    """The channel says that this person can no longer be reached there: the counsellors learn it once."""
    who = say(UNREACHABLE.get(scene.channel, UNREACHABLE["telegram"]), who=person.signature)
    words = stack(
        say("⚠️ {who}", who=who), say("À faire : trouver un autre moyen de contact."), *recontact.call(scene, person)
    )
    raise_card(scene, "unreachable", f"unreachable:{person.id}", words, person=person)
    return scene.reply

"""What a counsellor does with a card of « À traiter »: take, reply, note, pause nudges, hand over, escalate, done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from core.canned import desk as canned
from core.conversation import facts_for, start
from core.forum.cards import DeskCard, card_by, change_card, logged, send_card
from core.forum.team import counsellors, managers, triad_by
from core.messages import Button, Press
from core.missions import caution
from core.missions.checked import checked
from core.people import Person, Refused, Role
from core.safeguarding import calls
from core.scene import Scene
from core.texts import say

# For how long the nudges of a triad can be paused with one tap.
PAUSE = timedelta(days=7)
#: who closes a call that nobody has read has said so
SURE = "sure"
OLD = "Cette carte n'est plus là : rien n'a changé."


def press(press: Press, scene: Scene, rest: str) -> str:
    """`x:<key>:<verb>` or `x:<key>:<verb>:<person>`."""
    key, _, what = rest.partition(":")
    verb, _, number = what.partition(":")
    me, card = _counsellor(scene), card_by(scene, key)
    act = ACTS.get(verb)
    if card is None or act is None:
        raise Refused(OLD)
    if card.state == "done" and verb != "open":
        raise Refused(say("Déjà fait par {who}.", who=card.holder))
    return act(scene, card, me, number)


def _counsellor(scene: Scene) -> Person:
    if scene.person is None or scene.person.role is not Role.COUNSELLOR:
        raise Refused("Ces cartes sont pour l'équipe : rien n'a changé.")
    return scene.person


def _take(scene: Scene, card: DeskCard, me: Person, _: str) -> str:
    if card.state == "taken":
        at = scene.when(card.changed_at) if card.changed_at else ""
        raise Refused(say("Déjà pris par {who} ({at}).", who=card.holder, at=at))
    _hold(scene, card, me)
    return "C'est pour vous"


def _hold(scene: Scene, card: DeskCard, holder: Person) -> None:
    taken = replace(card, state="taken", holder_id=holder.id, holder=holder.first_name, changed_at=scene.now)
    change_card(scene, taken)
    if card.kind == calls.KIND:
        calls.held(scene, taken, holder)
    scene.record("card-taken", subject=card.subject, triad=card.triad_id, card=card.kind)


def asks_outcome(card: DeskCard) -> bool:
    """Whether a card is about somebody « à recontacter »: what came of it is said before it is done."""
    return card.state != "done" and any(button.data.startswith("rc:") for row in card.buttons for button in row)


def _done(scene: Scene, card: DeskCard, me: Person, sure: str) -> str:
    if asks_outcome(card):
        raise Refused("Dites d'abord ce qu'il en est : recontacté, à recontacter le…, ou clos.")
    if sure != SURE and calls.unheard(scene, card):
        scene.answer(calls.UNHEARD, ((Button("✅ Fermer quand même", f"x:{card.key}:done:{SURE}"),),))
        return ""
    change_card(scene, replace(card, state="done", holder_id=me.id, holder=me.first_name, changed_at=scene.now))
    if card.kind == calls.KIND:
        calls.close(scene, card)
    if card.kind == caution.KIND:
        checked(scene, card)
    scene.record("card-done", subject=card.subject, triad=card.triad_id, card=card.kind)
    return "Fait"


def _open(scene: Scene, card: DeskCard, _: Person, __: str) -> str:
    if card.state == "done":
        change_card(scene, replace(card, state="open", holder_id=None, holder="", changed_at=scene.now))
    return "Rouvert"


def _see(scene: Scene, card: DeskCard, me: Person, _: str) -> str:
    """The card, where it was asked for."""
    send_card(scene, card, me)
    return ""


def _reply(scene: Scene, card: DeskCard, me: Person, _: str) -> str:
    triad = triad_by(scene, card.triad_id or 0)
    if triad is None or not triad.readers(me):
        raise Refused("Personne d'autre n'est encore dans ce fil : il n'y a personne à qui répondre.")
    start(
        scene, "reply_to_card", replace(facts_for(scene, triad), subject=card.key, choices={"to": triad.with_whom(me)})
    )
    return ""


def _note(scene: Scene, card: DeskCard, _: Person, __: str) -> str:
    start(scene, "note_on_card", facts_for(scene, None, subject=card.key))
    return ""


def _pause(scene: Scene, card: DeskCard, _: Person, __: str) -> str:
    triad = triad_by(scene, card.triad_id or 0)
    if triad is None:
        raise Refused(OLD)
    until = scene.today + PAUSE
    changed = replace(triad, settings={**triad.settings, "nudges_paused_until": until.isoformat()})
    scene.triads[triad.id] = changed
    scene.keep(changed)
    change_card(scene, logged(scene, card, "paused", f"{until:%d/%m}"))
    scene.record("nudges-paused", triad=triad.id)
    return "Rappels en pause pour une semaine"


def _hand(scene: Scene, card: DeskCard, _: Person, __: str) -> str:
    others = [one for one in counsellors(scene) if one.id != card.holder_id]
    if not others:
        raise Refused("Vous êtes la seule personne de l'équipe ici : personne à qui confier la carte.")
    rows = tuple((Button(one.first_name, f"x:{card.key}:to:{one.id}"),) for one in others[:20])
    scene.answer(say("À qui confier cette carte ?\n{card}", card=card.words), rows)
    return ""


def _to(scene: Scene, card: DeskCard, me: Person, number: str) -> str:
    colleague = next((one for one in counsellors(scene) if str(one.id) == number), None)
    if colleague is None:
        raise Refused("Cette personne n'est plus dans l'équipe : choisissez quelqu'un d'autre.")
    handed = logged(scene, card, "handed", colleague.first_name) if colleague.id != me.id else card
    _hold(scene, handed, colleague)
    if colleague.id != me.id:
        scene.tell(colleague, say("➡️ {who} vous confie une carte de « À traiter ».\n{card}", who=me.first_name,
                                  card=card.words))  # fmt: skip
    return str(scene.words(say("Confiée à {who}", who=colleague.first_name)).text)


def _up(scene: Scene, card: DeskCard, me: Person, _: str) -> str:
    above = managers(scene)
    if not above:
        raise Refused("Aucun responsable n'est inscrit dans cette structure : /inviter peut en inviter un.")
    names = ", ".join(one.first_name for one in above)
    if card.kind == calls.KIND:
        calls.escalate(scene, card)
    for one in above if card.kind != calls.KIND else ():
        scene.tell(one, say("⬆️ {who} vous demande de regarder ceci.\n{card}", who=me.signature, card=card.words))
    change_card(scene, logged(scene, card, "escalated", names))
    scene.record("card-escalated", subject=card.subject, triad=card.triad_id, card=card.kind)
    return "Transmis"


ACTS: Mapping[str, Callable[[Scene, DeskCard, Person, str], str]] = {
    "take": _take,
    "done": _done,
    "open": _open,
    "see": _see,
    "reply": _reply,
    "canned": canned.on_card,
    "note": _note,
    "pause": _pause,
    "hand": _hand,
    "to": _to,
    "up": _up,
}

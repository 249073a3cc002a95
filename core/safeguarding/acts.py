"""The buttons of a call: read it (logged), answer it, say that one has phoned; for the apprentice, go on."""

from __future__ import annotations

from dataclasses import replace

from core.conversation import facts_for, start
from core.forum.cards import card_by, change_card, key_of, logged
from core.messages import Place, Press
from core.people import Person, Refused, Role
from core.safeguarding.call import Call, CallBy
from core.safeguarding.calls import listen, read
from core.scene import Event, Scene


def press(press: Press, scene: Scene, rest: str) -> str:
    """`y:<key>:<verb>`."""
    key, _, verb = rest.partition(":")
    call, me = scene.find(CallBy(key)), scene.person
    if call is None or me is None:
        raise Refused("Cet appel n'est plus là : rien n'a changé.")
    if verb == "reply" and me.id == call.person_id:
        listen(scene, call)
        return ""
    if me.role not in (Role.COUNSELLOR, Role.MANAGER):
        raise Refused("Cette ligne n'est pas la vôtre : rien n'a changé.")
    return _for_the_team(scene, call, me, verb)


def _for_the_team(scene: Scene, call: Call, me: Person, verb: str) -> str:
    if me.address is None or not me.reachable:
        raise Refused("Ouvrez d'abord votre conversation privée avec le bot : c'est là que l'appel se lit.")
    if verb == "read":
        read(scene, call, me)
        return "Dans votre conversation privée" if not scene.place.private else ""
    if verb == "answer":
        scene.place = Place(me.address.channel, me.address.value)  # what is said to her never stands in the forum
        start(scene, "answer_call", facts_for(scene, None, subject=call.key))
        return "Écrivez votre réponse dans votre conversation privée"
    if verb == "phoned":
        _phoned(scene, call)
        return "Noté"
    raise Refused("Ce bouton ne sert plus : rien n'a changé.")


def _phoned(scene: Scene, call: Call) -> None:
    scene.keep(replace(call, answered_at=call.answered_at or scene.now))
    scene.reply.stopped_timers.append(f"{call.subject}:")
    card = card_by(scene, key_of(call.subject))
    if card is not None:
        change_card(scene, logged(scene, card, "phoned"))
    scene.reply.events.append(Event("call-answered", call.subject))

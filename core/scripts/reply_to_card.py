"""A counsellor answers in a triad's thread from a card of « À traiter »."""

from __future__ import annotations

from dataclasses import dataclass

from core.canned.acts import counsellor, writable
from core.forum.cards import card_by, change_card, logged
from core.forum.team import triad_by
from core.messages import Line, Message, Place
from core.people import Refused
from core.scene import Scene
from core.talk import Facts, Say, Script, confirm, text
from core.texts import Rich, say
from core.thread.thread import write

TITLE = "une réponse depuis « À traiter »"


@dataclass(frozen=True)
class ReplyToCard:
    card: str
    words: str

    def apply(self, scene: Scene) -> None:
        card, me = card_by(scene, self.card), counsellor(scene)
        if card is None:
            raise Refused("Cette carte n'est plus là : rien n'est parti.")
        triad = writable(scene, triad_by(scene, card.triad_id or 0), Line.TRIAD)
        place = Place(scene.place.channel, scene.place.chat, triad.topic, private=False)
        address = me.address
        assert address is not None
        written = Message(
            cause=scene.cause, at=scene.now, sender=address, place=place, message_id="", text=Rich(self.words)
        )
        write(scene, triad, me, written)
        scene.post_in_topic(triad, say("<b>{who}</b> (depuis « À traiter »)\n{words}", who=me.signature,
                                       words=self.words))  # fmt: skip
        change_card(scene, logged(scene, card, "replied"))


def reply_to_card(facts: Facts) -> Script[ReplyToCard | None]:
    to = facts.choices.get("to", "")
    words = yield from text("words", "Que voulez-vous écrire à {to} ?", spoken=False, at_most=3000, to=to)
    if not (yield from confirm("send", "Ceci part vers {to} :\n{words}", yes="📨 Envoyer", no="Ne rien envoyer",
                               to=to, words=words)):  # fmt: skip
        yield Say(say("D'accord, rien n'est parti."))
        return None
    yield Say(say("C'est en route vers {to}.", to=to))
    return ReplyToCard(facts.subject, words)

"""After a call, what an apprentice writes waits here until she has said who reads it: the team alone, or her thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.parcels import unpack
from core.people import Refused
from core.safeguarding import distress
from core.safeguarding.call import CallBy
from core.safeguarding.calls import add_words, listen
from core.scene import Scene
from core.scripts.choose_thread import Deliver
from core.talk import Facts, Say, Script, choice
from core.texts import Text, say
from core.thread.kinds import in_words

TITLE = "un message à envoyer"
TEAM, LEAVES = "team", "no"


@dataclass(frozen=True)
class Whither:
    """The parcels go into the line of this call, or into this thread (a number)."""

    call: str
    to: str
    parcels: tuple[Mapping[str, Any], ...]
    who: str = ""

    def apply(self, scene: Scene) -> None:
        call, me = scene.find(CallBy(self.call)), scene.person
        if call is None or me is None or call.person_id != me.id:
            raise Refused("Cette ligne n'est plus ouverte : rien n'est parti. Pour appeler l'équipe : /sos.")
        if self.to != TEAM:
            scene.keep(replace(call, asks_until=scene.now))
            Deliver(int(self.to), self.parcels, self.who, distress.KIND).apply(scene)
            return
        for parcel in self.parcels:
            message = in_words(unpack(parcel))
            file = message.attachments[0] if message.attachments else None
            call = add_words(scene, call, message.text, file, message.message_id)
        listen(scene, call, said=True)


def choose_line(facts: Facts) -> Script[Whither | None]:
    ways: dict[str, Text | str] = {TEAM: "🔒 À l'équipe seule"}
    ways |= {number: say("Dans le fil avec {name}", name=name) for number, name in facts.choices.items()}
    ways[LEAVES] = "🗑 Ne pas envoyer"
    to = yield from choice("to", "🔒 Tu as parlé à l'équipe seule. Et ce message, qui doit le lire ?", ways)
    if to == LEAVES:
        yield Say(say("D'accord, rien n'est parti."))
        return None
    return Whither(facts.subject, to, facts.parcels, facts.choices.get(to, ""))

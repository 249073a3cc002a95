"""What an apprentice answers when she is asked how it goes: the team reads it, the company never does."""

from __future__ import annotations

from core.messages import Button, Change, Content, Press, Rows, ToPlace
from core.people import Refused
from core.scene import Scene
from core.texts import say
from core.watch import acts
from core.watch.moments import MOMENTS, MOODS, MoodsOf
from core.watch.rules import low_mood
from core.week.acts import theirs

THANKS = {
    "good": "🙂 Merci, c'est noté.",
    "so": "😐 Merci, c'est noté. Si tu veux en parler à l'équipe seule : /sos",
    "low": "🙁 Merci de l'avoir dit. L'équipe va prendre de tes nouvelles, et l'entreprise ne le voit pas.\n"
    "Pour écrire à l'équipe seule, tout de suite : /sos",
}


def press(incoming: Press, scene: Scene, rest: str) -> str:
    """`md:<triad>:<moment>:<mood>`; once for each moment."""
    number, _, more = rest.partition(":")
    moment, _, mood = more.partition(":")
    if not number.isdecimal() or moment not in map(str, MOMENTS) or mood not in MOODS:
        raise Refused(acts.OLD)
    triad, young = theirs(scene, int(number))
    known = scene.find(MoodsOf(triad.id))
    if known is None or int(moment) not in known.asked or int(moment) in known.answered:
        raise Refused("Tu as déjà répondu, ou ce n'est plus le moment : rien n'a changé.")
    scene.record("mood-answered", triad=triad.id, moment=int(moment), mood=mood)
    told = say("{mood} – {name}, {n} jours après son arrivée (une question d'un geste, que l'entreprise ne voit pas).",
               mood=say(MOODS[mood]), name=young.first_name, n=int(moment))  # fmt: skip
    scene.post_in_topic(triad, told)
    rows: Rows = ((Button(scene.words("👍 Ma semaine en trois gestes").text, f"wk:{triad.id}:review"),),)
    if mood == "low" and acts.may_raise(scene, triad):
        acts.raise_alarm(scene, triad, young, {"mood": low_mood(scene.today)})
        rows = (*rows, (acts.contest(scene, triad, young),))
    content = Content(scene.words(THANKS[mood]), rows)
    scene.reply.outgoing.append(Change(to=ToPlace(scene.place), message=incoming.message_id, content=content))
    return ""

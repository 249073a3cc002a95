"""The week in the chat: `/semaine`, `/heures`, and the buttons under Monday's and Thursday's messages."""

from __future__ import annotations

from core.conversation import facts_for, start
from core.messages import Button, Change, Content, Message, Press, ToPlace
from core.people import Refused
from core.scene import Scene
from core.texts import say
from core.week import acts as week_acts
from core.week.rhythm import this_week

NOTHING = "Rien de prévu cette semaine. Proposer une mission : /mission"


def show(scene: Scene, _: str = "") -> None:
    """`/semaine`: this week, and whether it comes by itself on Mondays."""
    person = scene.person
    assert person is not None
    off = person.settings.get("week") == "off"
    for triad in scene.triads.values():
        label = scene.words("🔔 Recevoir chaque lundi" if off else "🔕 Ne plus recevoir").text
        review = Button(scene.words("🗓 Ma semaine en trois gestes").text, f"wk:{triad.id}:review")
        rows = ((review,), (Button(label, f"wk:{triad.id}:{'on' if off else 'off'}"),))
        scene.answer(this_week(scene, triad, person) or say(NOTHING), rows)
    if not scene.triads:
        scene.answer("Aucun fil n'est ouvert ici en ce moment.")


def hours_in_topic(_: Message, scene: Scene) -> None:
    """`/heures`: lines to copy."""
    for triad in scene.triads.values():
        scene.answer(week_acts.hours(scene, triad))


def press(incoming: Press, scene: Scene, rest: str) -> str:
    """`wk:<triad>:<review, off or on>`."""
    number, _, what = rest.partition(":")
    if not number.isdecimal() or what not in ("review", "off", "on"):
        raise Refused("Ce bouton ne sert plus : rien n'a changé. La suite : /semaine.")
    triad, _person = week_acts.theirs(scene, int(number))
    if what == "review":
        start(scene, "review_week", facts_for(scene, triad))
        return ""
    week_acts.silence(scene, silent=what == "off")
    words = (
        say("🔕 D'accord, plus de message le lundi ni le jeudi. Pour voir ta semaine : /semaine")
        if what == "off"
        else say("🔔 D'accord, ta semaine arrivera le lundi.")
    )
    label = scene.words("🔔 Recevoir à nouveau" if what == "off" else "🔕 Ne plus recevoir").text
    rows = ((Button(label, f"wk:{triad.id}:{'on' if what == 'off' else 'off'}"),),)
    content = Content(scene.words(words), rows)
    scene.reply.outgoing.append(Change(to=ToPlace(scene.place), message=incoming.message_id, content=content))
    return ""

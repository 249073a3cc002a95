"""The ways out of nudges: on Monday, already done otherwise, no more of them. In the chat and on the page alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from core.messages import Button, Deed, Press, Rows
from core.nudges.nudge import LADDERS
from core.nudges.rounds import RungsOf, label_of, next_monday, rung, wants_none
from core.people import Person, Refused, Role
from core.scene import Scene
from core.texts import Text, say
from core.triad import Triad

_NUMBER = re.compile(r"[0-9]{1,9}")
OLD = "Ce rappel ne sert plus : rien n'a changé."


def press(_: Press, scene: Scene, rest: str) -> str:
    """`nd:monday`, `nd:off`, `nd:on`, `nd:which` or `nd:done:<ladder>:<triad>:<number>`."""
    what, kind, triad, number, *more = (*rest.split(":"), "", "", "")
    if any(more):
        raise Refused(OLD)
    return scene.words(_act(scene, what, kind, triad, number)).text


def deed(deed: Deed, scene: Scene) -> None:
    """The same from the form of a page."""
    fields = deed.fields
    what, kind, triad, number = (fields.get(name, "") for name in ("what", "ladder", "triad", "number"))
    scene.answer(_act(scene, what, kind, triad, number))


def _act(scene: Scene, what: str, kind: str, triad: str, number: str) -> Text:
    person = scene.person
    assert person is not None
    young = person.role is Role.APPRENTICE
    if what == "monday":
        return _monday(scene, person, young)
    if what in ("off", "on"):
        return _switch(scene, person, what, young)
    if what == "which":
        return _which(scene, person)
    if what != "done" or kind not in LADDERS or not all(_NUMBER.fullmatch(one) for one in (triad, number)):
        raise Refused(OLD)
    return _done(scene, person, kind, int(triad), int(number))


def _monday(scene: Scene, person: Person, young: bool) -> Text:
    day = next_monday(scene.today)
    _choose(scene, person, {"nudges_until": day.isoformat()})
    scene.record("nudges-put-off", until=day.isoformat())
    words = "C'est noté : aucun rappel avant lundi {day}." if young else "C'est noté : pas de rappel avant lundi {day}."
    return say(words, day=f"{day:%d/%m}")


def _switch(scene: Scene, person: Person, what: str, young: bool) -> Text:
    _choose(scene, person, {"nudges": what, "nudges_until": ""})
    scene.record("nudges-refused" if what == "off" else "nudges-accepted")
    if what == "on":
        return say("Les rappels reprennent.")
    return say("Plus de rappels. Tu peux les reprendre avec /rappels." if young
               else "Plus de rappels. Vous pouvez les reprendre avec /rappels.")  # fmt: skip


def _choose(scene: Scene, person: Person, chosen: Mapping[str, str]) -> None:
    scene.person = replace(person, settings={**person.settings, **chosen})
    scene.reply.people.append(scene.person)


def _which(scene: Scene, person: Person) -> Text:
    """Of several things that wait, the one that is done already."""
    found = (rung(scene, timer) for timer in scene.find(RungsOf(person.id)))
    rows: dict[str, tuple[Button, ...]] = {}
    for one in found:
        if one is not None and one.person is not None and one.person.id == person.id:
            data = f"nd:done:{one.ladder.kind}:{one.mission.triad_id}:{one.mission.number}"
            rows[data] = (Button(label_of(scene, one, person), data),)
    if not rows:
        raise Refused(OLD)
    scene.answer("Qu'est-ce qui est déjà fait autrement ?", tuple(rows.values()))
    return say("Laquelle ?")


def _done(scene: Scene, person: Person, kind: str, triad_id: int, number: int) -> Text:
    """The ladder about this is over, and its thread is told; what the mission is stays as it was."""
    triad = scene.triad_of(triad_id)
    timers = [one for one in scene.find(RungsOf(person.id)) if (one.kind, one.triad_id) == (kind, triad_id)]
    timer = next((one for one in timers if int(one.data["number"]) == number), None)
    one = rung(scene, timer) if timer is not None and triad is not None and triad.has(person) else None
    if one is None or triad is None or one.person is None or one.person.id != person.id:
        raise Refused(OLD)
    scene.reply.stopped_timers.append(one.ladder.prefix(one.mission))
    scene.record("nudge-answered-elsewhere", subject=one.mission.subject, triad=triad.id, ladder=kind)
    _tell(scene, triad, person, one.mission.number)
    return say("C'est noté : plus de rappel pour celle-ci.")


def _tell(scene: Scene, triad: Triad, person: Person, number: int) -> None:
    words = say(
        "<i>✔️ {who} dit que la mission n° {n} est réglée autrement : plus de rappel. À noter si besoin.</i>",
        who=person.signature, n=number,
    )  # fmt: skip
    scene.post_in_topic(triad, words)


# --- the command -----------------------------------------------------------------------------------------------------


def show(scene: Scene) -> None:
    """`/rappels`: whether this person is reminded, and the other choice."""
    person = scene.person
    assert person is not None
    off = wants_none(person)
    until = str(person.settings.get("nudges_until", ""))
    if off:
        words = say("🔕 Les rappels sont arrêtés.")
    elif until > scene.today.isoformat():
        words = say("📅 Pas de rappel avant le {day}.", day=f"{until[8:]}/{until[5:7]}")
    else:
        words = say("🔔 Les rappels : un par jour au plus, aux heures de bureau, et ils s'arrêtent d'eux-mêmes.")
    scene.answer(words, _switches(scene, off))


def _switches(scene: Scene, off: bool) -> Rows:
    label, data = ("🔔 Reprendre les rappels", "nd:on") if off else ("🔕 Ne plus me relancer", "nd:off")
    return ((Button(scene.words(label).text, data),),)

"""The ways out of nudges: on Monday, already done otherwise, no more of them. In the chat and on the page alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.messages import Button, Deed, Press, Rows
from core.nudges.nudge import LADDERS
from core.nudges.rounds import Rung, RungsOf, label_of, next_monday, rung, wants_none
from core.nudges.words import LABELS
from core.people import Person, Refused, Role
from core.scene import Scene
from core.texts import Text, say
from core.triad import Triad

OLD = "Ce rappel ne sert plus : rien n'a changé."


def press(_: Press, scene: Scene, rest: str) -> str:
    """`nd:monday`, `nd:off`, `nd:on`, `nd:which` or `nd:done:<ladder>:<what it is about>`."""
    what, _sep, about = rest.partition(":")
    kind, _sep, ref = about.partition(":")
    return scene.words(_act(scene, what, kind, ref)).text


def deed(deed: Deed, scene: Scene) -> None:
    """The same from the form of a page."""
    fields = deed.fields
    what, kind, triad, number = (fields.get(name, "") for name in ("what", "ladder", "triad", "number"))
    scene.answer(_act(scene, what, kind, f"{triad}:{number}"))


def _act(scene: Scene, what: str, kind: str, ref: str) -> Text:
    person = scene.person
    assert person is not None
    young = person.role is Role.APPRENTICE
    if what == "monday":
        return _monday(scene, person, young)
    if what in ("off", "on"):
        return _switch(scene, person, what, young)
    if what == "which":
        return _which(scene, person)
    if what != "done" or kind not in LADDERS:
        raise Refused(OLD)
    return _done(scene, person, kind, ref)


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


def stop(scene: Scene) -> None:
    """The one who acts wants no more reminders."""
    assert scene.person is not None
    _switch(scene, scene.person, "off", young=False)


def _choose(scene: Scene, person: Person, chosen: Mapping[str, str]) -> None:
    scene.person = replace(person, settings={**person.settings, **chosen})
    scene.reply.people.append(scene.person)


def _which(scene: Scene, person: Person) -> Text:
    """Of several things that wait, the one that is done already."""
    found = (rung(scene, timer) for timer in scene.find(RungsOf(person.id)))
    rows: dict[str, tuple[Button, ...]] = {}
    for one in found:
        if one is not None and one.person is not None and one.person.id == person.id:
            data = f"nd:done:{one.ladder.kind}:{one.ref}"
            rows[data] = (Button(label_of(scene, one, person), data),)
    if not rows:
        raise Refused(OLD)
    scene.answer("Qu'est-ce qui est déjà fait autrement ?", tuple(rows.values()))
    return say("Laquelle ?")


def _done(scene: Scene, person: Person, kind: str, ref: str) -> Text:
    """The ladder about this is over, and its thread is told; what it is about stays as it was."""
    rungs = (rung(scene, one) for one in scene.find(RungsOf(person.id)) if one.kind == kind)
    one = next((one for one in rungs if one is not None and one.ref == ref), None)
    if one is None or one.person is None or one.person.id != person.id:
        raise Refused(OLD)
    if one.triad is not None and person.role is not Role.COUNSELLOR and not one.triad.has(person):
        raise Refused(OLD)
    scene.reply.stopped_timers.append(one.prefix)
    triad = one.triad.id if one.triad is not None else None
    scene.record("nudge-answered-elsewhere", subject=one.subject, triad=triad, ladder=kind)
    if one.triad is not None:
        _tell(scene, one.triad, person, one)
    return say("C'est noté : plus de rappel pour celle-ci.")


def _tell(scene: Scene, triad: Triad, person: Person, one: Rung) -> None:
    words = say("<i>✔️ {who} dit que c'est réglé autrement ({about}) : plus de rappel. À noter si besoin.</i>",
                who=person.signature, about=say(LABELS[one.ladder.kind]))  # fmt: skip
    if one.mission is not None:
        words = say(
            "<i>✔️ {who} dit que la mission n° {n} est réglée autrement : plus de rappel. À noter si besoin.</i>",
            who=person.signature, n=one.mission.number,
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

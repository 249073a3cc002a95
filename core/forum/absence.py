"""`/absent`: a counsellor is away for some days; a colleague gets her queue, and it comes back by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.forum.cards import DeskCard, change_card, logged
from core.forum.team import PersonBy, absent, counsellors, triad_by
from core.messages import Button, Message, Press
from core.people import Person, Refused, Role
from core.records import Asked
from core.scene import Scene, Timer
from core.texts import Text, say
from core.typed import read_day
from core.week.rhythm import OpenTriads

KIND, DUE = "ab", "absence"
LONGEST = timedelta(days=180)
HOW = (
    "Écrivez le premier et le dernier jour, par exemple : /absent 22/12 02/01\n"
    "Un seul jour : /absent 22/12. De retour plus tôt : /absent fin"
)


@dataclass(frozen=True)
class CardsHeldBy(Asked[tuple[DeskCard, ...]]):
    """The cards of « À traiter » that somebody has taken and not done."""

    person: int


def command(incoming: Message, scene: Scene) -> None:
    """`/absent 22/12 02/01`, `/absent fin`, or `/absent` alone."""
    me, said = scene.person, incoming.argument.casefold().split()
    assert me is not None
    if said == ["fin"]:
        back(scene, me)
        return
    days = _days(said, scene.today)
    if not days:
        now = me.settings.get("absent")
        how = say(HOW)
        if now:
            how = say("Absence notée du {a} au {b}.\n{how}", a=_day(now["from"]), b=_day(now["until"]), how=how)
        if said:
            how = say("Ces dates ne se lisent pas, sont passées ou vont à l'envers : rien n'a changé.\n{how}", how=how)
        scene.answer(how)
        return
    first, last = days
    rows = [
        (Button(one.first_name, f"{KIND}:{first}:{last}:{one.id}"),)
        for one in counsellors(scene)
        if one.id != me.id and not _away(one, first, last)
    ]
    rows.append((Button("Personne", f"{KIND}:{first}:{last}:0"),))
    scene.answer(
        say("Absence du {a} au {b}. Qui vous remplace ?", a=f"{first:%d/%m}", b=f"{last:%d/%m}"), tuple(rows[:20])
    )


def press(_: Press, scene: Scene, rest: str) -> str:
    """`ab:<first>:<last>:<substitute or 0>`."""
    me = scene.person
    if me is None or me.role is not Role.COUNSELLOR:
        raise Refused("Ce bouton est pour une autre personne : rien n'a changé.")
    try:
        start, end, number = rest.split(":")
        first, last, other = date.fromisoformat(start), date.fromisoformat(end), int(number)
    except ValueError:
        raise Refused("Ce bouton ne sert plus : renvoyez /absent.") from None
    colleague = next((one for one in counsellors(scene) if one.id == other and one.id != me.id), None)
    if last < scene.today or (other and colleague is None):
        raise Refused("Ce bouton ne sert plus : renvoyez /absent.")
    if colleague is not None and _away(colleague, first, last):
        raise Refused(say("{who} a aussi noté une absence ces jours-là : choisissez quelqu'un d'autre.",
                          who=colleague.first_name))  # fmt: skip
    _leave(scene, me, first, last, colleague)
    return "C'est noté"


def _leave(scene: Scene, me: Person, first: date, last: date, colleague: Person | None) -> None:
    said = {"from": first.isoformat(), "until": last.isoformat(), "by": colleague.id if colleague else 0}
    before = me.settings.get("absent")
    if before is not None and all(before[name] == value for name, value in said.items()):
        raise Refused("C'est déjà noté : rien n'a changé.")
    if before is not None:
        _take_back(scene, me, before)
    _choose(scene, me, said)
    scene.reply.stopped_timers.append(f"{DUE}:{me.id}:")
    opens = scene.hours.opens
    for what, day in (("begin", first), ("end", last + timedelta(days=1))):
        at = datetime.combine(day, opens, ZoneInfo(scene.hours.zone)).astimezone(UTC)
        key = f"{DUE}:{me.id}:{what}:{scene.cause}"
        scene.reply.timers.append(Timer(key, DUE, max(at, scene.now), None, me.id, {"what": what}))
    days = say("du {a} au {b}", a=f"{first:%d/%m}", b=f"{last:%d/%m}")
    _tell_threads(scene, me, days, colleague)
    if colleague is not None:
        scene.tell(colleague, say("🌴 {who} ne sera pas là {days} et vous confie ses fils et ses cartes.",
                                  who=me.first_name, days=days))  # fmt: skip
    scene.answer(say("C'est noté : absence {days}. Vos jeunes et leurs tuteurs le lisent dans leur fil.", days=days))
    scene.record("absence-noted", first=said["from"], last=said["until"], by=said["by"])


def _tell_threads(scene: Scene, me: Person, days: Text, colleague: Person | None) -> None:
    """A line for everybody she follows, once."""
    for number in scene.find(OpenTriads()):
        triad = triad_by(scene, number)
        if triad is None or not triad.has(me):
            continue
        for member in triad.members:
            if member.role is Role.COUNSELLOR or not member.settled:
                continue
            young = member.role is Role.APPRENTICE
            if colleague is not None:
                words = (
                    "🌴 {who} ne sera pas là {days}. {other} te répondra à sa place, ici même."
                    if young
                    else "🌴 {who} ne sera pas là {days}. {other} vous répondra à sa place, ici même."
                )
            else:
                words = "🌴 {who} ne sera pas là {days}. L'équipe lit ce fil, et répondra peut-être plus tard."
            other = colleague.first_name if colleague else ""
            scene.tell(member, say(words, who=me.first_name, days=days, other=other), triad=triad.id)


def due(timer: Timer, scene: Scene) -> None:
    """The first morning the queue goes over; the morning after the last day it comes back."""
    person = scene.whose
    said = person.settings.get("absent") if person else None
    if person is None or said is None:
        scene.record("absence-over-already", subject=timer.key)
    elif timer.data["what"] == "begin":
        _hand_queue(scene, person, said)
    else:
        back(scene, person)


def _hand_queue(scene: Scene, me: Person, said: Mapping[str, Any]) -> None:
    colleague = scene.find(PersonBy(said["by"]))
    if colleague is None or colleague.left:
        return
    cards = scene.find(CardsHeldBy(me.id))
    for card in cards:
        _give(scene, card, colleague)
    _choose(scene, me, {**said, "cards": [card.key for card in cards]})
    if cards:
        scene.tell(colleague, say("🌴 {n} cartes de {who} sont maintenant les vôtres, dans « À traiter ».",
                                  n=len(cards), who=me.first_name))  # fmt: skip


def back(scene: Scene, me: Person) -> None:
    """She is there again: what her colleague has not done comes back."""
    said = me.settings.get("absent")
    if said is None:
        scene.answer("Aucune absence n'est notée : rien n'a changé.")
        return
    cards = _take_back(scene, me, said)
    _choose(scene, me, None)
    scene.reply.stopped_timers.append(f"{DUE}:{me.id}:")
    scene.record("absence-over", cards=len(cards))
    scene.tell(me, say("👋 Bon retour. {n} cartes vous reviennent dans « À traiter ».", n=len(cards)) if cards
               else say("👋 Bon retour. Vos fils sont de nouveau les vôtres."))  # fmt: skip


def _take_back(scene: Scene, me: Person, said: Mapping[str, Any]) -> list[DeskCard]:
    """The cards that went to her colleague, and those raised for her meanwhile, come back to her unless done."""
    lent = set(said.get("cards", ()))
    held = scene.find(CardsHeldBy(int(said["by"]))) if said["by"] else ()
    cards = [card for card in held if card.key in lent or _raised_for(scene, card, me, said)]
    for card in cards:
        _give(scene, card, me)
    return cards


def _raised_for(scene: Scene, card: DeskCard, me: Person, said: Mapping[str, Any]) -> bool:
    """Whether it went to her colleague by itself during this absence."""
    triad = triad_by(scene, card.triad_id) if card.triad_id else None
    since = said["from"]
    return triad is not None and triad.has(me) and any(
        line.kind == "stood-in" and line.who == me.first_name and line.at.date().isoformat() >= since
        for line in card.log
    )  # fmt: skip


def _give(scene: Scene, card: DeskCard, to: Person) -> None:
    handed = logged(scene, card, "handed", to.first_name)
    change_card(scene, replace(handed, holder_id=to.id, holder=to.first_name, changed_at=scene.now))


def _choose(scene: Scene, me: Person, said: Mapping[str, Any] | None) -> None:
    settings = {name: value for name, value in me.settings.items() if name != "absent"}
    changed = replace(me, settings={**settings, "absent": said} if said else settings)
    scene.reply.people.append(changed)
    if scene.person is not None and scene.person.id == me.id:
        scene.person = changed


def _away(person: Person, first: date, last: date) -> bool:
    """Whether she is away on one of these days."""
    return any(absent(person, first + timedelta(days=n)) for n in range((last - first).days + 1))


def _days(said: list[str], today: date) -> tuple[date, date] | None:
    """The two days that were typed; what cannot be meant is said."""
    found = [day for word in said if (day := read_day(word, today)) is not None]
    if not found or len(found) > 2:
        return None
    first, last = found[0], found[-1]
    return (first, last) if today <= last and first <= last <= first + LONGEST else None


def _day(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d/%m}"

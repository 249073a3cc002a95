"""Where somebody is reached: `/adresses` shows each address, which one comes first, and stops or resumes one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.messages import (
    Address,
    Button,
    Change,
    Content,
    Incoming,
    Message,
    Place,
    Press,
    Rows,
    Send,
    ToPerson,
    ToPlace,
    Urgency,
)
from core.missions.cards import stack
from core.people import Person, Refused
from core.records import Asked
from core.scene import Scene
from core.texts import Text, say

KIND = "ad"
NAMES = {"telegram": "Telegram", "mail": "E-mail", "sms": "SMS"}
OLD = "Les adresses ont changé depuis : rien de plus n'a changé. Où elles en sont : /adresses."


@dataclass(frozen=True)
class Reached:
    """One address of a person; `at` tells it from the others, and changes when it comes first."""

    at: int
    address: Address
    stopped: bool = False


@dataclass(frozen=True)
class AddressesOf(Asked[tuple[Reached, ...]]):
    """The addresses of a person, the one she is reached at first."""

    person: int


@dataclass(frozen=True)
class FirstAddress:
    """This address of hers comes first from now on."""

    person: int
    at: int


@dataclass(frozen=True)
class StoppedAddress:
    """Nothing more goes to this address of hers, or again."""

    person: int
    at: int
    stopped: bool


def show(scene: Scene, _: str = "") -> None:
    """`/adresses`."""
    assert scene.person is not None
    scene.answer(*_screen(scene, _known(scene, scene.person)))


def press(incoming: Press, scene: Scene, rest: str) -> str:
    """`ad:first:<at>`, `ad:stop:<at>` or `ad:open:<at>`: only of one's own addresses."""
    person = scene.person
    assert person is not None
    verb, _, number = rest.partition(":")
    known = _known(scene, person)
    one = next((one for one in known if str(one.at) == number), None)
    if one is None or verb not in ("first", "stop", "open"):
        raise Refused(OLD)
    if verb == "first":
        scene.keep(FirstAddress(person.id, one.at))
        known = [replace(one, stopped=False), *(other for other in known if other != one)]
    else:
        known = _switch(scene, person, known, one, stop=verb == "stop")
    scene.record(f"address-{verb}", channel=one.address.channel)
    words, rows = _screen(scene, known) if verb != "first" else (_standing(known), ())
    content = Content(scene.words(words), rows)
    scene.reply.outgoing.append(Change(to=ToPlace(scene.place), message=incoming.message_id, content=content))
    return scene.words("C'est noté").text


def _switch(scene: Scene, person: Person, known: list[Reached], one: Reached, *, stop: bool) -> list[Reached]:
    others = [other for other in known if not other.stopped and other != one]
    if stop and not others:
        raise Refused(
            "C'est la seule adresse ouverte : sans elle, plus rien n'arrive. Les rappels s'arrêtent avec /rappels, "
            "un fil se quitte avec /quitter."
        )
    scene.keep(StoppedAddress(person.id, one.at, stop))
    return [replace(other, stopped=stop) if other == one else other for other in known]


def _known(scene: Scene, person: Person) -> list[Reached]:
    found: tuple[Reached, ...] = scene.find(AddressesOf(person.id))
    return list(found)


def _standing(known: list[Reached]) -> Text:
    """Each address with what becomes of it; most of it is hidden, as others may look at the same screen."""
    return stack(say("📮 Les adresses :"), lines_of(known))


def lines_of(known: list[Reached]) -> Text:
    """One line an address."""
    opened = [one for one in known if not one.stopped]
    return stack(
        *(say("• {where} : {state}", where=named(one.address), state=say(_state(one, opened))) for one in known)
    )


def _state(one: Reached, opened: list[Reached]) -> str:
    if one.stopped:
        return "arrêtée, rien n'y part"
    return "tout arrive ici" if one == opened[0] else "de secours, si l'autre ne répond plus"


def named(address: Address) -> str:
    """Its channel, and enough of it to know it by."""
    name = NAMES.get(address.channel, address.channel)
    if address.channel == "telegram":
        return name
    if address.channel == "mail":
        box, _, host = address.value.partition("@")
        return f"{name} {box[:1]}…@{host}"
    return f"{name} …{address.value[-2:]}"


def _screen(scene: Scene, known: list[Reached]) -> tuple[Text, Rows]:
    opened = [one for one in known if not one.stopped]
    rows: list[tuple[Button, ...]] = []
    for one in known:
        name = NAMES.get(one.address.channel, one.address.channel)
        label, verb = say("▶️ {name} : reprendre", name=name), "open"
        if not one.stopped:
            label, verb = say("⏹ {name} : arrêter", name=name), "stop"
            if one != opened[0]:
                first = scene.words(say("⭐ {name} : tout recevoir ici", name=name)).text
                rows.append((Button(first, f"{KIND}:first:{one.at}", style="primary"),))
        if one.stopped or len(opened) > 1:
            rows.append((Button(scene.words(label).text, f"{KIND}:{verb}:{one.at}"),))
    return _standing(known), tuple(rows)


def stay(incoming: Incoming, scene: Scene) -> None:
    """Whoever writes or taps at an address that does not come first is answered there, and it is open again."""
    person, sender = scene.person, incoming.sender
    if not isinstance(incoming, Message | Press) or not incoming.place.private or not sender.value:
        return
    if person is None or person.left or person.address is None or person.address == sender:
        return
    at = Place(sender.channel, sender.value)
    for n, one in enumerate(scene.reply.outgoing):
        if not isinstance(one, Send) or one.urgency is not Urgency.ANSWER:
            continue
        if isinstance(one.to, ToPerson) and one.to.person == person.id:
            scene.reply.outgoing[n] = replace(one, to=replace(one.to, at=at))
    scene.reply.blocked = False

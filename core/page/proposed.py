"""An e-mail address or a mobile that the team adds for somebody: nothing is sent there but one question, until whoever
reads it says that it is hers. `/adresses` in a thread.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import blake2s

from core.forum.team import PeopleAt
from core.messages import Address, Content, Deed, Doubt, Message, Place, Send, ToPerson, ToPlace
from core.missions.cards import stack
from core.page.addresses import LONGEST, MAIL, SMS, mailbox
from core.page.doorstep import Doorstep
from core.page.joining import NewAddress
from core.page.reached import AddressesOf, FirstAddress, Reached, lines_of, named
from core.people import Person, Refused, Role
from core.scene import Scene
from core.texts import Text, say
from core.triad import Triad

#: the first part of the address of the link; what its subject begins with
PURPOSE, CONFIRMS = "adresse", "confirms:"
DOORSTEP = Doorstep(
    PURPOSE, "Confirmer mon adresse", "une adresse à confirmer", "une adresse à confirmer", answers=False
)
#: of the settings of a person: the address that waits for her yes
KEPT = "proposed"
#: what she may choose when she says yes
FIRST, SPARE = "first", "spare"
OLD = "Cette adresse n'attend plus de réponse : elle est déjà confirmée, ou une autre l'a remplacée."


# --- the team --------------------------------------------------------------------------------------------------------


def in_topic(message: Message, scene: Scene) -> None:
    """`/adresses` shows where each is reached; `/adresses Marc marc@atelier.fr` or `… 06 12 34 56 78` adds one."""
    triad = scene.topic_triad
    assert triad is not None
    name, _, typed = message.argument.partition(" ")
    try:
        scene.answer(_add(scene, triad, name, typed.strip()) if message.argument else _shown(scene, triad))
    except Refused as refused:
        scene.answer(refused.text, reply_to=message.message_id)


def _others(triad: Triad) -> list[Person]:
    return [one for one in triad.members if one.role is not Role.COUNSELLOR and one.settled]


def _shown(scene: Scene, triad: Triad) -> Text:
    each = [
        stack(say("\n<b>{who}</b>", who=one.signature), lines_of(_known(scene, one)), _waits(one))
        for one in _others(triad)
    ]
    how = say("\nEn ajouter ou en corriger une : <code>/adresses Prénom adresse@exemple.fr</code>, ou un mobile. "
              "Elle ne sert qu'une fois confirmée par la personne.")  # fmt: skip
    return stack(*each, how)


def _known(scene: Scene, person: Person) -> list[Reached]:
    found: tuple[Reached, ...] = scene.find(AddressesOf(person.id))
    return list(found)


def _waits(person: Person) -> Text | None:
    address = proposed(person)
    return say("• {where} : à confirmer par elle ou lui", where=named(address)) if address is not None else None


def _add(scene: Scene, triad: Triad, name: str, typed: str) -> Text:
    found = [one for one in _others(triad) if one.first_name.casefold() == name.casefold()]
    if len(found) != 1:
        who = ", ".join(one.first_name for one in _others(triad))
        raise Refused(say("Je ne sais pas pour qui : rien n'est parti. Dans ce fil : {who}.", who=who or "–"))
    person, address = found[0], _read(scene, typed)
    hers = next((one for one in _known(scene, person) if one.address == address), None)
    if hers is not None:
        return _prefer(scene, person, hers)
    if scene.find(PeopleAt(address)):
        raise Refused("Cette adresse est déjà celle de quelqu'un d'ici : rien n'est parti.")
    return _propose(scene, person, address)


def _read(scene: Scene, typed: str) -> Address:
    box = mailbox(typed)
    address = Address(MAIL, box) if box else Address(SMS, scene.number(typed) if typed and "@" not in typed else "")
    if not address.value or len(typed) > LONGEST:
        raise Refused("Ce n'est ni une adresse e-mail, ni un numéro de mobile : rien n'est parti.")
    if address.channel not in scene.library.services:
        raise Refused("Ce robot n'envoie rien par ce moyen : rien n'est parti.")
    return address


def _prefer(scene: Scene, person: Person, one: Reached) -> Text:
    """It is hers already, and said to be: it comes first, and she reads that there."""
    if one.stopped:
        raise Refused("Cette personne a arrêté cette adresse, ou plus rien n'y arrive : elle seule la rouvre.")
    scene.keep(FirstAddress(person.id, one.at))
    scene.record("address-preferred", channel=one.address.channel)
    young = person.role is Role.APPRENTICE
    words = ("Tes messages arrivent maintenant ici, l'équipe l'a choisi. /adresses pour changer." if young else
             "Vos messages arrivent maintenant ici, l'équipe l'a choisi. /adresses pour changer.")  # fmt: skip
    to = ToPerson(person.id, at=Place(one.address.channel, one.address.value))
    scene.reply.outgoing.append(Send(to=to, content=Content(scene.words(words, person))))
    return say("C'est noté : {where} vient en premier pour {name}.", where=named(one.address), name=person.first_name)


def _propose(scene: Scene, person: Person, address: Address) -> Text:
    waiting = {"channel": address.channel, "value": address.value}
    scene.reply.people.append(replace(person, settings={**person.settings, KEPT: waiting}))
    scene.record("address-proposed", channel=address.channel)
    house = scene.structure.name if scene.structure else ""
    words = say(
        "Bonjour {name}. « {house} » veut t'écrire à cette adresse. Rien n'y arrive tant que tu ne l'as pas confirmée."
        if person.role is Role.APPRENTICE
        else "Bonjour {name}. « {house} » souhaite vous écrire à cette adresse. Rien n'y arrive tant que vous ne "
        "l'avez pas confirmée.",
        name=person.first_name,
        house=house,
    )
    scene.reply.outgoing.append(
        Send(
            to=ToPlace(Place(address.channel, address.value)),
            content=Content(scene.words(words, person)),
            subject=subject(person, address),
            doubt=Doubt.HOLD,
        )
    )
    return say("Un message part vers {where}. {name} y confirme en un geste ; d'ici là, rien d'autre n'y va.",
               where=address.value, name=person.first_name)  # fmt: skip


# --- the person ------------------------------------------------------------------------------------------------------


def subject(person: Person, address: Address) -> str:
    """Of the question, and of its link: an address that was replaced meanwhile confirms nothing."""
    mark = blake2s(f"{address.channel}:{address.value}".encode(), digest_size=8).hexdigest()
    return f"{CONFIRMS}{person.id}:{mark}"


def proposed(person: Person) -> Address | None:
    """The address that waits for her yes."""
    kept: Mapping[str, str] = person.settings.get(KEPT) or {}
    return Address(kept["channel"], kept["value"]) if kept else None


def look(scene: Scene, about: str) -> tuple[Address, str, bool]:
    """What the page asks: the address, the structure, whether a young person reads. Refused when it waits no more."""
    person = scene.person
    assert person is not None
    address = proposed(person)
    if address is None or subject(person, address) != about:
        raise Refused(OLD)
    return address, scene.structure.name if scene.structure else "", person.role is Role.APPRENTICE


def confirm(deed: Deed, scene: Scene) -> None:
    """She says yes: it is hers from now on, first or as a spare; her other addresses learn it."""
    person = scene.person
    assert person is not None
    address, house, young = look(scene, deed.fields.get("about", ""))
    if scene.find(PeopleAt(address)):
        raise Refused(OLD)
    before = [one for one in _known(scene, person) if not one.stopped]
    rest = {name: value for name, value in person.settings.items() if name != KEPT}
    scene.reply.people.append(replace(person, settings=rest))
    scene.keep(NewAddress(person.id, address))
    if before and deed.fields.get("use") == SPARE:
        scene.keep(FirstAddress(person.id, before[0].at))
    scene.record("address-added", channel=address.channel)
    for one in before[:1]:
        words = say(
            "Une adresse de plus est la tienne : {where}. Si ce n'est pas toi, dis-le vite à « {house} ». /adresses"
            if young
            else "Une adresse de plus est la vôtre : {where}. Si ce n'est pas vous, dites-le vite à « {house} ». "
            "/adresses",
            where=named(address),
            house=house,
        )
        to = ToPlace(Place(one.address.channel, one.address.value))
        scene.reply.outgoing.append(Send(to=to, content=Content(scene.words(words, person))))

"""Through whose hands words pass: the channels of somebody and of her threads, a linked group, other software."""

from __future__ import annotations

from collections.abc import Iterator

from core.api.keys import KeysHere, Scope
from core.api.told import HooksHere
from core.page.reached import AddressesOf
from core.people import Person, Role
from core.scene import Scene
from core.texts import Text, say

TELEGRAM, MAIL, SMS = "telegram", "mail", "sms"
#: who is told of a channel that reaches her, of one that reaches others: (a young person, an adult)
HERS = {
    TELEGRAM: (
        "• Tes messages passent par Telegram, qui n'est pas à nous et en garde une copie.",
        "• Vos messages passent par Telegram, qui n'est pas à nous et en garde une copie.",
    ),
    MAIL: (
        "• Tes e-mails : ta boîte, et la société qui les achemine, en gardent une copie.",
        "• Vos e-mails : votre boîte, et la société qui les achemine, en gardent une copie.",
    ),
    SMS: (
        "• Tes SMS ne portent qu'un lien. La société qui les envoie connaît ton numéro.",
        "• Vos SMS ne portent qu'un lien. La société qui les envoie connaît votre numéro.",
    ),
}
OTHERS = {
    TELEGRAM: (
        "• L'équipe, et qui a Telegram dans ton fil, te lisent dans Telegram, qui en garde une copie.",
        "• L'équipe, et qui a Telegram dans le fil, vous lisent dans Telegram, qui en garde une copie.",
    ),
    MAIL: (
        "• Quelqu'un de ton fil te lit par e-mail : sa boîte en garde une copie.",
        "• Quelqu'un du fil vous lit par e-mail : sa boîte en garde une copie.",
    ),
}
GROUP = "• Le groupe « {title} » et le fil ne font qu'un : ses membres et Telegram gardent ce qui s'y écrit."
READS = (
    "• Un autre logiciel de la structure lit où tu en es, jamais tes mots : {names}.",
    "• Un autre logiciel de la structure lit où en sont les jeunes, jamais vos mots : {names}.",
)
NAMED = (
    "• Un autre logiciel de la structure lit ton prénom et où tu en es, jamais tes mots : {names}.",
    "• Un autre logiciel de la structure lit où en sont les jeunes et votre entreprise, jamais vos mots : {names}.",
)
CAREFUL = (
    "• N'y écris ni ta santé ni tes papiers.",
    "• Pas de donnée de santé ni de pièce d'identité dans le fil.",
)
#: scopes that say something of one young person
_READING = (Scope.YOUNG, Scope.MISSIONS, Scope.MEETINGS)


def reached(scene: Scene, person: Person) -> frozenset[str]:
    """The channels that reach her."""
    return frozenset(one.address.channel for one in scene.find(AddressesOf(person.id)))


def told(scene: Scene, person: Person) -> list[Text]:
    """One line for each hand that words of hers pass through today."""
    adult = int(person.role is not Role.APPRENTICE)
    hers = reached(scene, person)
    return [
        *(say(words[adult]) for channel, words in HERS.items() if channel in hers),
        *(say(words[adult]) for channel, words in OTHERS.items() if channel in others(scene, person) - hers),
        *(say(GROUP, title=triad.group.title) for triad in scene.triads.values() if triad.group is not None),
        *_software(scene, adult),
        say(CAREFUL[adult]),
    ]


def others(scene: Scene, person: Person) -> frozenset[str]:
    """The channels that reach those who read her; the team reads in its forum."""
    members = (one for triad in scene.triads.values() for one in triad.members if one.id != person.id and one.settled)
    forum = scene.structure.forum if scene.structure else None
    return frozenset(
        [one.address.channel for one in members if one.address is not None] + ([forum.channel] if forum else [])
    )


def _software(scene: Scene, adult: int) -> Iterator[Text]:
    keys = [key for key in scene.find(KeysHere()) if key.open(scene.now) and any(map(key.may, _READING))]
    for words, some in (
        (NAMED, [key for key in keys if key.may(Scope.NAMES)]),
        (READS, [key for key in keys if not key.may(Scope.NAMES)]),
    ):
        if some:
            yield say(words[adult], names=", ".join(f"« {key.label} »" for key in some))
    if hosts := [hook.host for hook in scene.find(HooksHere()) if not hook.stopped]:
        yield say("• Un autre logiciel est prévenu de chaque étape, sans nom ni mot : {names}.", names=", ".join(hosts))

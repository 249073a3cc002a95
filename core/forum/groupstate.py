"""How the Telegram group of a triad stands, and what everybody learns of it.

No channel lists the members of a group. So the bot must be administrator there: it then sees who comes, goes and
writes. Whoever is there is counted: of the thread, of the team, accepted by the team, or unknown. As long as somebody
is unknown, or the bot sees nothing, the thread goes on in private and loses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import blake2s

from core.census import CensusWanted
from core.forum.cards import DeskCard, card_by, change_card, key_of, raise_card
from core.messages import (
    Address,
    Button,
    Content,
    Incoming,
    Place,
    Rows,
    Send,
    ToPlace,
    Urgency,
)
from core.people import Person, Refused, Role
from core.records import Asked
from core.scene import Scene
from core.texts import Rich, Text, lines, render, say
from core.thread.group import CROWD, Group
from core.thread.overdue import settle
from core.triad import Triad

KIND = "gr"
RIGHT_AGAIN = "✏️ Corrigés ou retirés pendant la pause, {n} message(s) le sont maintenant aussi dans le groupe."
STILL_WRONG = (
    "⚠️ {n} message(s) corrigés ou retirés pendant la pause se lisent encore dans le groupe comme avant : "
    "dites-le de vive voix, ou supprimez-les à la main."
)
AGAIN = "Telegram ne répond pas en ce moment : rien n'a changé. À réessayer dans une minute."


@dataclass(frozen=True)
class SeatsOn(Asked[tuple[tuple[int, str], ...]]):
    """(person, address) on this channel of everybody who may be in a triad's group: its members, and the team."""

    triad: int
    channel: str


@dataclass(frozen=True)
class Occupied(Asked[bool]):
    """Whether this place is a structure's forum, or a triad's group."""

    place: Place


@dataclass(frozen=True)
class GroupUnlinked:
    """The triad has no group any more."""

    triad: int


def counted(incoming: Incoming, scene: Scene, group: Group) -> Group:
    """The group as the channel says that it is. CensusWanted as long as it was not asked, Refused when it is silent."""
    seats = scene.find(SeatsOn(group.triad_id, group.place.channel))
    census = incoming.census
    if census is None:
        raise CensusWanted(group.place.channel, group.place.chat, tuple(dict.fromkeys(value for _, value in seats)))
    if census.trouble:
        raise Refused(AGAIN)
    others = len(group.guests) + len(group.strangers)
    unseen = max(census.count - 1 - len(census.present) - others, 0) if census.admin else group.unseen
    return replace(
        group,
        title=census.title or group.title,
        admin=census.admin,
        present=frozenset(number for number, value in seats if value in census.present),
        unseen=unseen,
        vouched=min(group.vouched, unseen),
    )


def become(scene: Scene, triad: Triad, group: Group, *, gone: bool = False) -> None:
    """The group is like this from now on; the team and those in it learn when it is, or is no longer, the thread's."""
    before = scene.triads.get(triad.id, triad).group
    assert before is not None
    if group == before:
        return
    owed = len(group.overdue) if group.on else 0
    if owed:
        group = settle(scene, triad, group)
    scene.keep(group)
    scene.triads[triad.id] = changed = replace(scene.triads.get(triad.id, triad), group=group)
    if scene.group is not None:
        scene.group = group
    if replace(group, counted_at=before.counted_at) == before:
        return
    if group.on != before.on:
        scene.record("group-resumed" if group.on else "group-suspended", triad=triad.id)
    if group.on and not before.on:
        _settle_card(scene, triad, standing(triad, group))
        say_there(scene, group, "▶️ Le fil est de nouveau dans ce groupe.")
        words = say("▶️ Le groupe « {title} » et ce fil ne font de nouveau qu'un.", title=group.title)
        scene.post_in_topic(changed, lines(words, say(RIGHT_AGAIN, n=owed) if owed else None))
    elif not group.on:
        grows = group.strangers == before.strangers and len(group.strangers) >= CROWD and before.unseen
        if not grows:  # the card says already that they are many
            alert(scene, changed)
        if before.on and not gone:
            say_there(scene, group, "⏸ Le fil continue en privé avec moi pour le moment : l'équipe regarde ce groupe.")


def alert(scene: Scene, triad: Triad) -> None:
    """One card for the group, whatever is wrong with it."""
    group = triad.group
    assert group is not None
    subject, buttons = card_subject(triad.id), offered(scene, triad, group)
    raise_card(scene, "group", subject, standing(triad, group), triad=triad, buttons=buttons)


def card_of(scene: Scene, triad: Triad) -> DeskCard | None:
    """The card of its group, done or not."""
    return card_by(scene, key_of(card_subject(triad.id)))


def _settle_card(scene: Scene, triad: Triad, words: Text | Rich) -> None:
    """It says how the group stands: names of unknown people stay nowhere."""
    card = card_of(scene, triad)
    if card is None:
        return
    settled = replace(card, words=render(words), buttons=())
    if card.state != "done":
        who = scene.person.first_name if scene.person and scene.person.role is Role.COUNSELLOR else "Triade"
        settled = replace(settled, state="done", holder=who, changed_at=scene.now)
    if settled != card:
        change_card(scene, settled)


def unlink(scene: Scene, triad: Triad, group: Group) -> None:
    scene.keep(GroupUnlinked(triad.id))
    scene.triads[triad.id] = alone = replace(triad, group=None)
    scene.record("group-unlinked", triad=triad.id)
    say_there(scene, group, "🔓 Ce groupe n'est plus relié au fil : ce qui s'y écrit n'arrive plus à l'équipe. "
                             "La suite, c'est en privé avec moi.")  # fmt: skip
    words = say("🔓 Le groupe « {title} » n'est plus relié : chacun lit ce fil en privé.", title=group.title)
    _settle_card(scene, alone, words)
    scene.post_in_topic(alone, lines(words, say(STILL_WRONG, n=len(group.overdue)) if group.overdue else None))
    for one in readers(triad, group):
        scene.tell(one, say("🔓 Ton fil revient ici : ce que tu écris dans le groupe « {title} » n'arrive plus."
                            if one.role is Role.APPRENTICE else
                            "🔓 Le fil revient ici : ce qui s'écrit dans le groupe « {title} » n'arrive plus.",
                            title=group.title), triad=triad.id)  # fmt: skip


def readers(triad: Triad, group: Group) -> list[Person]:
    """Those of the thread who read it in the group."""
    reading = (Role.APPRENTICE, Role.TUTOR, Role.TRAINER)
    return [one for one in triad.members if one.id in group.present and one.role in reading and one.settled]


def say_there(scene: Scene, group: Group, words: Text | str) -> None:
    """A line of ours in the group, with nothing of the thread in it."""
    content = Content(render(words))
    scene.reply.outgoing.append(Send(to=ToPlace(group.place), content=content, urgency=Urgency.THREAD))


def standing(triad: Triad, group: Group) -> Rich:
    """How it stands, and what a counsellor can do about it."""
    name = triad.apprentice.first_name if triad.apprentice else triad.title
    about = say("👥 Groupe « {title} » et fil de {name}", title=group.title or "?", name=name)
    if group.on:
        here = ", ".join(one.first_name for one in triad.members if one.id in group.present)
        return lines(about, say("🔗 Relié. Y sont : {names}.", names=here or "–"))
    private = say("⏸ Plus rien n'y part : le fil continue en privé, rien n'est perdu.")
    if not group.admin:
        what = say(
            "Je n'y suis plus, ou plus administrateur. Remettez-moi administrateur dans ses réglages, ou déliez-le."
        )
    elif group.strangers:
        names = ", ".join([*(name or "?" for name in group.strangers.values()), *(["…"] if group.unseen else ())])
        what = say("Je ne connais pas : {names}. Retirez cette personne du groupe, ou invitez-la dans le fil avec "
                   "/inviter, ou dites que c'est bon : elle lira le fil, sans y écrire.", names=names)  # fmt: skip
    else:
        what = say("Telegram y compte plus de monde que je n'en connais (+{n}), sans dire qui. Dans sa liste, "
                   "retirez qui n'a rien à y faire, ou dites que vous connaissez tout le monde.",
                   n=group.unseen - group.vouched)  # fmt: skip
    return lines(about, what, private)


def offered(scene: Scene, triad: Triad, group: Group) -> Rows:
    def one(label: Text | str, verb: str, style: str = "") -> Button:
        return Button(scene.words(label).text[:60], f"{KIND}:{triad.id}:{verb}", style=style)

    rows = [
        (one(say("✅ C'est bon, c'est {name}", name=name or "?"), f"ok:{who}"),)
        for who, name in group.strangers.items()
    ]
    if group.admin and group.unseen > group.vouched:
        rows.append((one("✅ Je connais tout le monde", f"all:{group.unseen}"),))
    return (*rows, (one("🔄 Vérifier", "check"), one("🔓 Délier", "off", "danger")))


def card_subject(triad: int) -> str:
    """Of the card of this triad's group."""
    return f"group:{triad}"


def key(address: Address) -> str:
    """Stands for somebody of whom nothing else is kept."""
    return blake2s(f"{address.channel}:{address.value}".encode(), digest_size=8).hexdigest()


def key_of_person(number: int) -> str:
    """The same for somebody who was of the thread."""
    return f"p{number}"

"""The moment somebody is erased, and what those who stay are told of it, without her name."""

from __future__ import annotations

from dataclasses import replace

from core.forum.cards import card_by, change_card, key_of, raise_card
from core.forum.groupstate import say_there
from core.forum.team import triad_by
from core.messages import Content, Place, Send, ToDesk, ToPlace, Urgency
from core.people import BADGES, Person, Role
from core.privacy.erasure import AGAIN, HOLD, STAFF, Erased, ErasureAsked, ErasureDropped, ErasureOf, Standing, timer
from core.privacy.passing import TELEGRAM
from core.safeguarding.call import OpenCallOf
from core.scene import Scene, Timer
from core.texts import Text, render, say
from core.triad import Triad

WHY = {
    "asked": "à la demande du jeune",
    "quiet": "après deux ans sans nouvelles du jeune",
    "unanswered": "faute de réponse du jeune à son invitation",
}


def due(_: Timer, scene: Scene) -> None:
    """The time to change one's mind is over: it is done, unless a call for help still waits for an answer."""
    person = scene.whose
    standing = scene.find(ErasureOf(person.id)) if person is not None else Standing()
    if person is None or standing.asked_at is None or standing.due_at is None:
        return
    if scene.find(OpenCallOf(person.id)) is not None and scene.now < standing.asked_at + HOLD:
        later = scene.now + AGAIN
        scene.keep(ErasureAsked(person.id, standing.asked_at, later, standing.why))
        scene.reply.timers.append(timer(scene, person.id, later))
        return
    if standing.why != "asked" and not standing.quiet:
        undo_quietly(scene, person)
        return
    carry_out(scene, person, standing, standing.why)


def undo_quietly(scene: Scene, person: Person) -> None:
    """She is still there after all."""
    scene.keep(ErasureDropped(person.id))
    scene.record("erasure-dropped", role=person.role.value)
    card = card_by(scene, key_of(f"erasure:{person.id}"))
    if card is not None and card.state != "done":
        change_card(scene, replace(card, state="done", changed_at=scene.now))


def carry_out(scene: Scene, person: Person, standing: Standing, why: str) -> None:
    """Erase; say goodbye; those who stay learn what they must, without her name."""
    scene.keep(Erased(person.id, why))
    scene.record("person-erased", role=person.role.value, why=why)
    for number in standing.threads:
        _tell_thread(scene, person, number, why)
    forum = scene.structure is not None and scene.structure.forum is not None
    if forum:
        words = say("🗑 Un effacement est fait. Il n'y a rien à faire.")
        scene.reply.outgoing.append(Send(to=ToDesk(), content=Content(render(words)), urgency=Urgency.THREAD))
    if person.address is not None:
        words = _goodbye(person)
        place = Place(person.address.channel, person.address.value)
        scene.reply.outgoing.append(Send(to=ToPlace(place), content=Content(scene.words(words, person))))


def _tell_thread(scene: Scene, person: Person, number: int, why: str) -> None:
    triad = triad_by(scene, number)
    if triad is None or person.role in STAFF:
        return
    if person.role is Role.APPRENTICE:
        _close(scene, triad, person, say(WHY[why]))
    elif person.settled:  # of who never said yes, nobody was told that he came
        _stay_without(scene, triad, person)


def _close(scene: Scene, triad: Triad, gone: Person, why: Text) -> None:
    """The thread of an apprentice ends with her: those who read it learn so, each in private and once in its group."""
    for member in triad.members:
        if member.id != gone.id and member.role not in STAFF and member.settled:
            scene.tell(member, say("Un de vos fils est fermé et effacé, {why}. Vous n'avez rien à faire.", why=why))
    if triad.group is not None:
        scene.record("group-unlinked", triad=triad.id)
        say_there(
            scene, triad.group,
            say("🕊 Ce groupe n'est plus relié : le fil est fermé et effacé, {why}. Ce qui s'écrit ici n'arrive plus à "
                "l'équipe.\n"
                "J'ai retiré mes messages récents et je m'en vais. Ce qui reste, Telegram le garde : supprimez ce "
                "groupe.", why=why),
        )  # fmt: skip


def _stay_without(scene: Scene, triad: Triad, gone: Person) -> None:
    """The thread goes on without an adult; the team looks for who comes next."""
    young, badge = triad.apprentice, say(BADGES[gone.role])
    if young is None or not young.settled:
        return
    scene.tell(
        young,
        say("Une personne de ton fil ({badge}) est partie, et ses données sont effacées. Tes missions restent "
            "ici, et l'équipe cherche la suite avec toi.", badge=badge),
        triad=triad.id,
    )  # fmt: skip
    raise_card(
        scene, "member-left", f"left:{triad.id}:{gone.id}",
        say("👋 Dans le fil de {young}, quelqu'un ({badge}) est parti, ses données sont effacées. Un appel, "
            "puis /inviter dans le fil pour la personne qui prend la suite.", young=young.first_name, badge=badge),
        triad=triad,
    )  # fmt: skip


def _goodbye(person: Person) -> Text:
    """The last words, on the channel that reaches her."""
    young = person.role is Role.APPRENTICE
    if person.address is not None and person.address.channel != TELEGRAM:
        return say(
            "🕊 C'est fait : je ne garde plus rien de toi. Ce qui est déjà arrivé chez toi y reste.\n"
            "Si tu reviens un jour, demande un nouveau lien à ta structure."
            if young
            else "🕊 C'est fait : je ne garde plus rien de vous. Ce qui est déjà arrivé chez vous y reste."
        )
    return say(
        "🕊 C'est fait : je ne garde plus rien de toi. Pour finir, supprime cette conversation dans Telegram.\n"
        "Si tu reviens un jour, demande un nouveau lien à ta structure."
        if young
        else "🕊 C'est fait : je ne garde plus rien de vous. Pour finir, supprimez cette conversation."
    )

"""Asking to be erased, changing one's mind, and the moment it is done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.forum.cards import card_by, change_card, key_of, logged, raise_card
from core.forum.team import counsellors, triad_by
from core.messages import Button, Content, Deed, Place, Press, Send, ToDesk, ToPlace, Urgency
from core.people import BADGES, Person, Refused, Role
from core.records import Asked
from core.safeguarding.call import OpenCallOf
from core.scene import Scene, Timer
from core.texts import Text, render, say

KIND, DUE = "er", "erasure"
#: long enough to sleep on it, and done within a day
UNDO = timedelta(hours=12)
MORNING, EVENING = time(8), time(20)
#: a call for help is answered first; but an erasure may not wait longer than a month (GDPR, article 12)
HOLD = timedelta(days=25)
AGAIN = timedelta(days=1)
#: what stands where a message was that can no longer be deleted
TOMBSTONE = say("🕊 Message effacé, à la demande d'une personne du fil.")
STAFF = (Role.COUNSELLOR, Role.MANAGER)


@dataclass(frozen=True)
class Standing:
    """Whether somebody asked to be erased, and the open threads she is in."""

    asked_at: datetime | None = None
    due_at: datetime | None = None
    threads: tuple[int, ...] = ()
    #: asked, or quiet: nothing was heard for too long; and whether that is still so
    why: str = "asked"
    quiet: bool = False


@dataclass(frozen=True)
class ErasureOf(Asked[Standing]):
    person: int


@dataclass(frozen=True)
class ErasureAsked:
    """She is erased at `due_at`, unless she changes her mind."""

    person_id: int
    asked_at: datetime
    due_at: datetime
    why: str = "asked"


@dataclass(frozen=True)
class ErasureDropped:
    """She has changed her mind."""

    person_id: int


@dataclass(frozen=True)
class Erased:
    """From this transaction on nothing of her is kept but a number."""

    person_id: int
    why: str = "asked"


# --- what is shown ---------------------------------------------------------------------------------------------------

GOES = {
    Role.APPRENTICE: "<b>Part</b> : ton prénom, tes messages, tes missions, tes leçons, ton passeport, tes alertes, "
    "et le sujet de ton fil dans le forum de l'équipe. Chez les autres, tes messages sont retirés, ou remplacés par "
    "« Message effacé ».",
    Role.TUTOR: "<b>Part</b> : votre prénom, votre entreprise, vos adresses, vos messages et les mots de vos regards. "
    "Chez les autres, vos messages sont retirés, ou remplacés par « Message effacé ».",
    Role.COUNSELLOR: "<b>Part</b> : votre prénom, vos adresses, vos pages et vos conversations avec le robot.",
}
STAYS = {
    Role.APPRENTICE: "<b>Reste</b> : un numéro sans nom et des dates, pour des décomptes justes. Une alerte encore "
    "ouverte se referme d'abord, avec l'équipe. Les sauvegardes s'effacent seules en 35 jours.",
    Role.TUTOR: "<b>Reste</b>, sans votre nom : les missions du jeune, les cases de vos regards, les comptes rendus "
    "acceptés à trois – ils parlent de son travail. Les sauvegardes s'effacent seules en 35 jours.",
    Role.COUNSELLOR: "<b>Reste</b>, sans votre nom : ce que vous avez écrit pour les jeunes, qui est le dossier de la "
    "structure. Les sauvegardes s'effacent seules en 35 jours.",
}
TELEGRAM = {
    True: "<b>Telegram</b> garde sa propre copie. Je retire ce que je peux encore retirer (48 heures) ; "
    "pour le reste, supprime toi-même la conversation, des deux côtés.",
    False: "<b>Telegram</b> garde sa propre copie. Je retire ce que je peux encore retirer (48 heures) ; "
    "pour le reste, supprimez vous-même la conversation, des deux côtés.",
}


def of_role(words: dict[Role, str], role: Role) -> str:
    """The words for this role; those of adults who follow, or of the team."""
    return words.get(role) or words[Role.COUNSELLOR if role in STAFF else Role.TUTOR]


def show(scene: Scene, _: str = "") -> None:
    """`/effacer`: what goes, what stays and why; nothing happens before a yes."""
    person = _me(scene)
    young = person.role is Role.APPRENTICE
    standing = scene.find(ErasureOf(person.id))
    if standing.due_at is not None:
        _wait(scene, standing.due_at, young)
        return
    title = say("🗑 <b>Effacer ce que je garde de toi</b>" if young else "🗑 <b>Effacer ce que je garde de vous</b>")
    told = say("{title}\n\n{told}", title=title, told=told_before(person))
    yes = Button(scene.words("🗑 Oui, tout effacer").text, f"{KIND}:yes", style="danger")
    scene.answer(told, ((yes,), (Button(scene.words("Non, rien ne change").text, f"{KIND}:no"),)))


def told_before(person: Person) -> Text:
    """What goes, what stays and why, and what Telegram keeps."""
    return say(
        "{goes}\n\n{stays}\n\n{telegram}",
        goes=say(of_role(GOES, person.role)),
        stays=say(of_role(STAYS, person.role)),
        telegram=say(_copies(person)),
    )


def _copies(person: Person) -> str:
    """What stands out of our reach, on the channel that reaches her."""
    if person.address is not None and person.address.channel != "telegram":
        return "<b>Chez vous</b> : les e-mails et les SMS déjà arrivés y restent. À vous de les supprimer."
    return TELEGRAM[person.role is Role.APPRENTICE]


def deed(deed: Deed, scene: Scene) -> None:
    """The same from a page."""
    person = _me(scene)
    if deed.fields.get("verb") == "undo":
        undo(scene, person)
    elif deed.fields.get("verb") == "yes":
        ask(scene, person)
    else:
        raise Refused("Rien n'est effacé. Pour voir ce qui est gardé : /mesdonnees.")


def press(_: Press, scene: Scene, verb: str) -> str:
    """`er:yes`, `er:no`, `er:undo`."""
    person = _me(scene)
    if verb == "yes":
        ask(scene, person)
    elif verb == "undo":
        undo(scene, person)
    elif verb == "no":
        scene.answer("Rien n'est effacé. Pour voir ce qui est gardé : /mesdonnees.")
    else:
        raise Refused("Ce bouton ne sert plus. La suite : /mesdonnees.")
    return ""


def ask(scene: Scene, person: Person) -> None:
    """A yes: it is done later, so that one can sleep on it; the team knows, without any content."""
    standing = scene.find(ErasureOf(person.id))
    young = person.role is Role.APPRENTICE
    if standing.due_at is None:
        _may_go(scene, person, standing)
        due = awake(scene.now + UNDO, ZoneInfo(scene.hours.zone))
        scene.keep(ErasureAsked(person.id, scene.now, due))
        scene.reply.timers.append(timer(person.id, due))
        scene.record("erasure-asked", role=person.role.value)
        raise_card(
            scene, "erasure", f"erasure:{person.id}",
            say("🗑 {who} demande l'effacement de ses données : ce sera fait {when}. Rien à faire ; un appel peut "
                "aider, si ce départ vous inquiète.", who=person.signature, when=_at(scene, due)),
            person=person,
        )  # fmt: skip
        standing = replace(standing, due_at=due)
    assert standing.due_at is not None
    _wait(scene, standing.due_at, young)


def _may_go(scene: Scene, person: Person, standing: Standing) -> None:
    if person.role in STAFF and standing.threads:
        raise Refused("Des jeunes comptent sur vous : confiez d'abord vos fils, avec /membres dans chaque sujet.")
    if person.role is Role.COUNSELLOR and len(counsellors(scene)) < 2:
        raise Refused("Vous êtes seul·e dans l'équipe : invitez d'abord un ou une collègue, avec /inviter.")


def awake(at: datetime, zone: ZoneInfo) -> datetime:
    """That moment, or the next morning when people sleep: what it tells them makes a sound."""
    local = at.astimezone(zone)
    if MORNING <= local.time() < EVENING:
        return at
    day = local.date() + timedelta(days=local.time() >= EVENING)
    return datetime.combine(day, MORNING, zone).astimezone(UTC)


def timer(person: int, due: datetime) -> Timer:
    """When it is done."""
    return Timer(f"{DUE}:{person}:{due.isoformat()}", DUE, due, person_id=person)


def waiting(scene: Scene, due: datetime, young: bool) -> Text:
    """It is asked for, and can be taken back."""
    words = (
        "C'est noté : tout sera effacé {when}. D'ici là, tu peux changer d'avis."
        if young
        else "C'est noté : tout sera effacé {when}. D'ici là, vous pouvez changer d'avis."
    )
    return say(words, when=_at(scene, due))


def _wait(scene: Scene, due: datetime, young: bool) -> None:
    row = ((Button(scene.words("↩ Finalement, non").text, f"{KIND}:undo"),),)
    scene.answer(waiting(scene, due, young), row)


def _at(scene: Scene, moment: datetime) -> Text:
    local = moment.astimezone(ZoneInfo(scene.hours.zone))
    return say("le {day} à {hour}", day=f"{local:%d/%m}", hour=f"{local:%H:%M}")


def undo(scene: Scene, person: Person) -> None:
    """Nothing is erased, and the card of the team says so."""
    if scene.find(ErasureOf(person.id)).due_at is None:
        raise Refused("Aucun effacement n'est demandé : rien n'a changé.")
    scene.keep(ErasureDropped(person.id))
    scene.reply.stopped_timers.append(f"{DUE}:{person.id}:")
    scene.record("erasure-dropped", role=person.role.value)
    card = card_by(scene, key_of(f"erasure:{person.id}"))
    if card is not None and card.state != "done":
        done = logged(scene, card, "decided", scene.words("Demande retirée").text)
        change_card(scene, replace(done, state="done", holder=person.first_name, changed_at=scene.now))
    scene.answer("C'est annulé : rien n'est effacé.")


# --- when it is done -------------------------------------------------------------------------------------------------


def due(_: Timer, scene: Scene) -> None:
    """The time to change one's mind is over: it is done, unless a call for help still waits for an answer."""
    person = scene.whose
    standing = scene.find(ErasureOf(person.id)) if person is not None else Standing()
    if person is None or standing.asked_at is None or standing.due_at is None:
        return
    if scene.find(OpenCallOf(person.id)) is not None and scene.now < standing.asked_at + HOLD:
        later = scene.now + AGAIN
        scene.keep(ErasureAsked(person.id, standing.asked_at, later, standing.why))
        scene.reply.timers.append(timer(person.id, later))
        return
    if standing.why == "quiet" and not standing.quiet:
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
        _tell_thread(scene, person, number)
    forum = scene.structure is not None and scene.structure.forum is not None
    if forum:
        words = say("🗑 Un effacement demandé est fait. Il n'y a rien à faire.")
        scene.reply.outgoing.append(Send(to=ToDesk(), content=Content(render(words)), urgency=Urgency.THREAD))
    if person.address is not None:
        words = _goodbye(person)
        place = Place(person.address.channel, person.address.value)
        scene.reply.outgoing.append(Send(to=ToPlace(place), content=Content(scene.words(words, person))))


def _tell_thread(scene: Scene, person: Person, number: int) -> None:
    triad = triad_by(scene, number)
    if triad is None or person.role in STAFF:
        return
    young = triad.apprentice
    if person.role is Role.APPRENTICE:
        for member in triad.members:
            if member.id != person.id and member.role not in STAFF and member.settled:
                words = "Un de vos fils est fermé et effacé, à la demande du jeune. Vous n'avez rien à faire."
                scene.tell(member, words)
    elif young is not None and young.settled:
        scene.tell(
            young,
            say("Une personne de ton fil ({badge}) est partie, et a fait effacer ses données. Tes missions restent "
                "ici, et l'équipe cherche la suite avec toi.", badge=say(BADGES[person.role])),
            triad=triad.id,
        )  # fmt: skip
        raise_card(
            scene, "member-left", f"left:{triad.id}:{person.id}",
            say("👋 Dans le fil de {young}, quelqu'un ({badge}) est parti et a fait effacer ses données. Un appel, "
                "puis /inviter dans le fil pour la personne qui prend la suite.",
                young=young.first_name, badge=say(BADGES[person.role])),
            triad=triad,
        )  # fmt: skip


def _goodbye(person: Person) -> Text:
    if person.role is Role.APPRENTICE:
        return say(
            "🕊 C'est fait : je ne garde plus rien de toi. Pour finir, supprime cette conversation dans Telegram.\n"
            "Si tu reviens un jour, demande un nouveau lien à ta structure."
        )
    if person.address is not None and person.address.channel != "telegram":
        return say("🕊 C'est fait : je ne garde plus rien de vous. Ce qui est déjà arrivé chez vous y reste.")
    return say("🕊 C'est fait : je ne garde plus rien de vous. Pour finir, supprimez cette conversation.")


def _me(scene: Scene) -> Person:
    if scene.person is None:
        raise Refused("Ici, je ne connais personne : rien n'a changé.")
    return scene.person

"""Asking to be erased, and changing one's mind; core/privacy/leaving.py does it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.forum.cards import card_by, change_card, key_of, logged, raise_card
from core.forum.team import counsellors
from core.messages import Button, Deed, Press
from core.missions.cards import stack
from core.people import Person, Refused, Role
from core.privacy import notes, passing
from core.records import Asked
from core.scene import Scene, Timer
from core.texts import Text, say

KIND, DUE = "er", "erasure"
#: long enough to sleep on it, and done within a day
UNDO = timedelta(hours=12)
MORNING, EVENING = time(8), time(20)
#: a call for help is answered first; but an erasure may not wait longer than a month (GDPR, article 12)
HOLD = timedelta(days=25)
AGAIN = timedelta(days=1)
#: what stands where a message was that can no longer be deleted
TOMBSTONE = say("🕊 Message effacé, avec les données d'une personne du fil.")
STAFF = (Role.COUNSELLOR, Role.MANAGER)


@dataclass(frozen=True)
class Standing:
    """Whether somebody asked to be erased, and the open threads she is in."""

    asked_at: datetime | None = None
    due_at: datetime | None = None
    threads: tuple[int, ...] = ()
    #: asked, quiet (nothing was heard for too long) or unanswered (neither yes nor no); whether that is still so
    why: str = "asked"
    quiet: bool = False

    @property
    def hers(self) -> datetime | None:
        """When it is done, of an erasure that she asked for herself."""
        return self.due_at if self.why == "asked" else None


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
    Role.APPRENTICE: "<b>Part</b> : ton prénom, tes messages, tes missions, tes leçons, ton passeport, tes appels "
    "« Ça ne va pas », et ton fil chez l'équipe. Dans le Telegram des autres, tes messages disparaissent, ou "
    "deviennent « Message effacé ».",
    Role.TUTOR: "<b>Part</b> : votre prénom, votre entreprise, vos adresses, vos messages et les mots de vos regards. "
    "Dans le Telegram des autres, vos messages sont retirés, ou remplacés par « Message effacé ».",
    Role.COUNSELLOR: "<b>Part</b> : votre prénom, vos adresses, vos pages et vos conversations avec le robot.",
}
STAYS = {
    Role.APPRENTICE: "<b>Reste</b> : un numéro sans nom et des dates, pour compter juste. Un appel « Ça ne va pas » "
    "encore ouvert se termine d'abord, avec l'équipe. Les copies de secours s'effacent seules en 35 jours.",
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
#: what mails and SMS have left there
AT_HOME = {
    True: "<b>Chez toi</b> : les e-mails et les SMS déjà arrivés y restent. À toi de les supprimer.",
    False: "<b>Chez vous</b> : les e-mails et les SMS déjà arrivés y restent. À vous de les supprimer.",
}
#: what others were mailed of hers
MAILED = {
    True: "<b>Par e-mail</b>, ce que les autres ont déjà reçu de toi reste dans leur boîte : je ne peux pas le "
    "reprendre.",
    False: "<b>Par e-mail</b>, ce que les autres ont déjà reçu de vous reste dans leur boîte : je ne peux pas le "
    "reprendre.",
}


def of_role(words: dict[Role, str], role: Role) -> str:
    """The words for this role; those of adults who follow, or of the team."""
    return words.get(role) or words[Role.COUNSELLOR if role in STAFF else Role.TUTOR]


def show(scene: Scene, _: str = "") -> None:
    """`/effacer`: what goes, what stays and why; nothing happens before a yes."""
    person = _me(scene)
    young = person.role is Role.APPRENTICE
    standing = scene.find(ErasureOf(person.id))
    if standing.hers is not None:
        _wait(scene, standing.hers, young)
        return
    title = say("🗑 <b>Effacer ce que je garde de toi</b>" if young else "🗑 <b>Effacer ce que je garde de vous</b>")
    told = say("{title}\n\n{told}", title=title, told=told_before(scene, person))
    yes = Button(scene.words("🗑 Oui, tout effacer").text, f"{KIND}:yes", style="danger")
    scene.answer(told, ((yes,), (Button(scene.words("Non, rien ne change").text, f"{KIND}:no"),)))


def told_before(scene: Scene, person: Person) -> Text:
    """What goes, what stays and why, and what stands out of our reach."""
    return stack(
        say("{goes}\n", goes=say(of_role(GOES, person.role))),
        say("{stays}\n", stays=say(of_role(STAYS, person.role))),
        *_group(scene, person),
        *_copies(scene, person),
    )


def _group(scene: Scene, person: Person) -> list[Text]:
    """Of the Telegram group that is her thread."""
    groups = [triad.group for triad in scene.triads.values() if triad.group is not None]
    words = (
        "<b>Le groupe « {title} »</b> n'est plus relié. J'en retire tes messages récents ; le reste est à supprimer "
        "dans Telegram.\n"
        if person.role is Role.APPRENTICE
        else "<b>Dans le groupe « {title} »</b>, je retire vos messages récents. Le reste est à supprimer dans "
        "Telegram.\n"
    )
    return [say(words, title=group.title) for group in groups] if person.role not in STAFF else []


def _copies(scene: Scene, person: Person) -> list[Text]:
    """What stands out of our reach, on the channels that reach her and those who read her."""
    channels, young = passing.reached(scene, person), person.role is Role.APPRENTICE
    told = [
        *([TELEGRAM[young]] if passing.TELEGRAM in channels else []),
        *([AT_HOME[young]] if channels - {passing.TELEGRAM} else []),
        *([MAILED[young]] if passing.MAIL in passing.others(scene, person) and person.role not in STAFF else []),
    ]
    return [say(words) for words in told]


def deed(deed: Deed, scene: Scene) -> None:
    """The same from a page, where the team's notes are asked for too."""
    person, verb = _me(scene), deed.fields.get("verb")
    if verb == "undo":
        undo(scene, person)
    elif verb == "yes":
        ask(scene, person)
    elif verb == "notes" and person.role in notes.ABOUT:
        scene.answer(notes.ask(scene, person))
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
    due = standing.hers
    if due is None:
        _may_go(scene, person, standing)
        scene.reply.stopped_timers.append(f"{DUE}:{person.id}:")
        due = awake(scene.now + UNDO, ZoneInfo(scene.hours.zone))
        scene.keep(ErasureAsked(person.id, scene.now, due))
        scene.reply.timers.append(timer(scene, person.id, due))
        scene.record("erasure-asked", role=person.role.value)
        raise_card(
            scene, "erasure", f"erasure:{person.id}",
            say("🗑 {who} demande l'effacement de ses données : ce sera fait {when}. Rien à faire ; un appel peut "
                "aider, si ce départ vous inquiète.", who=person.signature, when=_at(scene, due)),
            person=person,
        )  # fmt: skip
    _wait(scene, due, young)


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


def timer(scene: Scene, person: int, due: datetime) -> Timer:
    """When it is done. A key is used once: who changes her mind twice in a night is asked for by another one."""
    return Timer(f"{DUE}:{person}:{due.isoformat()}:{scene.cause}", DUE, due, person_id=person)


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


def _me(scene: Scene) -> Person:
    if scene.person is None:
        raise Refused("Ici, je ne connais personne : rien n'a changé.")
    return scene.person

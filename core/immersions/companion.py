"""An immersion that a triad follows: by which command, with which buttons, and what is due for its days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.conversation import facts_for, start
from core.immersions import cards
from core.immersions.conventions import TOLD_SIGNED, Convention
from core.immersions.immersion import Immersion, ImmersionsOf, working_days_before
from core.immersions.references import holds_key, number_in
from core.messages import Button, Message, Press
from core.missions.cards import stack
from core.people import Refused, Role
from core.scene import Scene, Timer
from core.texts import Text, say
from core.triad import Triad

#: working days before the first day on which a convention that is not signed is pointed out
ALERTS = (5, 1)
MINE = frozenset({Role.APPRENTICE, Role.COUNSELLOR})
NO_THREAD = "Aucun fil n'est ouvert ici en ce moment : la structure peut en ouvrir un."
GONE = "Cette immersion n'est plus suivie ici : rien n'a changé."


@dataclass(frozen=True)
class Follow:
    """A convention is followed from now on. Without a status, the service is asked for it."""

    triad: int
    convention: Convention

    def apply(self, scene: Scene) -> None:
        follow(scene, _mine(scene, self.triad), self.convention)


@dataclass(frozen=True)
class Review:
    """What the tutor says of an immersion, with the young person beside."""

    triad: int
    convention: str
    well: str
    learn: str
    after: str

    def apply(self, scene: Scene) -> None:
        triad = scene.triad_of(self.triad)
        immersion = find(scene, triad, self.convention) if triad else None
        if triad is None or immersion is None or scene.person is None or scene.person.role is not Role.TUTOR:
            raise Refused(GONE)
        review = {
            "well": self.well, "learn": self.learn, "after": self.after,
            "by": scene.person.first_name, "at": scene.now.isoformat(),
        }  # fmt: skip
        scene.keep(replace(immersion, review=review))
        scene.record("immersion-reviewed", triad=triad.id)
        words = stack(say("🏁 Bilan de l'immersion, fait ensemble selon {by}", by=review["by"]), reviewed(review))
        if triad.apprentice is not None:
            agree = (
                Button(scene.words("👍 J'étais là, c'est ça", triad.apprentice).text,
                       cards.data(triad, "agree", self.convention), style="success"),
                Button(scene.words("🗣 Pas tout à fait", triad.apprentice).text,
                       cards.data(triad, "differ", self.convention)),
            )  # fmt: skip
            scene.tell(triad.apprentice, words, (agree,), triad=triad.id)
        scene.post_in_topic(triad, words)


def reviewed(review: dict[str, str]) -> Text:
    """The three answers, with who gave them."""
    return stack(
        say("{by} – bien réussi : « {words} »", by=review["by"], words=review["well"]),
        say("À apprendre : « {words} »", words=review["learn"]),
        say("La suite : {after}", after=say(review["after"])),
    )


# --- commands and buttons --------------------------------------------------------------------------------------------


def command(scene: Scene, words: str) -> None:
    """`/immersion`, alone or with the number or the link of a convention."""
    triad = scene.topic_triad or next((t for t in scene.triads.values() if t.state == "open"), None)
    person = scene.person
    if triad is None or person is None or person.role not in MINE:
        scene.answer(NO_THREAD if triad is None else "L'immersion se suit du côté du jeune et de la structure.")
        return
    if holds_key(words):
        scene.answer(
            "🔒 Ce lien permet de signer à la place de quelqu'un : je n'en garde que le numéro. "
            "Mieux vaut effacer ce message."
        )
    number = number_in(words)
    known = scene.find(ImmersionsOf(triad.id))
    if words and not number:
        scene.answer("Je ne trouve pas de numéro de convention là-dedans. /immersion tout seul pose les questions.")
    elif number and any(one.convention.id == number for one in known):
        show(scene, triad, next(one for one in known if one.convention.id == number))
    elif number and "immersion" in scene.library.services:
        follow(scene, triad, Convention(number, ""))
    elif known and not number:
        show(scene, triad, known[0])
    else:
        _ask(scene, triad, number)


def in_forum(message: Message, scene: Scene) -> None:
    """The same in the topic of a triad."""
    command(scene, message.argument)


def _ask(scene: Scene, triad: Triad, number: str = "") -> None:
    service = {"service": "1"} if "immersion" in scene.library.services else {}
    start(scene, "follow_immersion", facts_for(scene, triad, choices={"convention": number, **service}))


def press(incoming: Press, scene: Scene, rest: str) -> str:
    """A button under the card of an immersion: rights are read now."""
    try:
        number, act, convention = rest.split(":", 2)
        triad = scene.triad_of(int(number))
    except ValueError:
        raise Refused(GONE) from None
    immersion = find(scene, triad, convention) if triad is not None else None
    if triad is None or immersion is None or scene.person is None:
        raise Refused(GONE)
    role = scene.person.role
    if act == "rules":
        scene.answer(cards.rules())
    elif act == "other" and role in MINE:
        _ask(scene, triad)
    elif act == "signed" and role in MINE:
        _signed(scene, triad, immersion)
    elif act == "review" and role is Role.TUTOR:
        _begin_review(scene, triad, immersion)
    elif act in ("agree", "differ") and role is Role.APPRENTICE:
        return _answer_review(scene, triad, immersion, agrees=act == "agree")
    elif act == "hers" and role is Role.COUNSELLOR:
        _vouch(scene, triad, immersion)
    elif act.startswith(("fits-", "strays-")) and role is Role.COUNSELLOR:
        _judge(scene, triad, act)
    else:
        raise Refused("Ce bouton est pour une autre personne du fil : rien n'a changé.")
    return ""


def _signed(scene: Scene, triad: Triad, immersion: Immersion) -> None:
    if not immersion.told_by:
        raise Refused("Ici, c'est le site qui dit où en est la convention : rien n'a changé.")
    if immersion.convention.signed_by_all:
        raise Refused("C'est déjà noté.")
    who = _actor(scene)
    signed = replace(immersion.convention, status=TOLD_SIGNED)
    now = replace(immersion, convention=signed, told_by=who, seen_at=scene.now)
    keep(scene, triad, now, immersion)
    everybody(scene, triad, now, say("✅ {who} dit que tout le monde a signé.", who=who))


def _vouch(scene: Scene, triad: Triad, immersion: Immersion) -> None:
    """Another name on the convention than in the thread: a counsellor knows whose it is, and says so."""
    keep(scene, triad, replace(immersion, vouched_by=_actor(scene), trouble=""), immersion)
    scene.record("immersion-vouched", triad=triad.id)
    scene.answer("D'accord. Je redemande au site : la réponse arrive ici.")


def _judge(scene: Scene, triad: Triad, act: str) -> None:
    """A counsellor says whether a mission is one of the activities that the convention declares."""
    verdict, _, number = act.partition("-")
    if not number.isdigit():
        raise Refused(GONE)
    scene.record("mission-compared", subject=f"mission:{triad.id}:{number}", triad=triad.id, fits=verdict == "fits")
    if verdict == "fits":
        scene.answer(say("✅ {who} : la mission n° {n} entre dans la convention.", who=_actor(scene), n=number))
        return
    scene.answer(say("🚫 {who} : la mission n° {n} n'entre pas dans la convention.", who=_actor(scene), n=number))
    words = {
        Role.APPRENTICE: "🤝 {who} : la mission n° {n} n'est pas dans ta convention. Parlez-en avant de commencer.",
        Role.TUTOR: "🤝 {who} : la mission n° {n} n'est pas dans la convention d'immersion. À voir avant de commencer.",
    }
    for reader in (triad.apprentice, triad.tutor):
        if reader is not None and reader.settled:
            scene.tell(reader, say(words[reader.role], who=_actor(scene), n=number), triad=triad.id)


def _begin_review(scene: Scene, triad: Triad, immersion: Immersion) -> None:
    if immersion.review:
        raise Refused("Le bilan est déjà fait, merci : il est gardé.")
    start(scene, "review_immersion", facts_for(scene, triad, choices={"convention": immersion.convention.id}))


def _answer_review(scene: Scene, triad: Triad, immersion: Immersion, *, agrees: bool) -> str:
    if not immersion.review or immersion.review.get("apprentice"):
        raise Refused("C'est déjà noté, merci.")
    answer = "yes" if agrees else "no"
    scene.keep(replace(immersion, review={**immersion.review, "apprentice": answer}))
    scene.record("immersion-review-answered", triad=triad.id, agrees=agrees)
    name = cards.name_in(triad)
    scene.post_in_topic(
        triad,
        say("👍 {name} confirme le bilan de l'immersion.", name=name)
        if agrees
        else say("🗣 {name} ne dit pas tout à fait la même chose du bilan : à voir à trois.", name=name),
    )
    return scene.words("C'est noté, merci." if agrees else "C'est noté. Parles-en aussi à ton conseiller.").text


# --- what follows ----------------------------------------------------------------------------------------------------


def follow(scene: Scene, triad: Triad, convention: Convention) -> None:
    """Keep the convention, and show its card to who asked and to the other side."""
    told = bool(convention.status)
    immersion = Immersion(triad.id, convention, _actor(scene) if told else "", scene.now if told else None)
    before = find(scene, triad, convention.id)
    keep(scene, triad, immersion, before)
    scene.record("immersion-followed", triad=triad.id, told=told)
    if told:
        everybody(scene, triad, immersion, say("🤝 {who} fait suivre une immersion.", who=_actor(scene)))
    else:
        show(scene, triad, immersion)


def show(scene: Scene, triad: Triad, immersion: Immersion) -> None:
    """The card, for who asks."""
    others = scene.find(ImmersionsOf(triad.id))
    shown = cards.card(scene, triad, immersion, others, scene.person)
    scene.answer(shown, cards.buttons(scene, triad, immersion, scene.person), subject=subject(immersion))


def everybody(scene: Scene, triad: Triad, immersion: Immersion, news: Text) -> None:
    """The card with its news: to the young person, and in the topic for the counsellors."""
    others = scene.find(ImmersionsOf(triad.id))
    if triad.apprentice is not None:
        rows = cards.buttons(scene, triad, immersion, triad.apprentice)
        words = cards.card(scene, triad, immersion, others, triad.apprentice, news)
        scene.tell(triad.apprentice, words, rows, triad=triad.id, subject=subject(immersion))
    scene.post_in_topic(triad, cards.card(scene, triad, immersion, others, None, news), subject=subject(immersion))


def find(scene: Scene, triad: Triad | None, convention: str) -> Immersion | None:
    """The immersion of this triad with this convention."""
    known = scene.find(ImmersionsOf(triad.id)) if triad is not None else ()
    return next((one for one in known if one.convention.id == convention), None)


def subject(immersion: Immersion) -> str:
    return f"immersion:{immersion.triad_id}:{immersion.convention.id}"


def keep(scene: Scene, triad: Triad, immersion: Immersion, before: Immersion | None) -> None:
    """Save it; when its days are new, what is due goes by the new days."""
    scene.keep(immersion)
    was = before.convention if before else None
    now = immersion.convention
    if now.starts is None or now.ends is None or (was and (was.starts, was.ends) == (now.starts, now.ends)):
        return
    scene.reply.stopped_timers.append(f"{subject(immersion)}:")
    scene.reply.timers += plan(scene, triad, now)


def plan(scene: Scene, triad: Triad, convention: Convention) -> list[Timer]:
    """What is due for these days: two looks at the signatures before the first one, the review after the last."""
    assert convention.starts is not None
    assert convention.ends is not None
    at = {
        f"unsigned-{days}": _opening(scene, working_days_before(convention.starts, days, scene.hours))
        for days in ALERTS
    } | {"ended": _opening(scene, convention.ends + timedelta(days=1))}
    # The moment in the key: days that change and change back are planned anew.
    key = f"immersion:{triad.id}:{convention.id}:{scene.now.isoformat()}:{convention.starts}:{convention.ends}"
    return [
        Timer(f"{key}:{what}", f"immersion-{what.partition('-')[0]}", due, triad.id, None,
              {"convention": convention.id, "starts": convention.starts.isoformat(), "step": what})
        for what, due in at.items()
        if what == "ended" or convention.starts > scene.today
    ]  # fmt: skip


def _opening(scene: Scene, day: date) -> datetime:
    """The first opening from that day on, never in the past."""
    at = datetime.combine(day, scene.hours.opens, ZoneInfo(scene.hours.zone))
    return scene.hours.next_opening(max(at, scene.now))


def _mine(scene: Scene, triad_id: int) -> Triad:
    triad = scene.triad_of(triad_id)
    if triad is None or scene.person is None or scene.person.role not in MINE:
        raise Refused(NO_THREAD)
    return triad


def _actor(scene: Scene) -> str:
    return scene.person.first_name if scene.person else ""

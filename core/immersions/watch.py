"""What happens to an immersion while nobody looks: news of its convention, days that come near, missions to compare."""

from __future__ import annotations

from dataclasses import replace

from core.forum.cards import raise_card
from core.immersions import cards
from core.immersions.companion import everybody, find, keep, subject
from core.immersions.conventions import VALID, Convention
from core.immersions.immersion import ConventionNews, Immersion, ImmersionsOf, live, outside, related
from core.messages import Button, Content, Send, ToTopic, Urgency
from core.missions.cards import stack
from core.missions.mission import Mission
from core.nudges.nudged import Nudged
from core.nudges.rounds import put_off
from core.scene import Scene, Timer
from core.texts import Text, render, say
from core.triad import Triad
from core.typed import plain

# --- news of the service ---------------------------------------------------------------------------------------------


def news(incoming: ConventionNews, scene: Scene) -> None:
    """What the service says of a convention: told when it changes something, once, whatever comes twice or late."""
    triad = scene.triads.get(incoming.triad)
    known = find(scene, triad, incoming.number)
    if triad is None or known is None or triad.state != "open":
        scene.reply.ignored = "a convention that nobody follows here"
    elif incoming.convention is None:
        _trouble(scene, triad, known, incoming.trouble)
    elif not known.vouched_by and not _hers(triad, incoming.first_name):
        _trouble(scene, triad, known, "someone-else")
    elif known.seen_at is not None and not incoming.convention.newer_than(known.convention):
        if incoming.asked:
            scene.keep(replace(known, seen_at=incoming.at, trouble=""))
        scene.reply.ignored = "no news"
    else:
        _learn(scene, triad, known, incoming.convention, incoming)


def _learn(scene: Scene, triad: Triad, known: Immersion, said: Convention, incoming: ConventionNews) -> None:
    now = replace(known, convention=said, told_by="", seen_at=incoming.at, trouble="")
    keep(scene, triad, now, known)
    if known.seen_at is not None and _looks(known.convention) == _looks(said):
        scene.reply.ignored = "nothing that people see has changed"
        return
    scene.record("immersion-changed", triad=triad.id, status=said.status)
    everybody(scene, triad, now, _headline(known, said))


def _headline(known: Immersion, said: Convention) -> Text:
    if said.status == VALID:
        return say("✅ La convention est validée : l'immersion peut commencer.")
    if said.dead:
        return say("🚫 Cette convention ne sert plus : elle est {words}.", words=said.words)
    return say("🔔 La convention a changé.") if known.seen_at else say("🤝 Voilà où en est la convention.")


def _looks(convention: Convention) -> object:
    """What a change must touch to be worth a message."""
    signed = {role for role, day in convention.signed.items() if day}
    return convention.status, convention.starts, convention.ends, signed, convention.minor


def _trouble(scene: Scene, triad: Triad, known: Immersion, trouble: str) -> None:
    """Nothing new is known, and why. Told once, to people who wait for a first answer."""
    if known.trouble == trouble:
        scene.reply.ignored = "the same trouble"
        return
    now = replace(known, trouble=trouble)
    scene.keep(now)
    scene.record("immersion-trouble", triad=triad.id, trouble=trouble)
    if known.seen_at is None:
        everybody(scene, triad, now, say("🤝 Le site n'a pas encore dit où en est la convention."))
    if trouble == "someone-else":
        hers = Button("C'est bien la sienne", cards.data(triad, "hers", known.convention.id))
        words = say("Le prénom sur la convention n'est pas celui du fil. Est-ce bien la convention de ce jeune ?")
        _in_topic(scene, triad, words, hers)


def _hers(triad: Triad, first_name: str) -> bool:
    """Whether the first name on the convention is that of the young person of the thread."""
    hers = set(plain(triad.apprentice.first_name).replace("-", " ").split()) if triad.apprentice else set()
    return bool(hers & set(plain(first_name).replace("-", " ").split()))


# --- missions --------------------------------------------------------------------------------------------------------


def compare(scene: Scene, triad: Triad, mission: Mission) -> None:
    """A mission is proposed or changed during an immersion: does it fit what the convention says?"""
    immersion = live(scene.find(ImmersionsOf(triad.id)), scene.today)
    if immersion is None or immersion.seen_at is None:
        return
    convention, card = immersion.convention, mission.card
    day = outside(convention, card.when, scene.today)
    if day is not None:
        _flag_day(scene, triad, mission, day)
    if not related(f"{card.title} {card.why}", convention.activities):
        words = say(
            "🤝 La mission n° {n} « {title} » est-elle prévue dans la convention ?\nActivités déclarées : {activities}",
            n=mission.number, title=card.title, activities=convention.activities,
        )  # fmt: skip
        _in_topic(
            scene, triad, words,
            Button("✅ Oui, c'est prévu", cards.data(triad, f"fits-{mission.number}", convention.id)),
            Button("🚫 Non", cards.data(triad, f"strays-{mission.number}", convention.id)),
        )  # fmt: skip
        scene.record("mission-outside-activities", subject=mission.subject, triad=triad.id)


def _flag_day(scene: Scene, triad: Triad, mission: Mission, day: Text) -> None:
    scene.record("mission-outside-dates", subject=mission.subject, triad=triad.id)
    scene.post_in_topic(
        triad, say("⚠️ La mission n° {n} (« {when} ») tombe {day}.", n=mission.number, when=mission.card.when, day=day)
    )
    if triad.apprentice is not None:
        scene.tell(
            triad.apprentice,
            say("⚠️ Attention au jour de ta mission : il tombe {day}. Vois avec ton conseiller.", day=day),
            triad=triad.id,
        )


def _in_topic(scene: Scene, triad: Triad, words: Text, *buttons: Button) -> None:
    """A question to the counsellors, in the triad's topic."""
    content = Content(render(words), (buttons,))
    scene.reply.outgoing.append(Send(to=ToTopic(triad.id), content=content, urgency=Urgency.THREAD))


# --- what is due -----------------------------------------------------------------------------------------------------


def unsigned(timer: Timer, scene: Scene) -> None:
    """The first day comes near: when the convention is not ready, the counsellors and the young person are told."""
    triad = scene.triads.get(timer.triad_id or 0)
    immersion = find(scene, triad, str(timer.data["convention"]))
    if triad is None or immersion is None or triad.state != "open":
        return
    convention = immersion.convention
    if convention.dead or convention.signed_by_all or convention.starts is None:
        scene.record("immersion-alert-needless", triad=triad.id)
        return
    when = cards.period(scene, immersion)
    known = say("Convention : {words}", words=convention.words)
    desk = stack(say("⏳ Convention d'immersion pas encore prête : {triad}", triad=triad.title),
                 when, cards.who_acts(immersion, cards.name_in(triad)) or known,
                 say("Sans elle, l'immersion ne commence pas."))  # fmt: skip
    step = str(timer.data["step"])
    raise_card(scene, "immersion-unsigned", f"{subject(immersion)}:{step}", desk, triad=triad)
    if triad.apprentice is not None:
        words = stack(say("⏳ Ta convention d'immersion n'est pas encore prête."), when,
                      cards.who_acts(immersion, "") or known,
                      say("Sans elle, on ne commence pas. Parles-en vite à ton conseiller."))  # fmt: skip
        rows = cards.buttons(scene, triad, immersion, triad.apprentice)
        scene.tell(triad.apprentice, words, rows, triad=triad.id, urgency=Urgency.NUDGE)
    scene.record("immersion-unsigned", triad=triad.id, step=step)


def ended(timer: Timer, scene: Scene) -> None:
    """The day after the last one: the tutor is asked for the review, to be done with the young person present."""
    triad = scene.triads.get(timer.triad_id or 0)
    immersion = find(scene, triad, str(timer.data["convention"]))
    if triad is None or immersion is None or triad.state != "open":
        return
    if immersion.convention.dead or immersion.review or not immersion.convention.signed_by_all:
        scene.record("immersion-review-needless", triad=triad.id)
        return
    name = cards.name_in(triad)
    tutor = triad.tutor
    if tutor is None or not tutor.settled or not tutor.reachable:
        words = say(
            "🏁 L'immersion de {name} est finie. Le bilan est à faire avec l'entreprise, par téléphone.", name=name
        )
        raise_card(scene, "immersion-ended", f"{subject(immersion)}:ended", words, triad=triad)
    elif put_off(scene, timer, tutor):
        return
    else:
        button = Button(scene.words("🏁 Faire le bilan à deux", tutor).text,
                        cards.data(triad, "review", immersion.convention.id), style="primary")  # fmt: skip
        ask = say("🏁 L'immersion de {name} est finie. Trois questions, à deux : dix minutes suffisent.", name=name)
        scene.keep(Nudged(tutor.id))
        scene.tell(tutor, ask, ((button,),), triad=triad.id, urgency=Urgency.NUDGE)
        if triad.apprentice is not None:
            scene.tell(
                triad.apprentice,
                say("🏁 Ton immersion est finie, bravo. {tutor} a trois questions : répondez ensemble.",
                    tutor=tutor.first_name),
                triad=triad.id, urgency=Urgency.NUDGE,
            )  # fmt: skip
    scene.record("immersion-ended", triad=triad.id)

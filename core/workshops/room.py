"""Leading a workshop from the forum: open a room, ask what the lessons ask or a poll, show the answers, close."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from core.conversation import facts_for, start
from core.lessons import learning
from core.lessons.lesson import Question
from core.messages import Button, Change, Content, Message, Press, Send, ToPerson, ToPlace
from core.people import Refused, Role
from core.scene import Scene, Timer
from core.texts import lines, render, say
from core.workshops import cards as workcards, play as workplay
from core.workshops.cards import data, reading_of
from core.workshops.workshop import (
    FEWEST,
    FORGOTTEN,
    MINUTES,
    MORE,
    MOST,
    ROOM,
    Workshop,
    WorkshopOf,
    code_from,
)

GONE = "Cet atelier n'existe plus ici : rien n'a changé."


# --- open ------------------------------------------------------------------------------------------------------------


def command(incoming: Message, scene: Scene) -> None:
    """`/atelier` in the forum opens a room; `/atelier 15` one of fifteen seats."""
    assert scene.person is not None
    assert scene.structure is not None
    if scene.topic_triad is not None:
        scene.answer("Un atelier s'ouvre dans « Général », pas dans le fil d'un jeune : envoyez /atelier là-bas.")
        return
    chosen = scene.structure.settings.get("workshop", {})
    room = int(incoming.argument) if incoming.argument.isdecimal() else chosen.get("room", ROOM)
    if (incoming.argument and not incoming.argument.isdecimal()) or not FEWEST <= room <= MOST:
        wrong = "Écrivez /atelier, ou /atelier 15 pour 15 places (de {fewest} à {most})."
        scene.answer(say(wrong, fewest=FEWEST, most=MOST), reply_to=incoming.message_id)
        return
    until = scene.now + timedelta(minutes=chosen.get("minutes", MINUTES))
    topic = incoming.place.topic
    opened = Workshop(code_from(scene.secret()), scene.person, scene.now, until, room, topic)
    scene.keep(opened)
    workplay.later(scene, opened, "end", until + FORGOTTEN)
    scene.reply.outgoing.append(
        Send(to=workplay.forum(scene, opened), content=workcards.board(scene, opened), subject=opened.subject)
    )
    scene.record("workshop-opened", subject=opened.subject, room=room)


# --- what its buttons do ---------------------------------------------------------------------------------------------


def press(incoming: Press, scene: Scene, workshop: Workshop, what: str, rest: list[str]) -> str:
    """A tap of a counsellor on the board or on what hangs under it. Returns the little answer."""
    if scene.person is None or scene.person.role is not Role.COUNSELLOR or incoming.place.private:
        raise Refused("Seule l'équipe mène un atelier, dans son forum.")
    if workshop.closed_at is not None and what != "list":
        raise Refused("Cet atelier est terminé : rien n'a changé.")
    return ACTS[what](scene, workshop, incoming, rest)


def _pick(scene: Scene, workshop: Workshop, incoming: Press, rest: list[str]) -> str:
    """The lessons; with a slug, what can be sent of that one."""
    module = workplay.module_of(scene, rest[0]) if rest else None
    if module is None:
        rows = tuple(
            (Button(module.title, data(workshop, "pick", module.slug)),) for module in learning.shelf_for(scene)
        )
        scene.answer("📚 Quelle leçon ?", rows)
        return ""
    rows = (
        (
            Button(
                scene.words("▶️ Ses questions, une par une").text, data(workshop, "all", module.slug), style="primary"
            ),
        ),
        (Button(scene.words("📖 Ouvrir la leçon chez tous").text, data(workshop, "read", module.slug)),),
        *(
            (Button(_short(scene, question), data(workshop, "ask", module.slug, module.version, page)),)
            for page, question in enumerate(module.pages)
            if isinstance(question, Question) and not scene.reading().withdrawn(question)
        ),
    )
    _replace(scene, incoming, Content(scene.words(say("📚 <b>{title}</b>", title=module.title)), rows))
    return ""


def _short(scene: Scene, question: Question) -> str:
    words = scene.reading().fill(question.text).text
    return "❓ " + (words if len(words) <= 45 else words[:44] + "…")


def _ask(scene: Scene, workshop: Workshop, incoming: Press, rest: list[str]) -> str:
    """One question of a lesson, by its page."""
    module = workplay.module_of(scene, rest[0])
    page = module.pages[int(rest[2])] if module and int(rest[2]) < len(module.pages) else None
    if module is None or str(module.version) != rest[1] or not isinstance(page, Question):
        raise Refused("La leçon a changé entre-temps : choisissez-la encore une fois.")
    workplay.ask(scene, workshop, page, module.slug)
    _replace(scene, incoming, Content(scene.words(say("📤 Envoyé : une question de « {title} ».", title=module.title))))
    return ""


def _all(scene: Scene, workshop: Workshop, incoming: Press, rest: list[str]) -> str:
    """The next question of a lesson that was not asked yet."""
    module = workplay.module_of(scene, rest[0])
    question = workplay.next_question(scene, workshop, module) if module else None
    if module is None or question is None:
        raise Refused("Toutes les questions de cette leçon ont été posées.")
    workplay.ask(scene, workshop, question, module.slug)
    return ""


def _read(scene: Scene, workshop: Workshop, incoming: Press, rest: list[str]) -> str:
    """Everybody gets the lesson with a button that opens it."""
    module = workplay.module_of(scene, rest[0])
    if module is None:
        raise Refused("Cette leçon n'est plus là : choisissez-en une autre.")
    for seat in workplay.seated(workshop):
        words = say("📖 <b>{title}</b>\nÀ lire maintenant, {n} minutes.", title=module.title, n=module.minutes)
        label = scene.words("Ouvrir ▸", seat.person).text
        scene.tell(seat.person, words, ((Button(label, f"l:{module.slug}:{module.version}:0:o", style="primary"),),))
    _replace(scene, incoming, Content(scene.words(say("📖 Ouverte chez tous : « {title} ».", title=module.title))))
    return ""


def _poll(scene: Scene, workshop: Workshop, incoming: Press, rest: list[str]) -> str:
    workplay.may_ask(workshop)
    start(scene, "poll_workshop", facts_for(scene, None, room=workshop.code))
    return ""


def _more(scene: Scene, workshop: Workshop, incoming: Press, rest: list[str]) -> str:
    if rest != [str(workshop.room)]:
        return scene.words("Les places sont déjà ajoutées.").text
    if workshop.room + MORE > MOST:
        raise Refused(say("Une salle a {most} places au plus. Ouvrez un second atelier : /atelier.", most=MOST))
    workshop = replace(workshop, room=workshop.room + MORE)
    scene.keep(workshop)
    workplay.show_board(scene, workshop)
    return ""


def _list(scene: Scene, workshop: Workshop, incoming: Press, rest: list[str]) -> str:
    hand_over(scene, workshop)
    return ""


def _show(scene: Scene, workshop: Workshop, incoming: Press, rest: list[str]) -> str:
    one = workshop.round(int(rest[0]))
    if one is None or not one.open:
        return scene.words("Les réponses sont déjà montrées.").text
    workplay.reveal(scene, workshop, one)
    return ""


def _end(scene: Scene, workshop: Workshop, incoming: Press, rest: list[str]) -> str:
    close(scene, workshop)
    return scene.words("Atelier terminé.").text


ACTS: Mapping[str, Callable[[Scene, Workshop, Press, list[str]], str]] = {
    "pick": _pick,
    "ask": _ask,
    "all": _all,
    "read": _read,
    "poll": _poll,
    "more": _more,
    "list": _list,
    "show": _show,
    "end": _end,
}


def _replace(scene: Scene, incoming: Press, content: Content) -> None:
    scene.reply.outgoing.append(Change(to=ToPlace(scene.place), message=incoming.message_id, content=content))


# --- close -----------------------------------------------------------------------------------------------------------


def close(scene: Scene, workshop: Workshop) -> None:
    """Everything stops: the open question shows its answers, the code opens nothing, the lists are handed over."""
    if workshop.asking is not None:
        workshop = workplay.reveal(scene, workshop, workshop.asking)
    workshop = replace(workshop, closed_at=scene.now)
    scene.keep(workshop)
    workplay.show_board(scene, workshop)
    for seat in workshop.taken:
        scene.reply.outgoing.append(
            Change(
                to=ToPerson(seat.person.id),
                subject=f"{workshop.subject}:seat",
                content=workcards.seated(scene, workshop, seat),
            )
        )
        scene.tell(seat.person, say("🎓 L'atelier est fini. Merci d'avoir été là !"))
    workplay.show_rounds(scene, workshop, workshop.rounds[-1:])
    hand_over(scene, workshop)
    scene.reply.stopped_timers.append(workplay.key(workshop, ""))
    present = sum(seat.present_at is not None for seat in workshop.seats)
    scene.record("workshop-closed", subject=workshop.subject, seats=len(workshop.seats), present=present)


def hand_over(scene: Scene, workshop: Workshop) -> None:
    """The list in the forum, and both tables as files."""
    presences, answers = workcards.papers(scene, workshop, reading_of(scene, workshop.by))
    listed = workcards.names(scene, workshop) or render(say("Personne n'est entré."))
    head = say("📋 <b>Atelier {code}</b>", code=workshop.code)
    note = say("<i>Les réponses y sont en nombres, sans nom.</i>")
    for text, file in ((lines(head, listed), presences), (render(note), answers)):
        content = Content(text, attachment=file)
        scene.reply.outgoing.append(Send(to=workplay.forum(scene, workshop), content=content))


# --- later -----------------------------------------------------------------------------------------------------------


def due(timer: Timer, scene: Scene) -> None:
    """A moment has passed: the board or a counter shows how it stands, or a forgotten room closes."""
    workshop = scene.find(WorkshopOf(timer.data["code"]))
    what = timer.data["what"]
    if workshop is None or workshop.closed_at is not None or scene.structure is None or scene.structure.forum is None:
        return
    if what == "end":
        close(scene, workshop)
    elif what == "board":
        workplay.show_board(scene, workshop)
    elif (one := workshop.round(int(what))) is not None and one.open:
        workplay.show_rounds(scene, workshop, (one,))

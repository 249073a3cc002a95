"""Sitting in a workshop: come in by its code, say that one is there, answer by a tap, leave."""

from __future__ import annotations

from dataclasses import replace

from core.messages import Change, Message, Press, Send, ToPerson
from core.people import Refused, Role
from core.scene import Scene
from core.texts import say
from core.workshops import cards as workcards, play as workplay, room as workroom
from core.workshops.workshop import PAYLOAD, Answered, Seat, Taken, Workshop, WorkshopOf, WorkshopWith, read_code

STRANGER = (
    "Bonjour ! Un atelier est pour les personnes déjà inscrites dans la structure.\n"
    "La personne qui anime peut donner un lien d'invitation tout de suite. Ensuite, le code de l'atelier marchera ici."
)
FIRST = "D'abord les premières questions, ci-dessous. Ensuite, le lien de l'atelier marchera."
UNKNOWN = (
    "Ce code d'atelier n'est pas reconnu ici : une lettre manque peut-être, ou il vient d'une autre structure. "
    "Le bon code est affiché dans la salle : /atelier suivi du code."
)


def knocks(message: Message) -> bool:
    """Whether somebody stands at the door of a workshop: by its link, or with its code."""
    linked = message.command == "start" and message.argument.startswith(PAYLOAD)
    return linked or (message.command == "atelier" and bool(message.argument))


def outside(scene: Scene) -> None:
    """Nobody comes in who is not known here; what to do is said."""
    scene.answer(STRANGER if scene.person is None else FIRST)


def command(scene: Scene, typed: str) -> None:
    """`/atelier CODE` in private, or the link; without a code, the room one sits in."""
    person = scene.person
    assert person is not None
    here = scene.find(WorkshopWith(person.id))
    if not typed:
        _where(scene, here)
        return
    workshop = scene.find(WorkshopOf(read_code(typed)))
    if workshop is None:
        scene.answer(UNKNOWN)
        return
    try:
        seat = workshop.admit(person, scene.now)
    except Refused as refused:
        scene.answer(refused.text)
        return
    if here is not None and here.code != workshop.code:
        _leave(scene, here)
    _come_in(scene, workshop, seat)


def _where(scene: Scene, here: Workshop | None) -> None:
    """The room once more; or how to find one."""
    person = scene.person
    assert person is not None
    seat = here.seat(person.id) if here else None
    if here is not None and seat is not None:
        _show(scene, here, seat)
    elif person.role is Role.COUNSELLOR:
        scene.answer("Un atelier s'ouvre dans le forum de l'équipe : envoyez /atelier dans « Général ».")
    else:
        scene.answer("Pour entrer dans un atelier : /atelier suivi du code affiché dans la salle.")


def _come_in(scene: Scene, workshop: Workshop, seat: Seat) -> None:
    before = workshop.seat(seat.person.id)
    if before is not None and before.taken:
        scene.answer("Ce code a déjà servi ici : la place est prise.")
        _show(scene, workshop, seat)
        return
    _keep(scene, workshop, seat)
    _show(scene, workshop.with_seat(seat), seat)
    scene.record("workshop-joined", subject=workshop.subject, after=seat.after, again=before is not None)


def _show(scene: Scene, workshop: Workshop, seat: Seat) -> None:
    """The seat, and the question that waits for an answer."""
    content = workcards.seated(scene, workshop, seat)
    to = ToPerson(seat.person.id)
    scene.reply.outgoing.append(Send(to=to, content=content, subject=f"{workshop.subject}:seat"))
    if workshop.asking is not None:
        workplay.put(scene, workshop, workshop.asking, seat.person.id)


# --- taps ------------------------------------------------------------------------------------------------------------


def press(incoming: Press, scene: Scene, rest: str) -> str:
    """Any tap on a button of a workshop; the counsellors' ones are the workroom's."""
    code, what, *more = [*rest.split(":"), "", ""]
    more = [part for part in more if part]
    workshop = scene.find(WorkshopOf(code)) if code else None
    if workshop is None:
        raise Refused(workroom.GONE)
    try:
        if what in workroom.ACTS:
            return workroom.press(incoming, scene, workshop, what, more)
        return _pressed(scene, workshop, what, more)
    except (IndexError, ValueError):
        raise Refused(workroom.GONE) from None  # forged: no button of ours says that


def _pressed(scene: Scene, workshop: Workshop, what: str, more: list[str]) -> str:
    assert scene.person is not None
    seat = workshop.seat(scene.person.id)
    if workshop.closed_at is not None:
        raise Refused("L'atelier est fini : rien n'a changé.")
    if seat is None or not seat.taken:
        raise Refused(say("Pour répondre, il faut être dans l'atelier : /atelier {code}", code=workshop.code))
    if what == "here":
        return _here(scene, workshop, seat)
    if what == "leave":
        _leave(scene, workshop)
        return ""
    if what == "answer":
        return _answer(scene, workshop, seat, int(more[0]), more[1])
    raise Refused(workroom.GONE)


def _here(scene: Scene, workshop: Workshop, seat: Seat) -> str:
    if seat.present_at is None:
        seat = replace(seat, present_at=scene.now)
        _keep(scene, workshop, seat)
        _redraw(scene, workshop, seat)
        scene.record("workshop-present", subject=workshop.subject)
    return scene.words("✋ C'est noté.").text


def _leave(scene: Scene, workshop: Workshop) -> None:
    """The one who acts gives her seat back; what she answered stays counted."""
    assert scene.person is not None
    seat = workshop.seat(scene.person.id)
    assert seat is not None
    seat = replace(seat, left_at=scene.now)
    _keep(scene, workshop, seat)
    _redraw(scene, workshop, seat)
    if workshop.asking is not None:
        workplay.refresh_later(scene, workshop, str(workshop.asking.number))
    scene.record("workshop-left", subject=workshop.subject)


def _answer(scene: Scene, workshop: Workshop, seat: Seat, number: int, option: str) -> str:
    one = workshop.round(number)
    if one is None or all(option != known.id for known in one.question.options):
        raise Refused(workroom.GONE)
    if not one.open:
        raise Refused("Les réponses sont déjà montrées : la question est fermée.")
    answer = one.chosen(seat.person.id, option)
    if answer == one.answers.get(seat.person.id):
        return scene.words("Réponse déjà gardée.").text
    scene.keep(Answered(workshop.code, number, seat.person.id, answer))
    answers = {person: known for person, known in one.answers.items() if person != seat.person.id}
    one = replace(one, answers={**answers, seat.person.id: answer} if answer else answers)
    content = workcards.put(workshop, one, seat.person, workcards.reading_of(scene, seat.person))
    subject = f"{workshop.subject}:{number}"
    scene.reply.outgoing.append(Change(to=ToPerson(seat.person.id), subject=subject, content=content))
    workplay.refresh_later(scene, workshop, str(number))
    scene.record("workshop-answered", subject=workshop.subject, number=number, module=one.module)
    return scene.words("Réponse gardée.").text if answer else scene.words("Réponse retirée.").text


def _keep(scene: Scene, workshop: Workshop, seat: Seat) -> None:
    scene.keep(Taken(workshop.code, seat))
    workplay.refresh_later(scene, workshop, "board")


def _redraw(scene: Scene, workshop: Workshop, seat: Seat) -> None:
    content = workcards.seated(scene, workshop, seat)
    to = ToPerson(seat.person.id)
    scene.reply.outgoing.append(Change(to=to, subject=f"{workshop.subject}:seat", content=content))

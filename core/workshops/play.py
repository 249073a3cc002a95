"""What happens in the room of a workshop: a question goes to everybody, its counter moves, its answers are shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from core.lessons import learning
from core.lessons.lesson import Module, Option, Question
from core.messages import Change, Content, Place, Recipient, Send, ToPerson, ToPlace
from core.people import Refused
from core.scene import Scene, Timer
from core.texts import say
from core.workshops import cards as workcards
from core.workshops.cards import reading_of
from core.workshops.workshop import Played, Round, Seat, Workshop, WorkshopOf

#: the board and the counters change at most once in so many seconds, however many tap at once
PACE = 3


def forum(scene: Scene, workshop: Workshop) -> Recipient:
    """Where it is led."""
    assert scene.structure is not None
    assert scene.structure.forum is not None
    home = scene.structure.forum
    return ToPlace(Place(home.channel, home.chat, workshop.topic, private=False))


def next_question(scene: Scene, workshop: Workshop, module: Module) -> Question | None:
    done = {(one.module, one.question.id) for one in workshop.rounds}
    reading = reading_of(scene, workshop.by)
    left = (q for q in module.questions if (module.slug, q.id) not in done and not reading.withdrawn(q))
    return next(left, None)


def ask(scene: Scene, workshop: Workshop, question: Question, module: str = "") -> None:
    """Put a question to everybody in the room, and its counter into the forum."""
    may_ask(workshop)
    one = Round(len(workshop.rounds) + 1, question, scene.now, module)
    scene.keep(Played(workshop.code, one))
    workshop = workshop.with_round(one)
    show_rounds(scene, workshop, workshop.rounds[-2:-1])  # the tools move on, to the newest answers
    scene.reply.outgoing.append(
        Send(
            to=forum(scene, workshop),
            content=_in_forum(scene, workshop, one),
            subject=f"{workshop.subject}:{one.number}",
        )
    )
    for seat in workshop.taken:
        put(scene, workshop, one, seat.person.id)
    scene.record(
        "workshop-asked", subject=workshop.subject, module=module, question=question.id, seats=len(workshop.taken)
    )


def ask_poll(scene: Scene, code: str, words: str, choices: tuple[str, ...]) -> None:
    """A question of the counsellor's own; none of its answers is right or wrong."""
    workshop = scene.find(WorkshopOf(code))
    if workshop is None or workshop.closed_at is not None:
        raise Refused("L'atelier s'est terminé entre-temps : la question n'est pas partie.")
    options = tuple(Option("abcdefgh"[n], text, False, "") for n, text in enumerate(choices))
    ask(scene, workshop, Question(f"sondage-{len(workshop.rounds) + 1}", words, options))


def put(scene: Scene, workshop: Workshop, one: Round, person: int) -> None:
    """The question on the phone of somebody in the room."""
    seat = workshop.seat(person)
    assert seat is not None
    content = workcards.put(workshop, one, seat.person, reading_of(scene, seat.person))
    scene.reply.outgoing.append(Send(to=ToPerson(person), content=content, subject=f"{workshop.subject}:{one.number}"))


def reveal(scene: Scene, workshop: Workshop, one: Round) -> Workshop:
    """Everybody sees how many chose what, and why; nobody sees who."""
    one = replace(one, shown_at=scene.now)
    scene.keep(Played(workshop.code, one))
    workshop = workshop.with_round(one)
    subject = f"{workshop.subject}:{one.number}"
    for seat in workshop.seats:  # also those who left: what they answered does not stay open
        content = workcards.put(workshop, one, seat.person, reading_of(scene, seat.person))
        scene.reply.outgoing.append(Change(to=ToPerson(seat.person.id), subject=subject, content=content))
    show_rounds(scene, workshop, (one,))
    scene.record("workshop-shown", subject=workshop.subject, number=one.number, answers=len(one.answers))
    return workshop


def show_rounds(scene: Scene, workshop: Workshop, rounds: tuple[Round, ...]) -> None:
    """These questions in the forum, as they stand."""
    for one in rounds:
        content = _in_forum(scene, workshop, one)
        change = Change(to=forum(scene, workshop), subject=f"{workshop.subject}:{one.number}", content=content)
        scene.reply.outgoing.append(change)


def may_ask(workshop: Workshop) -> None:
    if workshop.asking is not None:
        raise Refused(say("La question {n} attend encore : montrez d'abord ses réponses.", n=workshop.asking.number))
    seated(workshop)


def seated(workshop: Workshop) -> tuple[Seat, ...]:
    if not workshop.taken:
        raise Refused("Personne n'est encore entré : donnez d'abord le code à la salle.")
    return workshop.taken


def _in_forum(scene: Scene, workshop: Workshop, one: Round) -> Content:
    module = module_of(scene, one.module) if one.module else None
    onward = module is not None and next_question(scene, workshop, module) is not None
    return workcards.asked(scene, workshop, one, reading_of(scene, workshop.by), onward)


def module_of(scene: Scene, slug: str) -> Module | None:
    return next((module for module in learning.shelf_for(scene) if module.slug == slug), None)


# --- in the forum, in a moment ---------------------------------------------------------------------------------------


def refresh_later(scene: Scene, workshop: Workshop, what: str) -> None:
    """The board ("board") or a counter (its number) changes in a moment, once for all who tap until then."""
    beat = int(scene.now.timestamp()) // PACE + 1
    later(scene, workshop, what, datetime.fromtimestamp(beat * PACE, UTC), f":{beat}")


def show_board(scene: Scene, workshop: Workshop) -> None:
    content = workcards.board(scene, workshop)
    scene.reply.outgoing.append(Change(to=forum(scene, workshop), subject=workshop.subject, content=content))


def later(scene: Scene, workshop: Workshop, what: str, at: datetime, beat: str = "") -> None:
    timer = Timer(key(workshop, what + beat), "workshop", at, data={"code": workshop.code, "what": what})
    scene.reply.timers.append(timer)


def key(workshop: Workshop, what: str) -> str:
    return f"workshop:{workshop.by.structure_id}:{workshop.code}:{what}"

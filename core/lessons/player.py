"""Playing a lesson: one message whose pages turn, questions that explain, and a place that is kept for days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from core.law.facts import Figures
from core.lessons.courtesy import politely
from core.lessons.lesson import Module, Progress, Question, begin, settle
from core.lessons.pages import CHOOSE, CORRECT, NEXT, OPEN, PREVIOUS, REREAD, SEE, SEND, Place, Reading, draw, draw_menu
from core.messages import Content
from core.texts import Text, Translate, french, say


@dataclass(frozen=True, slots=True)
class PagePress:
    """A tap on a button of a lesson: `l:<slug>:<version>:<page>:<what>`."""

    module: str
    version: int
    page: int
    what: str


@dataclass(frozen=True, slots=True)
class Turned:
    """What follows from a tap: the progress to keep, what the message shows now, a toast, and what is worth noting."""

    progress: Progress
    content: Content
    said: str = ""
    #: (name, data), for the journal
    events: tuple[tuple[str, Mapping[str, Any]], ...] = ()


def read_press(data: str) -> PagePress | None:
    """The tap behind a button's data; None when it is no button of a lesson, or a forged one."""
    parts = data.split(":")
    if len(parts) != 5 or parts[0] != "l" or not (parts[2].isdecimal() and parts[3].isdecimal()):
        return None
    return PagePress(parts[1], int(parts[2]), int(parts[3]), parts[4])


def menu(modules: Sequence[Module], progresses: Mapping[str, Progress], translate: Translate = french) -> Content:
    """The lessons, each with ✓, its page or its minutes. `progresses`: by slug."""
    return draw_menu(modules, progresses, Reading({}, date.min, translate))


def open_page(
    module: Module, progress: Progress, figures: Figures, today: date, translate: Translate = french
) -> Content:
    """The page where the person is."""
    return draw(Place(module, settle(module, progress), _reading(module, figures, today, translate)))


def handle(
    modules: Sequence[Module],
    progresses: Mapping[str, Progress],
    data: str,
    figures: Figures,
    now: datetime,
    translate: Translate = french,
) -> Turned | None:
    """Any tap on a button of a lesson, also the first one; None when there is no such lesson.

    `progresses`: by slug, what the person has. `now` is in the structure's time zone.
    """
    press = read_press(data)
    module = next((module for module in modules if press and module.slug == press.module), None)
    if press is None or module is None:
        return None
    progress = progresses.get(module.slug)
    if progress is not None:
        return turn(module, progress, press, figures, now, translate)
    progress = begin(module, now)
    event = ("lesson-started", {"module": module.slug, "version": module.version})
    return Turned(progress, open_page(module, progress, figures, now.date(), translate), events=(event,))


def turn(
    module: Module,
    progress: Progress,
    press: PagePress,
    figures: Figures,
    now: datetime,
    translate: Translate = french,
) -> Turned:
    """One tap. A tap that comes late (another version, a page already turned) changes nothing and shows the page."""
    before, reading = settle(module, progress), _reading(module, figures, now.date(), translate)
    said: Text | None = None
    after = before
    if press.what != OPEN:
        late = press.version != module.version or press.page != before.page
        # Who has finished reads again from whichever last page she taps.
        if late and not (press.what == REREAD and before.page >= len(module.pages)):
            said = say("Cette page est déjà tournée. Voici où tu en es.")
        else:
            after, said = _move(Place(module, before, reading), press.what, now)
    toast = reading.words(said).text if said else ""
    return Turned(after, draw(Place(module, after, reading)), toast, events(module, before, after, press.what))


def _reading(module: Module, figures: Figures, today: date, translate: Translate) -> Reading:
    return Reading(figures, today, politely(translate, module.audience))


def _move(place: Place, what: str, now: datetime) -> tuple[Progress, Text | None]:
    progress, pages = place.progress, place.module.pages
    if progress.page >= len(pages):
        step = {PREVIOUS: len(pages) - 1, REREAD: 0}.get(what, progress.page)
        return replace(progress, page=step), None
    page = pages[progress.page]
    question = page if isinstance(page, Question) and not place.reading.withdrawn(page) else None
    if what == PREVIOUS:
        return replace(progress, page=max(progress.page - 1, 0)), None
    if what == NEXT:
        if question is not None and not progress.solved(question):
            return progress, say("Choisis d'abord ta réponse.")
        last = progress.page + 1 == len(pages)
        return replace(
            progress, page=progress.page + 1, finished_at=progress.finished_at or (now if last else None)
        ), None
    return answer(progress, question, what) if question is not None else (progress, None)


def answer(progress: Progress, question: Question, what: str) -> tuple[Progress, Text | None]:
    """What a tap on an option, on « Valider », « Voir la réponse » or « Corriger » does."""
    if what == CORRECT:
        return progress.reopened(question), None
    if progress.solved(question):
        return progress, None
    if what == SEE:
        # A button that is only there after two tries: it never makes a first answer.
        return (
            (progress.answered(question, question.right), None) if question.id in progress.first else (progress, None)
        )
    if what.startswith(CHOOSE) and any(option.id == what[1:] for option in question.options):
        if question.several:
            return progress.ticked(question, what[1:]), None
        return _tried(progress, question, (what[1:],))
    if what == SEND and question.several:
        if not progress.ticks.get(question.id):
            return progress, say("Coche au moins une réponse.")
        return _tried(progress, question, progress.ticks[question.id])
    return progress, None


def _tried(progress: Progress, question: Question, tried: tuple[str, ...]) -> tuple[Progress, Text]:
    right = tried == question.right
    return progress.answered(question, tried), say("✅ Bravo !") if right else say("Pas encore. Lis, puis réessaie.")


def events(module: Module, before: Progress, after: Progress, what: str) -> tuple[tuple[str, Mapping[str, Any]], ...]:
    """What is worth noting between two states of a progress."""
    about = {"module": module.slug, "version": module.version}
    found: list[tuple[str, Mapping[str, Any]]] = []
    for question in module.questions:
        tried, old = after.tries.get(question.id, ()), before.tries.get(question.id, ())
        if len(tried) > len(old):
            given = {"answer": "+".join(tried[-1]), "right": tried[-1] == question.right}
            first = question.id not in before.first
            name = "answer-shown" if what == SEE else "question-answered"
            found.append((name, {**about, "question": question.id, **given, "first": first}))
    if after.finished_at and not before.finished_at:
        score = {"questions": len(after.first), "right_at_once": after.right_at_once(module)}
        found.append(("lesson-finished", {**about, **score}))
    return tuple(found)

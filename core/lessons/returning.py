"""Questions that come back, in the chat: asked for once, sent in working hours, skipped or stopped with one tap."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.lessons.courtesy import politely
from core.lessons.editions import as_read, kept
from core.lessons.lesson import Module, Progress, ProgressOf
from core.lessons.pages import Reading
from core.lessons.recall import NO, ROUNDS, SKIP, STOP, YES, Recall, RecallsOf, chosen, draw, place, turn
from core.messages import Button, Change, Content, Doubt, Press, Send, ToPerson, ToPlace, Urgency
from core.nudges.nudged import Nudged
from core.nudges.rounds import put_off
from core.people import Person, Refused
from core.scene import Event, Scene, Timer
from core.texts import Text, say

#: what `Person.settings` says under "recall" once somebody wants no more of it
NEVER = "never"
#: between the two rounds when the first one came late: never two in a few days
APART = timedelta(days=5)


def offer(scene: Scene, module: Module) -> None:
    """Right after the end of a lesson, once: whether its questions may come back."""
    person = scene.person
    assert person is not None
    if _stopped(person) or not module.questions:
        return
    reading = _reading(scene, person)
    rows = (
        Button(reading.say("Oui, d'accord").text, f"q:{module.slug}:{YES}", style="primary"),
        Button(reading.say("Non merci").text, f"q:{module.slug}:{NO}"),
    )
    words = reading.say("🔁 Pour que ça reste : je te repose 3 questions dans 3 jours, puis dans 10 ?")
    scene.reply.outgoing.append(
        Send(to=ToPerson(person.id), content=Content(words, (rows,)), subject=f"recall:{person.id}:{module.slug}")
    )
    scene.record("recall-offered", subject=f"lesson:{module.slug}", module=module.slug)


def press(scene: Scene, incoming: Press, rest: str) -> str:
    """A tap on a question that came back, or on whether it may. Returns the little answer on the button."""
    slug, *more = rest.split(":")
    if more in ([YES], [NO]):
        return _said(scene, incoming, slug, more[0] == YES)
    try:
        round_, page, what = int(more[0]), int(more[1]), more[2]
    except (ValueError, IndexError):
        raise Refused("Ce bouton ne sert plus. La suite : /menu.") from None
    if what == STOP:
        return _stop(scene, incoming)
    return _tapped(scene, incoming, slug, round_, (page, what))


def due(timer: Timer, scene: Scene) -> None:
    """Three questions come back, unless their reader is gone or wants no more."""
    person, slug, round_ = scene.whose, str(timer.data["module"]), int(timer.data["round"])
    about = {"module": slug, "round": round_}
    recall = _recall(scene, person, slug, round_) if person is not None else None
    if person is not None and recall is not None and put_off(scene, timer, person):
        return
    if person is None or recall is None:
        scene.record("recall-not-sent", subject=timer.key, module=slug, round=round_)
        return
    module = _module(scene, person, recall)
    scene.keep(recall)
    scene.keep(Nudged(person.id))
    scene.reply.outgoing.append(
        Send(
            to=ToPerson(person.id),
            content=draw(place(recall, module, _reading(scene, person))),
            subject=f"recall:{person.id}:{slug}:{round_}",
            urgency=Urgency.NUDGE,
            doubt=Doubt.HOLD,
        )
    )
    _record(scene, person, "recall-decided", {**about, "version": recall.version, "questions": len(recall.questions)})
    if round_ < len(ROUNDS):
        since = datetime.fromisoformat(timer.data["since"])
        at = max(since + ROUNDS[round_], scene.now + APART)
        scene.reply.timers.append(_timer(scene, person, slug, round_ + 1, since, at))


def _recall(scene: Scene, person: Person, slug: str, round_: int) -> Recall | None:
    """The round that begins now; None when nothing may or can be asked."""
    progresses = scene.find(ProgressOf(person.id))
    module = next((m for m in as_read(scene, person, progresses) if m.slug == slug), None)
    progress = progresses.get(slug)
    if not person.settled or not person.reachable or _stopped(person) or module is None or progress is None:
        return None
    answers = [progress.first, *(past.progress.first for past in scene.find(RecallsOf(person.id, slug)))]
    names = tuple(question.id for question in chosen(module, answers, _reading(scene, person)))
    if not names:
        return None
    fresh = Progress(slug, module.version, started_at=scene.now)
    return Recall(person.id, slug, round_, module.version, names, fresh)


def _said(scene: Scene, incoming: Press, slug: str, wanted: bool) -> str:
    person = scene.person
    assert person is not None
    progress = scene.find(ProgressOf(person.id)).get(slug)
    if progress is None or progress.finished_at is None:
        raise Refused("Ce bouton ne sert plus. La suite : /menu.")
    _record(scene, person, "recall-accepted" if wanted else "recall-declined", {"module": slug})
    if not wanted:
        _shows(scene, incoming, say("🔁 D'accord, pas de questions. La leçon reste là : /lecons."))
        return ""
    timer = _timer(scene, person, slug, 1, scene.now, scene.now + ROUNDS[0])
    scene.reply.timers.append(timer)
    day = timer.due_at.astimezone(ZoneInfo(scene.hours.zone))
    _shows(scene, incoming, say("🔁 C'est noté : 3 questions le {day}, puis encore une fois.", day=f"{day:%d/%m}"))
    return ""


def _timer(scene: Scene, person: Person, slug: str, round_: int, since: datetime, at: datetime) -> Timer:
    data = {"module": slug, "round": round_, "since": since.isoformat()}
    key = f"recall:{person.id}:{slug}:{round_}"
    return Timer(key, "recall", scene.hours.next_opening(at), None, person.id, data)


def _stop(scene: Scene, incoming: Press) -> str:
    """For ever, for every lesson."""
    person = scene.person
    assert person is not None
    scene.reply.people.append(replace(person, settings={**person.settings, "recall": NEVER}))
    scene.reply.stopped_timers.append(f"recall:{person.id}:")
    _record(scene, person, "recall-stopped", {})
    _shows(scene, incoming, say("🔕 D'accord : plus aucune question ne reviendra. Les leçons restent là : /lecons."))
    return ""


def _tapped(scene: Scene, incoming: Press, slug: str, round_: int, tap: tuple[int, str]) -> str:
    person = scene.person
    assert person is not None
    recall = next((one for one in scene.find(RecallsOf(person.id, slug)) if one.round == round_), None)
    if recall is None:
        raise Refused("Ce bouton ne sert plus. La suite : /menu.")
    reading = _reading(scene, person)
    before = place(recall, _module(scene, person, recall), reading)
    progress, said = turn(before, *tap)
    after = replace(before, progress=progress)
    if progress != recall.progress:
        over = progress.page >= len(before.module.pages) and recall.progress.finished_at is None
        progress = replace(progress, finished_at=scene.now if over else recall.progress.finished_at)
        scene.keep(replace(recall, progress=progress))
        _note(scene, person, recall, progress, tap[1])
    change = Change(to=ToPlace(scene.place), message=incoming.message_id, content=draw(after))
    scene.reply.outgoing.append(change)
    return reading.words(said).text if said else ""


def _note(scene: Scene, person: Person, recall: Recall, progress: Progress, what: str) -> None:
    """First answers and the end, for evaluation: apart from those of the lesson itself."""
    about = {"module": recall.module, "version": recall.version, "round": recall.round}
    module = _module(scene, person, recall)
    rights = {question.id: question.right for question in module.questions}
    for name, given in progress.first.items():
        if name not in recall.progress.first:
            more = {"question": name, "answer": "+".join(given), "right": given == rights[name]}
            _record(scene, person, "recall-answered", {**about, **more})
    if what == SKIP:
        _record(scene, person, "recall-skipped", {**about, "question": recall.questions[recall.progress.page]})
    if progress.finished_at and not recall.progress.finished_at:
        score = {"questions": len(progress.first), "right_at_once": progress.right_at_once(module)}
        _record(scene, person, "recall-finished", {**about, **score})


def _module(scene: Scene, person: Person, recall: Recall) -> Module:
    """The text that the round was made from."""
    now = next((m for m in as_read(scene, person, {}) if m.slug == recall.module), None)
    if now is None:
        raise Refused("Cette leçon n'est plus là. La suite : /menu.")
    return kept(scene, now, recall.version)


def _shows(scene: Scene, incoming: Press, words: Text) -> None:
    content = Content(scene.words(words))
    scene.reply.outgoing.append(Change(to=ToPlace(scene.place), message=incoming.message_id, content=content))


def _record(scene: Scene, person: Person, kind: str, data: dict[str, object]) -> None:
    subject = f"lesson:{data['module']}" if "module" in data else ""
    scene.reply.events.append(Event(kind, subject, None, person.id, data))


def _reading(scene: Scene, person: Person) -> Reading:
    translate = politely(scene.translations(person.language), person.role)
    return Reading(scene.library.figures, scene.today, translate)


def _stopped(person: Person) -> bool:
    return person.settings.get("recall") == NEVER

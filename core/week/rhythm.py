"""The rhythm of a week: what is ahead on Monday, three taps on Thursday, and every two weeks what comes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.horizon.horizon import Horizon, HorizonOf, MissionsOf, Noted, Side
from core.horizon.screens import learnt, named
from core.lessons.lesson import ProgressOf, shelf
from core.meetings import slots
from core.meetings.meeting import LENGTH, Meeting, MeetingsOf, Stage
from core.messages import Button, Doubt, Rows, Urgency
from core.missions.cards import stack
from core.missions.mission import OVER, STATES, Mission, State
from core.nudges.nudge import Hours
from core.nudges.nudged import Nudged, may_nudge
from core.opportunities.young import offers_since
from core.people import Person, Role
from core.records import Asked
from core.scene import Scene, Timer
from core.texts import Text, say
from core.triad import Triad
from core.watch import moments
from core.week import weeks

#: between two questions « what comes? »
EVERY = timedelta(days=14)


@dataclass(frozen=True)
class OpenTriads(Asked[tuple[int, ...]]):
    """The ids of the open triads of the structure."""


# --- the day ---------------------------------------------------------------------------------------------------------


def first_day(hours: Hours, day: date) -> bool:
    """Whether the week begins to work that day: Monday, or the day after when Monday is closed."""
    before = (weeks.monday(day) + timedelta(days=n) for n in range(day.weekday()))
    return hours.working(day) and not any(hours.working(one) for one in before)


def review_day(hours: Hours, day: date) -> bool:
    """Thursday, or the last working day before it; never the first of the week."""
    thursday = weeks.monday(day) + timedelta(days=3)
    after = (day + timedelta(days=n) for n in range(1, (thursday - day).days + 1))
    open_day = hours.working(day) and day <= thursday and not first_day(hours, day)
    return open_day and not any(hours.working(one) for one in after)


def look(scene: Scene) -> None:
    """Once a day: each triad gets its own turn, so that a trouble with one is no trouble for the others."""
    day, hours = scene.today, scene.hours
    if not hours.working(day):
        return
    turns = ["ahead"] if day.weekday() in (1, 2, 4) else []
    turns += ["monday"] if first_day(hours, day) else []
    turns += ["thursday"] if review_day(hours, day) else []
    for triad in scene.find(OpenTriads()) if turns else ():
        for turn in turns:
            key = f"week:{turn}:{triad}:{day}"
            data = {"day": day.isoformat()}
            scene.reply.timers.append(Timer(key, f"week-{turn}", scene.now, triad, None, data))


def _reader(timer: Timer, scene: Scene, role: Role) -> tuple[Triad, Person] | None:
    """The one in this role, when the triad is open, she can be reached, and the day is still the one."""
    triad = scene.triads.get(timer.triad_id or 0)
    person = triad.member(role) if triad is not None else None
    if triad is None or triad.state != "open" or person is None or not (person.settled and person.reachable):
        return None
    if timer.data["day"] != scene.today.isoformat() or not scene.hours.open_at(scene.now):
        return None  # after a long stop yesterday's words are no longer true
    return triad, person


# --- Monday ----------------------------------------------------------------------------------------------------------


def monday(timer: Timer, scene: Scene) -> None:
    """« Cette semaine », to the apprentice who wants it, when there is something to say."""
    found = _reader(timer, scene, Role.APPRENTICE)
    if found is None:
        return
    triad, person = found
    if person.settings.get("week") == "off":
        return
    words = this_week(scene, triad, person)
    if words is not None:
        scene.tell(
            person, words, quiet(scene, triad, person), triad=triad.id, subject=timer.key, urgency=Urgency.NUDGE,
            doubt=Doubt.HOLD, until=_evening(scene),
        )  # fmt: skip


def _evening(scene: Scene) -> datetime:
    """The end of this day: what it says is not true tomorrow."""
    return datetime.combine(scene.today + timedelta(days=1), time(0), ZoneInfo(scene.hours.zone))


def this_week(scene: Scene, triad: Triad, person: Person) -> Text | None:
    """Appointments, missions under way, the lesson where one stands, what comes; None when there is nothing."""
    week = weeks.monday(scene.today)
    meetings = [m for m in scene.find(MeetingsOf(triad.id)) if _in_week(scene, m, week)]
    missions = [m for m in scene.find(MissionsOf(triad.id)) if m.state not in OVER][-5:]
    known = scene.find(HorizonOf(triad.id))
    coming = [item for side in Side for item in known.week(side, week)][:6]
    lesson = _lesson(scene, person)
    offers = offers_since(scene, scene.now - timedelta(days=7))
    parts = [
        *(say("📅 {when} · {place}", when=_when(scene, m), place=m.place) for m in meetings),
        *(say("🧩 {title} – {state}", title=m.card.title, state=say(STATES[m.state])) for m in missions),
        *(named(item) for item in coming),
        lesson,
        say("🔎 Nouvelles offres : {n}. Les voir : /offres", n=offers) if offers else None,
    ]
    if not any(parts):
        return None
    return stack(say("☀️ <b>Cette semaine</b>"), *parts)


def _when(scene: Scene, meeting: Meeting) -> str:
    return slots.name(meeting.starts, scene.hours.zone) if meeting.starts is not None else ""


def _in_week(scene: Scene, meeting: Meeting, week: date) -> bool:
    if meeting.starts is None or meeting.stage not in (Stage.KEPT, Stage.ASKING) or meeting.starts <= scene.now:
        return False
    return weeks.monday(scene.hours.local(meeting.starts).date()) == week


def _lesson(scene: Scene, person: Person) -> Text | None:
    progress = scene.find(ProgressOf(person.id))
    for module in shelf(scene.library.modules, person.role):
        one = progress.get(module.slug)
        if one is not None and one.finished_at is None:
            page = min(one.page + 1, len(module.pages))
            return say("📚 {title}, page {page} : /lecons", title=module.title, page=page)
    return None


def quiet(scene: Scene, triad: Triad, person: Person) -> Rows:
    """One tap, and the week is silent."""
    return ((Button(scene.words("🔕 Ne plus recevoir", person).text, f"wk:{triad.id}:off"),),)


# --- Thursday --------------------------------------------------------------------------------------------------------


def thursday(timer: Timer, scene: Scene) -> None:
    """The review is offered, when there was something to review."""
    found = _reader(timer, scene, Role.APPRENTICE)
    if found is None:
        return
    triad, person = found
    if person.settings.get("week") == "off" or triad.tutor is None or not may_nudge(scene, person):
        return
    go = Button(scene.words("👍 C'est parti", person).text, f"wk:{triad.id}:review", style="primary")
    words, rows = say("🗓 Ta semaine en trois gestes ?"), ((go,), *quiet(scene, triad, person))
    moment = moments.due(scene, triad)
    if moment is not None:
        words = stack(say("Et d'un geste, comment ça va en ce moment ? L'équipe le lit, l'entreprise jamais."), words)
        rows = (*moments.rows(scene, triad, person, moment), *rows)
        scene.record("mood-asked", triad=triad.id, moment=moment)
    scene.tell(
        person, words, rows, triad=triad.id,
        subject=timer.key, urgency=Urgency.NUDGE, doubt=Doubt.HOLD, until=_evening(scene),
    )  # fmt: skip
    scene.keep(Nudged(person.id))


# --- every two weeks -------------------------------------------------------------------------------------------------


def ahead(timer: Timer, scene: Scene) -> None:
    """The company and the course are asked what comes, each at most every two weeks. No name: it shows locked."""
    for role, side in ((Role.TUTOR, Side.WORK), (Role.TRAINER, Side.COURSE)):
        found = _reader(timer, scene, role)
        if found is None:
            continue
        triad, person = found
        known = scene.find(HorizonOf(triad.id))
        last = known.asked_work if side is Side.WORK else known.asked_course
        if person.settings.get("horizon") == "off" or (last is not None and scene.today - last < EVERY):
            continue
        if not may_nudge(scene, person):
            continue  # tomorrow, then
        _ask_ahead(timer, scene, triad, person, known)
        scene.keep(Nudged(person.id))
        noted = Noted(triad.id)
        scene.keep(
            replace(noted, asked_work=scene.today) if side is Side.WORK else replace(noted, asked_course=scene.today)
        )


def _ask_ahead(timer: Timer, scene: Scene, triad: Triad, person: Person, known: Horizon) -> None:
    if person.role is Role.TUTOR:
        topics = learnt(known, scene.today)[:3]
        just = stack(say("Appris en cours ces jours-ci :"), *map(named, topics)) if topics else None
        words = stack(say("🔭 Une minute pour dire ce qui arrive les 3 prochaines semaines ?"), just)
        buttons = [("🗓 Je le dis", "say")]
    else:
        tasks = known.open_work(scene.today)[:3]
        just = stack(say("Ce qui se passera en entreprise :"), *map(named, tasks)) if tasks else None
        words = stack(say("🔭 Une minute pour dire ce que le cours va aborder ?"), just)
        buttons = [("🎓 Dater le cours", "date") if known.of(Side.COURSE) else ("🎓 Dire le programme", "say")]
    buttons += [("🔭 Voir l'horizon", "see"), ("🔕 Ne plus me le demander", "off")]
    rows = tuple((Button(scene.words(label, person).text, f"hz:{triad.id}:{what}"),) for label, what in buttons)
    scene.tell(
        person, words, rows, triad=triad.id, subject=f"{timer.key}:{person.role}", urgency=Urgency.NUDGE,
        doubt=Doubt.HOLD,
    )  # fmt: skip
    scene.record("horizon-asked", triad=triad.id, role=person.role.value)


# --- hours -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counted:
    """What a week held, by what was really recorded here."""

    minutes: int
    lessons: int
    meetings: int
    missions: int


def counted(scene: Scene, triad: Triad, person: Person, week: date) -> Counted:
    """Lessons finished, by the minutes they say; meetings held with a report; missions done, without any duration."""

    def inside(moment: datetime | None) -> bool:
        return moment is not None and weeks.monday(scene.hours.local(moment).date()) == week

    done = [one.module for one in scene.find(ProgressOf(person.id)).values() if inside(one.finished_at)]
    minutes = sum(module.minutes for module in scene.library.modules if module.slug in done)
    held = [m for m in scene.find(MeetingsOf(triad.id)) if m.stage is Stage.REPORTED and inside(m.starts)]
    missions = [m for m in scene.find(MissionsOf(triad.id)) if inside(_done_at(m))]
    minutes += len(held) * int(LENGTH.total_seconds() // 60)
    return Counted(minutes, len(done), len(held), len(missions))


def _done_at(mission: Mission) -> datetime | None:
    return next((step.at for step in mission.steps if step.state is State.DONE), None)


def hours_line(scene: Scene, triad: Triad, person: Person, week: date) -> Text | None:
    """A line to copy into i-milo; None when nothing was recorded. It is never sent anywhere by itself."""
    sum_ = counted(scene, triad, person, week)
    if not (sum_.lessons or sum_.meetings or sum_.missions):
        return None
    return say(
        "<code>{name} – semaine du {week} – {hours} h {minutes} : leçons {lessons}, rendez-vous {meetings}, "
        "missions faites {missions} (durée à compléter)</code>"
        if sum_.missions
        else "<code>{name} – semaine du {week} – {hours} h {minutes} : leçons {lessons}, rendez-vous {meetings}</code>",
        name=person.first_name,
        week=f"{week:%d/%m/%Y}",
        hours=sum_.minutes // 60,
        minutes=f"{sum_.minutes % 60:02}",
        lessons=sum_.lessons,
        meetings=sum_.meetings,
        missions=sum_.missions,
    )

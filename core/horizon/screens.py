"""What a horizon looks like: both sides week by week for each reader, what to choose from, what was practised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import blake2s

from core.horizon.horizon import Horizon, Item, Side, When
from core.messages import Button, Rows
from core.missions.cards import stack
from core.missions.mission import STATES, Act, Mission, State
from core.people import Person, Role
from core.scene import Scene
from core.talk import SPOKEN
from core.texts import Text, say
from core.triad import Triad
from core.week import weeks

MARKS = {Side.WORK: "🏢", Side.COURSE: "🎓"}
# More than this of one kind would not be read, nor fit.
LISTED = 6
TAUGHT = 15
LABEL = 44
DONE = {State.DONE, State.ASSESSED}


def short(words: str, most: int = LABEL) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def named(item: Item) -> Text:
    """« 🏢 Ranger les pneus »."""
    words = say("un message vocal") if item.words == SPOKEN else item.words
    return say("{mark} {words}", mark=MARKS[item.side], words=words)


def label(*items: Item, before: str = "") -> str:
    """Some items on one button."""
    each = LABEL // len(items)
    words = (f"{MARKS[i.side]} {short('message vocal' if i.words == SPOKEN else i.words, each)}" for i in items)
    return before + " ↔ ".join(words)


def date_of(item: Item, today: date) -> Text:
    if item.when is When.DATED and item.week is not None:
        return weeks.name(item.week, today)
    return say("Plus tard") if item.when is When.LATER else say("Sans date")


def usual(scene: Scene, known: Horizon) -> tuple[str, ...]:
    """The usual tasks of the job, when the company has announced nothing."""
    return () if known.announced(scene.today) else tuple(scene.library.tasks.get(known.family, ()))


def print_of(words: str) -> str:
    """How a button names a usual task."""
    return blake2s(words.encode(), digest_size=4).hexdigest()


# --- the screen of each reader ---------------------------------------------------------------------------------------


def screen(scene: Scene, triad: Triad, known: Horizon, reader: Role) -> Text:
    """Both sides, week by week. The tutor first reads what was just learnt, the trainer what comes in the company."""
    today, name = scene.today, triad.apprentice.first_name if triad.apprentice else "?"
    blocks = [_week(known, week, today, reader) for week in weeks.ahead(today)]
    later = [item for side in Side for item in known.of(side, When.LATER)][: 2 * LISTED]
    undated = len(known.of(Side.COURSE, When.UNDATED))
    return stack(
        say("🔭 <b>Ton horizon</b>") if reader is Role.APPRENTICE else say("🔭 <b>L'horizon de {name}</b>", name=name),
        _learnt(known, today, name) if reader is Role.TUTOR else None,
        _coming(known, today) if reader is Role.TRAINER else None,
        *blocks,
        stack(say("<b>Plus tard</b>"), *map(named, later)) if later else None,
        say("🎓 Sujets du cours sans date : {n}", n=undated) if undated else None,
        _usual(scene, known, reader),
        _together(known),
    )


def _week(known: Horizon, week: date, today: date, reader: Role) -> Text | None:
    order = (Side.COURSE, Side.WORK) if reader is Role.TUTOR else (Side.WORK, Side.COURSE)
    if reader is Role.TRAINER and not known.week(Side.COURSE, week):
        return None  # what comes in the company stands above already
    lines = [line for side in order for line in _listed(known.week(side, week))]
    return stack(say("<b>{week}</b>", week=weeks.name(week, today)), *lines) if lines else None


def _listed(items: Sequence[Item]) -> list[Text]:
    more = len(items) - LISTED
    return [named(item) for item in items[:LISTED]] + ([say("… et {n} de plus", n=more)] if more > 0 else [])


def learnt(known: Horizon, today: date) -> tuple[Item, ...]:
    """The topics of last week and of this one."""
    this, before = weeks.monday(today), weeks.monday(date.fromordinal(weeks.monday(today).toordinal() - 7))
    return (*known.week(Side.COURSE, before), *known.week(Side.COURSE, this))


def _learnt(known: Horizon, today: date, name: str) -> Text:
    topics = learnt(known, today)
    if not topics:
        return say("<i>Le centre de formation n'a pas encore dit ce que {name} vient d'apprendre.</i>", name=name)
    return stack(say("<b>Ce que {name} vient d'apprendre</b>", name=name), *_listed(topics))


def _coming(known: Horizon, today: date) -> Text:
    tasks = known.open_work(today)
    if not tasks:
        return say("<i>L'entreprise n'a pas encore dit ce qui s'y passera.</i>")
    dated = [say("{task} – {week}", task=named(task), week=date_of(task, today)) for task in tasks[:LISTED]]
    return stack(say("<b>Ce qui se passera en entreprise</b>"), *dated)


def _usual(scene: Scene, known: Horizon, reader: Role) -> Text | None:
    if known.announced(scene.today):
        return None
    tasks = usual(scene, known)
    silent = reader in (Role.TUTOR, Role.TRAINER)
    said = None if silent else say("<i>L'entreprise n'a rien annoncé pour l'instant : ce n'est pas grave.</i>")
    if not tasks:
        return said
    return stack(
        said,
        say("<b>Tâches habituelles du métier</b> (pas une annonce)"),
        *(say("▫️ {task}", task=task) for task in tasks),
    )


def _together(known: Horizon) -> Text | None:
    pairs = [(known.item(tie.work), known.item(tie.course)) for tie in known.ties]
    lines = [say("🔗 {work} ↔ {course}", work=named(w), course=named(c)) for w, c in pairs if w and c]
    return stack(say("<b>Ce qui va ensemble</b>"), *lines[-LISTED:]) if lines else None


def doors(scene: Scene, known: Horizon, reader: Person) -> Rows:
    """What `reader` can do from the screen."""
    rows: list[tuple[str, str]] = []
    if reader.role is Role.APPRENTICE:
        rows.append(("🧩 En faire une mission", "do"))
        if not known.family:
            rows.append(("🧭 Choisir mon métier", "family"))
    if reader.role is Role.TUTOR:
        rows.append(("🗓 Dire ce qui arrive", "say"))
    if reader.role is Role.TRAINER:
        rows.append(("🎓 Dater le cours", "date") if known.of(Side.COURSE) else ("🎓 Dire le programme", "say"))
    if reader.role in (Role.APPRENTICE, Role.TRAINER) and known.of(Side.WORK) and known.of(Side.COURSE):
        rows.append(("🔗 Relier cours et entreprise", "link"))
    if reader.role in (Role.TUTOR, Role.TRAINER) and any(item.sayable_by(reader) for item in _mine(known, reader)):
        rows.append(("✏️ Changer une ligne", "list"))
    if known.of(Side.COURSE):
        rows.append(("📗 Du cours à l'entreprise", "done"))
    return tuple((Button(scene.words(words, reader).text, f"hz:{known.triad_id}:{what}"),) for words, what in rows)


def _mine(known: Horizon, reader: Person) -> tuple[Item, ...]:
    return tuple(item for side in Side for item in known.of(side) if item.sayable_by(reader))


# --- what to choose from ---------------------------------------------------------------------------------------


def changeable(scene: Scene, known: Horizon, reader: Person) -> Rows:
    """The lines that this person can date anew or take back."""
    today = scene.today
    open_ones = [i for i in (*known.open_work(today), *known.open_course(today)) if i.sayable_by(reader)]
    rows = [(Button(label(item), f"hz:{known.triad_id}:at:{item.number}"),) for item in open_ones[:TAUGHT]]
    return (*rows, back(scene, known))


def dates(scene: Scene, known: Horizon, item: Item, *, one_by_one: bool) -> Rows:
    """When it comes, by a tap. The button carries the week itself: an old one can not mean another week."""
    mark = f"hz:{known.triad_id}:on:{item.number}:"
    end = ":1" if one_by_one else ":0"
    named_weeks = [
        Button(scene.words(weeks.name(week, scene.today)).text, f"{mark}{week:%Y%m%d}{end}")
        for week in weeks.ahead(scene.today)
    ]
    later = Button(scene.words("Plus tard").text, f"{mark}later{end}")
    gone = Button(scene.words("🗑 Retirer").text, f"{mark}gone{end}")
    stop = Button(scene.words("✅ C'est tout").text, f"hz:{known.triad_id}:enough")
    return (tuple(named_weeks[:2]), (named_weeks[2], later), (gone, stop))


def links(scene: Scene, known: Horizon) -> Rows:
    """What could go together, by the words they share; what goes together already can be parted."""
    mark = f"hz:{known.triad_id}:"
    found = known.suggestions(scene.today)[:4]
    rows = [(Button(label(w, c, before="🔗 "), f"{mark}tie:{w.number}:{c.number}"),) for w, c in found]
    rows += [(Button(scene.words("✍️ Choisir moi-même").text, f"{mark}work"),)]
    for tie in known.ties[-3:]:
        work, course = known.item(tie.work), known.item(tie.course)
        if work and course:
            rows.append((Button(label(work, course, before="✂️ "), f"{mark}cut:{work.number}:{course.number}"),))
    return (*rows, back(scene, known))


def to_link(scene: Scene, known: Horizon, work: int = 0) -> Rows:
    """Every task, or every topic for the task that was chosen."""
    mark = f"hz:{known.triad_id}:" + (f"tie:{work}:" if work else "work:")
    items = known.open_course(scene.today) if work else known.open_work(scene.today)
    return (*((Button(label(i), f"{mark}{i.number}"),) for i in items[:TAUGHT]), back(scene, known))


def missions_from(scene: Scene, known: Horizon) -> Rows:
    """What a mission can be made of: what goes together, then tasks alone, then the usual tasks."""
    mark = f"hz:{known.triad_id}:"
    rows = []
    for work in known.open_work(scene.today):
        pairs = known.tied(work)
        rows += [(Button(label(work, c), f"{mark}make:{work.number}:{c.number}"),) for c in pairs]
        rows += [] if pairs else [(Button(label(work), f"{mark}make:{work.number}:0"),)]
    rows += [
        (Button(f"▫️ {short(task)}", f"{mark}usual:{print_of(task)}"),) for task in usual(scene, known)
    ]  # fmt: skip
    return (*rows[:TAUGHT], back(scene, known))


def back(scene: Scene, known: Horizon) -> tuple[Button, ...]:
    return (Button(scene.words("↩ L'horizon").text, f"hz:{known.triad_id}:see"),)


# --- what was practised ---------------------------------------------------------------------------------------


def practised(scene: Scene, triad: Triad, known: Horizon, missions: Sequence[Mission], reader: Role) -> Text:
    """Which topics were practised, by which missions, on which day; then those that were not yet."""
    by_number = {mission.number: mission for mission in missions}
    lines: list[Text] = []
    left: list[Item] = []
    for topic in known.of(Side.COURSE):
        born = [by_number[o.mission] for o in known.origins if o.course == topic.number and o.mission in by_number]
        if any(mission.state in DONE for mission in born):
            lines.append(stack(named(topic), *(_practice(scene, mission) for mission in born)))
        else:
            left += [topic]
            if born:
                lines.append(stack(named(topic), *(_practice(scene, mission) for mission in born)))
    done = len(known.of(Side.COURSE)) - len(left)
    name = triad.apprentice.first_name if triad.apprentice else "?"
    return stack(
        say("📗 <b>Du cours à l'entreprise</b>")
        if reader is Role.APPRENTICE
        else say("📗 <b>Du cours à l'entreprise : {name}</b>", name=name),
        say("Sujets du cours mis en pratique : {done} sur {all}", done=done, all=len(known.of(Side.COURSE))),
        *lines[-TAUGHT:],
        _left([topic for topic in left if not any(o.course == topic.number for o in known.origins)]),
    )


def _practice(scene: Scene, mission: Mission) -> Text:
    done = mission.last(Act.FINISH)
    if mission.state in DONE and done is not None:
        state = say("faite le {day}", day=f"{scene.hours.local(done.at):%d/%m/%Y}")
    else:
        state = say(STATES[mission.state])
    return say(
        "   ➜ mission n° {number} « {title} » : {state}",
        number=mission.number,
        title=short(mission.card.title, 60),
        state=state,
    )


def _left(topics: Sequence[Item]) -> Text | None:
    if not topics:
        return None
    words = ", ".join(short(topic.words, 40) for topic in topics[:TAUGHT])
    more = len(topics) - TAUGHT
    return say(
        "<i>Pas encore mis en pratique : {words}{more}</i>",
        words=words,
        more=say(" et {n} de plus", n=more) if more > 0 else None,
    )

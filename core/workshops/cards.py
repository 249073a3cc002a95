"""What stands on the screens of a workshop: the board in the forum, and what those in the room see."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from core.lessons.courtesy import politely
from core.lessons.pages import LABEL_LIMIT, Reading, blocks, drawn
from core.messages import Attachment, Button, Content, Rows, paper
from core.people import BADGES, Person, Role
from core.scene import Scene
from core.texts import Rich, Text, lines, say
from core.workshops.workshop import PAYLOAD, Round, Seat, Workshop

KIND = "atelier"


def data(workshop: Workshop, *what: object) -> str:
    """What a button of this room carries."""
    return ":".join((KIND, workshop.code, *map(str, what)))


def button(scene: Scene, label: str, workshop: Workshop, *what: object, style: str = "") -> Button:
    return Button(scene.words(label).text, data(workshop, *what), style=style)


def reading_of(scene: Scene, person: Person) -> Reading:
    """How this person reads: the figures of today, her language, « vous » for adults."""
    translate = politely(scene.translations(person.language), person.role)
    return Reading(scene.library.figures, scene.today, translate)


def local(scene: Scene, moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(scene.hours.zone))


# --- the board, in the forum -----------------------------------------------------------------------------------------


def board(scene: Scene, workshop: Workshop) -> Content:
    """The room as the counsellor leads it: its code, who sits in it, what can be done."""
    if workshop.closed_at is not None:
        return Content(summary(scene, workshop))
    head = scene.words(
        say(
            "🎓 <b>Atelier ouvert · code {code}</b>\n"
            "Pour entrer : écrire /atelier {code} au bot, ou ouvrir ce lien :\n{link}\n"
            "Le code marche jusqu'à {until}, pour les personnes de la structure.",
            code=workshop.code,
            link=scene.link(PAYLOAD + workshop.code),
            until=scene.when(workshop.until),
        )
    )
    count = scene.words(
        say(
            "👥 {taken} sur {room} · ✋ {present} là{full}",
            taken=len(workshop.taken),
            room=workshop.room,
            present=len(workshop.present),
            full=say(" · complet") if workshop.full else None,
        )
    )
    rows = tools(scene, workshop)
    if workshop.full:
        more = button(scene, "➕ Ajouter des places", workshop, "more", workshop.room)
        rows = (*rows, (more,))
    return Content(blocks(head, lines(count, names(scene, workshop))), rows)


def tools(scene: Scene, workshop: Workshop) -> Rows:
    """What can be done next: under the board, and under the newest answers, so that nobody scrolls."""
    return (
        (
            button(scene, "📚 Une leçon", workshop, "pick", style="primary"),
            button(scene, "✍️ Un sondage", workshop, "poll"),
        ),
        (button(scene, "📋 La liste", workshop, "list"), button(scene, "🔚 Terminer", workshop, "end")),
    )


def names(scene: Scene, workshop: Workshop) -> Rich:
    """One line a person: there or not, since when, late or gone."""
    return lines(*(_line(scene, seat) for seat in workshop.seats))


def _line(scene: Scene, seat: Seat) -> Rich:
    mark = "🚪" if not seat.taken else "✋" if seat.present_at else "…"
    return scene.words(
        say(
            "{mark} {name}, {at}{late}{left}",
            mark=mark,
            name=seat.person.first_name or "?",
            at=scene.when(seat.joined_at),
            late=say(" (en cours de route)") if seat.after else None,
            left=say(", sortie {at}", at=scene.when(seat.left_at)) if seat.left_at else None,
        )
    )


def asked(scene: Scene, workshop: Workshop, one: Round, reading: Reading, onward: bool = False) -> Content:
    """A question in the forum: a counter while it is open, then what everybody answered."""
    number = reading.say("<i>Question {n}</i>", n=one.number)
    if one.open:
        count = reading.say("🗳 {n} sur {all} ont répondu.", n=len(one.answers), all=len(workshop.taken))
        show = button(scene, "📊 Montrer les réponses à tous", workshop, "show", one.number, style="primary")
        return Content(blocks(number, _question(reading, one), options(reading, one), count), ((show,),))
    rows: Rows = ()
    if workshop.closed_at is None and one is workshop.rounds[-1]:
        on = button(scene, "▸ Question suivante", workshop, "all", one.module, style="primary")
        rows = (((on,),) if onward else ()) + tools(scene, workshop)
    return Content(blocks(number, _question(reading, one), results(reading, one)), rows)


def summary(scene: Scene, workshop: Workshop) -> Rich:
    """The room once it is closed: who was there, how many questions."""
    assert workshop.closed_at is not None
    head = say(
        "🎓 <b>Atelier terminé · code {code}</b>\nDe {start} à {end}. Questions posées : {n}.",
        code=workshop.code,
        start=scene.when(workshop.opened_at),
        end=scene.when(workshop.closed_at),
        n=len(workshop.rounds),
    )
    present = sum(seat.present_at is not None for seat in workshop.seats)
    return blocks(
        scene.words(head),
        lines(say("✋ Présences confirmées : {n}", n=present), names(scene, workshop)),
    )


# --- the room --------------------------------------------------------------------------------------------------------


def seated(scene: Scene, workshop: Workshop, seat: Seat) -> Content:
    """What somebody in the room sees of it."""
    person = seat.person
    name = scene.structure.name if scene.structure else ""
    head = say("🎓 <b>Atelier « {structure} »</b>", structure=name)
    leave = button(scene, "🚪 Quitter l'atelier", workshop, "leave")
    if workshop.closed_at is not None:
        return Content(scene.words(lines(head, say("L'atelier est fini.")), person))
    if not seat.taken:
        gone = say(
            "Sortie notée ({at}). Pour revenir : /atelier {code}", at=_at(scene, seat.left_at), code=workshop.code
        )
        return Content(lines(head, gone))
    if seat.present_at is None:
        words = _to(
            person,
            "Ta place est prise. Touche le bouton : ta présence sera notée.",
            "Votre place est prise. Touchez le bouton : votre présence sera notée.",
        )
        here = button(scene, "✋ Je suis là", workshop, "here", style="success")
        return Content(lines(head, words), ((here,), (leave,)))
    words = say("✋ Présence notée ({at}). Les questions arrivent ici.", at=_at(scene, seat.present_at))
    return Content(lines(head, words), ((leave,),))


def put(workshop: Workshop, one: Round, person: Person, reading: Reading) -> Content:
    """A question on the screen of somebody in the room: to answer, answered, or with what everybody said."""
    number = reading.say("🎓 <i>Question {n}</i>", n=one.number)
    mine = one.answers.get(person.id, ())
    if not one.open:
        return Content(blocks(number, _question(reading, one), results(reading, one), _mine(reading, one, person)))
    if mine:
        hint = _to(
            person,
            "Réponse gardée. Tu peux la changer jusqu'au résultat.",
            "Réponse gardée. Vous pouvez la changer jusqu'au résultat.",
        )
    else:
        hint = say("On verra combien ont choisi chaque réponse, jamais qui.")
    buttons = []
    for option in one.question.options:
        label = option.id.upper() if _lettered(reading, one) else words_of(reading, one, option.text).text
        tick = "✔️ " if option.id in mine else ""
        buttons.append(Button(tick + label, data(workshop, "answer", one.number, option.id)))
    rows: Rows = (tuple(buttons),) if _lettered(reading, one) else tuple((one_button,) for one_button in buttons)
    asked_words = blocks(number, _question(reading, one), options(reading, one))
    return Content(blocks(asked_words, reading.say("<i>{hint}</i>", hint=hint)), rows)


def _mine(reading: Reading, one: Round, person: Person) -> Rich:
    mine = one.answers.get(person.id, ())
    if not mine:
        return Rich("")
    chosen = ", ".join(words_of(reading, one, one.question.option(o).text).text for o in mine)
    return reading.words(_to(person, "Ta réponse : {chosen}", "Votre réponse : {chosen}", chosen=chosen))


def _to(person: Person, tu: str, vous: str, **values: object) -> Text:
    return say(tu if person.role is Role.APPRENTICE else vous, **values)


def _at(scene: Scene, moment: datetime | None) -> str:
    return scene.when(moment) if moment else ""


# --- questions -------------------------------------------------------------------------------------------------------


def words_of(reading: Reading, one: Round, template: str) -> Rich:
    """A poll is somebody's words, never a template."""
    return reading.fill(template) if one.module else Rich(template)


def _question(reading: Reading, one: Round) -> Rich:
    asked_words = reading.say("❓ <b>{text}</b>", text=words_of(reading, one, one.question.text))
    if one.question.several and one.open:
        return lines(asked_words, reading.say("<i>Plusieurs réponses sont justes.</i>"))
    return asked_words


def _lettered(reading: Reading, one: Round) -> bool:
    """Longer answers stand in the text: a phone cuts longer labels."""
    return any(len(words_of(reading, one, option.text).text) > LABEL_LIMIT for option in one.question.options)


def options(reading: Reading, one: Round) -> Rich:
    """The answers with their letters, when the buttons carry letters."""
    if not _lettered(reading, one):
        return Rich("")
    return lines(*(Rich(f"{o.id.upper()}. ") + words_of(reading, one, o.text) for o in one.question.options))


def results(reading: Reading, one: Round) -> Rich:
    """How many chose each answer, never who; then the right one explained."""
    of = len(one.answers)
    counted = []
    for option in one.question.options:
        n = one.count(option.id)
        mark = "✅ " if option.right else ""
        text = words_of(reading, one, option.text)
        counted.append(reading.say("{mark}{text}\n{bar} {n}", mark=mark, text=text, bar=drawn(n, of), n=n))
    why = lines(*(words_of(reading, one, option.why) for option in one.question.options if option.right))
    return blocks(lines(*counted), why, reading.say("🗳 Réponses : {n}", n=of))


# --- on paper --------------------------------------------------------------------------------------------------------


def papers(scene: Scene, workshop: Workshop, reading: Reading) -> tuple[Attachment, Attachment]:
    """Two tables: who was there, and what was answered without any name."""
    there = [["Prénom", "Rôle", "Entrée", "En cours de route", "Présence confirmée", "Sortie", "Questions répondues"]]
    for seat in workshop.seats:
        answered = sum(seat.person.id in one.answers for one in workshop.rounds)
        there.append(
            [
                seat.person.first_name,
                BADGES[seat.person.role],
                _stamp(scene, seat.joined_at),
                "oui" if seat.after else "non",
                _stamp(scene, seat.present_at),
                _stamp(scene, seat.left_at),
                str(answered),
            ]
        )
    said = [["N°", "Question", "Réponse", "Juste", "Combien"]]
    for one in workshop.rounds:
        for option in one.question.options:
            right = "oui" if option.right else "non" if one.module else ""
            text, choice = (words_of(reading, one, words).text for words in (one.question.text, option.text))
            said.append([str(one.number), text, choice, right, str(one.count(option.id))])
    name = f"atelier-{local(scene, workshop.opened_at):%Y-%m-%d}-{workshop.code}"
    return (
        paper("table", f"{name}-presences.csv", {"rows": there}),
        paper("table", f"{name}-reponses.csv", {"rows": said}),
    )


def _stamp(scene: Scene, moment: datetime | None) -> str:
    return f"{local(scene, moment):%d/%m/%Y %H:%M}" if moment else ""

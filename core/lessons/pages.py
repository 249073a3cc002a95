"""How the pages of a lesson look: cards, questions, the last page, and the list of lessons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.law.facts import Figures, fill, gone, link, origins
from core.lessons.lesson import Card, Module, Option, Progress, Question, texts
from core.messages import Button, Content, Rows
from core.texts import Rich, Text, Translate, french, lines, render, say

# What a button of a lesson does: the last part of its data. CHOOSE is followed by the option's id.
NEXT, PREVIOUS, CHOOSE, SEND, SEE, CORRECT, REREAD, OPEN = "n", "b", "a", "v", "s", "c", "r", "o"
# Beside the pages themselves: the recap as a file, and the page read aloud.
RECAP, LISTEN = "p", "h"
# Longer answers stand in the text, with letters on the buttons: a phone cuts longer labels.
LABEL_LIMIT = 32
TRIES_BEFORE_SEE = 2
BAR = 10
MENU = "n:menu"


@dataclass(frozen=True, slots=True)
class Reading:
    """Who reads: with the figures of which day, in which language."""

    figures: Figures
    today: date
    translate: Translate = french

    def words(self, text: Text) -> Rich:
        return render(text, self.translate)

    def say(self, template: str, /, **values: object) -> Rich:
        return self.words(say(template, **values))

    def fill(self, template: str) -> Rich:
        return fill(template, self.figures, self.today, self.translate)

    def origins(self, templates: Sequence[str]) -> Rich:
        return self.say("<i>{lines}</i>", lines=origins(self.figures, self.today, templates, self.translate))

    def withdrawn(self, question: Question) -> bool:
        """A figure that the question asks about is out of date: nobody may be asked."""
        return bool(gone(self.figures, self.today, *question.asked))


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a lesson: makes the buttons, each with its whole intention in its data."""

    module: Module
    progress: Progress
    reading: Reading

    def data(self, what: str) -> str:
        return f"l:{self.module.slug}:{self.module.version}:{self.progress.page}:{what}"

    def button(self, label: Text, what: str, style: str = "") -> Button:
        return Button(self.reading.words(label).text, self.data(what), style=style)

    @property
    def bar(self) -> str:
        """`▰▰▰▱▱▱▱▱▱▱ 3/14`: the last page counts as the end of the last one."""
        of = len(self.module.pages)
        at = min(self.progress.page + 1, of)
        return f"{drawn(at, of)} {at}/{of}"

    @property
    def state(self) -> str:
        """In one word, for the list of lessons."""
        if self.progress.finished_at:
            return self.reading.say("finie").text
        return f"{min(self.progress.page + 1, len(self.module.pages))}/{len(self.module.pages)}"


def draw(place: Place) -> Content:
    """The page where the person is."""
    if place.progress.page >= len(place.module.pages):
        return _last(place)
    page = place.module.pages[place.progress.page]
    no_rows: Rows = ()
    if isinstance(page, Card):
        body, rows, onward = _card(place.reading, page), no_rows, True
    else:
        body, rows, onward = draw_question(place, page)
    head = place.reading.say("<i>{title}</i>\n{bar}", title=say(place.module.title), bar=place.bar)
    road = [Button("☰", MENU)]
    if place.progress.page:
        road.insert(0, place.button(say("◂ Retour"), PREVIOUS))
    if onward:
        road.append(place.button(say("Suite ▸"), NEXT, "primary"))
    return Content(blocks(head, body), (*rows, tuple(road)))


def draw_menu(modules: Sequence[Module], progresses: Mapping[str, Progress], reading: Reading) -> Content:
    """The lessons with what is done, under way and to come."""
    rows, listed, done = [], [], 0
    for number, module in enumerate(modules, start=1):
        progress = progresses.get(module.slug)
        finished = progress is not None and progress.finished_at is not None
        done += finished
        state = Place(module, progress, reading).state if progress else reading.say("{n} min", n=module.minutes).text
        mark = "✓" if finished else "▶️" if progress else "○"
        title = reading.say("{mark} {number}. {title}", mark=mark, number=number, title=say(module.title)).text
        listed.append(f"{title} · {state}")
        data = f"l:{module.slug}:{module.version}:0:{OPEN}"
        rows.append((Button(title, data, style="primary" if mark == "▶️" else ""),))
    bar = f"{drawn(done, len(modules))} {done}/{len(modules)}"
    head = reading.say("📚 <b>L'alternance, ta solution ?</b>\n{bar}", bar=bar)
    # Whoever reads another language learns it here, not on the first page.
    tongue = () if reading.translate is french else (reading.say("Les leçons elles-mêmes sont en français."),)
    return Content(
        blocks(head, Rich("\n".join(listed)), *tongue), (*rows, (Button(reading.say("☰ Menu").text, MENU),))
    )


def drawn(done: int, of: int) -> str:
    """▰▰▰▱▱▱▱▱▱▱"""
    full = round(done / of * BAR) if of else 0
    return "▰" * full + "▱" * (BAR - full)


def blocks(*parts: Rich) -> Rich:
    """Parts one under the other, an empty line between them; empty parts leave nothing."""
    whole = Rich("")
    for part in parts:
        if part:
            whole = whole + "\n\n" + part if whole else part
    return whole


# --- pages --------------------------------------------------------------------------------------------------------


def _card(reading: Reading, card: Card) -> Rich:
    title = reading.say("<b>{title}</b>\n", title=reading.fill(card.title))
    return blocks(title + reading.fill(card.text), reading.origins(texts(card)))


def draw_question(place: Place, question: Question) -> tuple[Rich, Rows, bool]:
    """A question, also one that comes back: the text, the buttons, and whether the person may go on."""
    reading, solved = place.reading, place.progress.solved(question)
    if reading.withdrawn(question):
        notice = say("🔄 Cette question est en cours de mise à jour, demande à ton conseiller. Tu peux continuer.")
        return reading.words(notice), (), True
    words = {option.id: reading.fill(option.text) for option in question.options}
    lettered = any(len(text.text) > LABEL_LIMIT for text in words.values())
    asked = reading.say("❓ <b>{text}</b>", text=reading.fill(question.text))
    if question.several:
        asked = asked + "\n" + reading.say("<i>Plusieurs réponses sont justes.</i>")
    listed = lines(*(Rich(f"{o.id.upper()}. ") + words[o.id] for o in question.options)) if lettered else Rich("")
    if solved:
        feedback = lines(*(_explained(reading, question.option(o), words[o]) for o in question.right))
        rows: Rows = ((place.button(say("↺ Corriger ma réponse"), CORRECT),),)
    else:
        feedback = _feedback(place, question, words)
        rows = _choices(place, question, words, lettered)
    return blocks(asked, listed, feedback, reading.origins(texts(question))), rows, solved


def _feedback(place: Place, question: Question, words: Mapping[str, Rich]) -> Rich:
    """What the last try, a wrong one, teaches."""
    tried = place.progress.tries.get(question.id, ())
    if not tried:
        return Rich("")
    wrong = [question.option(o) for o in tried[-1] if o not in question.right]
    missing = len(set(question.right) - set(tried[-1]))
    if not question.several:
        more = say("Essaie encore.")
    elif missing:
        more = say("Il manque une bonne réponse.") if missing == 1 else say("Il manque des bonnes réponses.")
    else:
        more = say("Enlève ce qui est faux, puis valide.")
    return lines(*(_explained(place.reading, o, words[o.id]) for o in wrong), place.reading.words(more))


def _explained(reading: Reading, option: Option, words: Rich) -> Rich:
    mark = "✅" if option.right else "❌"
    return reading.say("{mark} <b>{words}</b>\n{why}", mark=mark, words=words, why=reading.fill(option.why))


def _choices(place: Place, question: Question, words: Mapping[str, Rich], lettered: bool) -> Rows:
    ticks = place.progress.ticks.get(question.id, ())
    tried = place.progress.tries.get(question.id, ())
    buttons = []
    for option in question.options:
        label = option.id.upper() if lettered else words[option.id].text
        if question.several:
            label = f"{'☑️' if option.id in ticks else '⬜️'} {label}"
        elif (option.id,) in tried:
            label = f"❌ {label}"
        buttons.append(Button(label, place.data(CHOOSE + option.id)))
    rows: Rows = (tuple(buttons),) if lettered else tuple((button,) for button in buttons)
    if question.several:
        rows = (*rows, (place.button(say("Valider"), SEND, "primary"),))
    if len(tried) >= TRIES_BEFORE_SEE:
        rows = (*rows, (place.button(say("👀 Voir la réponse"), SEE),))
    return rows


def _last(place: Place) -> Content:
    module, reading = place.module, place.reading
    head = reading.say("🎉 <b>Leçon finie : {title}</b>\n{bar}", title=say(module.title), bar=place.bar)
    deed = reading.say("👉 <b>Et maintenant ?</b>\n{text}", text=say(module.deed.text))
    pages = lines(*(Rich("• ") + link(source) for source in module.sources))
    sources = reading.say("📎 Pour vérifier ou en savoir plus :\n{pages}", pages=pages) if pages else pages
    rows: list[tuple[Button, ...]] = []
    if module.deed.script:
        rows.append((Button(reading.say(module.deed.label).text, f"s:{module.deed.script}", style="success"),))
    if module.next:
        rows.append((Button(reading.say("Leçon suivante ▸").text, f"l:{module.next}:0:0:{OPEN}"),))
    again = (place.button(say("◂ Retour"), PREVIOUS), place.button(say("↺ Relire"), REREAD))
    return Content(
        blocks(head, _score(place), deed, sources), (*rows, (*again, Button(reading.say("☰ Menu").text, MENU)))
    )


def _score(place: Place) -> Rich:
    right, answered = place.progress.right_at_once(place.module), len(place.progress.first)
    if not answered:
        return Rich("")
    if right == answered:
        return place.reading.say("Tout juste du premier coup. Bravo !")
    if right * 2 >= answered:
        return place.reading.say(
            "Du premier coup : {right} sur {all}. Beau travail. Le reste, tu l'as appris en chemin.",
            right=right,
            all=answered,
        )
    return place.reading.say(
        "Tu as tenu jusqu'au bout et tu as cherché. C'est comme ça qu'on apprend. "
        "Du premier coup : {right} sur {all}. Tu peux relire quand tu veux.",
        right=right,
        all=answered,
    )

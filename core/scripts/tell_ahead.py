"""The tutor says in a minute what comes in the company: words, a voice message, or taps on the job's usual tasks."""

from __future__ import annotations

from core.horizon.acts import Announce, Said
from core.horizon.horizon import WORDS_LIMIT
from core.talk import Facts, Say, Script, choice
from core.texts import Text, say
from core.typed import lines_or
from core.week import weeks

TITLE = "ce qui arrive dans l'entreprise"
MOST = 3
ENOUGH = "-"


def tell_ahead(facts: Facts) -> Script[Announce]:
    family = ""
    if facts.choices:
        names: dict[str, Text | str] = {id_: say("{name}", name=name) for id_, name in facts.choices.items()}
        family = yield from choice("family", "Dans quel métier travaille {name} ?", names, name=facts.apprentice)
    usual = tuple(facts.tasks.get(family, ()))
    said: list[Said] = []
    for n in range(1, MOST + 1):
        taken = {one.words for one in said}
        options: dict[str, Text | str] = {task: say("{task}", task=task) for task in usual if task not in taken}
        if said:
            options |= {ENOUGH: "✅ C'est tout"}
        words = yield from lines_or(
            f"task-{n}",
            "Autre chose à venir ?"
            if said
            else "Que va faire {name} ces 3 prochaines semaines ? Écrivez, dites-le, ou touchez une tâche habituelle.",
            options,
            line=WORDS_LIMIT,
            most=6,
            label="Ce qui arrive",
            name=facts.apprentice,
        )
        if words == ENOUGH:
            break
        week = yield from choice(f"week-{n}", "C'est pour quand ?", _weeks(facts), label="Quand", column=False)
        said.append(Said(words, "" if week == "later" else week, f"task-{n}"))
    yield Say(say("Merci, c'est noté. {name} le voit, avec le cours à côté : /horizon", name=facts.apprentice))
    return Announce(facts.triad, family, tuple(said))


def _weeks(facts: Facts) -> dict[str, Text | str]:
    today = weeks.today_of(facts)
    ahead: dict[str, Text | str] = {f"{week:%Y%m%d}": weeks.name(week, today) for week in weeks.ahead(today)}
    return ahead | {"later": "Je ne sais pas encore"}

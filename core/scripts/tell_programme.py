"""What the course will teach: a pasted list, one topic a line, for several apprentices at once."""

from __future__ import annotations

from core.horizon.acts import Teach
from core.horizon.horizon import WORDS_LIMIT
from core.talk import Facts, Say, Script, choice, confirm
from core.texts import Text, say
from core.typed import lines_or

TITLE = "le programme du cours"
MOST = 60
ALL = "0"


def tell_programme(facts: Facts) -> Script[Teach | None]:
    triads = tuple(facts.choices)
    if len(triads) > 1:
        who: dict[str, Text | str] = {number: say("{name}", name=name) for number, name in facts.choices.items()}
        who[ALL] = say("Les {n} ensemble", n=len(triads))
        picked = yield from choice("who", "Pour qui est ce programme ?", who, label="Pour qui")
        triads = triads if picked == ALL else (picked,)
    words = yield from lines_or(
        "lines",
        "Collez ici le programme, un sujet par ligne. Les dates viennent après, d'un geste.",
        {},
        line=WORDS_LIMIT,
        most=MOST,
        label="Le programme",
        spoken=False,
    )
    topics = tuple(dict.fromkeys(words.splitlines()))
    yield Say(say("Sujets lus : {n}. De « {first} » à « {last} ».", n=len(topics), first=topics[0], last=topics[-1]))
    if not (yield from confirm("send", "J'enregistre ce programme ?", yes="✅ Enregistrer", no="🗑 Ne rien garder")):
        yield Say(say("D'accord, rien n'est gardé."))
        return None
    yield Say(say("C'est enregistré : {n} sujets.", n=len(topics)))
    return Teach(tuple(int(triad) for triad in triads), topics)

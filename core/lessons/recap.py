"""What is kept of a lesson on one page: its key sentences, the deed, and the figures that hold on that day."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from core.law.facts import day, gone, names_in, sentences
from core.lessons.lesson import Card, Module, Progress
from core.lessons.pages import Reading
from core.messages import Attachment, paper

_MARKS = re.compile(r"</?\w+>")
KIND = "recap"


def recap(module: Module, progress: Progress, reading: Reading, structure: str, mine: Sequence[str] = ()) -> Attachment:
    """The page as a file. `mine`: what the person has done of the deed, in words. Sentences whose figure is out of
    date are not there at all: paper lasts longer than a screen.
    """
    cards = [page for page in module.pages if isinstance(page, Card)]
    told = [sentence for card in cards for sentence in sentences(card.text) if names_in(sentence)]
    hold = [sentence for sentence in told if _holds(reading, sentence)]
    data = {
        "made": reading.today.isoformat(),
        "structure": structure,
        "title": reading.say(module.title).text,
        "subtitle": _subtitle(module, progress, reading),
        "words": {
            "points": reading.say("L'essentiel").text,
            "deed": reading.say("Et maintenant ?").text,
            "figures": reading.say("Les chiffres du jour").text,
        },
        "points": [_point(card, reading) for card in cards],
        "deed": _plain(reading, module.deed.text),
        "mine": "\n".join(mine),
        "figures": [figure for card in cards if (figure := _figure(card, reading))],
        "missing": _missing(reading) if len(hold) < len(told) else "",
        "foot": reading.say("Fait le {day}. Les chiffres changent : la date compte.", day=day(reading.today)).text,
    }
    return paper(KIND, f"recap-{module.slug}.pdf", data)


def _subtitle(module: Module, progress: Progress, reading: Reading) -> str:
    if progress.finished_at is None:
        return reading.say("Leçon commencée").text
    return reading.say(
        "Leçon finie le {day} · du premier coup : {right} sur {all}",
        day=day(progress.finished_at.date()),
        right=progress.right_at_once(module),
        all=len(module.questions),
    ).text


def _point(card: Card, reading: Reading) -> Mapping[str, str]:
    """A card in its title and how it begins, with what is in bold."""
    key = _key(sentences(card.text))
    title = _plain(reading, card.title) if _holds(reading, card.title) else ""
    # What comes after a sentence that is gone says nothing by itself.
    return {"title": title, "text": _plain(reading, key) if _holds(reading, key) else ""}


def _key(known: Sequence[str]) -> str:
    """The first sentence, a question with its answer, and the one in bold."""
    first = known[:2] if known[0].endswith("?") else known[:1]
    bold = [sentence for sentence in known if "<b>" in sentence and sentence not in first]
    return " ".join((*first, *bold[:1]))


def _figure(card: Card, reading: Reading) -> Mapping[str, str] | None:
    """What the card says with a figure that holds today, and where it comes from; None when there is nothing."""
    hold = [s for s in sentences(card.text) if names_in(s) and _holds(reading, s)]
    if not hold:
        return None
    origin = " ".join(reading.origins(hold).text.replace("⚠️ ", "").splitlines())
    title = _plain(reading, card.title) if _holds(reading, card.title) else ""
    text = " ".join(reading.fill(sentence).text for sentence in hold).removeprefix("• ")
    return {"title": title, "text": text.replace(" • ", " ; ").replace(": ; ", ": "), "origin": origin}


def _holds(reading: Reading, template: str) -> bool:
    return not gone(reading.figures, reading.today, template)


def _missing(reading: Reading) -> str:
    return reading.say("D'autres chiffres sont en cours de mise à jour : la structure les donnera.").text


def _plain(reading: Reading, template: str) -> str:
    return _MARKS.sub("", reading.fill(template).text).removeprefix("• ")

"""A counsellor reads one page of a lesson aloud: her voice message is kept with it."""

from __future__ import annotations

from dataclasses import dataclass

from core.files import Attachment
from core.lessons import voices
from core.messages import Media
from core.people import Refused
from core.scene import Scene
from core.talk import Ask, Facts, Given, Option, Script, Unclear
from core.texts import say

TITLE = "une page à lire à voix haute"
NO = "non"


@dataclass(frozen=True)
class RecordPage:
    """Keep the voice that was given, for this page (« 2:3 »)."""

    subject: str

    def apply(self, scene: Scene) -> None:
        given = scene.run.answers.get("voice", {}) if scene.run else {}
        if "ref" not in given:
            raise Refused("Il manque le message vocal : rien n'est gardé.")
        seconds = int(given.get("seconds", 0))
        voices.keep(scene, self.subject, Attachment(Media(given["media"]), str(given["ref"]), seconds=seconds))


def record_page(facts: Facts) -> Script[RecordPage | None]:
    title = facts.choices.get(facts.subject, "")
    ask = Ask(
        "voice",
        say("Envoyez un message vocal pour « {title} ». Lisez la page telle qu'elle est écrite.", title=title),
        _read,
        (Option(NO, "Ne rien enregistrer"),),
    )
    answer: str = yield ask
    return None if answer == NO else RecordPage(facts.subject)


def _read(given: Given) -> str:
    if given.file is not None and given.file.media in voices.SOUNDS:
        return "voice"
    if given.text.strip().casefold() in (NO, "ne rien enregistrer"):
        return NO
    raise Unclear("Il me faut un message vocal, ou « Ne rien enregistrer ».")

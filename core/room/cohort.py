"""The cohort of the evaluation and its questionnaires, in the room: the acts of `/evaluation` in the forum."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.evaluation import studies
from core.evaluation.protocol import Study
from core.room import door
from core.scene import Scene


@dataclass(frozen=True)
class CohortSeen:
    """The cohort that is open (None: none), and what its people are asked, or will be."""

    study: Study | None
    questions: tuple[str, ...]
    levels: tuple[str, ...]
    weeks: tuple[int, ...]
    name_limit: int


def look(scene: Scene) -> CohortSeen:
    door.author(scene)
    study, asks = studies.running(scene), scene.library.questionnaire
    questions, levels = tuple(one.text for one in asks.questions), asks.levels
    if study is not None:
        body = study.protocol.body
        questions, levels = tuple(text for _, text in body["questions"]), tuple(body["levels"])
    return CohortSeen(study, questions, levels, studies.WEEKS, studies.NAME)


def _open(scene: Scene, fields: Mapping[str, str]) -> None:
    weeks, now = fields.get("weeks", ""), studies.running(scene)
    asked = studies.OpenStudy(
        now.id if now is not None else 0, fields.get("name", ""), fields.get("everybody") == "1",
        int(weeks) if weeks.isdecimal() and len(weeks) < 3 else 0,
    )  # fmt: skip
    asked.apply(scene)


def _close(scene: Scene, fields: Mapping[str, str]) -> None:
    number = fields.get("study", "")
    studies.close(scene, int(number) if number.isdecimal() and len(number) < 16 else 0)


ACTS: Mapping[str, Callable[[Scene, Mapping[str, str]], None]] = {"study": _open, "study-close": _close}

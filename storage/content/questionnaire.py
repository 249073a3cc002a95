"""The questionnaire of the evaluation, read from its file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from core.evaluation.protocol import Question, Questionnaire
from storage.content.house import CONTENT
from storage.content.tomlfile import TomlFile

LEVELS = 5
#: a sentence that a phone shows whole
LONGEST = 120


@cache
def load_questionnaire(folder: Path = CONTENT) -> Questionnaire:
    """ContentError when the file is wrong."""
    file = TomlFile(folder / "questionnaire.toml")
    questions = file.entries("question", ("id", "text"))
    levels = file.entries("level", ("label",))
    ids = [one["id"] for one in questions]
    if not file.tables.get("version") or not questions or len(levels) != LEVELS:
        raise file.wrong("", f"il faut une version, des questions [[question]] et {LEVELS} réponses [[level]]")
    if len(set(ids)) != len(ids):
        raise file.wrong("[[question]]", "deux questions ont le même « id »")
    if any(len(one["text"]) > LONGEST for one in questions):
        raise file.wrong("[[question]]", f"une phrase a {LONGEST} signes au plus")
    return Questionnaire(
        str(file.tables["version"]),
        tuple(Question(one["id"], one["text"]) for one in questions),
        tuple(one["label"] for one in levels),
    )

"""Conversations as plain generators, replayed over recorded answers.

A script yields `Say` and asks with `yield from text(…)`, `choice(…)`, `yes(…)`; it decides and never does: what it
returns is applied by the desk. Answers are kept by key, so a deploy in the middle of a conversation costs at most the
question that changed: same key, same meaning. `Back` is dropping the last answer; "corriger" is dropping any other.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from core.known import Facts as Facts
from core.messages import Attachment, Media
from core.texts import Text, length, render, say

# A description of a mission is a paragraph, not a novel; what is longer is refused and kept on the person's screen.
ANSWER_LIMIT = 1000
SPOKEN = "🎤"
# What is longer or heavier is no answer that somebody at work can listen to or open.
VOICE_LIMIT = 300  # seconds
FILE_LIMIT = 10 * 1024 * 1024  # bytes
# These say nothing of their own: no answer to a question.
_WORDLESS = {Media.STICKER, Media.ANIMATION}

T = TypeVar("T")


class Unclear(Exception):
    """An answer does not fit its question. The desk shows `text` and the question stays open."""

    def __init__(self, template: str, **values: object) -> None:
        self.text = say(template, **values)
        super().__init__(template)


class ScriptError(Exception):
    """A script broke its contract (a key asked twice, …). Nobody catches it: it is our bug."""


@dataclass(frozen=True)
class Given:
    """An answer as it came: words, the value of a button, or a file."""

    text: str = ""
    file: Attachment | None = None

    @property
    def spoken(self) -> bool:
        """A voice message, a photo or another file stands for the words."""
        return not self.text.strip() and self.file is not None and self.file.media not in _WORDLESS

    def record(self) -> dict[str, Any]:
        """JSON-able; read back by `recorded`."""
        if self.file is None:
            return {"text": self.text}
        return {"text": self.text, "media": self.file.media.value, "ref": self.file.ref, "seconds": self.file.seconds}


def recorded(answer: Mapping[str, Any]) -> Given:
    file = (
        Attachment(Media(answer["media"]), answer["ref"], seconds=answer.get("seconds", 0)) if "ref" in answer else None
    )
    return Given(answer.get("text", ""), file)


@dataclass(frozen=True)
class Say:
    """The bot says something and goes on."""

    text: Text


@dataclass(frozen=True)
class Option:
    """A button under a question."""

    value: str
    label: Text | str
    style: str = ""


@dataclass(frozen=True)
class Ask:
    """A question: `read` turns what was given into what the script works with, or raises Unclear."""

    key: str
    prompt: Text
    read: Callable[[Given], Any]
    options: tuple[Option, ...] = ()
    #: how "corriger" names this answer; "" keeps it out of that list
    label: str = ""
    #: the person may also answer with words or a file, not only with a button
    free: bool = True
    #: each option on its own line
    column: bool = False
    #: the last look before something is sent: any earlier answer can be corrected from here
    final: bool = False
    #: the key of an answer that this one completes: corrected with it, never alone
    completes: str = ""
    #: False: forgotten as soon as the script has read it; only the last question may be so
    kept: bool = True

    def option(self, value: str) -> Option | None:
        return next((o for o in self.options if o.value == value), None)


def _typed(options: tuple[Option, ...], words: str) -> Option | None:
    wanted = words.strip().casefold()
    return next((o for o in options if wanted == render(o.label).text.casefold()), None)


Script = Generator[Say | Ask, Any, T]
Answers = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Replayed:
    """Where a conversation stands: what is said since the last answer, the open question or the result."""

    said: tuple[Say, ...]
    ask: Ask | None
    result: Any
    answered: tuple[Ask, ...]

    @property
    def over(self) -> bool:
        return self.ask is None


def replay(script: Callable[[Facts], Script[Any]], facts: Facts, answers: Answers) -> Replayed:
    """Run the script from its top over the recorded answers; an answer that no longer fits is asked again."""
    talk = script(facts)
    said: list[Say] = []
    answered: list[Ask] = []
    sent: Any = None
    while True:
        try:
            step = talk.send(sent)
        except StopIteration as end:
            return Replayed(tuple(said), None, end.value, tuple(answered))
        sent = None
        if isinstance(step, Say):
            said.append(step)
            continue
        if any(step.key == before.key for before in answered):
            raise ScriptError(f"{script.__name__} asks {step.key!r} twice")
        if step.key not in answers:
            return Replayed(tuple(said), step, None, tuple(answered))
        try:
            sent = step.read(recorded(answers[step.key]))
        except Unclear:
            return Replayed(tuple(said), step, None, tuple(answered))
        answered.append(step)
        said = []


# --- the ways to ask ---------------------------------------------------------------------------------------------


def any_words(words: str) -> None:
    """Every answer of a fitting length will do."""


def text(
    key: str,
    prompt: str,
    /,
    *,
    at_most: int = ANSWER_LIMIT,
    label: str = "",
    spoken: bool = True,
    check: Callable[[str], None] = any_words,
    **values: object,
) -> Script[str]:
    """Words, or a voice message or photo: then the script gets `SPOKEN` and the file travels along."""
    return text_or(key, prompt, {}, at_most=at_most, label=label, spoken=spoken, check=check, completes="", **values)


def text_or(
    key: str,
    prompt: str,
    options: Mapping[str, Text | str],
    /,
    *,
    at_most: int = ANSWER_LIMIT,
    label: str = "",
    spoken: bool = True,
    check: Callable[[str], None] = any_words,
    completes: str = "",
    **values: object,
) -> Script[str]:
    """Words of one's own, or the value of one of the options. `check` raises Unclear for words that cannot be."""
    offered = tuple(Option(value, text) for value, text in options.items())

    def read(given: Given) -> str:
        option = _typed(offered, given.text)
        if option is not None:
            return option.value
        words = _words(given, at_most, spoken)
        check(words)
        return words

    answer: str = yield Ask(key, say(prompt, **values), read, offered, label=label, completes=completes)
    return answer


def skippable(
    key: str,
    prompt: str,
    /,
    *,
    skip: str = "Passer",
    at_most: int = ANSWER_LIMIT,
    label: str = "",
    spoken: bool = True,
    **values: object,
) -> Script[str]:
    """Words, or a button that leaves it empty."""
    offered = (Option("-", skip),)

    def read(given: Given) -> str:
        if given.text.strip() == "-" or _typed(offered, given.text) is not None:
            return ""
        return _words(given, at_most, spoken)

    answer: str = yield Ask(key, say(prompt, **values), read, offered, label=label)
    return answer


def _words(given: Given, at_most: int, spoken: bool) -> str:
    """What was given, when it can be kept; Unclear else. Short answers stay on one line."""
    words = " ".join(given.text.split()) if at_most <= 120 else given.text.strip()
    _light(given.file)
    if given.spoken and spoken:
        return SPOKEN
    if not words:
        raise Unclear(
            "Il me faut quelques mots ici, écrits ou dits dans un message vocal."
            if spoken
            else "Il me faut quelques mots écrits ici."
        )
    if length(words) > at_most:
        raise Unclear(
            "C'est un peu long : {n} caractères, et je peux en garder {most}. Une version plus courte passera.",
            n=length(words),
            most=at_most,
        )
    return words


def _light(file: Attachment | None) -> None:
    """Unclear when a file is too long or too heavy to be of use."""
    if file is not None and file.seconds > VOICE_LIMIT:
        raise Unclear(
            "Ce message dure {n} minutes, et je peux en garder {most}. L'essentiel en une minute passera très bien.",
            n=round(file.seconds / 60),
            most=VOICE_LIMIT // 60,
        )
    if file is not None and file.size > FILE_LIMIT:
        raise Unclear(
            "Ce fichier est trop lourd : {n} Mo, et je peux en garder {most}. Envoyé comme photo, ou en quelques mots, "
            "ça passera.",
            n=round(file.size / 2**20),
            most=FILE_LIMIT // 2**20,
        )


def choice(
    key: str,
    prompt: str,
    options: Mapping[str, Text | str],
    /,
    *,
    label: str = "",
    column: bool = True,
    completes: str = "",
    **values: object,
) -> Script[str]:
    """One of the options (value -> label): a tap, or its label typed."""
    offered = tuple(Option(value, text) for value, text in options.items())

    def read(given: Given) -> str:
        if given.text in options:
            return given.text
        option = _typed(offered, given.text)
        if option is None:
            raise Unclear("Rien n'est parti : il faut d'abord choisir une des réponses proposées, avec un bouton.")
        return option.value

    ask = Ask(key, say(prompt, **values), read, offered, label=label, free=False, column=column, completes=completes)
    answer: str = yield ask
    return answer


def yes(
    key: str, prompt: str, /, *, yes: str = "Oui", no: str = "Non", label: str = "", **values: object
) -> Script[bool]:
    """A yes or a no."""
    answer = yield from choice(key, prompt, {"oui": yes, "non": no}, label=label, column=False, completes="", **values)
    return answer == "oui"


def confirm(key: str, prompt: str, /, *, yes: str, no: str, **values: object) -> Script[bool]:
    """The last question before something leaves: from here any answer can still be corrected."""
    fits = {"oui": yes, "non": no}

    def read(given: Given) -> bool:
        if given.text in fits:
            return given.text == "oui"
        raise Unclear("Rien ne part sans un oui : il faut toucher un des boutons.")

    options = (Option("oui", yes, "success"), Option("non", no))
    answer: bool = yield Ask(key, say(prompt, **values), read, options, free=False, final=True)
    return answer

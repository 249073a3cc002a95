"""The buttons under the open question of a conversation, and what they say when they are pressed."""

from __future__ import annotations

from hashlib import blake2s

from core.messages import Button, Rows
from core.scene import Run, Scene
from core.scripts import scripts
from core.talk import Option, Replayed

# The first letter of a button's data says what it is about: an answer, back, correct, drop one answer,
# keep them all, pause, resume, forget.
KINDS = ANSWER, BACK, CORRECT, DROP, KEEP, PAUSE, RESUME, FORGET = tuple("abcdkpru")


def buttons_of(scene: Scene, run: Run, stand: Replayed) -> Rows:
    ask = stand.ask
    assert ask is not None
    offered = [
        Button(scene.words(option.label).text, f"{ANSWER}:{run.mark}:{ask.key}:{value_of(option)}", style=option.style)
        for option in ask.options
    ]
    rows = [(button,) for button in offered] if ask.column or len(offered) > 3 else [tuple(offered)] if offered else []
    if ask.final and any(before.label for before in stand.answered):
        rows.append((Button(scene.words("✏️ Corriger").text, f"{CORRECT}:{run.mark}:{ask.key}"),))
    ways: list[Button] = []
    if stand.answered:
        ways.append(Button(scene.words("↩ Retour").text, f"{BACK}:{run.mark}:{ask.key}"))
    if run.script != "welcome" and run.place.private and not scripts()[run.script].leaves:
        ways.append(Button(scene.words("⏸ Plus tard").text, f"{PAUSE}:{run.mark}:{ask.key}"))
    return (*rows, tuple(ways)) if ways else tuple(rows)


def value_of(option: Option) -> str:
    """What a button says of its option: the value itself where it is short and plain, else a print of it."""
    if option.value.isascii() and option.value.isalnum() and len(option.value) <= 20:
        return option.value
    return blake2s(option.value.encode(), digest_size=4).hexdigest()

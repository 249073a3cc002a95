"""Somebody sends more than one person can mean to: one sentence says what is not read."""

from __future__ import annotations

from core.scene import Scene

SENTENCE = "Trop de messages à la fois : celui-ci et les suivants ne sont pas lus, pendant cinq minutes au plus."


def tell(scene: Scene) -> None:
    """To somebody known, or to a stranger who stands before us: a mail or an SMS of a stranger is never answered."""
    if scene.turned_away or (scene.person is None and not (scene.place.private and scene.place.channel == "telegram")):
        scene.reply.ignored = "too much of a stranger"
        return
    scene.answer(SENTENCE)

"""The emergency numbers that a structure shows, and how its counsellors change them."""

from __future__ import annotations

import re
from dataclasses import replace

from core.messages import Message
from core.people import Refused, Structure
from core.scene import Scene
from core.texts import Rich, lines, say

# Free, day and night (119: also for minors in danger; 3114: suicide prevention).
USUAL = (
    ("3114", "idées suicidaires, jour et nuit"),
    ("119", "enfance en danger"),
    ("17", "police"),
    ("112", "toutes les urgences"),
)
MOST = 8
_LINE = re.compile(r"\+?([\d .]{2,16}\d)\s*[-–—:]?\s*(.{0,60})")


def numbers(structure: Structure | None) -> Rich:
    """One number a line."""
    chosen = structure.settings.get("emergency") if structure else None
    return lines(
        say("<b>En danger, appelle tout de suite :</b>"),
        *(say("📞 <b>{number}</b> – {what}", number=number, what=what) for number, what in chosen or USUAL),
    )


def change(incoming: Message, scene: Scene) -> None:
    """`/urgences`: show them; followed by lines « numéro – pour quoi », these from now on."""
    assert scene.structure is not None
    if incoming.argument.casefold() in ("defaut", "défaut"):
        _keep(scene, None)
    elif incoming.argument:
        try:
            _keep(scene, _read(incoming.argument))
        except Refused as refused:
            scene.answer(refused.text, reply_to=incoming.message_id)
            return
    scene.answer(
        lines(
            say("Ce qu'un jeune lit quand ça ne va pas :"),
            numbers(scene.structure),
            say(
                "\nPour changer : /urgences, puis une ligne par numéro, par exemple « 3114 – idées suicidaires ». "
                "/urgences défaut remet la liste d'origine."
            ),
        )
    )


def _read(words: str) -> list[list[str]]:
    found = []
    for line in filter(None, (line.strip() for line in words.splitlines())):
        match = _LINE.fullmatch(line)
        if match is None or not match[2].strip():
            wrong = "Rien n'a changé : « {line} » n'est pas un numéro suivi de ce à quoi il sert."
            raise Refused(say(wrong, line=line))
        found.append([" ".join(match[1].split()), match[2].strip()])
    if len(found) > MOST:
        raise Refused(say("Rien n'a changé : {most} numéros au plus, pour qu'un jeune s'y retrouve.", most=MOST))
    return found


def _keep(scene: Scene, chosen: list[list[str]] | None) -> None:
    assert scene.structure is not None
    scene.structure = replace(scene.structure, settings={**scene.structure.settings, "emergency": chosen})
    scene.keep(scene.structure)
    scene.record("emergency-numbers-changed")

"""The menu: what one can do here, by role; one screen, or the week's first and the rest behind « Plus… »."""

from __future__ import annotations

from core.messages import Button, Change, Content, Press, Rows, ToPlace
from core.people import Role
from core.scene import Scene
from core.scripts import scripts
from core.texts import Text, say

KIND = "me"
# What a screen holds: beyond that, whoever reads little sees a wall.
AT_ONCE = 8
# What is done every week, in this order.
WEEKLY = ("s:propose_mission", "n:missions", "n:lessons", "n:week", "n:offers")
# What must be found at once stands at the end, where the thumb is, on every screen.
LAST = "s:call_for_help"

FOLLOWED = (Role.APPRENTICE, Role.TUTOR, Role.TRAINER)
# Button -> label and whose it is; the conversations add theirs (`MENU` in their files).
ENTRIES = {
    "n:missions": ("📋 Les missions", FOLLOWED),
    "n:lessons": ("📚 Mes leçons", (Role.APPRENTICE,)),
    "n:week": ("☀️ Ma semaine", (Role.APPRENTICE,)),
    "n:offers": ("💼 Les offres", (Role.APPRENTICE,)),
    "n:horizon": ("🔭 L'horizon", FOLLOWED),
    "n:meeting": ("📅 Un rendez-vous à trois", (Role.APPRENTICE, Role.TUTOR)),
    "n:immersion": ("🤝 Mon immersion", (Role.APPRENTICE,)),
    "n:passport": ("🎒 Mon passeport", (Role.APPRENTICE,)),
    "n:guides": ("⏱ Des guides d'une minute", (Role.TUTOR,)),
    "n:help": ("❔ Aide", tuple(Role)),
}
# Behind all the others.
LATE = ("s:choose_language", "n:help")


def menu(scene: Scene) -> None:
    """What one can do here, by role."""
    scene.answer(*_screen(scene, rest=False))


def press(incoming: Press, scene: Scene, what: str) -> None:
    """« Plus… », or back to the week: the other screen, in the same message."""
    words, rows = _screen(scene, rest=what == "rest")
    content = Content(scene.words(words), rows)
    scene.reply.outgoing.append(Change(to=ToPlace(scene.place), message=incoming.message_id, content=content))


def _screen(scene: Scene, *, rest: bool) -> tuple[Text, Rows]:
    labels = _labels(scene)
    urgent = {LAST: labels.pop(LAST)} if LAST in labels else {}
    if len(labels) + len(urgent) > AT_ONCE:
        week = {data: labels[data] for data in WEEKLY if data in labels}
        others = {data: label for data, label in labels.items() if data not in week}
        labels = others | {f"{KIND}:week": "◂ Retour"} if rest else week | {f"{KIND}:rest": "➕ Plus…"}
    rows = tuple((Button(scene.words(label).text, data),) for data, label in (labels | urgent).items())
    return _hello(scene), rows


def _labels(scene: Scene) -> dict[str, str]:
    """Button -> label, of all that is in this role's menu."""
    assert scene.person is not None
    role = scene.person.role
    labels = {data: label for data, (label, roles) in ENTRIES.items() if role in roles}
    labels |= {f"s:{entry.name}": entry.menu[role] for entry in scripts().values() if role in entry.menu}
    return dict(sorted(labels.items(), key=lambda one: one[0] in LATE))


def _hello(scene: Scene) -> Text:
    assert scene.person is not None
    young = scene.person.role is Role.APPRENTICE
    hello = "Bonjour {name}. Que veux-tu faire ?" if young else "Que voulez-vous faire ?"
    return say(hello, name=scene.person.first_name)

"""The menu: what one can do here, by role."""

from __future__ import annotations

from core.messages import Button
from core.people import Role
from core.scene import Scene
from core.scripts import scripts
from core.texts import say

# What the house is for stands ahead of the rest.
FIRST = "propose_mission"
# What must be found at once stands at the end, where the thumb is.
LAST = "call_for_help"


def menu(scene: Scene) -> None:
    """What one can do here, by role."""
    person = scene.person
    assert person is not None
    rows: list[tuple[Button, ...]] = []
    if person.role is Role.APPRENTICE:
        rows.append((Button(scene.words("📚 Mes leçons").text, "n:lessons"),))
    for entry in sorted(scripts().values(), key=lambda entry: (entry.name != FIRST, entry.name == LAST)):
        if person.role in entry.menu:
            rows.append((Button(scene.words(entry.menu[person.role]).text, f"s:{entry.name}"),))
    if person.role is Role.APPRENTICE:
        rows.append((Button(scene.words("🤝 Mon immersion").text, "n:immersion"),))
        rows.append((Button(scene.words("🔎 Les offres").text, "n:offers"),))
        rows.append((Button(scene.words("🎒 Mon passeport").text, "n:passport"),))
    if person.role in (Role.APPRENTICE, Role.TUTOR, Role.TRAINER):
        rows.append((Button(scene.words("📋 Les missions").text, "n:missions"),))
        rows.append((Button(scene.words("🔭 L'horizon").text, "n:horizon"),))
    if person.role in (Role.APPRENTICE, Role.TUTOR):
        rows.append((Button(scene.words("📅 Un rendez-vous à trois").text, "n:meeting"),))
    if person.role is Role.TUTOR:
        rows.append((Button(scene.words("⏱ Des guides d'une minute").text, "n:guides"),))
    rows.append((Button(scene.words("❔ Aide").text, "n:help"),))
    hello = say("Bonjour {name}. Que veux-tu faire ?" if person.role is Role.APPRENTICE else "Que voulez-vous faire ?",
                name=person.first_name)  # fmt: skip
    scene.answer(hello, tuple(rows))

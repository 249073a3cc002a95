"""What a mailbox shows before a mail is opened: what it is about and whose turn it is, and nothing of anybody."""

from __future__ import annotations

from core.missions.mission import Mission, State
from core.people import Role

#: the kind of what a message is about -> for adults, for the young
KINDS = {
    "post": ("un message dans votre fil", "un message dans ton fil"),
    "meeting": ("un rendez-vous", "un rendez-vous"),
}
ANSWER = ("une mission attend votre réponse", "une mission attend ta réponse")
LOOK = ("une mission attend votre regard", "une mission attend ton regard")
REMINDER = ("un rappel pour vous", "un rappel pour toi")
NEWS = ("des nouvelles d'une mission", "des nouvelles d'une mission")


def subject_of(about: str, mission: Mission | None, role: Role, *, reminds: bool = False) -> str:
    """The line for this reader; "" when nothing more is to be said than that there is something new."""
    lines = _of_mission(mission, role) if mission is not None else KINDS.get(about.partition(":")[0], ("", ""))
    lines = REMINDER if reminds else lines
    return lines[role is Role.APPRENTICE]


def _of_mission(mission: Mission, role: Role) -> tuple[str, str]:
    if role in (Role.APPRENTICE, Role.TUTOR) and mission.state is State.DONE and role not in mission.assessed_by:
        return LOOK
    turn = Role.APPRENTICE if mission.asked or mission.state is State.AMENDED else Role.TUTOR
    return ANSWER if mission.state in (State.PROPOSED, State.AMENDED) and role is turn else NEWS

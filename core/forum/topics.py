"""The topic of a triad in the forum: its name says how the triad stands; what it says when it had to be made again."""

from __future__ import annotations

from core.forum.cards import CardsOf, DeskCard
from core.messages import NameTopic
from core.missions.cards import overview
from core.scene import Scene
from core.texts import Rich, lines, say
from core.triad import Triad

# Ahead of the name; a triad with nothing to do bears its name alone.
ALERT, WAITING, IN_PROGRESS, PAUSED, CLOSED = MARKS = ("🔴", "🟡", "🔵", "⏸", "🔒")


def name_of(triad: Triad, cards: tuple[DeskCard, ...]) -> str:
    """Alert: something urgent; waiting: nobody has taken a card of its; in progress: somebody has."""
    if triad.state != "open":
        mark = PAUSED if triad.state == "paused" else CLOSED
    elif any(card.urgent for card in cards):
        mark = ALERT
    elif cards:
        mark = WAITING if any(card.state == "open" for card in cards) else IN_PROGRESS
    else:
        mark = ""
    return f"{mark} {triad.title}".strip()


def refresh(scene: Scene, triad: Triad) -> None:
    """The topic bears the name it should; nothing is sent when it does already."""
    mine = {card.key: card for card in scene.find(CardsOf(triad.id))}
    mine |= {c.key: c for c in scene.reply.kept if isinstance(c, DeskCard) and c.triad_id == triad.id}
    name = name_of(triad, tuple(card for card in mine.values() if card.state != "done"))
    if name != triad.topic_name:
        earlier = [act for act in scene.reply.outgoing if isinstance(act, NameTopic) and act.triad == triad.id]
        scene.reply.outgoing = [act for act in scene.reply.outgoing if act not in earlier]
        scene.reply.outgoing.append(NameTopic(triad=triad.id, name=name))


def summary(scene: Scene, triad: Triad) -> Rich:
    """Who is in the thread and where it stands, for a topic that had to be made again."""
    members = [say("• {who}", who=member.signature) for member in triad.members]
    return lines(
        say("🧵 <b>Ce sujet a été refait</b> : l'ancien a disparu. Aucun message n'est perdu, la suite est ici."),
        *members,
        say("{n} messages échangés jusqu'ici.", n=triad.posts) if triad.posts else None,
        overview(scene, triad),
    )


def bare(name: str) -> str:
    """The name without its mark."""
    mark, _, rest = name.partition(" ")
    return rest if mark in MARKS else name

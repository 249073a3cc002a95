"""A conversation that waits: how it is named, and whether anything would be lost with it."""

from __future__ import annotations

from core.scene import Run
from core.scripts import scripts
from core.texts import Text, say


def empty(run: Run) -> bool:
    """Nothing is lost with it: no answer yet, and its command begins it again."""
    script = scripts()[run.script]
    return bool(script.command) and not (script.leaves or run.answers or run.facts.parcels or run.facts.links)


def told(run: Run) -> Text:
    """What waits, by its kind and by its own name."""
    return say(
        "⏸ En pause : {title}{name}. Rien n'est perdu, tout peut reprendre plus tard.",
        title=say(scripts()[run.script].title),
        name=say(" « {name} »", name=name) if (name := _name(run)) else None,
    )


def _name(run: Run) -> str:
    """The title of the mission it is about, or what was answered for its title; "" where no words were given."""
    given = [run.answers.get(key, {}).get("text", "") for key in ("name", "title")]
    names = (str(one) for one in (run.facts.card.get("title", ""), *given))
    return next((name for name in names if any(sign.isalnum() for sign in name)), "")

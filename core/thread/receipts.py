"""Delivery truth: what the author of a message reads about its copies. Never "lu": Telegram tells no bot that."""

from __future__ import annotations

from collections.abc import Sequence

from core.texts import Rich, Text, Translate, french, render, say

#: under what somebody wrote, as long as nobody has reacted: all copies were accepted by the channel
DELIVERED = "👌"
REMEDY = "L'équipe le sait et cherche un autre moyen ; en cas d'urgence, un appel."


def not_reached(names: Sequence[str], arrived: int, copies: int, translate: Translate = french) -> Rich:
    """A short line under the message: how many copies arrived, whom it did not reach, and what follows."""
    whom: Text | str = ", ".join(names) or say("une des personnes")
    words = say(
        "⚠️ ✓ {arrived}/{copies} : ce message n'est pas arrivé chez {whom}.\n{remedy}",
        arrived=arrived,
        copies=copies,
        whom=whom,
        remedy=say(REMEDY),
    )
    return render(words, translate)


def answer_lost(whom: str, translate: Translate = french) -> Rich:
    """Under an answer to a call that has not arrived: what is left to do now."""
    words = "⚠️ Votre réponse n'est pas arrivée chez {whom}. Appelez, ou passez par une autre adresse."
    return render(say(words, whom=whom), translate)

"""Somebody at the door whom nobody knows: told how to come in, a few times a day, after everybody who is inside."""

from __future__ import annotations

from datetime import timedelta

from core.texts import Rich, Text, lines

#: answers to one stranger in a day; what opens the door is read in any case
MOST, DAY = 5, timedelta(days=1)
#: the subject of these answers, by which they are counted
KNOCKED = "stranger"
STRANGER = (
    "Bonjour ! Ici, on entre sur invitation : chaque personne reçoit un lien de sa Mission locale ou de son centre "
    "de formation.\nUn code ? Il suffit de l'envoyer ici."
)
LAST = "C'est ma dernière réponse pour aujourd'hui. Un lien d'invitation, lui, ouvre toujours."


def answer(text: Text | Rich | str, before: int) -> Rich:
    """What a stranger reads after so many answers; with the last one of a day, that it is the last."""
    return lines(text, LAST if before + 1 == MOST else None)

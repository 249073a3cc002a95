"""Asking to be erased, changing one's mind, and the moment it is done."""

from __future__ import annotations

from core.texts import say

#: what stands where a message was that can no longer be deleted
TOMBSTONE = say("🕊 Message effacé, à la demande d'une personne du fil.")

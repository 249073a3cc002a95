"""Missions: their life as one table, their cards, what follows from an act, the two looks, and what proves it all."""

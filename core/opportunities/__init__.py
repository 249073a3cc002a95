"""Opportunities: what the team knows of (contracts, immersions), who keeps or answers one, and the news of it."""

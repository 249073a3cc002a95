"""Conversations by chance: several people of two structures, a network that loses answers, and a judge."""

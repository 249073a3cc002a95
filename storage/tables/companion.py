"""Immersions: the conventions that triads follow."""

from sqlalchemy import Column, Date, ForeignKey, Index, Table, UniqueConstraint

from storage.tables.base import Id, json, metadata, moment, row_id, structure, word

immersions = Table(
    "immersions",
    metadata,
    row_id(),
    structure(),
    Column("triad_id", Id, ForeignKey("triads.id"), nullable=False),
    #: its number at Immersion Facilitée, or "dite-<first day>" when nobody has one
    word("convention"),
    #: the status in the service's own word
    word("status"),
    Column("starts", Date),
    Column("ends", Date),
    #: the rest of what is known of it: no family name, no birth date, no address (activities are texts of people)
    json("details"),
    #: the first name of who said it; "" when the service did, or will
    word("told_by"),
    word("vouched_by"),
    #: why nothing newer is known
    word("trouble"),
    #: the end, as both looked at it (texts of people)
    json("review"),
    moment("seen_at", needed=False),
    #: when the service was last asked
    moment("asked_at", needed=False),
    moment("created_at"),
    UniqueConstraint("triad_id", "convention"),
    Index(None, "convention"),
    Index(None, "structure_id", "ends"),
)

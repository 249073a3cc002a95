"""What the evaluation keeps of its own: why somebody left, and where she stood after."""

from sqlalchemy import Column, Date, ForeignKey, Index, Table

from storage.tables.base import Id, json, metadata, moment, structure, word

exits = Table(
    "exits",
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    structure(),
    Column("triad_id", Id, ForeignKey("triads.id"), nullable=False),
    word("reason"),
    Column("day", Date, nullable=False),
    #: months after -> contract, training, search, other, silent
    json("after"),
    moment("updated_at"),
    Index(None, "structure_id"),
)

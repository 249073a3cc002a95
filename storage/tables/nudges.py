"""Nudges: every decision to remind somebody of something, written in the transaction that sends it."""

from sqlalchemy import Column, ForeignKey, Index, Table, UniqueConstraint

from storage.tables.base import Id, Key, metadata, moment, row_id, structure, word

nudges = Table(
    "nudges",
    metadata,
    row_id(),
    structure(),
    #: the key of its timer and the message: "mission-waiting:7:2:v1:1@nudge:3:1796202000"
    Column("key", Key, nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    #: what it is about: "mission:7:2"
    word("subject"),
    #: the subject of the message in the outbox, which says whether it left
    word("message"),
    moment("decided_at"),
    UniqueConstraint("key"),
    Index(None, "structure_id", "subject"),
    Index(None, "message"),
    Index(None, "person_id"),
)

"""What counsellors write before it is published: drafts of lessons, and how far each is in her preview."""

from sqlalchemy import Column, ForeignKey, String, Table

from storage.tables.base import Id, json, metadata, moment, word

module_drafts = Table(
    "module_drafts",
    metadata,
    Column("structure_id", Id, ForeignKey("structures.id"), primary_key=True),
    Column("slug", String, primary_key=True),
    #: the module as JSON (core/lessons/editions.py), the name of its file and its Markdown (texts of a counsellor)
    json("module"),
    word("name"),
    word("source"),
    Column("drafted_by", Id, ForeignKey("people.id"), nullable=False),
    moment("drafted_at"),
)

module_previews = Table(
    "module_previews",
    metadata,
    Column("structure_id", Id, ForeignKey("structures.id"), primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    json("state"),
    moment("updated_at"),
)

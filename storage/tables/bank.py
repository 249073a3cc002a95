"""Ideas of missions that people lend to others of their structure, and the families of jobs that somebody likes."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table

from storage.tables.base import Id, flag, json, metadata, moment, structure, word

loans = Table(
    "loans",
    metadata,
    Column("triad_id", Id, ForeignKey("triads.id"), primary_key=True),
    #: of the mission that it comes from
    Column("number", Integer, primary_key=True),
    structure(),
    #: the apprentice who lends it
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    #: asked, lent, refused, withdrawn
    word("state"),
    #: words of a counsellor, without names
    json("idea"),
    moment("updated_at"),
    Index(None, "structure_id", "state"),
)

tastes = Table(
    "tastes",
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    structure(),
    #: ids of families of jobs, the likeliest first
    json("families"),
    flag("shared"),
    moment("updated_at"),
)

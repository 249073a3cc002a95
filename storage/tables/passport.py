"""The skills passport: what its holder shows, and what tutors let her quote."""

from sqlalchemy import Column, ForeignKey, Integer, Table

from storage.tables.base import Id, json, metadata, moment, number, structure, word

passports = Table(
    "passports",
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    structure(),
    #: the missions that are shown, as [triad, number], in their order
    json("shown"),
    #: until when the link in use opens the page; null without a link
    moment("until", needed=False),
    moment("updated_at"),
)

quotes = Table(
    "quotes",
    metadata,
    Column("triad_id", Id, ForeignKey("triads.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    structure(),
    #: whose words they are
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    #: the words as they would be shown (texts of people); a change is a new version, to be agreed to anew
    word("words"),
    number("version", 1),
    #: waiting, asked, agreed, refused
    word("state"),
    moment("asked_at", needed=False),
    moment("answered_at", needed=False),
)

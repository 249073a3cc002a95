"""Meetings of the three, and what the week brought: reviews, and when somebody was last nudged."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, Table

from storage.tables.base import Id, flag, json, metadata, moment, structure, word

meetings = Table(
    "meetings",
    metadata,
    Column("triad_id", Id, ForeignKey("triads.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    structure(),
    #: asking, kept, none, cancelled, reported
    word("stage"),
    moment("starts", needed=False),
    #: place, moments, who can when, the report (texts of people), who agreed
    json("data"),
    moment("updated_at"),
    Index(None, "structure_id", "updated_at"),
)

week_reviews = Table(
    "week_reviews",
    metadata,
    Column("triad_id", Id, ForeignKey("triads.id"), primary_key=True),
    #: the Monday of the week
    Column("week", Date, primary_key=True),
    structure(),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    word("well"),
    word("hard"),
    flag("help"),
    moment("at"),
)

nudged = Table(
    "nudged",
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    structure(),
    #: the last nudge decided, whatever it was about
    moment("at"),
)

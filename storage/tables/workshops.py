"""Workshops: rooms that a code opens, who sat in them, what was asked and chosen; events that a group is invited to."""

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Index, Integer, String, Table

from storage.tables.base import Id, json, metadata, moment, number, row_id, structure, word

workshops = Table(
    "workshops",
    metadata,
    Column("structure_id", Id, ForeignKey("structures.id"), primary_key=True),
    Column("code", String, primary_key=True),
    Column("opened_by", Id, ForeignKey("people.id"), nullable=False),
    moment("opened_at"),
    #: the code lets in until then
    moment("until"),
    number("room", 12),
    #: the topic of the forum in which it is led
    word("topic"),
    moment("closed_at", needed=False),
)


def _of_a_workshop() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["structure_id", "code"], ["workshops.structure_id", "workshops.code"])


workshop_seats = Table(
    "workshop_seats",
    metadata,
    Column("structure_id", Id, primary_key=True),
    Column("code", String, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    moment("joined_at"),
    moment("present_at", needed=False),
    moment("left_at", needed=False),
    #: how many questions had been asked before
    number("after"),
    _of_a_workshop(),
    Index(None, "person_id"),
)

workshop_rounds = Table(
    "workshop_rounds",
    metadata,
    Column("structure_id", Id, primary_key=True),
    Column("code", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    #: the lesson it comes from; "" for a poll (texts of a counsellor)
    word("module"),
    json("question"),
    moment("asked_at"),
    moment("shown_at", needed=False),
    _of_a_workshop(),
)

workshop_answers = Table(
    "workshop_answers",
    metadata,
    Column("structure_id", Id, primary_key=True),
    Column("code", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    #: the ids of the options
    json("answer"),
    moment("at"),
    _of_a_workshop(),
)

gatherings = Table(
    "gatherings",
    metadata,
    row_id(),
    structure(),
    Column("author_id", Id, ForeignKey("people.id"), nullable=False),
    #: workshop, forum, company
    word("kind"),
    word("title"),
    word("place"),
    moment("starts"),
    #: places; 0: as many as come
    number("room"),
    #: the topic of the forum in which it was made
    word("topic"),
    #: new, open, cancelled
    word("state", "new"),
    #: the code of the workshop that was opened at its door
    word("door"),
    moment("created_at"),
    Index(None, "structure_id", "starts"),
)

gathering_guests = Table(
    "gathering_guests",
    metadata,
    Column("gathering_id", Id, ForeignKey("gatherings.id"), primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    structure(),
    #: invited, yes, maybe, no, waiting, offered, present, absent
    word("state", "invited"),
    moment("since"),
    #: a place that was offered is kept until then
    moment("until", needed=False),
    Index(None, "person_id"),
)

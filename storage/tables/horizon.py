"""What comes: tasks of the company, topics of the course, what links them, and the missions born from them."""

from sqlalchemy import Column, Date, ForeignKey, Integer, Table

from storage.tables.base import Id, flag, json, metadata, moment, structure, word

horizons = Table(
    "horizons",
    metadata,
    Column("triad_id", Id, ForeignKey("triads.id"), primary_key=True),
    structure(),
    #: the family of jobs, for the usual tasks
    word("family"),
    #: the day on which the company and the course were last asked what comes
    Column("asked_work", Date),
    Column("asked_course", Date),
)

horizon_items = Table(
    "horizon_items",
    metadata,
    Column("triad_id", Id, ForeignKey("triads.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    structure(),
    #: work or course
    word("side"),
    #: texts of people
    word("words"),
    #: undated, dated, later, gone; the Monday of its week when it is dated
    word("state"),
    Column("week", Date),
    #: the line of a programme, the same in every triad that follows it
    word("line"),
    flag("usual"),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    json("file"),
    moment("at"),
)

horizon_ties = Table(
    "horizon_ties",
    metadata,
    Column("triad_id", Id, ForeignKey("triads.id"), primary_key=True),
    Column("work", Integer, primary_key=True),
    Column("course", Integer, primary_key=True),
    structure(),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    moment("at"),
)

mission_origins = Table(
    "mission_origins",
    metadata,
    Column("triad_id", Id, ForeignKey("triads.id"), primary_key=True),
    Column("mission", Integer, primary_key=True),
    structure(),
    #: numbers of horizon items, 0 for none
    Column("work", Integer, nullable=False),
    Column("course", Integer, nullable=False),
    moment("at"),
)

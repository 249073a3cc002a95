"""What the evaluation keeps of its own: cohorts and their protocols, questionnaires, why somebody left, and after."""

from sqlalchemy import Column, Date, ForeignKey, Index, String, Table

from storage.tables.base import Id, flag, json, metadata, moment, number, row_id, structure, word

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

#: what people read as « cohorte »
studies = Table(
    "studies",
    metadata,
    row_id(),
    structure(),
    word("name"),
    Column("opened", Date, nullable=False),
    Column("closed", Date),
    #: those who were followed before belong to it as well
    flag("everybody"),
    #: each version: number, since, body, seal
    json("protocols"),
    Index(None, "structure_id"),
)

surveys = Table(
    "surveys",
    metadata,
    Column("study_id", Id, ForeignKey("studies.id"), primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    #: t0, t1, t2
    Column("moment", String, primary_key=True),
    structure(),
    #: of the protocol
    number("version"),
    #: asked, answered, refused
    word("state", "asked"),
    #: question -> 1 to 5
    json("answers"),
    moment("asked_at"),
    moment("updated_at"),
    Index(None, "structure_id", "person_id"),
)

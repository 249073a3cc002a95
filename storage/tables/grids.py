"""The grids of a structure: every version that it chose, and every one that a look was made with."""

from sqlalchemy import Column, ForeignKey, Table, UniqueConstraint

from storage.tables.base import Id, flag, json, metadata, moment, row_id, structure, word

grids = Table(
    "grids",
    metadata,
    row_id(),
    structure(),
    word("version"),
    #: criteria and levels, as JSON (core/missions/grids.py)
    json("grid"),
    #: the structure chose it; else it is the house's, kept because somebody looked with it
    flag("own"),
    Column("chosen_by", Id, ForeignKey("people.id")),
    moment("at"),
    UniqueConstraint("structure_id", "version"),
)

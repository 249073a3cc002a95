"""What lessons leave behind: every version of a module."""

from sqlalchemy import Column, ForeignKey, Index, Table, UniqueConstraint, text

from storage.tables.base import Id, json, metadata, moment, number, row_id, word

module_versions = Table(
    "module_versions",
    metadata,
    row_id(),
    #: whose text it is; nobody's: the house's own
    Column("structure_id", Id, ForeignKey("structures.id")),
    word("slug"),
    number("version", 1),
    #: the whole module, as JSON (core/editions.py)
    json("module"),
    #: the Markdown it was read from, for the structure's own
    word("source"),
    moment("published_at"),
    Column("published_by", Id, ForeignKey("people.id")),
    UniqueConstraint("structure_id", "slug", "version"),
    # In a unique constraint, nobody is never the same as nobody.
    Index(
        "uq_module_versions_house",
        "slug",
        "version",
        unique=True,
        sqlite_where=text("structure_id IS NULL"),
        postgresql_where=text("structure_id IS NULL"),
    ),
)

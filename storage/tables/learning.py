"""Around the lessons: every version of a module, questions that come back, attestations, cards that were recorded."""

from sqlalchemy import Column, ForeignKey, Index, Table, UniqueConstraint, text

from storage.tables.base import Id, json, metadata, moment, number, row_id, structure, word

module_versions = Table(
    "module_versions",
    metadata,
    row_id(),
    #: whose text it is; nobody's: the house's own
    Column("structure_id", Id, ForeignKey("structures.id")),
    word("slug"),
    number("version", 1),
    #: the whole module, as JSON (core/lessons/editions.py)
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

recalls = Table(
    "recalls",
    metadata,
    row_id(),
    structure(),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    word("module"),
    #: the first or the second time that questions of this module come back
    number("round", 1),
    #: which questions, and how far the person is in them (core/lessons/recall.py)
    json("state"),
    moment("updated_at"),
    UniqueConstraint("person_id", "module", "round"),
)

attestations = Table(
    "attestations",
    metadata,
    row_id(),
    structure(),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, unique=True),
    #: first name, issuer, and the modules with their days: what the page of verification shows
    json("state"),
    moment("issued_at"),
)

recordings = Table(
    "recordings",
    metadata,
    row_id(),
    structure(),
    word("module"),
    #: which text is read aloud: a fingerprint of the page as it was (core/lessons/recordings.py)
    word("page"),
    #: the file, as the channel knows it, and the last day of the figures that it says
    json("state"),
    Column("person_id", Id, ForeignKey("people.id")),
    moment("recorded_at"),
    UniqueConstraint("structure_id", "module", "page"),
)

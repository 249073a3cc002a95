"""What they do: conversations, lessons, missions, assessments, and the posts of the thread."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint, text

from storage.tables.base import Id, flag, json, metadata, moment, number, row_id, structure, word

runs = Table(
    "runs",
    metadata,
    row_id(),
    structure(),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    #: a short mark that its buttons carry, so that a button of another run is known for what it is
    word("mark"),
    word("script"),
    #: frozen when the script starts; answers by key, in the order they were given (texts of people)
    json("facts"),
    json("answers"),
    #: the key of the question on the screen
    word("asked"),
    #: open, parked, done, dropped
    word("state", "open"),
    #: where it takes place
    word("channel"),
    word("chat"),
    word("topic"),
    moment("started_at"),
    moment("updated_at"),
    Index("ix_runs_person_state", "person_id", "state"),
    Index(
        "uq_runs_one_open",
        "person_id",
        unique=True,
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
)

UNFINISHED = text("progress.finished_at IS NULL")

progress = Table(
    "progress",
    metadata,
    row_id(),
    structure(),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    word("module"),
    json("state"),
    moment("started_at"),
    moment("updated_at"),
    moment("finished_at", needed=False),
    UniqueConstraint("person_id", "module"),
    # lessons left in the middle
    Index("ix_progress_unfinished", "structure_id", "updated_at", sqlite_where=UNFINISHED, postgresql_where=UNFINISHED),
)

# --- missions -------------------------------------------------------------------------------------

missions = Table(
    "missions",
    metadata,
    Column("triad_id", Id, ForeignKey("triads.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    structure(),
    number("version", 1),
    word("state"),
    #: the card as it reads now (texts of people): title, why, when, skill, help, lesson
    json("card"),
    moment("updated_at"),
    Index(None, "structure_id", "state"),
)

mission_steps = Table(
    "mission_steps",
    metadata,
    row_id(),
    structure(),
    Column("triad_id", Id, nullable=False),
    Column("number", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    #: what was done (propose, validate…), by whom, in which role, on which channel, and the words given with it
    word("act"),
    word("state"),
    #: nobody, and no role: the clock
    Column("person_id", Id, ForeignKey("people.id"), nullable=True),
    word("role"),
    word("channel"),
    json("card"),
    word("note"),
    moment("at"),
    Index(None, "triad_id", "number"),
)

assessments = Table(
    "assessments",
    metadata,
    Column("triad_id", Id, ForeignKey("triads.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    #: apprentice or tutor
    Column("side", String, primary_key=True),
    structure(),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    word("grid_version"),
    json("marks"),
    word("words"),
    moment("at"),
)

# --- the thread -----------------------------------------------------------------------------------

posts = Table(
    "posts",
    metadata,
    Column("triad_id", Id, ForeignKey("triads.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    structure(),
    Column("author_id", Id, ForeignKey("people.id"), nullable=False),
    word("role"),
    #: where the author wrote it: the message that edits and replies will name
    word("channel"),
    word("chat"),
    word("topic"),
    word("message"),
    #: stays among counsellors
    flag("note"),
    #: text with spans and attachments (texts of people)
    json("content"),
    #: how many parts its copies have
    number("parts", 1),
    moment("at"),
    moment("edited_at", needed=False),
    Index("ix_posts_origin", "channel", "chat", "message"),
)

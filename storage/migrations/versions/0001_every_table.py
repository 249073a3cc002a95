"""Every table."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "doors",
        sa.Column("door", sa.String(), nullable=False),
        sa.Column("last_number", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("alive_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("door", name=op.f("pk_doors")),
    )
    op.create_table(
        "erasures",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )
    op.create_table(
        "inbox",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("door", sa.String(), server_default="", nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("lane", sa.String(), server_default="", nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), server_default="new", nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("retry_at", MOMENT, nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("door", "number", name=op.f("uq_inbox_door_number")),
    )
    op.create_index(
        "ix_inbox_new",
        "inbox",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )
    op.create_index(
        "ix_inbox_new_lane",
        "inbox",
        ["lane", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )
    op.create_table(
        "rooms",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("bond", sa.String(), server_default="", nullable=False),
        sa.Column("can_manage_topics", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("is_forum", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("title", sa.String(), server_default="", nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("channel", "chat", name=op.f("pk_rooms")),
    )
    op.create_table(
        "structures",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(), server_default="", nullable=False),
        sa.Column("timezone", sa.String(), server_default="Europe/Paris", nullable=False),
        sa.Column("hours", sa.String(), server_default="", nullable=False),
        sa.Column("emergency", sa.String(), server_default="", nullable=False),
        sa.Column("forum_channel", sa.String(), server_default="", nullable=False),
        sa.Column("forum_chat", sa.String(), server_default="", nullable=False),
        sa.Column("desk_topic", sa.String(), server_default="", nullable=False),
        sa.Column("forum_open", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_structures")),
    )
    op.create_index(
        "uq_structures_forum",
        "structures",
        ["forum_channel", "forum_chat"],
        unique=True,
        sqlite_where=sa.text("forum_chat <> ''"),
        postgresql_where=sa.text("forum_chat <> ''"),
    )
    op.create_table(
        "alerts",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("structure_id", ID, nullable=True),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), server_default="", nullable=False),
        sa.Column("words", sa.String(), server_default="", nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_alerts_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
        sa.UniqueConstraint("cause", name=op.f("uq_alerts_cause")),
    )
    op.create_table(
        "people",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("role", sa.String(), server_default="", nullable=False),
        sa.Column("first_name", sa.String(), server_default="", nullable=False),
        sa.Column("language", sa.String(), server_default="fr", nullable=False),
        sa.Column("company", sa.String(), server_default="", nullable=False),
        sa.Column("consent_version", sa.String(), server_default="", nullable=False),
        sa.Column("consent_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("left_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_people_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    op.create_index(op.f("ix_people_structure_id_role"), "people", ["structure_id", "role"], unique=False)
    op.create_table(
        "triads",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("state", sa.String(), server_default="open", nullable=False),
        sa.Column("topic", sa.String(), server_default="", nullable=False),
        sa.Column("topic_name", sa.String(), server_default="", nullable=False),
        sa.Column("posts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("missions", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_triads_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_triads")),
    )
    op.create_index(op.f("ix_triads_structure_id_topic"), "triads", ["structure_id", "topic"], unique=False)
    op.create_table(
        "addresses",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("channel", sa.String(), server_default="", nullable=False),
        sa.Column("value", sa.String(), server_default="", nullable=False),
        sa.Column("current", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("blocked_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_addresses_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_addresses_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addresses")),
        sa.UniqueConstraint("channel", "value", "structure_id", name=op.f("uq_addresses_channel_value_structure_id")),
    )
    op.create_index(op.f("ix_addresses_person_id"), "addresses", ["person_id"], unique=False)
    op.create_table(
        "assessments",
        sa.Column("triad_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("grid_version", sa.String(), server_default="", nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(), server_default="", nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_assessments_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_assessments_structure_id")),
        sa.ForeignKeyConstraint(["triad_id"], ["triads.id"], name=op.f("fk_assessments_triad_id")),
        sa.PrimaryKeyConstraint("triad_id", "number", "side", name=op.f("pk_assessments")),
    )
    op.create_table(
        "events",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("structure_id", ID, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("kind", sa.String(), server_default="", nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("triad_id", ID, nullable=True),
        sa.Column("subject", sa.String(), server_default="", nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("cause", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_events_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_events_structure_id")),
        sa.ForeignKeyConstraint(["triad_id"], ["triads.id"], name=op.f("fk_events_triad_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_kind_at"), "events", ["kind", "at"], unique=False)
    op.create_index(op.f("ix_events_structure_id_at"), "events", ["structure_id", "at"], unique=False)
    op.create_table(
        "invitations",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("role", sa.String(), server_default="", nullable=False),
        sa.Column("first_name", sa.String(), server_default="", nullable=False),
        sa.Column("triad_id", ID, nullable=True),
        sa.Column("invited_by", ID, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("used_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["invited_by"], ["people.id"], name=op.f("fk_invitations_invited_by")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_invitations_structure_id")),
        sa.ForeignKeyConstraint(["triad_id"], ["triads.id"], name=op.f("fk_invitations_triad_id")),
        sa.ForeignKeyConstraint(["used_by"], ["people.id"], name=op.f("fk_invitations_used_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_invitations_code_hash")),
    )
    op.create_table(
        "members",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("triad_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("role", sa.String(), server_default="", nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_members_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_members_structure_id")),
        sa.ForeignKeyConstraint(["triad_id"], ["triads.id"], name=op.f("fk_members_triad_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
    )
    op.create_index(op.f("ix_members_person_id"), "members", ["person_id"], unique=False)
    op.create_index(op.f("ix_members_triad_id"), "members", ["triad_id"], unique=False)
    op.create_table(
        "mission_steps",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("triad_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(), server_default="", nullable=False),
        sa.Column("state", sa.String(), server_default="", nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("role", sa.String(), server_default="", nullable=False),
        sa.Column("channel", sa.String(), server_default="", nullable=False),
        sa.Column("card", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), server_default="", nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_mission_steps_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_mission_steps_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mission_steps")),
    )
    op.create_index(op.f("ix_mission_steps_triad_id_number"), "mission_steps", ["triad_id", "number"], unique=False)
    op.create_table(
        "missions",
        sa.Column("triad_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("state", sa.String(), server_default="", nullable=False),
        sa.Column("card", sa.JSON(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_missions_structure_id")),
        sa.ForeignKeyConstraint(["triad_id"], ["triads.id"], name=op.f("fk_missions_triad_id")),
        sa.PrimaryKeyConstraint("triad_id", "number", name=op.f("pk_missions")),
    )
    op.create_index(op.f("ix_missions_structure_id_state"), "missions", ["structure_id", "state"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("structure_id", ID, nullable=True),
        sa.Column("cause", sa.String(), server_default="", nullable=False),
        sa.Column("rank", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("act", sa.String(), server_default="", nullable=False),
        sa.Column("recipient", sa.String(), server_default="", nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("triad_id", ID, nullable=True),
        sa.Column("lane", sa.String(), server_default="", nullable=False),
        sa.Column("turn", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("channel", sa.String(), server_default="", nullable=False),
        sa.Column("chat", sa.String(), server_default="", nullable=False),
        sa.Column("topic", sa.String(), server_default="", nullable=False),
        sa.Column("subject", sa.String(), server_default="", nullable=False),
        sa.Column("part", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("target_id", ID, nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("attached", sa.String(), server_default="", nullable=False),
        sa.Column("urgency", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("doubt", sa.String(), server_default="marked", nullable=False),
        sa.Column("state", sa.String(), server_default="new", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("doubts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("sender", sa.String(), server_default="", nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("message", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_outbox_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_outbox_structure_id")),
        sa.ForeignKeyConstraint(["target_id"], ["outbox.id"], name=op.f("fk_outbox_target_id")),
        sa.ForeignKeyConstraint(["triad_id"], ["triads.id"], name=op.f("fk_outbox_triad_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("cause", "rank", name=op.f("uq_outbox_cause_rank")),
    )
    op.create_index(
        "ix_outbox_asleep",
        "outbox",
        ["not_before"],
        unique=False,
        sqlite_where=sa.text("state IN ('retry', 'later')"),
        postgresql_where=sa.text("state IN ('retry', 'later')"),
    )
    op.create_index(
        "ix_outbox_lane",
        "outbox",
        ["lane", "turn", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('new', 'retry', 'sending')"),
        postgresql_where=sa.text("state IN ('new', 'retry', 'sending')"),
    )
    op.create_index(
        "ix_outbox_message",
        "outbox",
        ["channel", "chat", "message"],
        unique=False,
        sqlite_where=sa.text("act = 'send' AND message <> ''"),
        postgresql_where=sa.text("act = 'send' AND message <> ''"),
    )
    op.create_index(
        "ix_outbox_new",
        "outbox",
        ["urgency", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )
    op.create_index(
        "ix_outbox_person",
        "outbox",
        ["person_id"],
        unique=False,
        sqlite_where=sa.text("state IN ('new', 'retry', 'later')"),
        postgresql_where=sa.text("state IN ('new', 'retry', 'later')"),
    )
    op.create_index(
        "ix_outbox_subject",
        "outbox",
        ["subject", "recipient"],
        unique=False,
        sqlite_where=sa.text("act = 'send' AND subject <> ''"),
        postgresql_where=sa.text("act = 'send' AND subject <> ''"),
    )
    op.create_index(
        "ix_outbox_target",
        "outbox",
        ["target_id"],
        unique=False,
        sqlite_where=sa.text("state IN ('new', 'retry', 'later')"),
        postgresql_where=sa.text("state IN ('new', 'retry', 'later')"),
    )
    op.create_index(
        "uq_outbox_one_in_flight",
        "outbox",
        ["lane"],
        unique=True,
        sqlite_where=sa.text("state = 'sending'"),
        postgresql_where=sa.text("state = 'sending'"),
    )
    op.create_table(
        "posts",
        sa.Column("triad_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("role", sa.String(), server_default="", nullable=False),
        sa.Column("channel", sa.String(), server_default="", nullable=False),
        sa.Column("chat", sa.String(), server_default="", nullable=False),
        sa.Column("topic", sa.String(), server_default="", nullable=False),
        sa.Column("message", sa.String(), server_default="", nullable=False),
        sa.Column("note", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("parts", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("edited_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_posts_author_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_posts_structure_id")),
        sa.ForeignKeyConstraint(["triad_id"], ["triads.id"], name=op.f("fk_posts_triad_id")),
        sa.PrimaryKeyConstraint("triad_id", "number", name=op.f("pk_posts")),
    )
    op.create_index("ix_posts_origin", "posts", ["channel", "chat", "message"], unique=False)
    op.create_table(
        "progress",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("module", sa.String(), server_default="", nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_progress_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_progress_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress")),
        sa.UniqueConstraint("person_id", "module", name=op.f("uq_progress_person_id_module")),
    )
    op.create_table(
        "runs",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("mark", sa.String(), server_default="", nullable=False),
        sa.Column("script", sa.String(), server_default="", nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("asked", sa.String(), server_default="", nullable=False),
        sa.Column("state", sa.String(), server_default="open", nullable=False),
        sa.Column("channel", sa.String(), server_default="", nullable=False),
        sa.Column("chat", sa.String(), server_default="", nullable=False),
        sa.Column("topic", sa.String(), server_default="", nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_runs_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_runs_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
    )
    op.create_index("ix_runs_person_state", "runs", ["person_id", "state"], unique=False)
    op.create_index(
        "uq_runs_one_open",
        "runs",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "timers",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("kind", sa.String(), server_default="", nullable=False),
        sa.Column("triad_id", ID, nullable=True),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(), server_default="waiting", nullable=False),
        sa.Column("fired_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_timers_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_timers_structure_id")),
        sa.ForeignKeyConstraint(["triad_id"], ["triads.id"], name=op.f("fk_timers_triad_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timers")),
        sa.UniqueConstraint("key", name=op.f("uq_timers_key")),
    )
    op.create_index(
        "ix_timers_due",
        "timers",
        ["due_at", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_timers_due",
        table_name="timers",
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_table("timers")
    op.drop_index(
        "uq_runs_one_open",
        table_name="runs",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_index("ix_runs_person_state", table_name="runs")
    op.drop_table("runs")
    op.drop_table("progress")
    op.drop_index("ix_posts_origin", table_name="posts")
    op.drop_table("posts")
    op.drop_index(
        "uq_outbox_one_in_flight",
        table_name="outbox",
        sqlite_where=sa.text("state = 'sending'"),
        postgresql_where=sa.text("state = 'sending'"),
    )
    op.drop_index(
        "ix_outbox_target",
        table_name="outbox",
        sqlite_where=sa.text("state IN ('new', 'retry', 'later')"),
        postgresql_where=sa.text("state IN ('new', 'retry', 'later')"),
    )
    op.drop_index(
        "ix_outbox_subject",
        table_name="outbox",
        sqlite_where=sa.text("act = 'send' AND subject <> ''"),
        postgresql_where=sa.text("act = 'send' AND subject <> ''"),
    )
    op.drop_index(
        "ix_outbox_person",
        table_name="outbox",
        sqlite_where=sa.text("state IN ('new', 'retry', 'later')"),
        postgresql_where=sa.text("state IN ('new', 'retry', 'later')"),
    )
    op.drop_index(
        "ix_outbox_new",
        table_name="outbox",
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )
    op.drop_index(
        "ix_outbox_message",
        table_name="outbox",
        sqlite_where=sa.text("act = 'send' AND message <> ''"),
        postgresql_where=sa.text("act = 'send' AND message <> ''"),
    )
    op.drop_index(
        "ix_outbox_lane",
        table_name="outbox",
        sqlite_where=sa.text("state IN ('new', 'retry', 'sending')"),
        postgresql_where=sa.text("state IN ('new', 'retry', 'sending')"),
    )
    op.drop_index(
        "ix_outbox_asleep",
        table_name="outbox",
        sqlite_where=sa.text("state IN ('retry', 'later')"),
        postgresql_where=sa.text("state IN ('retry', 'later')"),
    )
    op.drop_table("outbox")
    op.drop_index(op.f("ix_missions_structure_id_state"), table_name="missions")
    op.drop_table("missions")
    op.drop_index(op.f("ix_mission_steps_triad_id_number"), table_name="mission_steps")
    op.drop_table("mission_steps")
    op.drop_index(op.f("ix_members_triad_id"), table_name="members")
    op.drop_index(op.f("ix_members_person_id"), table_name="members")
    op.drop_table("members")
    op.drop_table("invitations")
    op.drop_index(op.f("ix_events_structure_id_at"), table_name="events")
    op.drop_index(op.f("ix_events_kind_at"), table_name="events")
    op.drop_table("events")
    op.drop_table("assessments")
    op.drop_index(op.f("ix_addresses_person_id"), table_name="addresses")
    op.drop_table("addresses")
    op.drop_index(op.f("ix_triads_structure_id_topic"), table_name="triads")
    op.drop_table("triads")
    op.drop_index(op.f("ix_people_structure_id_role"), table_name="people")
    op.drop_table("people")
    op.drop_table("alerts")
    op.drop_index(
        "uq_structures_forum",
        table_name="structures",
        sqlite_where=sa.text("forum_chat <> ''"),
        postgresql_where=sa.text("forum_chat <> ''"),
    )
    op.drop_table("structures")
    op.drop_table("rooms")
    op.drop_index(
        "ix_inbox_new_lane",
        table_name="inbox",
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )
    op.drop_index(
        "ix_inbox_new",
        table_name="inbox",
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )
    op.drop_table("inbox")
    op.drop_table("erasures")
    op.drop_table("doors")

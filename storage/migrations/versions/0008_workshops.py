"""Workshops."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "workshops",
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("opened_by", ID, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("room", sa.Integer(), server_default=sa.text("12"), nullable=False),
        sa.Column("topic", sa.String(), server_default="", nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["opened_by"], ["people.id"], name=op.f("fk_workshops_opened_by")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_workshops_structure_id")),
        sa.PrimaryKeyConstraint("structure_id", "code", name=op.f("pk_workshops")),
    )
    op.create_table(
        "workshop_seats",
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("joined_at", MOMENT, nullable=False),
        sa.Column("present_at", MOMENT, nullable=True),
        sa.Column("left_at", MOMENT, nullable=True),
        sa.Column("after", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_workshop_seats_person_id")),
        _of_a_workshop("workshop_seats"),
        sa.PrimaryKeyConstraint("structure_id", "code", "person_id", name=op.f("pk_workshop_seats")),
    )
    op.create_index(op.f("ix_workshop_seats_person_id"), "workshop_seats", ["person_id"], unique=False)
    op.create_table(
        "workshop_rounds",
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("module", sa.String(), server_default="", nullable=False),
        sa.Column("question", sa.JSON(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("shown_at", MOMENT, nullable=True),
        _of_a_workshop("workshop_rounds"),
        sa.PrimaryKeyConstraint("structure_id", "code", "number", name=op.f("pk_workshop_rounds")),
    )
    op.create_table(
        "workshop_answers",
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_workshop_answers_person_id")),
        _of_a_workshop("workshop_answers"),
        sa.PrimaryKeyConstraint("structure_id", "code", "number", "person_id", name=op.f("pk_workshop_answers")),
    )


def _of_a_workshop(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["structure_id", "code"],
        ["workshops.structure_id", "workshops.code"],
        name=op.f(f"fk_{table}_structure_id_code"),
    )


def downgrade() -> None:
    op.drop_table("workshop_answers")
    op.drop_table("workshop_rounds")
    op.drop_index(op.f("ix_workshop_seats_person_id"), table_name="workshop_seats")
    op.drop_table("workshop_seats")
    op.drop_table("workshops")

"""Cohorts and their questionnaires."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "studies",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("name", sa.String(), server_default="", nullable=False),
        sa.Column("opened", sa.Date(), nullable=False),
        sa.Column("closed", sa.Date(), nullable=True),
        sa.Column("everybody", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("protocols", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_studies_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studies")),
    )
    op.create_index(op.f("ix_studies_structure_id"), "studies", ["structure_id"], unique=False)
    op.create_table(
        "surveys",
        sa.Column("study_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("moment", sa.String(), nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("state", sa.String(), server_default="asked", nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_surveys_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_surveys_structure_id")),
        sa.ForeignKeyConstraint(["study_id"], ["studies.id"], name=op.f("fk_surveys_study_id")),
        sa.PrimaryKeyConstraint("study_id", "person_id", "moment", name=op.f("pk_surveys")),
    )
    op.create_index(op.f("ix_surveys_structure_id_person_id"), "surveys", ["structure_id", "person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("surveys")
    op.drop_table("studies")

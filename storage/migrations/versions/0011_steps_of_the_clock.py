"""Steps of the clock."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("mission_steps") as steps:
        steps.alter_column("person_id", existing_type=ID, nullable=True)


def downgrade() -> None:
    with op.batch_alter_table("mission_steps") as steps:
        steps.alter_column("person_id", existing_type=ID, nullable=False)

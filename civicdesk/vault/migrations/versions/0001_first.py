"""The first schema: the tables of all 24 record types, the journal, links, terms, settings and search."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEPT = sa.text("trashed_at IS NULL")
"""What a list shows: everything that is not in the trash."""


def upgrade() -> None:
    op.create_table(
        "balance_review",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("trashed_at", sa.Text(), nullable=True),
        sa.Column("classification", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("is_historical", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Integer(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("attachments", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.Text(), nullable=True),
        sa.Column("updated_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("retention_rule", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("dispose_after", sa.Text(), nullable=True),
        sa.Column("legal_hold", sa.Integer(), nullable=True),
        sa.Column("period_start", sa.Text(), nullable=True),
        sa.Column("period_end", sa.Text(), nullable=True),
        sa.Column("funding_note", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("finding", sa.Text(), nullable=True),
        sa.Column("discussion", sa.Text(), nullable=True),
        sa.Column("actions", sa.Text(), nullable=True),
        sa.CheckConstraint('"actions" IS NULL OR json_valid("actions")', name="ck_balance_review_actions"),
        sa.CheckConstraint(
            '"attachments" IS NULL OR json_valid("attachments")', name="ck_balance_review_attachments"
        ),
        sa.CheckConstraint('"is_demo" IN (0, 1)', name="ck_balance_review_is_demo"),
        sa.CheckConstraint('"is_historical" IN (0, 1)', name="ck_balance_review_is_historical"),
        sa.CheckConstraint('"legal_hold" IN (0, 1)', name="ck_balance_review_legal_hold"),
        sa.CheckConstraint('"tags" IS NULL OR json_valid("tags")', name="ck_balance_review_tags"),
        sa.PrimaryKeyConstraint("rid"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("ref"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_balance_review_list",
        "balance_review",
        ["period_end", "rid", "trashed_at"],
        unique=False,
        sqlite_where=KEPT,
    )
    op.create_index(
        "ix_balance_review_state",
        "balance_review",
        ["state", "period_end", "rid", "trashed_at"],
        unique=False,
        sqlite_where=KEPT,
    )
    op.create_table(
        "campaign",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("trashed_at", sa.Text(), nullable=True),
        sa.Column("classification", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("is_historical", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Integer(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("attachments", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.Text(), nullable=True),
        sa.Column("updated_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("retention_rule", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("dispose_after", sa.Text(), nullable=True),
        sa.Column("legal_hold", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("public_title", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("issue", sa.Text(), nullable=True),
        sa.Column("right_framed", sa.Text(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("change_sought", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("decision_maker", sa.Text(), nullable=True),
        sa.Column("project", sa.Text(), nullable=True),
        sa.Column("places", sa.Text(), nullable=True),
        sa.Column("people_concerned", sa.Text(), nullable=True),
        sa.Column("start_date", sa.Text(), nullable=True),
        sa.Column("end_date", sa.Text(), nullable=True),
        sa.Column("red_lines", sa.Text(), nullable=True),
        sa.Column("coalition", sa.Text(), nullable=True),
        sa.Column("lessons", sa.Text(), nullable=True),
        sa.CheckConstraint(
            '"attachments" IS NULL OR json_valid("attachments")', name="ck_campaign_attachments"
        ),
        sa.CheckConstraint('"is_demo" IN (0, 1)', name="ck_campaign_is_demo"),
        sa.CheckConstraint('"is_historical" IN (0, 1)', name="ck_campaign_is_historical"),
        sa.CheckConstraint('"legal_hold" IN (0, 1)', name="ck_campaign_legal_hold"),
        sa.CheckConstraint(
            '"people_concerned" IS NULL OR json_valid("people_concerned")',
            name="ck_campaign_people_concerned",
        ),
        sa.CheckConstraint('"places" IS NULL OR json_valid("places")', name="ck_campaign_places"),
        sa.CheckConstraint('"tags" IS NULL OR json_valid("tags")', name="ck_campaign_tags"),
        sa.ForeignKeyConstraint(
            ["coalition"],
            ["coalition.id"],
            name="fk_campaign_coalition",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["decision_maker"],
            ["stakeholder.id"],
            name="fk_campaign_decision_maker",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["project"], ["project.id"], name="fk_campaign_project", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("rid"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("ref"),
        sqlite_strict=True,
    )
    op.create_index("ix_campaign_coalition", "campaign", ["coalition"], unique=False)
    op.create_index("ix_campaign_decision_maker", "campaign", ["decision_maker"], unique=False)
    op.create_index(
        "ix_campaign_list", "campaign", ["title", "rid", "trashed_at"], unique=False, sqlite_where=KEPT
    )
    op.create_index("ix_campaign_project", "campaign", ["project"], unique=False)
    op.create_index(
        "ix_campaign_state",
        "campaign",
        ["state", "title", "rid", "trashed_at"],
        unique=False,
        sqlite_where=KEPT,
    )
    op.create_table(
        "change",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("member", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("state_digest", sa.LargeBinary(), nullable=True),
        sa.Column("prev", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sqlite_strict=True,
    )
    op.create_index("ix_change_record", "change", ["record", "seq"], unique=False)
    op.create_table(
        "checkpoint",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("member", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sqlite_strict=True,
    )
    op.create_table(
        "coalition",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("trashed_at", sa.Text(), nullable=True),
        sa.Column("classification", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("is_historical", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Integer(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("attachments", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.Text(), nullable=True),
        sa.Column("updated_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("retention_rule", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("dispose_after", sa.Text(), nullable=True),
        sa.Column("legal_hold", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("coalition_type", sa.Text(), nullable=True),
        sa.Column("issue", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("our_role", sa.Text(), nullable=True),
        sa.Column("ground_rules", sa.Text(), nullable=True),
        sa.Column("tor", sa.Text(), nullable=True),
        sa.Column("meeting_rhythm", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("shared_position", sa.Text(), nullable=True),
        sa.Column("exit_plan", sa.Text(), nullable=True),
        sa.CheckConstraint(
            '"attachments" IS NULL OR json_valid("attachments")', name="ck_coalition_attachments"
        ),
        sa.CheckConstraint('"is_demo" IN (0, 1)', name="ck_coalition_is_demo"),
        sa.CheckConstraint('"is_historical" IN (0, 1)', name="ck_coalition_is_historical"),
        sa.CheckConstraint('"legal_hold" IN (0, 1)', name="ck_coalition_legal_hold"),
        sa.CheckConstraint('"tags" IS NULL OR json_valid("tags")', name="ck_coalition_tags"),
        sa.ForeignKeyConstraint(
            ["shared_position"],
            ["publication.id"],
            name="fk_coalition_shared_position",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["tor"], ["authorisation.id"], name="fk_coalition_tor", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("rid"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("ref"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_coalition_list", "coalition", ["name", "rid", "trashed_at"], unique=False, sqlite_where=KEPT
    )
    op.create_index("ix_coalition_shared_position", "coalition", ["shared_position"], unique=False)
    op.create_index(
        "ix_coalition_state",
        "coalition",
        ["state", "name", "rid", "trashed_at"],
        unique=False,
        sqlite_where=KEPT,
    )
    op.create_index("ix_coalition_tor", "coalition", ["tor"], unique=False)
    op.create_table(
        "commitment",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("trashed_at", sa.Text(), nullable=True),
        sa.Column("classification", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("is_historical", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Integer(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("attachments", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.Text(), nullable=True),
        sa.Column("updated_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("retention_rule", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("dispose_after", sa.Text(), nullable=True),
        sa.Column("legal_hold", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("statement", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("promised_by", sa.Text(), nullable=True),
        sa.Column("promised_by_post", sa.Text(), nullable=True),
        sa.Column("responsible", sa.Text(), nullable=True),
        sa.Column("parent_type", sa.Text(), nullable=True),
        sa.Column("parent_id", sa.Text(), nullable=True),
        sa.Column("campaign", sa.Text(), nullable=True),
        sa.Column("made_on", sa.Text(), nullable=True),
        sa.Column("due_date", sa.Text(), nullable=True),
        sa.Column("due_date_precision", sa.Text(), nullable=True),
        sa.Column("due_date_text", sa.Text(), nullable=True),
        sa.Column("due_set_by_us", sa.Integer(), nullable=True),
        sa.Column("how_recorded", sa.Text(), nullable=True),
        sa.Column("jaap_service", sa.Text(), nullable=True),
        sa.Column("jaap_budget_line", sa.Text(), nullable=True),
        sa.Column("effect", sa.Text(), nullable=True),
        sa.Column("done_on", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("drop_reason", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("public_mention", sa.Text(), nullable=True),
        sa.CheckConstraint(
            '"attachments" IS NULL OR json_valid("attachments")', name="ck_commitment_attachments"
        ),
        sa.CheckConstraint('"due_set_by_us" IN (0, 1)', name="ck_commitment_due_set_by_us"),
        sa.CheckConstraint('"is_demo" IN (0, 1)', name="ck_commitment_is_demo"),
        sa.CheckConstraint('"is_historical" IN (0, 1)', name="ck_commitment_is_historical"),
        sa.CheckConstraint('"legal_hold" IN (0, 1)', name="ck_commitment_legal_hold"),
        sa.CheckConstraint('"tags" IS NULL OR json_valid("tags")', name="ck_commitment_tags"),
        sa.PrimaryKeyConstraint("rid"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("ref"),
        sqlite_strict=True,
    )
    op.create_index("ix_commitment_campaign", "commitment", ["campaign"], unique=False)
    op.create_index(
        "ix_commitment_list", "commitment", ["due_date", "rid", "trashed_at"], unique=False, sqlite_where=KEPT
    )
    op.create_index("ix_commitment_outcome", "commitment", ["outcome"], unique=False)
    op.create_index("ix_commitment_promised_by", "commitment", ["promised_by"], unique=False)
    op.create_index("ix_commitment_promised_by_post", "commitment", ["promised_by_post"], unique=False)
    op.create_index("ix_commitment_responsible", "commitment", ["responsible"], unique=False)
    op.create_index(
        "ix_commitment_state",
        "commitment",
        ["state", "due_date", "rid", "trashed_at"],
        unique=False,
        sqlite_where=KEPT,
    )
    op.create_table(
        "counter",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
        sqlite_strict=True,
    )
    op.create_table(
        "export_record",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("tlp", sa.Text(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("redactions", sa.Integer(), nullable=False),
        sa.Column("copy_no", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("given_to", sa.Text(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("returned_on", sa.Text(), nullable=True),
        sa.Column("figures", sa.Text(), nullable=True),
        sa.CheckConstraint("figures IS NULL OR json_valid(figures)", name="ck_export_figures"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_table(
        "incident",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("trashed_at", sa.Text(), nullable=True),
        sa.Column("classification", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("is_historical", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Integer(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("attachments", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.Text(), nullable=True),
        sa.Column("updated_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("retention_rule", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("dispose_after", sa.Text(), nullable=True),
        sa.Column("legal_hold", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("happened_at", sa.Text(), nullable=True),
        sa.Column("happened_precision", sa.Text(), nullable=True),
        sa.Column("reported_at", sa.Text(), nullable=True),
        sa.Column("reported_by", sa.Text(), nullable=True),
        sa.Column("reporter_hidden", sa.Integer(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("incident_category", sa.Text(), nullable=True),
        sa.Column("near_miss", sa.Integer(), nullable=True),
        sa.Column("what_happened", sa.Text(), nullable=True),
        sa.Column("actors", sa.Text(), nullable=True),
        sa.Column("words_said", sa.Text(), nullable=True),
        sa.Column("linked_to", sa.Text(), nullable=True),
        sa.Column("severity", sa.Text(), nullable=True),
        sa.Column("targeted", sa.Text(), nullable=True),
        sa.Column("pattern", sa.Text(), nullable=True),
        sa.Column("triage_by", sa.Text(), nullable=True),
        sa.Column("triaged_at", sa.Text(), nullable=True),
        sa.Column("response_lead", sa.Text(), nullable=True),
        sa.Column("protocol_used", sa.Text(), nullable=True),
        sa.Column("support", sa.Text(), nullable=True),
        sa.Column("actions", sa.Text(), nullable=True),
        sa.Column("resolved_at", sa.Text(), nullable=True),
        sa.Column("lessons_shareable", sa.Text(), nullable=True),
        sa.CheckConstraint('"actions" IS NULL OR json_valid("actions")', name="ck_incident_actions"),
        sa.CheckConstraint(
            '"attachments" IS NULL OR json_valid("attachments")', name="ck_incident_attachments"
        ),
        sa.CheckConstraint('"is_demo" IN (0, 1)', name="ck_incident_is_demo"),
        sa.CheckConstraint('"is_historical" IN (0, 1)', name="ck_incident_is_historical"),
        sa.CheckConstraint('"legal_hold" IN (0, 1)', name="ck_incident_legal_hold"),
        sa.CheckConstraint('"linked_to" IS NULL OR json_valid("linked_to")', name="ck_incident_linked_to"),
        sa.CheckConstraint('"near_miss" IN (0, 1)', name="ck_incident_near_miss"),
        sa.CheckConstraint('"pattern" IS NULL OR json_valid("pattern")', name="ck_incident_pattern"),
        sa.CheckConstraint('"reporter_hidden" IN (0, 1)', name="ck_incident_reporter_hidden"),
        sa.CheckConstraint('"support" IS NULL OR json_valid("support")', name="ck_incident_support"),
        sa.CheckConstraint('"tags" IS NULL OR json_valid("tags")', name="ck_incident_tags"),
        sa.PrimaryKeyConstraint("rid"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("ref"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_incident_list", "incident", ["happened_at", "rid", "trashed_at"], unique=False, sqlite_where=KEPT
    )
    op.create_index("ix_incident_protocol_used", "incident", ["protocol_used"], unique=False)
    op.create_index("ix_incident_reported_by", "incident", ["reported_by"], unique=False)
    op.create_index("ix_incident_response_lead", "incident", ["response_lead"], unique=False)
    op.create_index(
        "ix_incident_state",
        "incident",
        ["state", "happened_at", "rid", "trashed_at"],
        unique=False,
        sqlite_where=KEPT,
    )
    op.create_index("ix_incident_triage_by", "incident", ["triage_by"], unique=False)
    op.create_table(
        "link",
        sa.Column("from_id", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("to_id", sa.Text(), nullable=False),
        sa.Column("from_type", sa.Text(), nullable=False),
        sa.Column("to_type", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("from_id", "field", "to_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_link_to", "link", ["to_id"], unique=False)
    op.create_table(
        "movement",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("trashed_at", sa.Text(), nullable=True),
        sa.Column("classification", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("is_historical", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Integer(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("attachments", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.Text(), nullable=True),
        sa.Column("updated_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("retention_rule", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("dispose_after", sa.Text(), nullable=True),
        sa.Column("legal_hold", sa.Integer(), nullable=True),
        sa.Column("movement_type", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("for_record_type", sa.Text(), nullable=True),
        sa.Column("for_record_id", sa.Text(), nullable=True),
        sa.Column("lead", sa.Text(), nullable=True),
        sa.Column("checkin_officer", sa.Text(), nullable=True),
        sa.Column("deputy_officer", sa.Text(), nullable=True),
        sa.Column("leave_at", sa.Text(), nullable=True),
        sa.Column("return_at", sa.Text(), nullable=True),
        sa.Column("authorities_informed", sa.Text(), nullable=True),
        sa.Column("risk_level", sa.Text(), nullable=True),
        sa.Column("risk_note", sa.Text(), nullable=True),
        sa.Column("protocols", sa.Text(), nullable=True),
        sa.Column("documents", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("safe_phrase", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("duress_phrase", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("no_contact_rule", sa.Text(), nullable=True),
        sa.Column("no_contact_text", sa.Text(), nullable=True),
        sa.Column("health_notes", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("debrief", sa.Text(), nullable=True),
        sa.CheckConstraint(
            '"attachments" IS NULL OR json_valid("attachments")', name="ck_movement_attachments"
        ),
        sa.CheckConstraint(
            '"authorities_informed" IS NULL OR json_valid("authorities_informed")',
            name="ck_movement_authorities_informed",
        ),
        sa.CheckConstraint('"is_demo" IN (0, 1)', name="ck_movement_is_demo"),
        sa.CheckConstraint('"is_historical" IN (0, 1)', name="ck_movement_is_historical"),
        sa.CheckConstraint('"legal_hold" IN (0, 1)', name="ck_movement_legal_hold"),
        sa.CheckConstraint('"protocols" IS NULL OR json_valid("protocols")', name="ck_movement_protocols"),
        sa.CheckConstraint('"tags" IS NULL OR json_valid("tags")', name="ck_movement_tags"),
        sa.PrimaryKeyConstraint("rid"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("ref"),
        sqlite_strict=True,
    )
    op.create_index("ix_movement_checkin_officer", "movement", ["checkin_officer"], unique=False)
    op.create_index("ix_movement_deputy_officer", "movement", ["deputy_officer"], unique=False)
    op.create_index("ix_movement_lead", "movement", ["lead"], unique=False)
    op.create_index(
        "ix_movement_list", "movement", ["leave_at", "rid", "trashed_at"], unique=False, sqlite_where=KEPT
    )
    op.create_index(
        "ix_movement_state",
        "movement",
        ["state", "leave_at", "rid", "trashed_at"],
        unique=False,
        sqlite_where=KEPT,
    )
    op.create_table(
        "project",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("trashed_at", sa.Text(), nullable=True),
        sa.Column("classification", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("is_historical", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Integer(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("attachments", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.Text(), nullable=True),
        sa.Column("updated_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("retention_rule", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("dispose_after", sa.Text(), nullable=True),
        sa.Column("legal_hold", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("public_name", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("goal", sa.Text(), nullable=True),
        sa.Column("donors", sa.Text(), nullable=True),
        sa.Column("start_date", sa.Text(), nullable=True),
        sa.Column("start_date_precision", sa.Text(), nullable=True),
        sa.Column("start_date_text", sa.Text(), nullable=True),
        sa.Column("end_date", sa.Text(), nullable=True),
        sa.Column("end_date_precision", sa.Text(), nullable=True),
        sa.Column("end_date_text", sa.Text(), nullable=True),
        sa.Column("budget", sa.Integer(), nullable=True),
        sa.Column("budget_currency", sa.Text(), nullable=True),
        sa.Column("places", sa.Text(), nullable=True),
        sa.Column("donor_visibility", sa.Text(), nullable=True),
        sa.Column("registered_with", sa.Text(), nullable=True),
        sa.Column("closing_summary", sa.Text(), nullable=True),
        sa.CheckConstraint(
            '"attachments" IS NULL OR json_valid("attachments")', name="ck_project_attachments"
        ),
        sa.CheckConstraint(
            '"donor_visibility" IS NULL OR json_valid("donor_visibility")', name="ck_project_donor_visibility"
        ),
        sa.CheckConstraint('"donors" IS NULL OR json_valid("donors")', name="ck_project_donors"),
        sa.CheckConstraint('"is_demo" IN (0, 1)', name="ck_project_is_demo"),
        sa.CheckConstraint('"is_historical" IN (0, 1)', name="ck_project_is_historical"),
        sa.CheckConstraint('"legal_hold" IN (0, 1)', name="ck_project_legal_hold"),
        sa.CheckConstraint('"places" IS NULL OR json_valid("places")', name="ck_project_places"),
        sa.CheckConstraint(
            '"registered_with" IS NULL OR json_valid("registered_with")', name="ck_project_registered_with"
        ),
        sa.CheckConstraint('"tags" IS NULL OR json_valid("tags")', name="ck_project_tags"),
        sa.PrimaryKeyConstraint("rid"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("ref"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_project_list", "project", ["start_date", "rid", "trashed_at"], unique=False, sqlite_where=KEPT
    )
    op.create_index(
        "ix_project_state",
        "project",
        ["state", "start_date", "rid", "trashed_at"],
        unique=False,
        sqlite_where=KEPT,
    )
    op.create_table(
        "protected_person",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("trashed_at", sa.Text(), nullable=True),
        sa.Column("classification", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("is_historical", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Integer(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("attachments", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.Text(), nullable=True),
        sa.Column("updated_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("retention_rule", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("dispose_after", sa.Text(), nullable=True),
        sa.Column("legal_hold", sa.Integer(), nullable=True),
        sa.Column("pseudonym", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("age_band", sa.Text(), nullable=True),
        sa.Column("is_minor", sa.Integer(), nullable=True),
        sa.Column("group_size", sa.Integer(), nullable=True),
        sa.Column("group_women", sa.Integer(), nullable=True),
        sa.Column("population_groups", sa.Text(), nullable=True),
        sa.Column("district", sa.Text(), nullable=True),
        sa.Column("languages", sa.Text(), nullable=True),
        sa.Column("communication_needs", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("consent_identity", sa.Text(), nullable=True),
        sa.CheckConstraint(
            '"attachments" IS NULL OR json_valid("attachments")', name="ck_protected_person_attachments"
        ),
        sa.CheckConstraint('"is_demo" IN (0, 1)', name="ck_protected_person_is_demo"),
        sa.CheckConstraint('"is_historical" IN (0, 1)', name="ck_protected_person_is_historical"),
        sa.CheckConstraint('"is_minor" IN (0, 1)', name="ck_protected_person_is_minor"),
        sa.CheckConstraint(
            '"languages" IS NULL OR json_valid("languages")', name="ck_protected_person_languages"
        ),
        sa.CheckConstraint('"legal_hold" IN (0, 1)', name="ck_protected_person_legal_hold"),
        sa.CheckConstraint(
            '"population_groups" IS NULL OR json_valid("population_groups")',
            name="ck_protected_person_population_groups",
        ),
        sa.CheckConstraint('"tags" IS NULL OR json_valid("tags")', name="ck_protected_person_tags"),
        sa.PrimaryKeyConstraint("rid"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("ref"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_protected_person_list",
        "protected_person",
        ["pseudonym", "rid", "trashed_at"],
        unique=False,
        sqlite_where=KEPT,
    )
    op.create_index(
        "ix_protected_person_state",
        "protected_person",
        ["state", "pseudonym", "rid", "trashed_at"],
        unique=False,
        sqlite_where=KEPT,
    )
    op.create_table(
        "protocol",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("trashed_at", sa.Text(), nullable=True),
        sa.Column("classification", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("is_historical", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Integer(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("attachments", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.Text(), nullable=True),
        sa.Column("updated_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("retention_rule", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("dispose_after", sa.Text(), nullable=True),
        sa.Column("legal_hold", sa.Integer(), nullable=True),
        sa.Column("code", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("title", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("protocol_area", sa.Text(), nullable=True),
        sa.Column("when_to_use", sa.Text(), nullable=True),
        sa.Column("aim", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("who_leads", sa.Text(), nullable=True),
        sa.Column("do_not", sa.Text(), nullable=True),
        sa.Column("contacts", sa.Text(), nullable=True),
        sa.Column("legal_note", sa.Text(), nullable=True),
        sa.Column("legal_checked_on", sa.Text(), nullable=True),
        sa.Column("checked_by", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("applies_to", sa.Text(), nullable=True),
        sa.Column("review_months", sa.Integer(), nullable=True),
        sa.Column("version_no", sa.Integer(), nullable=True),
        sa.Column("change_note", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("published_on", sa.Text(), nullable=True),
        sa.Column("review_due", sa.Text(), nullable=True),
        sa.CheckConstraint('"applies_to" IS NULL OR json_valid("applies_to")', name="ck_protocol_applies_to"),
        sa.CheckConstraint(
            '"attachments" IS NULL OR json_valid("attachments")', name="ck_protocol_attachments"
        ),
        sa.CheckConstraint('"contacts" IS NULL OR json_valid("contacts")', name="ck_protocol_contacts"),
        sa.CheckConstraint('"is_demo" IN (0, 1)', name="ck_protocol_is_demo"),
        sa.CheckConstraint('"is_historical" IN (0, 1)', name="ck_protocol_is_historical"),
        sa.CheckConstraint('"legal_hold" IN (0, 1)', name="ck_protocol_legal_hold"),
        sa.CheckConstraint('"tags" IS NULL OR json_valid("tags")', name="ck_protocol_tags"),
        sa.PrimaryKeyConstraint("rid"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("ref"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_protocol_list", "protocol", ["code", "rid", "trashed_at"], unique=False, sqlite_where=KEPT
    )
    op.create_index(
        "ix_protocol_state",
        "protocol",
        ["state", "code", "rid", "trashed_at"],
        unique=False,
        sqlite_where=KEPT,
    )
    op.create_table(
        "publication",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("trashed_at", sa.Text(), nullable=True),
        sa.Column("classification", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("is_historical", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Integer(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("attachments", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.Text(), nullable=True),
        sa.Column("updated_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("retention_rule", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("dispose_after", sa.Text(), nullable=True),
        sa.Column("legal_hold", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("publication_type", sa.Text(), nullable=True),
        sa.Column("audiences", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("campaign", sa.Text(), nullable=True),
        sa.Column("project", sa.Text(), nullable=True),
        sa.Column("coalition", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("urgent_reason", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("identifiable_people", sa.Text(), nullable=True),
        sa.Column("risk_rating", sa.Text(), nullable=True),
        sa.Column("risk_note", sa.Text(), nullable=True),
        sa.Column("risks", sa.Text(), nullable=True),
        sa.Column("relationship_impact", sa.Text(), nullable=True),
        sa.Column("neutral_lines", sa.Text(), nullable=True),
        sa.Column("speakers", sa.Text(), nullable=True),
        sa.Column("holding_line", sa.Text(), nullable=True),
        sa.Column("joint_signatories", sa.Text(), nullable=True),
        sa.Column("safety_plan", sa.Text(), nullable=True),
        sa.Column("solidarity_ready", sa.Text(), nullable=True),
        sa.Column("call_to_action", sa.Text(), nullable=True),
        sa.Column("release_at", sa.Text(), nullable=True),
        sa.Column("released_at", sa.Text(), nullable=True),
        sa.Column("channels", sa.Text(), nullable=True),
        sa.Column("reach", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            '"attachments" IS NULL OR json_valid("attachments")', name="ck_publication_attachments"
        ),
        sa.CheckConstraint('"audiences" IS NULL OR json_valid("audiences")', name="ck_publication_audiences"),
        sa.CheckConstraint('"channels" IS NULL OR json_valid("channels")', name="ck_publication_channels"),
        sa.CheckConstraint('"is_demo" IN (0, 1)', name="ck_publication_is_demo"),
        sa.CheckConstraint('"is_historical" IN (0, 1)', name="ck_publication_is_historical"),
        sa.CheckConstraint(
            '"joint_signatories" IS NULL OR json_valid("joint_signatories")',
            name="ck_publication_joint_signatories",
        ),
        sa.CheckConstraint('"language" IS NULL OR json_valid("language")', name="ck_publication_language"),
        sa.CheckConstraint('"legal_hold" IN (0, 1)', name="ck_publication_legal_hold"),
        sa.CheckConstraint(
            '"relationship_impact" IS NULL OR json_valid("relationship_impact")',
            name="ck_publication_relationship_impact",
        ),
        sa.CheckConstraint('"risks" IS NULL OR json_valid("risks")', name="ck_publication_risks"),
        sa.CheckConstraint('"speakers" IS NULL OR json_valid("speakers")', name="ck_publication_speakers"),
        sa.CheckConstraint('"tags" IS NULL OR json_valid("tags")', name="ck_publication_tags"),
        sa.ForeignKeyConstraint(
            ["campaign"],
            ["campaign.id"],
            name="fk_publication_campaign",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["coalition"],
            ["coalition.id"],
            name="fk_publication_coalition",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["project"], ["project.id"], name="fk_publication_project", initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["safety_plan"],
            ["protocol.id"],
            name="fk_publication_safety_plan",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("rid"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("ref"),
        sqlite_strict=True,
    )
    op.create_index("ix_publication_campaign", "publication", ["campaign"], unique=False)
    op.create_index("ix_publication_coalition", "publication", ["coalition"], unique=False)
    op.create_index(
        "ix_publication_list",
        "publication",
        ["release_at", "rid", "trashed_at"],
        unique=False,
        sqlite_where=KEPT,
    )
    op.create_index("ix_publication_project", "publication", ["project"], unique=False)
    op.create_index("ix_publication_safety_plan", "publication", ["safety_plan"], unique=False)
    op.create_index("ix_publication_solidarity_ready", "publication", ["solidarity_ready"], unique=False)
    op.create_index(
        "ix_publication_state",
        "publication",
        ["state", "release_at", "rid", "trashed_at"],
        unique=False,
        sqlite_where=KEPT,
    )
    op.create_table(
        "risk",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("trashed_at", sa.Text(), nullable=True),
        sa.Column("classification", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("is_historical", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Integer(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("attachments", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.Text(), nullable=True),
        sa.Column("updated_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("retention_rule", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("dispose_after", sa.Text(), nullable=True),
        sa.Column("legal_hold", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("risk_category", sa.Text(), nullable=True),
        sa.Column("who_affected", sa.Text(), nullable=True),
        sa.Column("linked_to", sa.Text(), nullable=True),
        sa.Column("threat_text", sa.Text(), nullable=True),
        sa.Column("threat_actor", sa.Text(), nullable=True),
        sa.Column("vulnerability_text", sa.Text(), nullable=True),
        sa.Column("capacity_text", sa.Text(), nullable=True),
        sa.Column("threat", sa.Integer(), nullable=True),
        sa.Column("vulnerability", sa.Integer(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("impact", sa.Integer(), nullable=True),
        sa.Column("treatment", sa.Text(), nullable=True),
        sa.Column("actions", sa.Text(), nullable=True),
        sa.Column("target_threat", sa.Integer(), nullable=True),
        sa.Column("target_vulnerability", sa.Integer(), nullable=True),
        sa.Column("target_capacity", sa.Integer(), nullable=True),
        sa.Column("triggers", sa.Text(), nullable=True),
        sa.Column("contingency", sa.Text(), nullable=True),
        sa.Column("accepted_by", sa.Text(), nullable=True),
        sa.Column("accepted_on", sa.Text(), nullable=True),
        sa.Column("accept_reason", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("review_on", sa.Text(), nullable=True),
        sa.CheckConstraint('"actions" IS NULL OR json_valid("actions")', name="ck_risk_actions"),
        sa.CheckConstraint('"attachments" IS NULL OR json_valid("attachments")', name="ck_risk_attachments"),
        sa.CheckConstraint('"capacity" BETWEEN 1 AND 5', name="ck_risk_capacity"),
        sa.CheckConstraint('"impact" BETWEEN 1 AND 5', name="ck_risk_impact"),
        sa.CheckConstraint('"is_demo" IN (0, 1)', name="ck_risk_is_demo"),
        sa.CheckConstraint('"is_historical" IN (0, 1)', name="ck_risk_is_historical"),
        sa.CheckConstraint('"legal_hold" IN (0, 1)', name="ck_risk_legal_hold"),
        sa.CheckConstraint('"linked_to" IS NULL OR json_valid("linked_to")', name="ck_risk_linked_to"),
        sa.CheckConstraint('"tags" IS NULL OR json_valid("tags")', name="ck_risk_tags"),
        sa.CheckConstraint('"target_capacity" BETWEEN 1 AND 5', name="ck_risk_target_capacity"),
        sa.CheckConstraint('"target_threat" BETWEEN 1 AND 5', name="ck_risk_target_threat"),
        sa.CheckConstraint('"target_vulnerability" BETWEEN 1 AND 5', name="ck_risk_target_vulnerability"),
        sa.CheckConstraint('"threat" BETWEEN 1 AND 5', name="ck_risk_threat"),
        sa.CheckConstraint('"vulnerability" BETWEEN 1 AND 5', name="ck_risk_vulnerability"),
        sa.CheckConstraint(
            '"who_affected" IS NULL OR json_valid("who_affected")', name="ck_risk_who_affected"
        ),
        sa.PrimaryKeyConstraint("rid"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("ref"),
        sqlite_strict=True,
    )
    op.create_index("ix_risk_accepted_by", "risk", ["accepted_by"], unique=False)
    op.create_index("ix_risk_contingency", "risk", ["contingency"], unique=False)
    op.create_index(
        "ix_risk_list", "risk", ["review_on", "rid", "trashed_at"], unique=False, sqlite_where=KEPT
    )
    op.create_index(
        "ix_risk_state", "risk", ["state", "review_on", "rid", "trashed_at"], unique=False, sqlite_where=KEPT
    )
    op.create_table(
        "search_row",
        sa.Column("rowid", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("rowid"),
        sa.UniqueConstraint("record"),
        sqlite_strict=True,
    )
    op.create_table(
        "letter",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("cid", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.CheckConstraint("json_valid(value)", name="ck_setting_value"),
        sa.PrimaryKeyConstraint("key"),
        sqlite_strict=True,
    )
    op.create_table(
        "staff_member",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("trashed_at", sa.Text(), nullable=True),
        sa.Column("classification", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("is_historical", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Integer(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("attachments", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.Text(), nullable=True),
        sa.Column("updated_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("retention_rule", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("dispose_after", sa.Text(), nullable=True),
        sa.Column("legal_hold", sa.Integer(), nullable=True),
        sa.Column("display_name", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("post_title", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("roles", sa.Text(), nullable=True),
        sa.Column("staff_group", sa.Text(), nullable=True),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("account_state", sa.Text(), nullable=True),
        sa.Column("start_date", sa.Text(), nullable=True),
        sa.Column("leaving_date", sa.Text(), nullable=True),
        sa.Column("leaving_kind", sa.Text(), nullable=True),
        sa.Column("handover", sa.Text(), nullable=True),
        sa.CheckConstraint(
            '"attachments" IS NULL OR json_valid("attachments")', name="ck_staff_member_attachments"
        ),
        sa.CheckConstraint('"is_demo" IN (0, 1)', name="ck_staff_member_is_demo"),
        sa.CheckConstraint('"is_historical" IN (0, 1)', name="ck_staff_member_is_historical"),
        sa.CheckConstraint('"legal_hold" IN (0, 1)', name="ck_staff_member_legal_hold"),
        sa.CheckConstraint('"roles" IS NULL OR json_valid("roles")', name="ck_staff_member_roles"),
        sa.CheckConstraint('"tags" IS NULL OR json_valid("tags")', name="ck_staff_member_tags"),
        sa.ForeignKeyConstraint(
            ["handover"],
            ["staff_member.id"],
            name="fk_staff_member_handover",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("rid"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("ref"),
        sqlite_strict=True,
    )
    op.create_index("ix_staff_member_handover", "staff_member", ["handover"], unique=False)
    op.create_index(
        "ix_staff_member_list",
        "staff_member",
        ["display_name", "rid", "trashed_at"],
        unique=False,
        sqlite_where=KEPT,
    )
    op.create_index(
        "ix_staff_member_state",
        "staff_member",
        ["state", "display_name", "rid", "trashed_at"],
        unique=False,
        sqlite_where=KEPT,
    )
    op.create_table(
        "staff_member__safety_card",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("own_phone", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("trusted_name", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("trusted_relation", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("trusted_phone", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("trusted_when", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("lawyer_wish", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("health_needs", sa.Text(), nullable=True),
        sa.Column("blood_type", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("languages", sa.Text(), nullable=True),
        sa.Column("authenticity_question", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("family_told_rule", sa.Text(collation="NOCASE"), nullable=True),
        sa.CheckConstraint(
            '"languages" IS NULL OR json_valid("languages")', name="ck_staff_member__safety_card_languages"
        ),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_staff_member__safety_card_parent",
        "staff_member__safety_card",
        ["parent", "position"],
        unique=False,
    )
    op.create_table(
        "term",
        sa.Column("vocab", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=False),
        sa.Column("label_km", sa.Text(), nullable=True),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Integer(), nullable=False),
        sa.Column("help", sa.Text(), nullable=True),
        sa.CheckConstraint("active IN (0, 1)", name="ck_term_active"),
        sa.PrimaryKeyConstraint("vocab", "code"),
        sqlite_strict=True,
    )
    op.create_table(
        "balance_review__counts",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("group", sa.Text(), nullable=True),
        sa.Column("meetings", sa.Integer(), nullable=True),
        sa.Column("activities", sa.Integer(), nullable=True),
        sa.Column("publications", sa.Integer(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("share", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["balance_review.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_balance_review__counts_parent", "balance_review__counts", ["parent", "position"], unique=False
    )
    op.create_table(
        "campaign__we_elements",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("element", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("how", sa.Text(), nullable=True),
        sa.Column("na_reason", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("last_checked", sa.Text(), nullable=True),
        sa.CheckConstraint(
            '"evidence" IS NULL OR json_valid("evidence")', name="ck_campaign__we_elements_evidence"
        ),
        sa.ForeignKeyConstraint(["parent"], ["campaign.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_campaign__we_elements_parent", "campaign__we_elements", ["parent", "position"], unique=False
    )
    op.create_table(
        "case",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("trashed_at", sa.Text(), nullable=True),
        sa.Column("classification", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("is_historical", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Integer(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("attachments", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.Text(), nullable=True),
        sa.Column("updated_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("retention_rule", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("dispose_after", sa.Text(), nullable=True),
        sa.Column("legal_hold", sa.Integer(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("case_type", sa.Text(), nullable=True),
        sa.Column("intake_date", sa.Text(), nullable=True),
        sa.Column("intake_channel", sa.Text(), nullable=True),
        sa.Column("referred_by", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("priority", sa.Text(), nullable=True),
        sa.Column("case_worker", sa.Text(), nullable=True),
        sa.Column("shared_with", sa.Text(), nullable=True),
        sa.Column("share_with_security", sa.Integer(), nullable=True),
        sa.Column("immediate_safety", sa.Text(), nullable=True),
        sa.Column("safety_steps", sa.Text(), nullable=True),
        sa.Column("request", sa.Text(), nullable=True),
        sa.Column("advocacy_use", sa.Text(), nullable=True),
        sa.Column("closure_reason", sa.Text(), nullable=True),
        sa.Column("closure_summary", sa.Text(), nullable=True),
        sa.Column("person_informed", sa.Text(), nullable=True),
        sa.Column("feedback", sa.Text(), nullable=True),
        sa.Column("transfer_to", sa.Text(), nullable=True),
        sa.CheckConstraint('"attachments" IS NULL OR json_valid("attachments")', name="ck_case_attachments"),
        sa.CheckConstraint('"is_demo" IN (0, 1)', name="ck_case_is_demo"),
        sa.CheckConstraint('"is_historical" IN (0, 1)', name="ck_case_is_historical"),
        sa.CheckConstraint('"legal_hold" IN (0, 1)', name="ck_case_legal_hold"),
        sa.CheckConstraint('"share_with_security" IN (0, 1)', name="ck_case_share_with_security"),
        sa.CheckConstraint('"shared_with" IS NULL OR json_valid("shared_with")', name="ck_case_shared_with"),
        sa.CheckConstraint('"tags" IS NULL OR json_valid("tags")', name="ck_case_tags"),
        sa.ForeignKeyConstraint(
            ["subject"],
            ["protected_person.id"],
            name="fk_case_subject",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("rid"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("ref"),
        sqlite_strict=True,
    )
    op.create_index("ix_case_case_worker", "case", ["case_worker"], unique=False)
    op.create_index(
        "ix_case_list", "case", ["intake_date", "rid", "trashed_at"], unique=False, sqlite_where=KEPT
    )
    op.create_index("ix_case_referred_by", "case", ["referred_by"], unique=False)
    op.create_index(
        "ix_case_state",
        "case",
        ["state", "intake_date", "rid", "trashed_at"],
        unique=False,
        sqlite_where=KEPT,
    )
    op.create_index("ix_case_subject", "case", ["subject"], unique=False)
    op.create_index("ix_case_transfer_to", "case", ["transfer_to"], unique=False)
    op.create_table(
        "coalition__health",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("date", sa.Text(), nullable=True),
        sa.Column("trust", sa.Integer(), nullable=True),
        sa.Column("participation", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(collation="NOCASE"), nullable=True),
        sa.CheckConstraint('"participation" BETWEEN 1 AND 5', name="ck_coalition__health_participation"),
        sa.CheckConstraint('"trust" BETWEEN 1 AND 5', name="ck_coalition__health_trust"),
        sa.ForeignKeyConstraint(["parent"], ["coalition.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index("ix_coalition__health_parent", "coalition__health", ["parent", "position"], unique=False)
    op.create_table(
        "commitment__progress",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("date", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["commitment.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_commitment__progress_parent", "commitment__progress", ["parent", "position"], unique=False
    )
    op.create_table(
        "commitment__reminded",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("date", sa.Text(), nullable=True),
        sa.Column("how", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("reply", sa.Text(collation="NOCASE"), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["commitment.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_commitment__reminded_parent", "commitment__reminded", ["parent", "position"], unique=False
    )
    op.create_table(
        "disposal_record",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("trashed_at", sa.Text(), nullable=True),
        sa.Column("classification", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("is_historical", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Integer(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("attachments", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.Text(), nullable=True),
        sa.Column("updated_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("retention_rule", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("dispose_after", sa.Text(), nullable=True),
        sa.Column("legal_hold", sa.Integer(), nullable=True),
        sa.Column("rule", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("scope_text", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("entity", sa.Text(), nullable=True),
        sa.Column("item_count", sa.Integer(), nullable=True),
        sa.Column("action", sa.Text(), nullable=True),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("backups_handled", sa.Text(), nullable=True),
        sa.Column("proposed_by", sa.Text(), nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("executed_by", sa.Text(), nullable=True),
        sa.Column("witness", sa.Text(), nullable=True),
        sa.Column("executed_on", sa.Text(), nullable=True),
        sa.CheckConstraint(
            '"attachments" IS NULL OR json_valid("attachments")', name="ck_disposal_record_attachments"
        ),
        sa.CheckConstraint('"is_demo" IN (0, 1)', name="ck_disposal_record_is_demo"),
        sa.CheckConstraint('"is_historical" IN (0, 1)', name="ck_disposal_record_is_historical"),
        sa.CheckConstraint('"legal_hold" IN (0, 1)', name="ck_disposal_record_legal_hold"),
        sa.CheckConstraint('"tags" IS NULL OR json_valid("tags")', name="ck_disposal_record_tags"),
        sa.ForeignKeyConstraint(
            ["approved_by"],
            ["staff_member.id"],
            name="fk_disposal_record_approved_by",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["executed_by"],
            ["staff_member.id"],
            name="fk_disposal_record_executed_by",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"],
            ["staff_member.id"],
            name="fk_disposal_record_proposed_by",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["witness"],
            ["staff_member.id"],
            name="fk_disposal_record_witness",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("rid"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("ref"),
        sqlite_strict=True,
    )
    op.create_index("ix_disposal_record_approved_by", "disposal_record", ["approved_by"], unique=False)
    op.create_index("ix_disposal_record_executed_by", "disposal_record", ["executed_by"], unique=False)
    op.create_index(
        "ix_disposal_record_list",
        "disposal_record",
        ["ref", "rid", "trashed_at"],
        unique=False,
        sqlite_where=KEPT,
    )
    op.create_index("ix_disposal_record_proposed_by", "disposal_record", ["proposed_by"], unique=False)
    op.create_index(
        "ix_disposal_record_state",
        "disposal_record",
        ["state", "ref", "rid", "trashed_at"],
        unique=False,
        sqlite_where=KEPT,
    )
    op.create_index("ix_disposal_record_witness", "disposal_record", ["witness"], unique=False)
    op.create_table(
        "incident__aar",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Text(), nullable=True),
        sa.Column("expected", sa.Text(), nullable=True),
        sa.Column("happened", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("keep", sa.Text(), nullable=True),
        sa.Column("change", sa.Text(), nullable=True),
        sa.Column("actions", sa.Text(), nullable=True),
        sa.Column("protocol_changes", sa.Text(), nullable=True),
        sa.Column("wellbeing_done", sa.Text(), nullable=True),
        sa.CheckConstraint('"actions" IS NULL OR json_valid("actions")', name="ck_incident__aar_actions"),
        sa.CheckConstraint(
            '"protocol_changes" IS NULL OR json_valid("protocol_changes")',
            name="ck_incident__aar_protocol_changes",
        ),
        sa.ForeignKeyConstraint(["parent"], ["incident.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index("ix_incident__aar_parent", "incident__aar", ["parent", "position"], unique=False)
    op.create_table(
        "incident__external_notice",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("to", sa.Text(), nullable=True),
        sa.Column("at", sa.Text(), nullable=True),
        sa.Column("tlp", sa.Text(), nullable=True),
        sa.Column("what", sa.Text(collation="NOCASE"), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["incident.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_incident__external_notice_parent",
        "incident__external_notice",
        ["parent", "position"],
        unique=False,
    )
    op.create_table(
        "incident__internal_notice",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("to", sa.Text(), nullable=True),
        sa.Column("at", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["incident.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_incident__internal_notice_parent",
        "incident__internal_notice",
        ["parent", "position"],
        unique=False,
    )
    op.create_table(
        "incident__items_taken",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("data_level", sa.Text(), nullable=True),
        sa.Column("encrypted", sa.Text(), nullable=True),
        sa.Column("action_taken", sa.Text(collation="NOCASE"), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["incident.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_incident__items_taken_parent", "incident__items_taken", ["parent", "position"], unique=False
    )
    op.create_table(
        "incident__timeline",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=True),
        sa.Column("entry", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["incident.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_incident__timeline_parent", "incident__timeline", ["parent", "position"], unique=False
    )
    op.create_table(
        "incident__who_involved",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=True),
        sa.Column("group", sa.Text(), nullable=True),
        sa.Column("harm", sa.Text(), nullable=True),
        sa.Column("informed_family", sa.Text(), nullable=True),
        sa.Column("consent_to_share", sa.Text(), nullable=True),
        sa.Column("support_needed", sa.Text(), nullable=True),
        sa.CheckConstraint(
            '"support_needed" IS NULL OR json_valid("support_needed")',
            name="ck_incident__who_involved_support_needed",
        ),
        sa.ForeignKeyConstraint(["parent"], ["incident.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_incident__who_involved_parent", "incident__who_involved", ["parent", "position"], unique=False
    )
    op.create_table(
        "indicator",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("trashed_at", sa.Text(), nullable=True),
        sa.Column("classification", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("is_historical", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Integer(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("attachments", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.Text(), nullable=True),
        sa.Column("updated_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("retention_rule", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("dispose_after", sa.Text(), nullable=True),
        sa.Column("legal_hold", sa.Integer(), nullable=True),
        sa.Column("project", sa.Text(), nullable=True),
        sa.Column("campaign", sa.Text(), nullable=True),
        sa.Column("result_code", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("name", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("measure", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("direction", sa.Text(), nullable=True),
        sa.Column("aggregation", sa.Text(), nullable=True),
        sa.Column("counts", sa.Text(), nullable=True),
        sa.Column("baseline", sa.Integer(), nullable=True),
        sa.Column("baseline_year", sa.Integer(), nullable=True),
        sa.Column("baseline_note", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("disaggregate_by", sa.Text(), nullable=True),
        sa.Column("method", sa.Text(), nullable=True),
        sa.CheckConstraint(
            '"attachments" IS NULL OR json_valid("attachments")', name="ck_indicator_attachments"
        ),
        sa.CheckConstraint(
            '"disaggregate_by" IS NULL OR json_valid("disaggregate_by")', name="ck_indicator_disaggregate_by"
        ),
        sa.CheckConstraint('"is_demo" IN (0, 1)', name="ck_indicator_is_demo"),
        sa.CheckConstraint('"is_historical" IN (0, 1)', name="ck_indicator_is_historical"),
        sa.CheckConstraint('"legal_hold" IN (0, 1)', name="ck_indicator_legal_hold"),
        sa.CheckConstraint('"tags" IS NULL OR json_valid("tags")', name="ck_indicator_tags"),
        sa.ForeignKeyConstraint(
            ["campaign"], ["campaign.id"], name="fk_indicator_campaign", initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["project"], ["project.id"], name="fk_indicator_project", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("rid"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("ref"),
        sqlite_strict=True,
    )
    op.create_index("ix_indicator_campaign", "indicator", ["campaign"], unique=False)
    op.create_index(
        "ix_indicator_list",
        "indicator",
        ["result_code", "rid", "trashed_at"],
        unique=False,
        sqlite_where=KEPT,
    )
    op.create_index("ix_indicator_project", "indicator", ["project"], unique=False)
    op.create_index(
        "ix_indicator_state",
        "indicator",
        ["state", "result_code", "rid", "trashed_at"],
        unique=False,
        sqlite_where=KEPT,
    )
    op.create_table(
        "movement__checkins",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("due_at", sa.Text(), nullable=True),
        sa.Column("grace_min", sa.Integer(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("done_at", sa.Text(), nullable=True),
        sa.Column("via", sa.Text(), nullable=True),
        sa.Column("phrase_ok", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["movement.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_movement__checkins_parent", "movement__checkins", ["parent", "position"], unique=False
    )
    op.create_table(
        "movement__contact_methods",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("order", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["movement.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_movement__contact_methods_parent",
        "movement__contact_methods",
        ["parent", "position"],
        unique=False,
    )
    op.create_table(
        "movement__devices",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("device", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("encrypted", sa.Integer(), nullable=True),
        sa.Column("data_level", sa.Text(), nullable=True),
        sa.Column("travel_prepared", sa.Integer(), nullable=True),
        sa.CheckConstraint('"encrypted" IN (0, 1)', name="ck_movement__devices_encrypted"),
        sa.CheckConstraint('"travel_prepared" IN (0, 1)', name="ck_movement__devices_travel_prepared"),
        sa.ForeignKeyConstraint(["parent"], ["movement.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index("ix_movement__devices_parent", "movement__devices", ["parent", "position"], unique=False)
    op.create_table(
        "movement__escalations",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=True),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("action", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(collation="NOCASE"), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["movement.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_movement__escalations_parent", "movement__escalations", ["parent", "position"], unique=False
    )
    op.create_table(
        "movement__legs",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("from_place", sa.Text(), nullable=True),
        sa.Column("to_place", sa.Text(), nullable=True),
        sa.Column("depart", sa.Text(), nullable=True),
        sa.Column("arrive", sa.Text(), nullable=True),
        sa.Column("transport", sa.Text(), nullable=True),
        sa.Column("stay_at", sa.Text(collation="NOCASE"), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["movement.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index("ix_movement__legs_parent", "movement__legs", ["parent", "position"], unique=False)
    op.create_table(
        "movement__travellers",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["movement.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_movement__travellers_parent", "movement__travellers", ["parent", "position"], unique=False
    )
    op.create_table(
        "project__report_due",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("date", sa.Text(), nullable=True),
        sa.Column("type", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("sent_on", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["project.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_project__report_due_parent", "project__report_due", ["parent", "position"], unique=False
    )
    op.create_table(
        "project__results",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("parent_code", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("statement", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("assumptions", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["project.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index("ix_project__results_parent", "project__results", ["parent", "position"], unique=False)
    op.create_table(
        "protected_person__identity",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("full_name", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("phone", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("address", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("id_number", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("caregiver", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("safe_contact_rule", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("do_not_contact_via", sa.Text(), nullable=True),
        sa.CheckConstraint(
            '"do_not_contact_via" IS NULL OR json_valid("do_not_contact_via")',
            name="ck_protected_person__identity_do_not_contact_via",
        ),
        sa.ForeignKeyConstraint(["parent"], ["protected_person.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_protected_person__identity_parent",
        "protected_person__identity",
        ["parent", "position"],
        unique=False,
    )
    op.create_table(
        "protocol__assignments",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=True),
        sa.Column("version_no", sa.Integer(), nullable=True),
        sa.Column("assigned_on", sa.Text(), nullable=True),
        sa.Column("ack_due", sa.Text(), nullable=True),
        sa.Column("acknowledged_on", sa.Text(), nullable=True),
        sa.Column("how", sa.Text(), nullable=True),
        sa.Column("last_drill_on", sa.Text(), nullable=True),
        sa.Column("drill_result", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["protocol.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["staff"],
            ["staff_member.id"],
            name="fk_protocol__assignments_staff",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_protocol__assignments_parent", "protocol__assignments", ["parent", "position"], unique=False
    )
    op.create_table(
        "protocol__drills",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("date", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("participants", sa.Text(), nullable=True),
        sa.Column("minutes_to_first_step", sa.Integer(), nullable=True),
        sa.Column("went_well", sa.Text(), nullable=True),
        sa.Column("gaps", sa.Text(), nullable=True),
        sa.Column("actions", sa.Text(), nullable=True),
        sa.CheckConstraint('"actions" IS NULL OR json_valid("actions")', name="ck_protocol__drills_actions"),
        sa.CheckConstraint(
            '"participants" IS NULL OR json_valid("participants")', name="ck_protocol__drills_participants"
        ),
        sa.ForeignKeyConstraint(["parent"], ["protocol.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index("ix_protocol__drills_parent", "protocol__drills", ["parent", "position"], unique=False)
    op.create_table(
        "protocol__steps",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=True),
        sa.Column("order", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("time_limit_min", sa.Integer(), nullable=True),
        sa.Column("critical", sa.Integer(), nullable=True),
        sa.CheckConstraint('"critical" IN (0, 1)', name="ck_protocol__steps_critical"),
        sa.ForeignKeyConstraint(["parent"], ["protocol.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index("ix_protocol__steps_parent", "protocol__steps", ["parent", "position"], unique=False)
    op.create_table(
        "protocol__wallet_lines",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(collation="NOCASE"), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["protocol.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_protocol__wallet_lines_parent", "protocol__wallet_lines", ["parent", "position"], unique=False
    )
    op.create_table(
        "publication__claims",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("claim", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("checked_by", sa.Text(), nullable=True),
        sa.Column("ok", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            '"evidence" IS NULL OR json_valid("evidence")', name="ck_publication__claims_evidence"
        ),
        sa.CheckConstraint('"ok" IN (0, 1)', name="ck_publication__claims_ok"),
        sa.ForeignKeyConstraint(
            ["checked_by"],
            ["staff_member.id"],
            name="fk_publication__claims_checked_by",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["parent"], ["publication.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_publication__claims_parent", "publication__claims", ["parent", "position"], unique=False
    )
    op.create_table(
        "publication__monitoring",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("date", sa.Text(), nullable=True),
        sa.Column("what", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("tone", sa.Text(), nullable=True),
        sa.Column("incident", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["publication.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_publication__monitoring_parent", "publication__monitoring", ["parent", "position"], unique=False
    )
    op.create_table(
        "publication__signoffs",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("at", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by"],
            ["staff_member.id"],
            name="fk_publication__signoffs_by",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["parent"], ["publication.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_publication__signoffs_parent", "publication__signoffs", ["parent", "position"], unique=False
    )
    op.create_table(
        "risk__history",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("date", sa.Text(), nullable=True),
        sa.Column("threat", sa.Integer(), nullable=True),
        sa.Column("vulnerability", sa.Integer(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("impact", sa.Integer(), nullable=True),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(collation="NOCASE"), nullable=True),
        sa.CheckConstraint('"capacity" BETWEEN 1 AND 5', name="ck_risk__history_capacity"),
        sa.CheckConstraint('"impact" BETWEEN 1 AND 5', name="ck_risk__history_impact"),
        sa.CheckConstraint('"threat" BETWEEN 1 AND 5', name="ck_risk__history_threat"),
        sa.CheckConstraint('"vulnerability" BETWEEN 1 AND 5', name="ck_risk__history_vulnerability"),
        sa.ForeignKeyConstraint(["parent"], ["risk.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index("ix_risk__history_parent", "risk__history", ["parent", "position"], unique=False)
    op.create_table(
        "staff_member__devices",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("full_disk_encryption", sa.Text(), nullable=True),
        sa.Column("last_update_on", sa.Text(), nullable=True),
        sa.Column("last_backup_on", sa.Text(), nullable=True),
        sa.Column("data_level", sa.Text(), nullable=True),
        sa.Column("returned_on", sa.Text(), nullable=True),
        sa.Column("wiped_on", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["staff_member.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_staff_member__devices_parent", "staff_member__devices", ["parent", "position"], unique=False
    )
    op.create_table(
        "staff_member__leaving_steps",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("step", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("who", sa.Text(), nullable=True),
        sa.Column("due", sa.Text(), nullable=True),
        sa.Column("done_on", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("na_reason", sa.Text(collation="NOCASE"), nullable=True),
        sa.ForeignKeyConstraint(
            ["by"],
            ["staff_member.id"],
            name="fk_staff_member__leaving_steps_by",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["parent"], ["staff_member.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_staff_member__leaving_steps_parent",
        "staff_member__leaving_steps",
        ["parent", "position"],
        unique=False,
    )
    op.create_table(
        "staff_member__training",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("date", sa.Text(), nullable=True),
        sa.Column("refresh_months", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["staff_member.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_staff_member__training_parent", "staff_member__training", ["parent", "position"], unique=False
    )
    op.create_table(
        "staff_member__wellbeing_checks",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("date", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by"],
            ["staff_member.id"],
            name="fk_staff_member__wellbeing_checks_by",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["parent"], ["staff_member.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_staff_member__wellbeing_checks_parent",
        "staff_member__wellbeing_checks",
        ["parent", "position"],
        unique=False,
    )
    op.create_table(
        "stakeholder",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("trashed_at", sa.Text(), nullable=True),
        sa.Column("classification", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("is_historical", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Integer(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("attachments", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.Text(), nullable=True),
        sa.Column("updated_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("retention_rule", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("dispose_after", sa.Text(), nullable=True),
        sa.Column("legal_hold", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("name_km", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("short_name", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("engagement_group", sa.Text(), nullable=True),
        sa.Column("stakeholder_type", sa.Text(), nullable=True),
        sa.Column("authority_level", sa.Text(), nullable=True),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("is_political_party", sa.Integer(), nullable=True),
        sa.Column("mandate", sa.Text(), nullable=True),
        sa.Column("issues", sa.Text(), nullable=True),
        sa.Column("position_score", sa.Integer(), nullable=True),
        sa.Column("interest_score", sa.Integer(), nullable=True),
        sa.Column("alignment_score", sa.Integer(), nullable=True),
        sa.Column("stance", sa.Text(), nullable=True),
        sa.Column("power_forms", sa.Text(), nullable=True),
        sa.Column("spaces", sa.Text(), nullable=True),
        sa.Column("drivers", sa.Text(), nullable=True),
        sa.Column("influenced_by", sa.Text(), nullable=True),
        sa.Column("entry_point", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("capacity_gap", sa.Text(), nullable=True),
        sa.Column("relation_owner", sa.Text(), nullable=True),
        sa.Column("engagement_scope", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("mapped_on", sa.Text(), nullable=True),
        sa.Column("emergency_role", sa.Text(), nullable=True),
        sa.Column("public_contact", sa.Text(collation="NOCASE"), nullable=True),
        sa.CheckConstraint('"alignment_score" BETWEEN 1 AND 5', name="ck_stakeholder_alignment_score"),
        sa.CheckConstraint(
            '"attachments" IS NULL OR json_valid("attachments")', name="ck_stakeholder_attachments"
        ),
        sa.CheckConstraint(
            '"influenced_by" IS NULL OR json_valid("influenced_by")', name="ck_stakeholder_influenced_by"
        ),
        sa.CheckConstraint('"interest_score" BETWEEN 1 AND 5', name="ck_stakeholder_interest_score"),
        sa.CheckConstraint('"is_demo" IN (0, 1)', name="ck_stakeholder_is_demo"),
        sa.CheckConstraint('"is_historical" IN (0, 1)', name="ck_stakeholder_is_historical"),
        sa.CheckConstraint('"is_political_party" IN (0, 1)', name="ck_stakeholder_is_political_party"),
        sa.CheckConstraint('"issues" IS NULL OR json_valid("issues")', name="ck_stakeholder_issues"),
        sa.CheckConstraint('"legal_hold" IN (0, 1)', name="ck_stakeholder_legal_hold"),
        sa.CheckConstraint('"position_score" BETWEEN 1 AND 5', name="ck_stakeholder_position_score"),
        sa.CheckConstraint(
            '"power_forms" IS NULL OR json_valid("power_forms")', name="ck_stakeholder_power_forms"
        ),
        sa.CheckConstraint('"spaces" IS NULL OR json_valid("spaces")', name="ck_stakeholder_spaces"),
        sa.CheckConstraint('"tags" IS NULL OR json_valid("tags")', name="ck_stakeholder_tags"),
        sa.ForeignKeyConstraint(
            ["parent"],
            ["stakeholder.id"],
            name="fk_stakeholder_parent",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["relation_owner"],
            ["staff_member.id"],
            name="fk_stakeholder_relation_owner",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("rid"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("ref"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_stakeholder_list", "stakeholder", ["name", "rid", "trashed_at"], unique=False, sqlite_where=KEPT
    )
    op.create_index("ix_stakeholder_parent", "stakeholder", ["parent"], unique=False)
    op.create_index("ix_stakeholder_relation_owner", "stakeholder", ["relation_owner"], unique=False)
    op.create_index(
        "ix_stakeholder_state",
        "stakeholder",
        ["state", "name", "rid", "trashed_at"],
        unique=False,
        sqlite_where=KEPT,
    )
    op.create_table(
        "support_request",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("trashed_at", sa.Text(), nullable=True),
        sa.Column("classification", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("is_historical", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Integer(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("attachments", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.Text(), nullable=True),
        sa.Column("updated_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("retention_rule", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("dispose_after", sa.Text(), nullable=True),
        sa.Column("legal_hold", sa.Integer(), nullable=True),
        sa.Column("direction", sa.Text(), nullable=True),
        sa.Column("support_type", sa.Text(), nullable=True),
        sa.Column("urgency", sa.Text(), nullable=True),
        sa.Column("partner", sa.Text(), nullable=True),
        sa.Column("incident", sa.Text(), nullable=True),
        sa.Column("people_concerned", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("consent", sa.Text(), nullable=True),
        sa.Column("consent_reason", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("publicity", sa.Text(), nullable=True),
        sa.Column("do_no_harm_note", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("amount_currency", sa.Text(), nullable=True),
        sa.Column("sent_on", sa.Text(), nullable=True),
        sa.Column("sent_by", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("answer_due", sa.Text(), nullable=True),
        sa.Column("received", sa.Text(), nullable=True),
        sa.Column("usefulness", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            '"attachments" IS NULL OR json_valid("attachments")', name="ck_support_request_attachments"
        ),
        sa.CheckConstraint('"is_demo" IN (0, 1)', name="ck_support_request_is_demo"),
        sa.CheckConstraint('"is_historical" IN (0, 1)', name="ck_support_request_is_historical"),
        sa.CheckConstraint('"legal_hold" IN (0, 1)', name="ck_support_request_legal_hold"),
        sa.CheckConstraint(
            '"support_type" IS NULL OR json_valid("support_type")', name="ck_support_request_support_type"
        ),
        sa.CheckConstraint('"tags" IS NULL OR json_valid("tags")', name="ck_support_request_tags"),
        sa.CheckConstraint('"usefulness" BETWEEN 1 AND 5', name="ck_support_request_usefulness"),
        sa.ForeignKeyConstraint(
            ["incident"],
            ["incident.id"],
            name="fk_support_request_incident",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("rid"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("ref"),
        sqlite_strict=True,
    )
    op.create_index("ix_support_request_incident", "support_request", ["incident"], unique=False)
    op.create_index(
        "ix_support_request_list",
        "support_request",
        ["answer_due", "rid", "trashed_at"],
        unique=False,
        sqlite_where=KEPT,
    )
    op.create_index("ix_support_request_partner", "support_request", ["partner"], unique=False)
    op.create_index("ix_support_request_sent_by", "support_request", ["sent_by"], unique=False)
    op.create_index(
        "ix_support_request_state",
        "support_request",
        ["state", "answer_due", "rid", "trashed_at"],
        unique=False,
        sqlite_where=KEPT,
    )
    op.create_table(
        "authorisation",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("trashed_at", sa.Text(), nullable=True),
        sa.Column("classification", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("is_historical", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Integer(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("attachments", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.Text(), nullable=True),
        sa.Column("updated_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("retention_rule", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("dispose_after", sa.Text(), nullable=True),
        sa.Column("legal_hold", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("authorisation_type", sa.Text(), nullable=True),
        sa.Column("legal_basis", sa.Text(), nullable=True),
        sa.Column("required_by_law", sa.Text(), nullable=True),
        sa.Column("expected_locally", sa.Text(), nullable=True),
        sa.Column("legal_checked_on", sa.Text(), nullable=True),
        sa.Column("authority", sa.Text(), nullable=True),
        sa.Column("copies_to", sa.Text(), nullable=True),
        sa.Column("covers", sa.Text(), nullable=True),
        sa.Column("places", sa.Text(), nullable=True),
        sa.Column("lead_days", sa.Integer(), nullable=True),
        sa.Column("submit_by", sa.Text(), nullable=True),
        sa.Column("submitted_on", sa.Text(), nullable=True),
        sa.Column("submitted_how", sa.Text(), nullable=True),
        sa.Column("receipt_no", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("acknowledged_on", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("conditions", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Text(), nullable=True),
        sa.Column("valid_until", sa.Text(), nullable=True),
        sa.Column("renewal_notice_days", sa.Integer(), nullable=True),
        sa.Column("refusal_reason", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("next_step", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("filing_period", sa.Integer(), nullable=True),
        sa.Column("scan", sa.Text(), nullable=True),
        sa.CheckConstraint(
            '"attachments" IS NULL OR json_valid("attachments")', name="ck_authorisation_attachments"
        ),
        sa.CheckConstraint(
            '"copies_to" IS NULL OR json_valid("copies_to")', name="ck_authorisation_copies_to"
        ),
        sa.CheckConstraint('"covers" IS NULL OR json_valid("covers")', name="ck_authorisation_covers"),
        sa.CheckConstraint('"is_demo" IN (0, 1)', name="ck_authorisation_is_demo"),
        sa.CheckConstraint('"is_historical" IN (0, 1)', name="ck_authorisation_is_historical"),
        sa.CheckConstraint('"legal_hold" IN (0, 1)', name="ck_authorisation_legal_hold"),
        sa.CheckConstraint('"places" IS NULL OR json_valid("places")', name="ck_authorisation_places"),
        sa.CheckConstraint('"scan" IS NULL OR json_valid("scan")', name="ck_authorisation_scan"),
        sa.CheckConstraint('"tags" IS NULL OR json_valid("tags")', name="ck_authorisation_tags"),
        sa.ForeignKeyConstraint(
            ["authority"],
            ["stakeholder.id"],
            name="fk_authorisation_authority",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("rid"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("ref"),
        sqlite_strict=True,
    )
    op.create_index("ix_authorisation_authority", "authorisation", ["authority"], unique=False)
    op.create_index(
        "ix_authorisation_list",
        "authorisation",
        ["submit_by", "rid", "trashed_at"],
        unique=False,
        sqlite_where=KEPT,
    )
    op.create_index(
        "ix_authorisation_state",
        "authorisation",
        ["state", "submit_by", "rid", "trashed_at"],
        unique=False,
        sqlite_where=KEPT,
    )
    op.create_table(
        "balance_review__closeness_rows",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("stakeholder", sa.Text(), nullable=True),
        sa.Column("s1_frequency", sa.Integer(), nullable=True),
        sa.Column("s2_dependence", sa.Integer(), nullable=True),
        sa.Column("s3_scope", sa.Integer(), nullable=True),
        sa.Column("s4_voice", sa.Integer(), nullable=True),
        sa.Column("sum", sa.Integer(), nullable=True),
        sa.Column("label", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("comment", sa.Text(collation="NOCASE"), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["balance_review.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["stakeholder"],
            ["stakeholder.id"],
            name="fk_balance_review__closeness_rows_stakeholder",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_balance_review__closeness_rows_parent",
        "balance_review__closeness_rows",
        ["parent", "position"],
        unique=False,
    )
    op.create_table(
        "campaign__ladder",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("stakeholder", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("next_step", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("by_date", sa.Text(), nullable=True),
        sa.Column("skip_reason", sa.Text(collation="NOCASE"), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["campaign.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["stakeholder"],
            ["stakeholder.id"],
            name="fk_campaign__ladder_stakeholder",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index("ix_campaign__ladder_parent", "campaign__ladder", ["parent", "position"], unique=False)
    op.create_table(
        "case__assessment",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=True),
        sa.Column("needs", sa.Text(), nullable=True),
        sa.Column("strengths", sa.Text(), nullable=True),
        sa.Column("risk", sa.Text(), nullable=True),
        sa.Column("date", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["case.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index("ix_case__assessment_parent", "case__assessment", ["parent", "position"], unique=False)
    op.create_table(
        "case__consents",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("given", sa.Text(), nullable=True),
        sa.Column("by_whom", sa.Text(), nullable=True),
        sa.Column("how", sa.Text(), nullable=True),
        sa.Column("date", sa.Text(), nullable=True),
        sa.Column("expires", sa.Text(), nullable=True),
        sa.Column("limits", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("withdrawn_on", sa.Text(), nullable=True),
        sa.Column("explained_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["case.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index("ix_case__consents_parent", "case__consents", ["parent", "position"], unique=False)
    op.create_table(
        "case__events",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("event_title", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("start_date", sa.Text(), nullable=True),
        sa.Column("start_date_precision", sa.Text(), nullable=True),
        sa.Column("start_date_text", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("act_type", sa.Text(), nullable=True),
        sa.Column("affected", sa.Text(), nullable=True),
        sa.Column("actor_type", sa.Text(), nullable=True),
        sa.Column("involvement", sa.Text(), nullable=True),
        sa.Column("source_connection", sa.Text(), nullable=True),
        sa.Column("source_person", sa.Text(), nullable=True),
        sa.Column("reliability", sa.Text(), nullable=True),
        sa.Column("verification", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.CheckConstraint('"evidence" IS NULL OR json_valid("evidence")', name="ck_case__events_evidence"),
        sa.ForeignKeyConstraint(
            ["affected"],
            ["protected_person.id"],
            name="fk_case__events_affected",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["parent"], ["case.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["source_person"],
            ["protected_person.id"],
            name="fk_case__events_source_person",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index("ix_case__events_parent", "case__events", ["parent", "position"], unique=False)
    op.create_table(
        "case__exception",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("explained", sa.Text(), nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("date", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["case.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index("ix_case__exception_parent", "case__exception", ["parent", "position"], unique=False)
    op.create_table(
        "case__follow_ups",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("date", sa.Text(), nullable=True),
        sa.Column("how", sa.Text(), nullable=True),
        sa.Column("safe_contact", sa.Integer(), nullable=True),
        sa.Column("reached", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("situation", sa.Text(), nullable=True),
        sa.Column("next_date", sa.Text(), nullable=True),
        sa.CheckConstraint('"safe_contact" IN (0, 1)', name="ck_case__follow_ups_safe_contact"),
        sa.CheckConstraint('"reached" IN (0, 1)', name="ck_case__follow_ups_reached"),
        sa.ForeignKeyConstraint(["parent"], ["case.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index("ix_case__follow_ups_parent", "case__follow_ups", ["parent", "position"], unique=False)
    op.create_table(
        "case__interventions",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("date", sa.Text(), nullable=True),
        sa.Column("intervention_type", sa.Text(), nullable=True),
        sa.Column("party", sa.Text(), nullable=True),
        sa.Column("response", sa.Text(), nullable=True),
        sa.Column("impact", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["case.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_case__interventions_parent", "case__interventions", ["parent", "position"], unique=False
    )
    op.create_table(
        "case__plan",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("goal", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("action", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("service_type", sa.Text(), nullable=True),
        sa.Column("provider", sa.Text(), nullable=True),
        sa.Column("agreed_with_person", sa.Integer(), nullable=True),
        sa.Column("due", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("referral_consent", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(collation="NOCASE"), nullable=True),
        sa.CheckConstraint('"agreed_with_person" IN (0, 1)', name="ck_case__plan_agreed_with_person"),
        sa.ForeignKeyConstraint(["parent"], ["case.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index("ix_case__plan_parent", "case__plan", ["parent", "position"], unique=False)
    op.create_table(
        "case__wgss",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["case.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index("ix_case__wgss_parent", "case__wgss", ["parent", "position"], unique=False)
    op.create_table(
        "coalition__members",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("stakeholder", sa.Text(), nullable=True),
        sa.Column("own_issue", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("joined_on", sa.Text(), nullable=True),
        sa.Column("commitment", sa.Text(), nullable=True),
        sa.Column("visibility", sa.Text(), nullable=True),
        sa.Column("concerns", sa.Text(collation="NOCASE"), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["coalition.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["stakeholder"],
            ["stakeholder.id"],
            name="fk_coalition__members_stakeholder",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_coalition__members_parent", "coalition__members", ["parent", "position"], unique=False
    )
    op.create_table(
        "contact",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("trashed_at", sa.Text(), nullable=True),
        sa.Column("classification", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("is_historical", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Integer(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("attachments", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.Text(), nullable=True),
        sa.Column("updated_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("retention_rule", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("dispose_after", sa.Text(), nullable=True),
        sa.Column("legal_hold", sa.Integer(), nullable=True),
        sa.Column("stakeholder", sa.Text(), nullable=True),
        sa.Column("post_title", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("post_title_km", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("level_of_post", sa.Text(), nullable=True),
        sa.Column("person_name", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("person_name_km", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("honorific", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("reform_minded", sa.Text(), nullable=True),
        sa.Column("met_on", sa.Text(), nullable=True),
        sa.Column("since_date", sa.Text(), nullable=True),
        sa.Column("until_date", sa.Text(), nullable=True),
        sa.Column("do_not_contact", sa.Integer(), nullable=True),
        sa.Column("do_not_contact_reason", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.CheckConstraint(
            '"attachments" IS NULL OR json_valid("attachments")', name="ck_contact_attachments"
        ),
        sa.CheckConstraint('"do_not_contact" IN (0, 1)', name="ck_contact_do_not_contact"),
        sa.CheckConstraint('"is_demo" IN (0, 1)', name="ck_contact_is_demo"),
        sa.CheckConstraint('"is_historical" IN (0, 1)', name="ck_contact_is_historical"),
        sa.CheckConstraint('"legal_hold" IN (0, 1)', name="ck_contact_legal_hold"),
        sa.CheckConstraint('"tags" IS NULL OR json_valid("tags")', name="ck_contact_tags"),
        sa.ForeignKeyConstraint(
            ["stakeholder"],
            ["stakeholder.id"],
            name="fk_contact_stakeholder",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("rid"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("ref"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_contact_list", "contact", ["post_title", "rid", "trashed_at"], unique=False, sqlite_where=KEPT
    )
    op.create_index("ix_contact_stakeholder", "contact", ["stakeholder"], unique=False)
    op.create_index(
        "ix_contact_state",
        "contact",
        ["state", "post_title", "rid", "trashed_at"],
        unique=False,
        sqlite_where=KEPT,
    )
    op.create_table(
        "disposal_record__exceptions",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("ref_hash", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("reason", sa.Text(collation="NOCASE"), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["disposal_record.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_disposal_record__exceptions_parent",
        "disposal_record__exceptions",
        ["parent", "position"],
        unique=False,
    )
    op.create_table(
        "disposal_record__ref_hashes",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("ref_hash", sa.Text(collation="NOCASE"), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["disposal_record.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_disposal_record__ref_hashes_parent",
        "disposal_record__ref_hashes",
        ["parent", "position"],
        unique=False,
    )
    op.create_table(
        "evidence",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("trashed_at", sa.Text(), nullable=True),
        sa.Column("classification", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("is_historical", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Integer(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("attachments", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.Text(), nullable=True),
        sa.Column("updated_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("retention_rule", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("dispose_after", sa.Text(), nullable=True),
        sa.Column("legal_hold", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("evidence_type", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("producer", sa.Text(), nullable=True),
        sa.Column("producer_name", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("produced_on", sa.Text(), nullable=True),
        sa.Column("produced_on_precision", sa.Text(), nullable=True),
        sa.Column("produced_on_text", sa.Text(), nullable=True),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("reliability", sa.Text(), nullable=True),
        sa.Column("public_source", sa.Integer(), nullable=True),
        sa.Column("citation", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("source_note", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("consent_ok", sa.Text(), nullable=True),
        sa.Column("official_alignment", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("valid_until", sa.Text(), nullable=True),
        sa.Column("superseded_by", sa.Text(), nullable=True),
        sa.CheckConstraint(
            '"attachments" IS NULL OR json_valid("attachments")', name="ck_evidence_attachments"
        ),
        sa.CheckConstraint('"is_demo" IN (0, 1)', name="ck_evidence_is_demo"),
        sa.CheckConstraint('"is_historical" IN (0, 1)', name="ck_evidence_is_historical"),
        sa.CheckConstraint('"legal_hold" IN (0, 1)', name="ck_evidence_legal_hold"),
        sa.CheckConstraint('"public_source" IN (0, 1)', name="ck_evidence_public_source"),
        sa.CheckConstraint('"tags" IS NULL OR json_valid("tags")', name="ck_evidence_tags"),
        sa.ForeignKeyConstraint(
            ["producer"],
            ["stakeholder.id"],
            name="fk_evidence_producer",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by"],
            ["evidence.id"],
            name="fk_evidence_superseded_by",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("rid"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("ref"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_evidence_list", "evidence", ["produced_on", "rid", "trashed_at"], unique=False, sqlite_where=KEPT
    )
    op.create_index("ix_evidence_producer", "evidence", ["producer"], unique=False)
    op.create_index(
        "ix_evidence_state",
        "evidence",
        ["state", "produced_on", "rid", "trashed_at"],
        unique=False,
        sqlite_where=KEPT,
    )
    op.create_index("ix_evidence_superseded_by", "evidence", ["superseded_by"], unique=False)
    op.create_table(
        "meeting",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("trashed_at", sa.Text(), nullable=True),
        sa.Column("classification", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("is_historical", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Integer(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("attachments", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.Text(), nullable=True),
        sa.Column("updated_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("retention_rule", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("dispose_after", sa.Text(), nullable=True),
        sa.Column("legal_hold", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("meeting_type", sa.Text(), nullable=True),
        sa.Column("main_stakeholder", sa.Text(), nullable=True),
        sa.Column("also_present", sa.Text(), nullable=True),
        sa.Column("contacts", sa.Text(), nullable=True),
        sa.Column("campaign", sa.Text(), nullable=True),
        sa.Column("project", sa.Text(), nullable=True),
        sa.Column("coalition", sa.Text(), nullable=True),
        sa.Column("starts_at", sa.Text(), nullable=True),
        sa.Column("ends_at", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("venue", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("purpose", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("desired_result", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("minimum_result", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("safe_framing", sa.Text(), nullable=True),
        sa.Column("shared_goal", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("avoid", sa.Text(), nullable=True),
        sa.Column("permission_check", sa.Text(), nullable=True),
        sa.Column("authorisations", sa.Text(), nullable=True),
        sa.Column("risk_check", sa.Text(), nullable=True),
        sa.Column("risk_note", sa.Text(), nullable=True),
        sa.Column("risks", sa.Text(), nullable=True),
        sa.Column("movement", sa.Text(), nullable=True),
        sa.Column("gifts_costs", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("recording_rule", sa.Text(), nullable=True),
        sa.Column("minutes", sa.Text(), nullable=True),
        sa.Column("minutes_attribution", sa.Text(), nullable=True),
        sa.Column("their_position", sa.Text(), nullable=True),
        sa.Column("commitments", sa.Text(), nullable=True),
        sa.Column("voice_flag", sa.Text(), nullable=True),
        sa.Column("outside_scope", sa.Integer(), nullable=True),
        sa.Column("thank_you_sent_on", sa.Text(), nullable=True),
        sa.Column("debrief", sa.Text(), nullable=True),
        sa.CheckConstraint(
            '"also_present" IS NULL OR json_valid("also_present")', name="ck_meeting_also_present"
        ),
        sa.CheckConstraint(
            '"attachments" IS NULL OR json_valid("attachments")', name="ck_meeting_attachments"
        ),
        sa.CheckConstraint(
            '"authorisations" IS NULL OR json_valid("authorisations")', name="ck_meeting_authorisations"
        ),
        sa.CheckConstraint(
            '"commitments" IS NULL OR json_valid("commitments")', name="ck_meeting_commitments"
        ),
        sa.CheckConstraint('"contacts" IS NULL OR json_valid("contacts")', name="ck_meeting_contacts"),
        sa.CheckConstraint('"is_demo" IN (0, 1)', name="ck_meeting_is_demo"),
        sa.CheckConstraint('"is_historical" IN (0, 1)', name="ck_meeting_is_historical"),
        sa.CheckConstraint('"legal_hold" IN (0, 1)', name="ck_meeting_legal_hold"),
        sa.CheckConstraint('"outside_scope" IN (0, 1)', name="ck_meeting_outside_scope"),
        sa.CheckConstraint('"risks" IS NULL OR json_valid("risks")', name="ck_meeting_risks"),
        sa.CheckConstraint('"tags" IS NULL OR json_valid("tags")', name="ck_meeting_tags"),
        sa.ForeignKeyConstraint(
            ["campaign"], ["campaign.id"], name="fk_meeting_campaign", initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["coalition"],
            ["coalition.id"],
            name="fk_meeting_coalition",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["main_stakeholder"],
            ["stakeholder.id"],
            name="fk_meeting_main_stakeholder",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["project"], ["project.id"], name="fk_meeting_project", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("rid"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("ref"),
        sqlite_strict=True,
    )
    op.create_index("ix_meeting_campaign", "meeting", ["campaign"], unique=False)
    op.create_index("ix_meeting_coalition", "meeting", ["coalition"], unique=False)
    op.create_index(
        "ix_meeting_list", "meeting", ["starts_at", "rid", "trashed_at"], unique=False, sqlite_where=KEPT
    )
    op.create_index("ix_meeting_main_stakeholder", "meeting", ["main_stakeholder"], unique=False)
    op.create_index("ix_meeting_movement", "meeting", ["movement"], unique=False)
    op.create_index("ix_meeting_project", "meeting", ["project"], unique=False)
    op.create_index(
        "ix_meeting_state",
        "meeting",
        ["state", "starts_at", "rid", "trashed_at"],
        unique=False,
        sqlite_where=KEPT,
    )
    op.create_table(
        "outcome",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("trashed_at", sa.Text(), nullable=True),
        sa.Column("classification", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("is_historical", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Integer(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("attachments", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.Text(), nullable=True),
        sa.Column("updated_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("retention_rule", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("dispose_after", sa.Text(), nullable=True),
        sa.Column("legal_hold", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("social_actor", sa.Text(), nullable=True),
        sa.Column("change_type", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("changed_on", sa.Text(), nullable=True),
        sa.Column("changed_on_precision", sa.Text(), nullable=True),
        sa.Column("changed_on_text", sa.Text(), nullable=True),
        sa.Column("places", sa.Text(), nullable=True),
        sa.Column("significance", sa.Text(), nullable=True),
        sa.Column("significance_level", sa.Text(), nullable=True),
        sa.Column("contribution", sa.Text(), nullable=True),
        sa.Column("contribution_level", sa.Text(), nullable=True),
        sa.Column("others_contributed", sa.Text(), nullable=True),
        sa.Column("expected", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("campaign", sa.Text(), nullable=True),
        sa.Column("project", sa.Text(), nullable=True),
        sa.Column("indicators", sa.Text(), nullable=True),
        sa.Column("from_commitments", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("claim_limit", sa.Text(), nullable=True),
        sa.CheckConstraint(
            '"attachments" IS NULL OR json_valid("attachments")', name="ck_outcome_attachments"
        ),
        sa.CheckConstraint('"evidence" IS NULL OR json_valid("evidence")', name="ck_outcome_evidence"),
        sa.CheckConstraint(
            '"from_commitments" IS NULL OR json_valid("from_commitments")', name="ck_outcome_from_commitments"
        ),
        sa.CheckConstraint('"indicators" IS NULL OR json_valid("indicators")', name="ck_outcome_indicators"),
        sa.CheckConstraint('"is_demo" IN (0, 1)', name="ck_outcome_is_demo"),
        sa.CheckConstraint('"is_historical" IN (0, 1)', name="ck_outcome_is_historical"),
        sa.CheckConstraint('"legal_hold" IN (0, 1)', name="ck_outcome_legal_hold"),
        sa.CheckConstraint(
            '"others_contributed" IS NULL OR json_valid("others_contributed")',
            name="ck_outcome_others_contributed",
        ),
        sa.CheckConstraint('"places" IS NULL OR json_valid("places")', name="ck_outcome_places"),
        sa.CheckConstraint('"tags" IS NULL OR json_valid("tags")', name="ck_outcome_tags"),
        sa.ForeignKeyConstraint(
            ["campaign"], ["campaign.id"], name="fk_outcome_campaign", initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["project"], ["project.id"], name="fk_outcome_project", initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["social_actor"],
            ["stakeholder.id"],
            name="fk_outcome_social_actor",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("rid"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("ref"),
        sqlite_strict=True,
    )
    op.create_index("ix_outcome_campaign", "outcome", ["campaign"], unique=False)
    op.create_index(
        "ix_outcome_list", "outcome", ["changed_on", "rid", "trashed_at"], unique=False, sqlite_where=KEPT
    )
    op.create_index("ix_outcome_project", "outcome", ["project"], unique=False)
    op.create_index("ix_outcome_social_actor", "outcome", ["social_actor"], unique=False)
    op.create_index(
        "ix_outcome_state",
        "outcome",
        ["state", "changed_on", "rid", "trashed_at"],
        unique=False,
        sqlite_where=KEPT,
    )
    op.create_table(
        "project__partners",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("stakeholder", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(collation="NOCASE"), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["project.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["stakeholder"],
            ["stakeholder.id"],
            name="fk_project__partners_stakeholder",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index("ix_project__partners_parent", "project__partners", ["parent", "position"], unique=False)
    op.create_table(
        "publication__pre_briefings",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("stakeholder", sa.Text(), nullable=True),
        sa.Column("planned_on", sa.Text(), nullable=True),
        sa.Column("done_on", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("how", sa.Text(), nullable=True),
        sa.Column("reaction", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("skip_reason", sa.Text(collation="NOCASE"), nullable=True),
        sa.ForeignKeyConstraint(
            ["by"],
            ["staff_member.id"],
            name="fk_publication__pre_briefings_by",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["parent"], ["publication.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["stakeholder"],
            ["stakeholder.id"],
            name="fk_publication__pre_briefings_stakeholder",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_publication__pre_briefings_parent",
        "publication__pre_briefings",
        ["parent", "position"],
        unique=False,
    )
    op.create_table(
        "subgrant",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("trashed_at", sa.Text(), nullable=True),
        sa.Column("classification", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("is_historical", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Integer(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("attachments", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.Text(), nullable=True),
        sa.Column("updated_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("retention_rule", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("dispose_after", sa.Text(), nullable=True),
        sa.Column("legal_hold", sa.Integer(), nullable=True),
        sa.Column("project", sa.Text(), nullable=True),
        sa.Column("call_name", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("grantee", sa.Text(), nullable=True),
        sa.Column("purpose", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("places", sa.Text(), nullable=True),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("amount_currency", sa.Text(), nullable=True),
        sa.Column("amount_withheld", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("safeguard_note", sa.Text(), nullable=True),
        sa.Column("agreement_signed_on", sa.Text(), nullable=True),
        sa.Column("start_date", sa.Text(), nullable=True),
        sa.Column("end_date", sa.Text(), nullable=True),
        sa.Column("activities", sa.Text(), nullable=True),
        sa.Column("indicators", sa.Text(), nullable=True),
        sa.Column("closing_note", sa.Text(), nullable=True),
        sa.Column("asset_disposition", sa.Text(collation="NOCASE"), nullable=True),
        sa.CheckConstraint('"activities" IS NULL OR json_valid("activities")', name="ck_subgrant_activities"),
        sa.CheckConstraint(
            '"attachments" IS NULL OR json_valid("attachments")', name="ck_subgrant_attachments"
        ),
        sa.CheckConstraint('"indicators" IS NULL OR json_valid("indicators")', name="ck_subgrant_indicators"),
        sa.CheckConstraint('"is_demo" IN (0, 1)', name="ck_subgrant_is_demo"),
        sa.CheckConstraint('"is_historical" IN (0, 1)', name="ck_subgrant_is_historical"),
        sa.CheckConstraint('"legal_hold" IN (0, 1)', name="ck_subgrant_legal_hold"),
        sa.CheckConstraint('"places" IS NULL OR json_valid("places")', name="ck_subgrant_places"),
        sa.CheckConstraint('"tags" IS NULL OR json_valid("tags")', name="ck_subgrant_tags"),
        sa.ForeignKeyConstraint(
            ["grantee"], ["stakeholder.id"], name="fk_subgrant_grantee", initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["project"], ["project.id"], name="fk_subgrant_project", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("rid"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("ref"),
        sqlite_strict=True,
    )
    op.create_index("ix_subgrant_grantee", "subgrant", ["grantee"], unique=False)
    op.create_index(
        "ix_subgrant_list", "subgrant", ["ref", "rid", "trashed_at"], unique=False, sqlite_where=KEPT
    )
    op.create_index("ix_subgrant_project", "subgrant", ["project"], unique=False)
    op.create_index(
        "ix_subgrant_state",
        "subgrant",
        ["state", "ref", "rid", "trashed_at"],
        unique=False,
        sqlite_where=KEPT,
    )
    op.create_table(
        "support_request__log",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("date", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(collation="NOCASE"), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["support_request.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_support_request__log_parent", "support_request__log", ["parent", "position"], unique=False
    )
    op.create_table(
        "activity",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("trashed_at", sa.Text(), nullable=True),
        sa.Column("classification", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("is_historical", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Integer(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("attachments", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.Text(), nullable=True),
        sa.Column("updated_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("retention_rule", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("dispose_after", sa.Text(), nullable=True),
        sa.Column("legal_hold", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("activity_type", sa.Text(), nullable=True),
        sa.Column("project", sa.Text(), nullable=True),
        sa.Column("campaign", sa.Text(), nullable=True),
        sa.Column("sub_grant", sa.Text(), nullable=True),
        sa.Column("coalition", sa.Text(), nullable=True),
        sa.Column("starts_on", sa.Text(), nullable=True),
        sa.Column("starts_on_precision", sa.Text(), nullable=True),
        sa.Column("starts_on_text", sa.Text(), nullable=True),
        sa.Column("ends_on", sa.Text(), nullable=True),
        sa.Column("ends_on_precision", sa.Text(), nullable=True),
        sa.Column("ends_on_text", sa.Text(), nullable=True),
        sa.Column("sessions_count", sa.Integer(), nullable=True),
        sa.Column("places", sa.Text(), nullable=True),
        sa.Column("venue", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("topics", sa.Text(), nullable=True),
        sa.Column("led_by", sa.Text(), nullable=True),
        sa.Column("authorisations", sa.Text(), nullable=True),
        sa.Column("permission_check", sa.Text(), nullable=True),
        sa.Column("movement", sa.Text(), nullable=True),
        sa.Column("stakeholder_groups", sa.Text(), nullable=True),
        sa.Column("participants_total", sa.Integer(), nullable=True),
        sa.Column("participants_women", sa.Integer(), nullable=True),
        sa.Column("participants_men", sa.Integer(), nullable=True),
        sa.Column("participants_other", sa.Integer(), nullable=True),
        sa.Column("sex_unknown_reason", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("youth_total", sa.Integer(), nullable=True),
        sa.Column("disability_total", sa.Integer(), nullable=True),
        sa.Column("count_method", sa.Text(), nullable=True),
        sa.Column("counts_partner_reported", sa.Text(), nullable=True),
        sa.Column("unique_people", sa.Integer(), nullable=True),
        sa.Column("reach_online", sa.Integer(), nullable=True),
        sa.Column("engagements", sa.Integer(), nullable=True),
        sa.Column("shares", sa.Integer(), nullable=True),
        sa.Column("accessibility_done", sa.Text(), nullable=True),
        sa.Column("photo_consent", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("costs", sa.Integer(), nullable=True),
        sa.Column("costs_currency", sa.Text(), nullable=True),
        sa.CheckConstraint(
            '"accessibility_done" IS NULL OR json_valid("accessibility_done")',
            name="ck_activity_accessibility_done",
        ),
        sa.CheckConstraint(
            '"attachments" IS NULL OR json_valid("attachments")', name="ck_activity_attachments"
        ),
        sa.CheckConstraint(
            '"authorisations" IS NULL OR json_valid("authorisations")', name="ck_activity_authorisations"
        ),
        sa.CheckConstraint('"is_demo" IN (0, 1)', name="ck_activity_is_demo"),
        sa.CheckConstraint('"is_historical" IN (0, 1)', name="ck_activity_is_historical"),
        sa.CheckConstraint('"led_by" IS NULL OR json_valid("led_by")', name="ck_activity_led_by"),
        sa.CheckConstraint('"legal_hold" IN (0, 1)', name="ck_activity_legal_hold"),
        sa.CheckConstraint('"places" IS NULL OR json_valid("places")', name="ck_activity_places"),
        sa.CheckConstraint(
            '"stakeholder_groups" IS NULL OR json_valid("stakeholder_groups")',
            name="ck_activity_stakeholder_groups",
        ),
        sa.CheckConstraint('"tags" IS NULL OR json_valid("tags")', name="ck_activity_tags"),
        sa.CheckConstraint('"topics" IS NULL OR json_valid("topics")', name="ck_activity_topics"),
        sa.ForeignKeyConstraint(
            ["campaign"], ["campaign.id"], name="fk_activity_campaign", initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["coalition"],
            ["coalition.id"],
            name="fk_activity_coalition",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["counts_partner_reported"],
            ["stakeholder.id"],
            name="fk_activity_counts_partner_reported",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["project"], ["project.id"], name="fk_activity_project", initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["sub_grant"],
            ["subgrant.id"],
            name="fk_activity_sub_grant",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("rid"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("ref"),
        sqlite_strict=True,
    )
    op.create_index("ix_activity_campaign", "activity", ["campaign"], unique=False)
    op.create_index("ix_activity_coalition", "activity", ["coalition"], unique=False)
    op.create_index(
        "ix_activity_counts_partner_reported", "activity", ["counts_partner_reported"], unique=False
    )
    op.create_index(
        "ix_activity_list", "activity", ["starts_on", "rid", "trashed_at"], unique=False, sqlite_where=KEPT
    )
    op.create_index("ix_activity_movement", "activity", ["movement"], unique=False)
    op.create_index("ix_activity_project", "activity", ["project"], unique=False)
    op.create_index(
        "ix_activity_state",
        "activity",
        ["state", "starts_on", "rid", "trashed_at"],
        unique=False,
        sqlite_where=KEPT,
    )
    op.create_index("ix_activity_sub_grant", "activity", ["sub_grant"], unique=False)
    op.create_table(
        "campaign__progress_markers",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("stakeholder", sa.Text(), nullable=True),
        sa.Column("marker_level", sa.Text(), nullable=True),
        sa.Column("statement", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("seen_on", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["evidence"],
            ["evidence.id"],
            name="fk_campaign__progress_markers_evidence",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["parent"], ["campaign.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["stakeholder"],
            ["stakeholder.id"],
            name="fk_campaign__progress_markers_stakeholder",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_campaign__progress_markers_parent",
        "campaign__progress_markers",
        ["parent", "position"],
        unique=False,
    )
    op.create_table(
        "contact__channels",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("safe_for", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["contact.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index("ix_contact__channels_parent", "contact__channels", ["parent", "position"], unique=False)
    op.create_table(
        "evidence__key_figures",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("statement", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("value", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("as_of", sa.Text(), nullable=True),
        sa.Column("page", sa.Text(collation="NOCASE"), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["evidence.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_evidence__key_figures_parent", "evidence__key_figures", ["parent", "position"], unique=False
    )
    op.create_table(
        "indicator__values",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("period_start", sa.Text(), nullable=True),
        sa.Column("period_end", sa.Text(), nullable=True),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.Column("target_note", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("actual", sa.Integer(), nullable=True),
        sa.Column("women", sa.Integer(), nullable=True),
        sa.Column("men", sa.Integer(), nullable=True),
        sa.Column("other_sex", sa.Integer(), nullable=True),
        sa.Column("age_rows", sa.Text(), nullable=True),
        sa.Column("disability", sa.Integer(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("auto_from", sa.Text(), nullable=True),
        sa.Column("verified_by", sa.Text(), nullable=True),
        sa.CheckConstraint(
            '"age_rows" IS NULL OR json_valid("age_rows")', name="ck_indicator__values_age_rows"
        ),
        sa.CheckConstraint(
            '"auto_from" IS NULL OR json_valid("auto_from")', name="ck_indicator__values_auto_from"
        ),
        sa.ForeignKeyConstraint(["parent"], ["indicator.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["source"],
            ["evidence.id"],
            name="fk_indicator__values_source",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["verified_by"],
            ["staff_member.id"],
            name="fk_indicator__values_verified_by",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index("ix_indicator__values_parent", "indicator__values", ["parent", "position"], unique=False)
    op.create_table(
        "meeting__asks",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("ask", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("level_can_decide", sa.Integer(), nullable=True),
        sa.CheckConstraint('"level_can_decide" IN (0, 1)', name="ck_meeting__asks_level_can_decide"),
        sa.ForeignKeyConstraint(["parent"], ["meeting.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index("ix_meeting__asks_parent", "meeting__asks", ["parent", "position"], unique=False)
    op.create_table(
        "meeting__attendance",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("group", sa.Text(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("women", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["meeting.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_meeting__attendance_parent", "meeting__attendance", ["parent", "position"], unique=False
    )
    op.create_table(
        "meeting__decisions",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("decision", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by"], ["stakeholder.id"], name="fk_meeting__decisions_by", initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["parent"], ["meeting.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_meeting__decisions_parent", "meeting__decisions", ["parent", "position"], unique=False
    )
    op.create_table(
        "meeting__likely_questions",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("answer", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.CheckConstraint(
            '"evidence" IS NULL OR json_valid("evidence")', name="ck_meeting__likely_questions_evidence"
        ),
        sa.ForeignKeyConstraint(["parent"], ["meeting.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_meeting__likely_questions_parent",
        "meeting__likely_questions",
        ["parent", "position"],
        unique=False,
    )
    op.create_table(
        "meeting__talking_points",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("order", sa.Integer(), nullable=True),
        sa.Column("point", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("no_evidence_reason", sa.Text(), nullable=True),
        sa.Column("say_by", sa.Text(), nullable=True),
        sa.Column("leave_behind", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            '"evidence" IS NULL OR json_valid("evidence")', name="ck_meeting__talking_points_evidence"
        ),
        sa.CheckConstraint('"leave_behind" IN (0, 1)', name="ck_meeting__talking_points_leave_behind"),
        sa.ForeignKeyConstraint(["parent"], ["meeting.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["say_by"],
            ["staff_member.id"],
            name="fk_meeting__talking_points_say_by",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_meeting__talking_points_parent", "meeting__talking_points", ["parent", "position"], unique=False
    )
    op.create_table(
        "meeting__team",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["meeting.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["staff"],
            ["staff_member.id"],
            name="fk_meeting__team_staff",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index("ix_meeting__team_parent", "meeting__team", ["parent", "position"], unique=False)
    op.create_table(
        "outcome__substantiation",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("substantiator_role", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("independent", sa.Integer(), nullable=True),
        sa.Column("agrees", sa.Text(), nullable=True),
        sa.Column("date", sa.Text(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.CheckConstraint('"independent" IN (0, 1)', name="ck_outcome__substantiation_independent"),
        sa.ForeignKeyConstraint(["parent"], ["outcome.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_outcome__substantiation_parent", "outcome__substantiation", ["parent", "position"], unique=False
    )
    op.create_table(
        "subgrant__due_diligence",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("check", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(collation="NOCASE"), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["subgrant.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_subgrant__due_diligence_parent", "subgrant__due_diligence", ["parent", "position"], unique=False
    )
    op.create_table(
        "subgrant__issues_found",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("date", sa.Text(), nullable=True),
        sa.Column("issue", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("action", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["subgrant.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_subgrant__issues_found_parent", "subgrant__issues_found", ["parent", "position"], unique=False
    )
    op.create_table(
        "subgrant__reports",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("due", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("received_on", sa.Text(), nullable=True),
        sa.Column("accepted_on", sa.Text(), nullable=True),
        sa.Column("waived", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(collation="NOCASE"), nullable=True),
        sa.CheckConstraint('"waived" IN (0, 1)', name="ck_subgrant__reports_waived"),
        sa.ForeignKeyConstraint(["parent"], ["subgrant.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index("ix_subgrant__reports_parent", "subgrant__reports", ["parent", "position"], unique=False)
    op.create_table(
        "subgrant__score",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.Text(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("scored_by", sa.Text(), nullable=True),
        sa.CheckConstraint('"score" BETWEEN 1 AND 5', name="ck_subgrant__score_score"),
        sa.ForeignKeyConstraint(["parent"], ["subgrant.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["scored_by"],
            ["staff_member.id"],
            name="fk_subgrant__score_scored_by",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index("ix_subgrant__score_parent", "subgrant__score", ["parent", "position"], unique=False)
    op.create_table(
        "subgrant__tranches",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("due", sa.Text(), nullable=True),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("amount_currency", sa.Text(), nullable=True),
        sa.Column("condition", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("paid_on", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["subgrant.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_subgrant__tranches_parent", "subgrant__tranches", ["parent", "position"], unique=False
    )
    op.create_table(
        "activity__age_rows",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("age_band", sa.Text(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["activity.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_activity__age_rows_parent", "activity__age_rows", ["parent", "position"], unique=False
    )
    op.create_table(
        "activity__evaluation",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("before", sa.Integer(), nullable=True),
        sa.Column("after", sa.Integer(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["activity.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_activity__evaluation_parent", "activity__evaluation", ["parent", "position"], unique=False
    )
    op.create_table(
        "activity__group_rows",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("population_group", sa.Text(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["activity.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_activity__group_rows_parent", "activity__group_rows", ["parent", "position"], unique=False
    )
    op.create_table(
        "campaign__outreach_plan",
        sa.Column("rid", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("audience_segment", sa.Text(), nullable=True),
        sa.Column("access_profile", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(collation="NOCASE"), nullable=True),
        sa.Column("call_to_action", sa.Text(), nullable=True),
        sa.Column("accessibility", sa.Text(), nullable=True),
        sa.Column("partner_group", sa.Text(), nullable=True),
        sa.Column("exposure_risk", sa.Text(), nullable=True),
        sa.Column("responsible", sa.Text(), nullable=True),
        sa.Column("target_reach", sa.Integer(), nullable=True),
        sa.Column("activity", sa.Text(), nullable=True),
        sa.CheckConstraint(
            '"accessibility" IS NULL OR json_valid("accessibility")',
            name="ck_campaign__outreach_plan_accessibility",
        ),
        sa.ForeignKeyConstraint(
            ["activity"],
            ["activity.id"],
            name="fk_campaign__outreach_plan_activity",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["parent"], ["campaign.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["partner_group"],
            ["stakeholder.id"],
            name="fk_campaign__outreach_plan_partner_group",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["responsible"],
            ["staff_member.id"],
            name="fk_campaign__outreach_plan_responsible",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("rid"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_campaign__outreach_plan_parent", "campaign__outreach_plan", ["parent", "position"], unique=False
    )

    op.execute(
        "CREATE VIRTUAL TABLE search USING fts5(words, content='', contentless_delete=1, "
        "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc'\")"
    )

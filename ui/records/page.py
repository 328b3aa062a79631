"""The two pages of every record type, for the main window."""

from ui.records.form_page import RecordFormPage
from ui.records.list_page import RecordListPage

__all__ = ["RecordFormPage", "RecordListPage"]

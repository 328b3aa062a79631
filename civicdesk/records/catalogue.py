"""All record types; importing this module registers them."""

from civicdesk.records.activity import Activity
from civicdesk.records.authorisation import Authorisation
from civicdesk.records.balance_review import BalanceReview
from civicdesk.records.campaign import Campaign
from civicdesk.records.case import Case
from civicdesk.records.coalition import Coalition
from civicdesk.records.commitment import Commitment
from civicdesk.records.contact import Contact
from civicdesk.records.disposal_record import DisposalRecord
from civicdesk.records.evidence import Evidence
from civicdesk.records.incident import Incident
from civicdesk.records.indicator import Indicator
from civicdesk.records.meeting import Meeting
from civicdesk.records.movement import Movement
from civicdesk.records.outcome import Outcome
from civicdesk.records.project import Project
from civicdesk.records.protected_person import ProtectedPerson
from civicdesk.records.protocol import Protocol
from civicdesk.records.publication import Publication
from civicdesk.records.risk import Risk
from civicdesk.records.staff_member import StaffMember
from civicdesk.records.stakeholder import Stakeholder
from civicdesk.records.subgrant import SubGrant
from civicdesk.records.support_request import SupportRequest

__all__ = [
    "Activity",
    "Authorisation",
    "BalanceReview",
    "Campaign",
    "Case",
    "Coalition",
    "Commitment",
    "Contact",
    "DisposalRecord",
    "Evidence",
    "Incident",
    "Indicator",
    "Meeting",
    "Movement",
    "Outcome",
    "Project",
    "ProtectedPerson",
    "Protocol",
    "Publication",
    "Risk",
    "StaffMember",
    "Stakeholder",
    "SubGrant",
    "SupportRequest",
]

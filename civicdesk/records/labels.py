"""Readable labels of choice codes that do not read well from the code alone (`domain.md` 5.4).

Keys are (name of the list, code); codes that are good words with their underscores taken out need none.
Importing this module fills `values.LABELS`; `N_` marks each label for translators.
"""

from __future__ import annotations

from civicdesk.i18n import N_
from civicdesk.records import values

_BY_LIST: dict[str, dict[str, str]] = {
    "EngagementGroup": {
        "citizens_youth": N_("Citizens and youth"),
        "cso": N_("Civil society organisations"),
        "private_sector": N_("Private sector"),
        "media": N_("Media"),
        "public_sector": N_("Public sector"),
        "development_partner": N_("Development partners"),
    },
    "AuthorityLevel": {
        "commune_sangkat": N_("Commune/sangkat"),
        "municipality_district_khan": N_("Municipality/district/khan"),
        "capital_province": N_("Capital/province"),
    },
    "Role": {
        "PRG": N_("Programme officer"),
        "CSW": N_("Case worker"),
        "SFP": N_("Security focal point"),
        "DIR": N_("Director"),
        "ADM": N_("Administrator"),
        "BRD": N_("Board reader"),
    },
    "Entity": {
        "E01": N_("Stakeholder"),
        "E02": N_("Contact"),
        "E03": N_("Project"),
        "E04": N_("Campaign"),
        "E05": N_("Indicator"),
        "E06": N_("Outcome"),
        "E07": N_("Evidence item"),
        "E08": N_("Meeting"),
        "E09": N_("Commitment or action"),
        "E10": N_("Authorisation"),
        "E11": N_("Publication"),
        "E12": N_("Coalition"),
        "E13": N_("Sub-grant"),
        "E14": N_("Activity"),
        "E15": N_("Balance review"),
        "E16": N_("Case"),
        "E17": N_("Protected person"),
        "E18": N_("Risk"),
        "E19": N_("Protocol"),
        "E20": N_("Movement"),
        "E21": N_("Incident"),
        "E22": N_("Support request"),
        "E23": N_("Staff member"),
        "E24": N_("Disposal record"),
    },
    "Audience": {
        "authority": N_("Authorities"),
        "donor": N_("Donors"),
        "partner": N_("Partners"),
        "internal": N_("Internal"),
        "public": N_("The public"),
    },
    "WeElement": {
        "w1_economic_first": N_("1 Lead with economic strengthening"),
        "w2_careful_framing": N_("2 Frame carefully"),
        "w3_rights_capacity": N_("3 Rights-focused capacity development"),
        "w4_evidence": N_("4 Evidence"),
        "w5_slow_coalition": N_("5 Slow coalition building"),
        "w6_bureaucracy": N_("6 Work with the bureaucracy"),
        "w7_private_sector": N_("7 Engage the private sector"),
    },
    "MarkerLevel": {
        "expect_to_see": N_("Expect to see"),
        "like_to_see": N_("Like to see"),
        "love_to_see": N_("Love to see"),
    },
    "AccessProfile": {
        "own_smartphone": N_("Own smartphone"),
        "shared_phone": N_("Shared phone"),
        "basic_phone": N_("Basic phone, calls only"),
        "no_internet": N_("No internet"),
    },
    "Mode": {"in_person": N_("In person")},
    "ContactBasis": {
        "public_role": N_("Public role"),
        "gave_card": N_("Gave us their card"),
        "consent": N_("Agreed that we keep it"),
        "emergency_service": N_("Emergency service"),
    },
    "PowerForm": {
        "visible": N_("Visible: decides in the open"),
        "hidden": N_("Hidden: sets the agenda"),
        "invisible": N_("Invisible: shapes what people think"),
    },
    "PowerSpace": {
        "closed": N_("Closed to us"),
        "invited": N_("By invitation"),
        "claimed": N_("Claimed by citizens"),
    },
    "IndicatorMeasure": {
        "unit": N_("Number"),
        "nominal": N_("Yes/no or category"),
        "ordinal": N_("Scale"),
        "qualitative": N_("Description"),
    },
    "Direction": {"higher_is_better": N_("Higher"), "lower_is_better": N_("Lower")},
    "Aggregation": {
        "sum": N_("Add them up"),
        "latest": N_("Take the latest"),
        "average": N_("Take the average"),
    },
    "CountBasis": {"attendances": N_("Attendances"), "unique_people": N_("Unique people")},
    "Expectedness": {
        "unintended_positive": N_("Not intended, positive"),
        "unintended_negative": N_("Not intended, negative"),
    },
    "Agreement": {"partly": N_("Agrees in part")},
    "Claim": {"jointly": N_("Jointly only")},
    "ConsentState": {"not_needed": N_("Not needed")},
    "NoEvidenceReason": {
        "courtesy": N_("A courtesy"),
        "procedure": N_("About procedure"),
        "question_to_them": N_("A question to them"),
        "agreed_fact": N_("A fact both sides accept"),
    },
    "RecordingRule": {"none": N_("No notes, photos or recording")},
    "Attribution": {
        "by_post": N_("By post"),
        "chatham_house": N_("Chatham House rule"),
        "none": N_("Not attributed"),
    },
    "VoiceFlag": {"more": N_("More than once")},
    "CommitmentKind": {
        "joint_action_jaap": N_("Joint action (JAAP)"),
        "authority_commitment": N_("Authority's commitment"),
        "private_sector_commitment": N_("Private sector commitment"),
        "partner_commitment": N_("Partner's commitment"),
    },
    "CommitmentForm": {
        "spoken": N_("Spoken"),
        "minutes": N_("In the minutes"),
        "letter": N_("By letter"),
        "jaap": N_("In the joint accountability action plan (JAAP)"),
        "decision_published": N_("Published decision"),
    },
    "CommitmentResult": {"changed_agreed": N_("Changed by agreement")},
    "Identifiable": {
        "none": N_("Nobody"),
        "consented": N_("Yes, and they agreed"),
        "not_consented": N_("Yes, and they have not agreed"),
    },
    "Signoff": {"return": N_("Return for changes")},
    "CoalitionRole": {"core": N_("Core member")},
    "CoalitionStage": {
        "individual": N_("Individual contacts"),
        "common_issue": N_("Common issue"),
        "formal": N_("Formal coalition"),
    },
    "Visibility": {
        "open": N_("Everybody"),
        "partners_only": N_("Partners only"),
        "hidden": N_("Nobody"),
    },
    "ReportKind": {"both": N_("Narrative and financial")},
    "CountMethod": {
        "tally": N_("Tally by eye"),
        "sign_in_destroyed": N_("Sign-in sheet, counted and destroyed"),
        "partner_report": N_("Reported by a partner"),
    },
    "PhotoRule": {
        "none": N_("No photos"),
        "no_faces": N_("No faces"),
        "consented": N_("With consent"),
    },
    "Reliability": {"unsure": N_("Not sure")},
    "ConsentPurpose": {
        "share_with_named_service": N_("Sharing with a named service"),
        "anonymous_reporting": N_("Anonymous reporting"),
        "advocacy_story": N_("Telling the story"),
        "keep_identity": N_("Keeping the identity"),
        "contact_later": N_("Contact later"),
    },
    "ConsentBy": {
        "person": N_("The person"),
        "both_with_assent": N_("Caregiver, with the child's assent"),
    },
    "ConsentForm": {"audio": N_("Sound recording")},
    "ConsentException": {
        "life_in_danger": N_("A life is in danger"),
        "best_interest_of_child": N_("Best interest of the child"),
        "cannot_consent": N_("Cannot give consent"),
    },
    "WgAnswer": {"declined": N_("Did not want to say")},
    "SafetyNow": {
        "some_danger": N_("In some danger"),
        "serious_danger": N_("In serious danger"),
    },
    "PlanStatus": {"to_do": N_("To do")},
    "InvolvementDegree": {
        "carried_out": N_("Carried it out"),
        "ordered": N_("Ordered it"),
        "planned": N_("Planned it"),
        "failed_to_protect": N_("Failed to protect"),
    },
    "SourceConnection": {"person_themselves": N_("The person themselves")},
    "ImpactOnSituation": {
        "strong_positive": N_("Strong, positive"),
        "moderate_positive": N_("Moderate, positive"),
        "minor": N_("Minor"),
        "none_seen": N_("None seen"),
        "moderate_negative": N_("Moderate, negative"),
        "strong_negative": N_("Strong, negative"),
    },
    "StepRole": {
        "sfp": N_("Security focal point"),
        "it": N_("IT support"),
        "checkin_officer": N_("Check-in officer"),
    },
    "DrillKind": {"tabletop": N_("Tabletop"), "walk_through": N_("Walk-through")},
    "PhraseOk": {
        "ok": N_("Right"),
        "not_asked": N_("Not asked"),
        "duress": N_("Duress phrase used"),
    },
    "Targeted": {
        "targeted": N_("Targeted at us"),
        "probably": N_("Probably targeted"),
        "opportunistic": N_("By chance"),
    },
    "SupportDirection": {
        "we_ask": N_("We ask"),
        "we_are_offered": N_("We are offered"),
        "we_give": N_("We give"),
    },
    "SupportConsent": {"not_possible": N_("Could not be asked")},
    "Publicity": {"none": N_("None"), "closed_list": N_("Closed list only")},
    "BackupHandling": {
        "overwritten": N_("Overwritten"),
        "expire_on_date": N_("Expire on a date"),
        "none": N_("In no backup"),
    },
    "RetentionAction": {
        "anonymise": N_("Make anonymous"),
        "reduce_to_counts": N_("Reduce to counts"),
        "hand_over": N_("Hand over"),
    },
    "FramingSeverity": {
        "block": N_("Do not send"),
        "warn": N_("Reconsider"),
        "note": N_("Tip"),
    },
    "Rag": {"grey": N_("Over")},
    "Urgency": {
        "hours": N_("Within hours"),
        "days": N_("Within days"),
        "weeks": N_("Within weeks"),
    },
}

values.LABELS.update(
    {(name, code): label for name, codes in _BY_LIST.items() for code, label in codes.items()}
)

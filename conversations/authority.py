"""Who may do what: roles by kind of case, amount limits, deputies, and never one's own or one's household's case."""

from dataclasses import dataclass
from datetime import date

from conversations.context import House, StaffMember
from lending.records import Case, Person

ROLES_OF: dict[str, frozenset[str]] = {
    "identity": frozenset({"officer", "approver"}),
    "referral": frozenset({"officer", "approver"}),
    "deceit": frozenset({"officer", "approver"}),
    "review": frozenset({"officer", "approver"}),
    "complaint": frozenset({"officer", "approver", "collector"}),
    "question": frozenset({"officer", "approver", "collector"}),
    "payment": frozenset({"officer", "approver", "collector"}),
    "payout": frozenset({"officer", "approver"}),
    "pin": frozenset({"officer", "approver"}),
    "erasure": frozenset({"approver"}),
    "fault": frozenset({"officer", "approver", "operator"}),
    "money_stop": frozenset({"officer", "approver", "operator"}),
}


@dataclass(frozen=True)
class Authority:
    """What a member of staff may do today: their own roles and limit, and those of whom they stand in for."""

    roles: frozenset[str]
    limit_minor: int


def authority(member: StaffMember, house: House, today: date) -> Authority:
    """The member's authority on that day, with that of absent colleagues whose deputy they are."""
    roles, limit = member.roles, member.limit_minor
    for other in house.staff:
        if other.deputy == member.telegram_id and is_absent(other, today):
            roles, limit = roles | other.roles, max(limit, other.limit_minor)
    return Authority(roles, limit)


def is_absent(member: StaffMember, today: date) -> bool:
    return any(first <= today <= last for first, last in member.absent)


def why_not(member: StaffMember, house: House, today: date, case: Case, person: Person | None) -> str:
    """The coded reason why this member may not handle this case, or nothing."""
    if not authority(member, house, today).roles & ROLES_OF.get(case.kind, frozenset()):
        return "role"
    if person is not None and person.telegram_id in member.household | {member.telegram_id}:
        return "household"
    if case.state == "proposed":
        if case.proposed_by == member.telegram_id:
            return "same_eyes"
        if "approver" not in authority(member, house, today).roles:
            return "second_eyes"
    return ""

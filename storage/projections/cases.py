"""What facts about cases change: who holds a case, what was proposed, and how it ended."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from lending.facts.base import Fact
from lending.facts.cases import CaseClaimed, CaseClosed, CaseOpened, CaseProposed, CaseReleased
from storage.schema import person, staff_case
from storage.writing import IllegalTransition, Writing, minor_of

STANDING = ("open", "claimed", "proposed")


def _opened(w: Writing, f: CaseOpened) -> None:
    """A case of identity also says that the person's identity is being looked at."""
    w.add(
        staff_case,
        id=f.case_id,
        ref=f.ref,
        kind=f.kind,
        branch=f.branch,
        person_id=f.person_id,
        application_id=f.application_id,
        loan_id=f.loan_id,
        deadline=f.deadline,
        opened_on=f.dated.booked_on,
        state="open",
        verdict={},
        text=w.sealed(f.person_id, staff_case, "text", f.case_id, f.text),
        **minor_of(amount=f.amount),
    )
    if f.kind == "identity":
        unproven = (person.c.id == f.person_id, person.c.identity != "verified")
        w.connection.execute(update(person).where(*unproven).values(identity="pending"))


def _claimed(w: Writing, f: CaseClaimed) -> None:
    """Somebody holds it; a case with a proposal stays one, and waits for its second pair of eyes."""
    state = "proposed" if _state(w, f) == "proposed" else "claimed"
    w.move(staff_case, f.case_id, STANDING, state, claimed_by=f.by, claimed_until=f.until)


def _released(w: Writing, f: CaseReleased) -> None:
    state = "proposed" if _state(w, f) == "proposed" else "open"
    w.move(staff_case, f.case_id, ("claimed", "proposed"), state, claimed_by=None, claimed_until=None)


def _proposed(w: Writing, f: CaseProposed) -> None:
    """Who proposed lets go of the case: it is for somebody else now."""
    gone = {"claimed_by": None, "claimed_until": None}
    w.move(staff_case, f.case_id, STANDING, "proposed", proposed_by=f.by, verdict=f.verdict, **gone)


def _closed(w: Writing, f: CaseClosed) -> None:
    """The second pair of eyes is never the first."""
    if f.second is not None and f.second == f.by:
        raise IllegalTransition("staff_case: both pairs of eyes are the same")
    note = w.sealed(f.person_id, staff_case, "note", f.case_id, f.note)
    w.move(staff_case, f.case_id, STANDING, "closed", closed_by=f.by, verdict=f.verdict, note=note)


def _state(w: Writing, f: CaseClaimed | CaseReleased) -> str | None:
    query = select(staff_case.c.state).where(staff_case.c.id == f.case_id)
    return w.connection.execute(query).scalar_one_or_none()


TABLE: Mapping[type[Fact], Any] = {
    CaseOpened: _opened,
    CaseClaimed: _claimed,
    CaseReleased: _released,
    CaseProposed: _proposed,
    CaseClosed: _closed,
}

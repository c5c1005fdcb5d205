"""What staff say of a suspicion: there is none, or there is deceit, which takes two people.

Their word is what the learned correction is trained from, so it is asked for in so many words and never guessed.
"""

from conversations import verdicts
from conversations.context import StaffMember
from conversations.deceit import judged, may_be_lifted
from conversations.outcome import Outcome
from conversations.paying_out import order_if_ready
from conversations.say import Button, P, Say
from conversations.situation import Situation
from lending.records import Case

FOUND = {"action": "deceit"}


def found(s: Situation, case: Case, member: StaffMember) -> Outcome:
    """One says that it is deceit; until a second agrees nothing is done."""
    return verdicts.propose(s, case, member, dict(FOUND))


def agreed(s: Situation, case: Case, member: StaffMember) -> Outcome:
    """The second agrees: id and account go on the deny list, and nothing is lent or paid out."""
    fact = judged(s, case, member, deceived=True)
    if case.kind != "deceit":
        return Outcome(facts=(fact,)) + verdicts.refuse(s, case, member, "documents_unclear")
    buttons = ((Button(P("button.complain"), "complain", bound=False),),)
    lines = (P("deceit.not_paid_out", ref=case.ref), P("refuse.path"))
    told = Outcome(facts=(fact,), says=(Say(lines, buttons, important=True),))
    return verdicts.to_borrower(told, verdicts.about(s).person) + verdicts.close(s, case, member, dict(FOUND))


def none_found(s: Situation, case: Case, member: StaffMember) -> Outcome:
    """There is no deceit: the payout that was held goes its way. What the rules block no button lifts."""
    borrower = verdicts.about(s)
    if not may_be_lifted(borrower):
        return Outcome(says=(Say((P("verdict.hard_rule"),), case_id=case.case_id),))
    fact = judged(s, case, member, deceived=False)
    paid = Outcome(facts=(fact,))
    for loan in borrower.dossier.loans:
        if loan.loan_id == case.loan_id and loan.state == "accepted":
            paid = paid + order_if_ready(borrower, loan, looked_at=True)
    return verdicts.to_borrower(paid, borrower.person) + verdicts.close(s, case, member, {"action": "no_deceit"})

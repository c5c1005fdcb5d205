"""What a loan should be in the books: the figure of each of its accounts, from its fold.

    principal    owed and still counted on; nothing once it was written off
    written_off  principal that was given up as a loss
    given_up     principal that nobody has to pay any more: residues
    interest, fee, penalty   income received, without what came after a write-off
    recovered    income received after a write-off, whatever part of the loan it paid
    credit       the borrower's own money
    cash         money that came in, less what went out, since the loan was paid out

A fact about a loan changes these by the difference of the loan after it and before it (`effect`), so the books follow
the fold also where a backdated fact lays later money anew. Fees that were kept back from the payout are income then.
"""

from lending.loan import Loan
from lending.parts import PartKind

ASSETS = ("principal", "written_off", "given_up")
"""Figures on the debit side; the others are on the credit side."""
INCOME = ("interest", "fee", "penalty", "recovered", "credit")
NAMES = (*ASSETS, *INCOME)


def figures(loan: Loan) -> dict[str, int]:
    """Every figure of a loan on the day it is looked at, in smallest units."""
    recovered = _recovered(loan)
    owed, paid = loan.outstanding.principal.minor, loan.paid
    written_off = loan.ended.written_off_on is not None
    return {
        "principal": 0 if written_off else owed,
        "written_off": owed + recovered[PartKind.PRINCIPAL] if written_off else 0,
        "given_up": sum(i.waived.principal.minor for i in loan.instalments),
        "interest": paid.interest.minor - recovered[PartKind.INTEREST],
        "fee": paid.fee.minor - recovered[PartKind.FEE] - loan.ended.fees_refunded.minor,
        "penalty": paid.penalty.minor - recovered[PartKind.PENALTY],
        "recovered": sum(recovered.values()),
        "credit": loan.credit.minor,
    }


def effect(before: Loan, after: Loan) -> dict[str, int]:
    """What changed between two states of one loan; `cash` is the money that must have come in with it."""
    old, new = figures(before), figures(after)
    changes = {name: new[name] - old[name] for name in NAMES}
    changes["cash"] = sum(changes[name] for name in INCOME) - sum(changes[name] for name in ASSETS)
    return {name: minor for name, minor in changes.items() if minor}


def _recovered(loan: Loan) -> dict[PartKind, int]:
    """By part, what money paid that came after the write-off."""
    found: dict[PartKind, int] = {kind: 0 for kind in PartKind if kind is not PartKind.CREDIT}
    if loan.ended.written_off_on is None:
        return found
    void = {problem.event_id for problem in loan.problems}
    after = False
    for t in loan.transactions:
        if t.kind == "write_off" and t.reversed_by is None and t.id not in void:
            after = True
        elif after and t.reversed_by is None:
            for part in t.parts if t.kind in ("payment", "recovery") else ():
                if part.kind in found:
                    found[part.kind] += part.amount.minor
    return found

"""What a loan should be in the books: the figure of each of its accounts, from its fold.

    principal    owed and still counted on; nothing once it was written off
    written_off  principal that was given up as a loss
    given_up     principal that nobody has to pay any more: residues
    interest, fee, penalty   income received, without tax, and without what came after a write-off
    recovered    income received after a write-off, whatever part of the loan it paid, without tax
    fee_tax, penalty_tax     the tax in the fees and penalties that were received
    credit       the borrower's own money
    cash         money that came in, less what went out, since the loan was paid out

A fact about a loan changes these by the difference of the loan after it and before it (`effect`), so the books follow
the fold also where a backdated fact lays later money anew. Fees that were kept back from the payout are income then.
"""

from lending.loan import Loan
from lending.parts import PartKind
from lending.tax_paid import share, tax_at_payout, tax_paid

ASSETS = ("principal", "written_off", "given_up")
"""Figures on the debit side; the others are on the credit side."""
INCOME = ("interest", "fee", "penalty", "recovered", "fee_tax", "penalty_tax", "credit")
NAMES = (*ASSETS, *INCOME)


def figures(loan: Loan) -> dict[str, int]:
    """Every figure of a loan on the day it is looked at, in smallest units."""
    recovered = _recovered(loan)
    owed, paid = loan.outstanding.principal.minor, loan.paid
    written_off = loan.ended.written_off_on is not None
    tax, back = tax_paid(loan), loan.ended.fees_refunded.minor
    fee_tax = share(recovered[PartKind.FEE], paid.fee.minor, tax.fee)
    penalty_tax = share(recovered[PartKind.PENALTY], paid.penalty.minor, tax.penalty)
    tax_back = tax_at_payout(loan).minor if back else 0
    return {
        "principal": 0 if written_off else owed,
        "written_off": owed + recovered[PartKind.PRINCIPAL] if written_off else 0,
        "given_up": sum(i.waived.principal.minor for i in loan.instalments),
        "interest": paid.interest.minor - recovered[PartKind.INTEREST],
        "fee": paid.fee.minor - recovered[PartKind.FEE] - (tax.fee - fee_tax) - (back - tax_back),
        "penalty": paid.penalty.minor - recovered[PartKind.PENALTY] - (tax.penalty - penalty_tax),
        "recovered": sum(recovered.values()) - fee_tax - penalty_tax,
        "fee_tax": tax.fee - tax_back,
        "penalty_tax": tax.penalty,
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

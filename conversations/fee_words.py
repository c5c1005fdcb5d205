"""Every fee of an offer in words, one a line: what it is, how much, when, and who gets it. None may be left out."""

from typing import Any

from conversations.say import P, Phrase
from lending.fees import LATE, Fee
from lending.money import Money, total
from lending.schedule import Schedule
from lending.terms import LoanTerms
from lending.worst_case import event_fee

RESCHEDULE = "reschedule"


def fee_lines(terms: LoanTerms, plan: Schedule) -> tuple[Phrase, ...]:
    """A line for each fee that the terms name, and one for the tax in them."""
    lines = [_line(fee, terms, plan) for fee in terms.fees]
    lines += [P("cost.fee.paid_to", name=fee.name, payee=fee.paid_to) for fee in terms.fees if fee.paid_to]
    if plan.tax:
        lines.append(P("cost.fee.tax", amount=plan.tax))
    return tuple(lines)


def _line(fee: Fee, terms: LoanTerms, plan: Schedule) -> Phrase:
    match fee.when:
        case "disbursement":
            amount = next(charged.amount for charged in plan.fees if charged.name == fee.name)
            if fee.deducted:
                return P("cost.fee.kept_back", name=fee.name, amount=amount)
            return P("cost.fee.added", name=fee.name, amount=amount)
        case "instalment":
            return P("cost.fee.each", name=fee.name, amount=_in_all(fee, plan))
        case "once":
            day = next(i.due_on for i in plan.instalments if any(f.name == fee.name for f in i.fees))
            return P("cost.fee.once", name=fee.name, amount=_in_all(fee, plan), day=day)
        case "event":
            most = event_fee(fee, terms, plan)
            return P("cost.fee.event", n=fee.times, name=fee.name, amount=most, event=event_words(fee.event or ""))


def _in_all(fee: Fee, plan: Schedule) -> Money:
    amounts = [f.amount for i in plan.instalments for f in i.fees if f.name == fee.name]
    return total(amounts, plan.received.currency)


def fee_values(terms: LoanTerms, plan: Schedule) -> list[dict[str, Any]]:
    """Every fee as JSON for a paper. An instalment fee of always the same amount is told by that, else in all."""
    return [_value(fee, terms, plan) | ({"paid_to": fee.paid_to} if fee.paid_to else {}) for fee in terms.fees]


def _value(fee: Fee, terms: LoanTerms, plan: Schedule) -> dict[str, Any]:
    if fee.when == "event":
        amount = event_fee(fee, terms, plan)
        more: dict[str, Any] = {"event": fee.event, "at_most": fee.times}
    elif fee.when == "disbursement":
        amount, more = next(f.amount for f in plan.fees if f.name == fee.name), {"deducted": fee.deducted}
    elif fee.when == "once":
        day = next(i.due_on for i in plan.instalments if any(f.name == fee.name for f in i.fees))
        amount, more = _in_all(fee, plan), {"day": day.isoformat()}
    else:
        each = {f.amount for i in plan.instalments for f in i.fees if f.name == fee.name}
        amount, more = (each.pop(), {}) if len(each) == 1 else (_in_all(fee, plan), {"in_all": True})
    return {"name": fee.name, "amount": [amount.minor, amount.currency], "when": fee.when, **more}


def event_words(event: str) -> Phrase:
    """What has to happen for a fee to be due; a word of the lender's own is shown as it is."""
    if event == LATE:
        return P("cost.event.late")
    if event == RESCHEDULE:
        return P("cost.event.reschedule")
    return P("cost.event.other", event=event.replace("_", " "))

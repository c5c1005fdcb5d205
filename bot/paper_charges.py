"""How a paper names every fee and every part of what lateness costs: the same words as the offer in the chat."""

from collections.abc import Iterator, Sequence

from bot.paper_values import Fee, Lateness
from conversations.fee_words import event_words
from conversations.say import P, Phrase


def fee_phrases(fees: Sequence[Fee]) -> Iterator[Phrase]:
    """A phrase for each fee, and one for each that the lender does not keep."""
    for fee in fees:
        yield _fee(fee)
        if fee.paid_to:
            yield P("cost.fee.paid_to", name=fee.name, payee=fee.paid_to)


def _fee(fee: Fee) -> Phrase:
    match fee.when:
        case "disbursement":
            if fee.deducted:
                return P("paper.fees.disbursement", name=fee.name, amount=fee.amount)
            return P("cost.fee.added", name=fee.name, amount=fee.amount)
        case "instalment":
            if fee.in_all:
                return P("cost.fee.each", name=fee.name, amount=fee.amount)
            return P("paper.fees.instalment", name=fee.name, amount=fee.amount)
        case "once":
            return P("cost.fee.once", name=fee.name, amount=fee.amount, day=fee.day or "")
        case "event":
            return P("cost.fee.event", n=fee.at_most, name=fee.name, amount=fee.amount, event=event_words(fee.event))


def late_phrases(late: Lateness) -> Iterator[tuple[Phrase, ...]]:
    """Lines of phrases: one where a daily share of the principal is all there is, else one for each part."""
    if late.is_plain:
        said = (P("paper.late", n=late.grace_days, figure=late.percent_per_day),)
        yield said if late.cap is None else (*said, P("paper.late.cap", cap=late.cap))
        return
    yield (P("cost.late.from", n=late.grace_days),)
    yield from ((phrase,) for phrase in _parts(late))


def _parts(late: Lateness) -> Iterator[Phrase]:
    of = P("cost.late.principal") if late.base == "overdue_principal" else P("cost.late.principal_and_interest")
    if late.percent_per_day:
        yield P("cost.late.percent_day", percent=late.percent_per_day, of=of)
    if late.amount_per_day is not None:
        yield P("cost.late.amount_day", amount=late.amount_per_day)
    if late.percent_once is not None:
        yield P("cost.late.percent_once", percent=late.percent_once, of=of)
    if late.amount_once is not None:
        yield P("cost.late.amount_once", amount=late.amount_once)
    if late.cap is not None:
        yield P("cost.late.cap", cap=late.cap)
    if late.cap_total is not None:
        yield P("cost.late.cap_total", cap=late.cap_total)

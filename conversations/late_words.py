"""What lateness costs, in words: every part that the terms have, each a line, so that none comes as a surprise."""

from decimal import Decimal
from typing import Any

from conversations.say import P, Phrase
from lending.fees import PenaltyBase, PenaltyTerms
from lending.money import Money


def late_lines(penalty: PenaltyTerms, currency: str) -> tuple[Phrase, ...]:
    """One line where a daily percentage of the principal is all there is, else a line for each part."""
    if penalty.is_nothing:
        return (P("cost.late.nothing"),)
    if _is_plain(penalty):
        return (_plain(penalty, currency),)
    return (P("cost.late.from", n=penalty.grace_days), *_parts(penalty, currency))


def _is_plain(penalty: PenaltyTerms) -> bool:
    others = (penalty.amount_per_day, penalty.percent_once, penalty.amount_once, penalty.cap_total)
    return penalty.base is PenaltyBase.OVERDUE_PRINCIPAL and not any(others)


def _plain(penalty: PenaltyTerms, currency: str) -> Phrase:
    cap, daily = penalty.cap_per_instalment, P("shown.number", number=penalty.percent_per_day)
    if cap is None:
        return P("cost.late", n=penalty.grace_days, percent=daily)
    return P("cost.late_capped", n=penalty.grace_days, percent=daily, cap=_money(cap, currency))


def _parts(penalty: PenaltyTerms, currency: str) -> list[Phrase]:
    of = P("cost.late.principal")
    if penalty.base is PenaltyBase.OVERDUE_PRINCIPAL_AND_INTEREST:
        of = P("cost.late.principal_and_interest")
    lines = []
    if penalty.percent_per_day:
        lines.append(P("cost.late.percent_day", percent=P("shown.number", number=penalty.percent_per_day), of=of))
    if penalty.amount_per_day:
        lines.append(P("cost.late.amount_day", amount=_money(penalty.amount_per_day, currency)))
    if penalty.percent_once:
        lines.append(P("cost.late.percent_once", percent=P("shown.number", number=penalty.percent_once), of=of))
    if penalty.amount_once:
        lines.append(P("cost.late.amount_once", amount=_money(penalty.amount_once, currency)))
    if penalty.cap_per_instalment is not None:
        lines.append(P("cost.late.cap", cap=_money(penalty.cap_per_instalment, currency)))
    if penalty.cap_total is not None:
        lines.append(P("cost.late.cap_total", cap=_money(penalty.cap_total, currency)))
    return lines


def late_values(penalty: PenaltyTerms, currency: str) -> dict[str, Any]:
    """What lateness costs as JSON for a paper; parts that the terms do not have are left out."""

    def plain(major: Decimal | None) -> list[Any] | None:
        return None if major is None else [_money(major, currency).minor, currency]

    values = {
        "grace_days": penalty.grace_days,
        "percent_per_day": str(penalty.percent_per_day),
        "cap": plain(penalty.cap_per_instalment),
    }
    more = {
        "base": None if penalty.base is PenaltyBase.OVERDUE_PRINCIPAL else penalty.base.value,
        "amount_per_day": plain(penalty.amount_per_day),
        "percent_once": None if penalty.percent_once is None else str(penalty.percent_once),
        "amount_once": plain(penalty.amount_once),
        "cap_total": plain(penalty.cap_total),
    }
    return values | {name: value for name, value in more.items() if value is not None}


def _money(major: Decimal, currency: str) -> Money:
    return Money.parse(format(major, "f"), currency)

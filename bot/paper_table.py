"""The tables of a paper as HTML: every instalment, and the yearly rates by each convention with its name."""

from collections.abc import Sequence
from decimal import Decimal

from bot.formats import Words
from bot.paper_values import Instalment, LoanTerms
from conversations.say import P, Percent, Phrase
from lending.money import Money, total

RATES: dict[str, Phrase] = {
    "cn_simple": P("paper.rate.simple"),
    "cn_irr_compound": P("paper.rate.compound"),
    "eu_aprc": P("paper.rate.eu"),
}


def rates_rows(loan: LoanTerms, words: Words) -> str:
    """The contract rate and every yearly rate, each labelled: a rate without its name misleads."""
    named: list[tuple[Phrase, Decimal]] = [(P("paper.rate.nominal"), loan.annual_rate_percent)]
    named += [(RATES[convention], rate) for convention, rate in loan.rates.items()]
    return "\n".join(
        f"<tr><th>{words.html(label)}</th><td>{words.value(Percent(rate))}</td></tr>" for label, rate in named
    )


def schedule_table(loan: LoanTerms, words: Words) -> str:
    """Every instalment with its parts, and the totals; the fee column only where there are such fees."""
    with_fees = any(row.fee for row in loan.instalments)
    head = "".join(f"<th>{words.html(label)}</th>" for label in _columns(with_fees))
    body = "\n".join(_cells("td", _instalment(row, words, with_fees)) for row in loan.instalments)
    foot = _cells("td", _totals(loan, words, with_fees))
    caption = words.html(P("paper.column.currency", currency=loan.principal.currency))
    return (
        f"<table class=schedule><caption>{caption}</caption><thead><tr>{head}</tr></thead>\n"
        f"<tbody>{body}</tbody><tfoot>{foot}</tfoot></table>"
    )


def _columns(with_fees: bool) -> tuple[Phrase, ...]:
    return (
        P("paper.column.number"),
        P("paper.column.due_on"),
        P("paper.column.principal"),
        P("paper.column.interest"),
        *((P("paper.column.fee"),) if with_fees else ()),
        P("paper.column.due"),
        P("paper.column.balance"),
    )


def _instalment(row: Instalment, words: Words, with_fees: bool) -> list[str]:
    parts = [row.principal, row.interest, *((row.fee,) if with_fees else ()), row.due, row.balance]
    return [str(row.n), words.day(row.due_on), *(words.figure(part) for part in parts)]


def _totals(loan: LoanTerms, words: Words, with_fees: bool) -> list[str]:
    fees = [words.figure(fees_within(loan.instalments))] if with_fees else []
    figures = [words.figure(loan.principal), words.figure(loan.total_interest), *fees, words.figure(loan.total_due)]
    return [words.html(P("paper.column.total")), "", *figures, ""]


def fees_within(rows: Sequence[Instalment]) -> Money:
    """The fees inside the instalments."""
    return total([row.fee for row in rows], rows[0].fee.currency)


def _cells(tag: str, cells: Sequence[str]) -> str:
    return "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>"

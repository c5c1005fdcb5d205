"""The lender's papers: contract, key facts statement, privacy notice, each one self-contained HTML file.

The text is the lender's own template per language (and product, where there is one), filled inside the turn, so the
hash in the journal is the hash of the very file the borrower keeps. Nothing in it is loaded or run: no scripts, no
links to elsewhere; every value is escaped. It reads on a phone and prints on A4.
"""

import html
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from string import Template
from zoneinfo import ZoneInfo

from bot.formats import Words, clean
from bot.outgoing import TextFile
from bot.paper_charges import fee_phrases, late_phrases
from bot.paper_table import rates_rows, schedule_table
from bot.paper_values import ContractValues, KeyFactsValues, LoanTerms, PrivacyValues, Values
from conversations.say import Attachment, P, Percent

TEMPLATES = Path(__file__).resolve().parent / "templates"
KINDS: dict[str, type[Values]] = {
    "contract": ContractValues,
    "key_facts": KeyFactsValues,
    "privacy_notice": PrivacyValues,
}


@dataclass(frozen=True)
class Papers:
    """Finds the templates: first in the lender's own `folders`, then in those that come with the program.

    `licence` is named where the values of a paper name none.
    """

    folders: tuple[Path, ...] = ()
    licence: str = ""

    def file(self, attachment: Attachment, words: Words) -> TextFile:
        """The paper as a file. KeyError for an unknown template, ValueError for values that do not fit it."""
        values = KINDS[attachment.template].model_validate({"licence": self.licence, **attachment.values})
        template = self._template(attachment.template, getattr(values, "product", ""), words.language)
        style = (TEMPLATES / "paper.css").read_text(encoding="utf-8")
        text = template.substitute(_filled(values, words), style=style)
        return TextFile(_file_name(words.plain(attachment.name)), text)

    def _template(self, name: str, product: str, language: str) -> Template:
        for folder in (*self.folders, TEMPLATES):
            for file in (f"{name}-{product}.html", f"{name}.html"):
                path = folder / language / file
                if path.is_file():
                    return Template(path.read_text(encoding="utf-8"))
        raise KeyError(f"no template {name} in {language}")


def masked(text: str) -> str:
    """The first three and last four characters of a number, stars between; short numbers keep only their end."""
    bare = "".join(clean(text).split())
    if len(bare) <= 8:
        return "*" * max(0, len(bare) - 2) + bare[-2:]
    return bare[:3] + "*" * (len(bare) - 7) + bare[-4:]


def _file_name(name: str) -> str:
    bare = "".join(c for c in name if c not in '/\\:*?"<>|')
    return f"{bare or 'paper'}.html"


def _filled(values: Values, words: Words) -> dict[str, str]:
    """Every placeholder a template may use, as escaped HTML."""
    filled = _lender(values, words)
    if isinstance(values, LoanTerms):
        filled |= _loan(values, words)
    if isinstance(values, ContractValues):
        filled["borrower"] = _text(values.borrower)
        filled["national_id"] = _text(masked(values.national_id))
        filled["payout_account"] = _text(masked(values.payout_account))
        filled["accepted_at"] = _instant(values.accepted_at, words)
    if isinstance(values, KeyFactsValues):
        filled["valid_until"] = _instant(values.valid_until, words)
    if isinstance(values, PrivacyValues):
        filled["version"] = _text(values.version)
        filled["retention_years"] = str(values.retention_years)
        filled |= _complaints(values.complaints.days, values.complaints.escalation)
    return filled


def _lender(values: Values, words: Words) -> dict[str, str]:
    """Who lends. A lender who needs no licence has no line for one."""
    lender, licence = _text(values.lender), _text(values.licence)
    row = f"<tr><th>{words.html(P('paper.licence'))}</th><td>{licence}</td></tr>\n"
    return {
        "lender": lender,
        "licence_row": row if licence else "",
        "lender_line": f"{lender} · {licence}" if licence else lender,
    }


def _loan(loan: LoanTerms, words: Words) -> dict[str, str]:
    amounts = {
        "principal": loan.principal,
        "received": loan.received,
        "total_interest": loan.total_interest,
        "total_fees": loan.total_fees,
        "total_due": loan.total_due,
    }
    return {
        **{name: words.money(amount) for name, amount in amounts.items()},
        **_complaints(loan.complaints.days, loan.complaints.escalation),
        "number": _text(loan.number),
        "currency": loan.principal.currency,
        "disbursed_on": words.day(loan.disbursed_on),
        "count": str(len(loan.instalments)),
        "rate": words.value(Percent(loan.annual_rate_percent)),
        "rates": rates_rows(loan, words),
        "schedule": schedule_table(loan, words),
        "fees": _fees(loan, words),
        "late": _late(loan, words),
        "withdrawal": _withdrawal(loan, words),
    }


def _complaints(days: int, escalation: str) -> dict[str, str]:
    return {"complaint_days": str(days), "escalation": _text(escalation)}


def _fees(loan: LoanTerms, words: Words) -> str:
    if not loan.fees:
        return words.html(P("paper.fees.none"))
    return "<br>".join(words.html(phrase) for phrase in fee_phrases(loan.fees))


def _late(loan: LoanTerms, words: Words) -> str:
    return "<br>".join("".join(words.html(phrase) for phrase in line) for line in late_phrases(loan.late))


def _withdrawal(loan: LoanTerms, words: Words) -> str:
    if not loan.withdrawal_days:
        return words.html(P("paper.withdrawal.none"))
    return words.html(P("paper.withdrawal", n=loan.withdrawal_days, principal=loan.principal))


def _text(text: str) -> str:
    return html.escape(clean(text))


def _instant(instant: datetime, words: Words) -> str:
    local = instant.astimezone(ZoneInfo(words.timezone))
    offset = local.strftime("%z")
    return f"{words.day(local.date())} {local:%H:%M} (UTC{offset[:3]}:{offset[3:]})"

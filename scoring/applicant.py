"""What a decision is made from: one person's request and all that is known about it on the day.

An `Applicant` is complete: with the same settings, policy pack and model it always gives the same decision, so its JSON
is what is stored to replay one. What is not known is None, never nothing: a person without debts says so.
"""

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Self

from lending.evidence import FraudEvidence
from lending.money import Money
from lending.product import Product
from lending.records import Exposure, PersonalLink
from lending.term import Term
from scoring.history import History
from scoring.json_values import from_plain, to_plain
from scoring.term_values import name_of, with_term

__all__ = ["OCCUPATIONS", "STAGES", "Applicant", "Exposure", "History", "PersonalLink"]

STAGES = ("indication", "decision")
OCCUPATIONS = ("employed", "self_employed", "business", "farming", "pension", "other")


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """A request for a loan and what stands behind it.

    `stage` is indication (before identity) or decision. `income` is a usual month after tax; for a business, turnover
    less cost of goods. `debts` are the monthly repayments of other debts. `household` is how many people live from this
    income: a cost, never a score. `birth_date` serves the legal age alone. `last_refusal_on` is the day of the last
    refusal that showed no way to a loan: who was told what works and does it is not made to wait.
    `consents` are the purposes that were agreed to. `evidence` serves the fraud gate alone; decisions of the first
    releases were made without it. `payday` is the day of the month (or week) that the borrower chose for instalments.
    `by_the_month` holds the budget against all that falls due in the heaviest month; in the first releases it was held
    against the largest instalment, which is the same where one falls due a month.
    """

    stage: str
    today: date
    product: Product
    principal: Money
    term: Term
    purpose: str
    occupation: str | None
    occupation_months: int | None
    income: Money | None
    living_costs: Money | None
    debts: Money | None
    household: int | None
    income_verified: bool = False
    birth_date: date | None = None
    history: History
    last_refusal_on: date | None = None
    links: tuple[PersonalLink, ...] = ()
    exposure: Exposure | None = None
    deny_listed: bool = False
    consents: frozenset[str] = frozenset()
    evidence: FraudEvidence | None = None
    payday: int | None = None
    by_the_month: bool = True

    def __post_init__(self) -> None:
        if self.stage not in STAGES:
            raise ValueError(f"stage must be one of {', '.join(STAGES)}")
        if self.occupation is not None and self.occupation not in OCCUPATIONS:
            raise ValueError(f"occupation must be one of {', '.join(OCCUPATIONS)}")

    @property
    def currency(self) -> str:
        """The currency of the request, which all its amounts are in."""
        return self.principal.currency

    def to_json(self) -> dict[str, Any]:
        """Everything as JSON, the product's terms included, so that a decision can be made again from it."""
        plain = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in _OWN_FORM}
        return {
            **{name_of(name, value): to_plain(value) for name, value in plain.items()},
            "product": self.product.model_dump(mode="json"),
            "history": to_plain(self.history),
            "links": [[link.kind, link.others] for link in self.links],
            "exposure": None if self.exposure is None else _sums_to_plain(self.exposure),
            "consents": sorted(self.consents),
            **({} if self.evidence is None else {"evidence": asdict(self.evidence)}),
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """The applicant that `to_json` wrote; equal to it in every field."""
        plain = {name: from_plain(value) for name, value in with_term(stored).items() if name not in _OWN_FORM}
        exposure, evidence = stored["exposure"], stored.get("evidence")
        return cls(
            **{"by_the_month": False, **plain},
            product=Product.model_validate(stored["product"]),
            history=from_plain(stored["history"]),
            links=tuple(PersonalLink(kind, others) for kind, others in stored["links"]),
            exposure=None if exposure is None else Exposure(**from_plain(exposure)),
            consents=frozenset(stored["consents"]),
            evidence=None if evidence is None else FraudEvidence(**evidence),
        )


_OWN_FORM = frozenset({"product", "history", "links", "exposure", "consents", "evidence"})


def _sums_to_plain(sums: Exposure) -> dict[str, Any]:
    return {f.name: to_plain(getattr(sums, f.name)) for f in fields(sums)}

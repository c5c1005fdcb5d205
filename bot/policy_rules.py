"""The policy pack against the rest of the configuration: its currency, its licence, its money, its ceilings.

A rule that is broken is refused with the key to change. What is allowed and still has to be known is a warning.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from bot.sections import PolicySection
from bot.toml_lines import Path
from lending.pack_caps import BenchmarkRate
from lending.pack_values import Sourced
from lending.policy_pack import PolicyPack, load_pack
from lending.problems import Problem
from lending.product import Product
from lending.product_check import breaks, impossible

Found = Iterator[tuple[Path, str]]
SOON = timedelta(days=60)
"""A licence that ends within this time is warned of."""
STALE = timedelta(days=45)
"""A benchmark that is announced each month and is older than this was forgotten."""


def pack_of(policy: PolicySection) -> PolicyPack:
    """The pack that the configuration names, with what the operator says of the benchmark and of their licence."""
    rows = [
        BenchmarkRate(
            since=row.since,
            percent=Sourced(value=row.percent, source="confirmed by the operator", on=row.since, confidence="B"),
        )
        for row in policy.benchmark
    ]
    return load_pack(policy.pack).as_used(rows, policy.licence_valid_until)


def policy_rules(policy: PolicySection, currency: str, products: tuple[Product, ...]) -> Found:
    """Every rule of the pack that the configuration breaks."""
    try:
        pack = pack_of(policy)
    except Problem as unknown:
        yield ("policy", "pack"), str(unknown).removeprefix("pack: ")
        return
    yield from _currency(pack, currency)
    modes = pack.funding_modes.value
    if policy.funding_mode not in modes:
        yield ("policy", "funding_mode"), f"the pack {pack.name!r} allows {', '.join(modes)} only"
    yield from _licence(pack, policy)
    if policy.benchmark and pack.cap.benchmark is None:
        yield ("policy", "benchmark"), f"the pack {pack.name!r} has no ceiling that follows a benchmark; leave it out"
    for n, product in enumerate(products):
        too_dear = list(_rates(product, pack))
        if not too_dear and not list(impossible(product)):
            too_dear = list(breaks(product, pack))
        yield from ((("products", n, *path), why) for path, why in too_dear)


def _currency(pack: PolicyPack, currency: str) -> Found:
    fitting = pack.currencies.value
    if fitting and currency not in fitting:
        yield (
            ("policy", "pack"),
            f"the pack {pack.name!r} is for loans in {', '.join(fitting)}, and the lender lends in {currency}: "
            "choose the pack of the place where you lend, or default, which fits every currency",
        )


def _licence(pack: PolicyPack, policy: PolicySection) -> Found:
    """Its number, its kind and until when it is valid: a pack that asks for a licence lends without none of them."""
    if pack.licence.required.value:
        asks = f"the pack {pack.name!r} asks for a licence ({pack.licence.kind.value})"
        if not policy.licence.strip():
            yield ("policy", "licence"), asks
        elif not policy.licence_kind.strip():
            yield ("policy", "licence_kind"), f"must say what licence it is: {asks}"
        elif policy.licence_valid_until is None:
            yield ("policy", "licence_valid_until"), f"must say until when the licence is valid: {asks}"


def _rates(product: Product, pack: PolicyPack) -> Found:
    """Rates that are above the cap of the pack on their own, before any fee."""
    cap = pack.cap.all_in_percent
    if cap is None or pack.cap.monthly_for is not None:
        return
    for grade, rate in product.annual_rate_percent.items():
        yearly = compounded(rate)
        if yearly > cap.value:
            why = f"{rate} % a year compounds to {yearly:.2f} %, above the pack's {cap.value} %"
            yield ("annual_rate_percent", grade), why


def compounded(rate: Decimal) -> Decimal:
    """A nominal yearly rate in percent, paid monthly, as the yearly rate that it compounds to, in percent."""
    return ((1 + rate / 1200) ** 12 - 1) * 100


def policy_warnings(policy: PolicySection, today: date) -> Found:
    """What an operator should know about the pack in use: unchecked numbers, its notes, what is about to end."""
    pack = pack_of(policy)
    unchecked = pack.unverified()
    if unchecked:
        yield (
            ("policy", "pack"),
            f"{len(unchecked)} numbers of the pack {pack.name!r} are not checked against a source "
            f"(confidence C), have your lawyer look at them: {', '.join(unchecked)}",
        )
    yield from ((("policy", "pack"), note) for note in pack.notes.value)
    until = policy.licence_valid_until
    if not pack.licence.allows(today):
        yield ("policy", "licence_valid_until"), "is past: every request is declined until the licence is renewed"
    elif until is not None and today <= until < today + SOON:
        yield (
            ("policy", "licence_valid_until"),
            f"the licence ends on {until}: from the next day every request is declined",
        )
    rule = pack.cap.benchmark
    if rule is not None:
        row = rule.rate_on(today)
        if row is None or row.since + STALE < today:
            known = "none is known" if row is None else f"the last one known is {row.percent.value} % of {row.since}"
            yield ("policy", "benchmark"), f"the benchmark of {today} is to be confirmed by you; {known}"

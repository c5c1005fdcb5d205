"""What must hold between sections of the configuration, and what an operator should know although it is allowed."""

from collections.abc import Iterator
from decimal import Decimal

from bot.configuration import Sections
from bot.toml_lines import Path
from conversations.reading.national_id import SCHEMES
from lending.day_count import DayCount
from lending.money import Money
from lending.policy_pack import PolicyPack, load_pack
from lending.problems import Problem

Found = Iterator[tuple[Path, str]]
SAME_AMOUNTS = (DayCount.PERIOD, DayCount.THIRTY_360)
"""Day counts under which moving a payout by a day moves the due dates and changes no amount."""
WRITTEN = ("en", "zh_CN")
"""The languages whose catalogues ship with the program."""


def broken_rules(s: Sections) -> Found:
    """Every rule between sections that is broken, with the path of the key to change."""
    yield from _texts(s)
    yield from _lender(s)
    yield from _products(s)
    yield from _staff(s)
    yield from _rails(s)
    try:
        pack = load_pack(s.policy.pack)
    except Problem as unknown:
        yield ("policy", "pack"), str(unknown).removeprefix("pack: ")
        return
    yield from _policy(s, pack)


def warnings(s: Sections) -> Found:
    """What is allowed and still worth a look."""
    unchecked = load_pack(s.policy.pack).unverified()
    if unchecked:
        yield (
            ("policy", "pack"),
            f"{len(unchecked)} numbers of the pack {s.policy.pack!r} are not checked against a source "
            f"(confidence C), have your lawyer look at them: {', '.join(unchecked)}",
        )
    served = {band.grade for band in s.scoring.grades if band.income_multiple > 0}
    for n, product in enumerate(s.products):
        missing = sorted(served - set(product.annual_rate_percent))
        if missing:
            yield ("products", n, "annual_rate_percent"), f"has no rate for grade {', '.join(missing)}: nothing is lent"
    people = {member.telegram_id for member in s.staff if {"officer", "approver"} & set(member.roles)}
    if len(people) < 2:
        yield ("staff",), "one person cannot be four eyes: what needs a second person will wait"
    if s.telegram.staff_group is None:
        yield ("telegram", "staff_group"), "without a group nobody of staff is told of a case; they find it in /queue"


def _texts(s: Sections) -> Found:
    for n, language in enumerate(s.languages.offered):
        if language not in WRITTEN:
            yield ("languages", "offered", n), f"{language!r} has no catalogue; there are {', '.join(WRITTEN)}"
        for key, texts in (("name", s.lender.name), ("complaint_escalation", s.lender.complaint_escalation)):
            if not texts.get(language, "").strip():
                yield ("lender", key), f"has no text in {language}"
        for number, product in enumerate(s.products):
            if not product.name.get(language, "").strip():
                yield ("products", number, "name"), f"has no text in {language}"


def _lender(s: Sections) -> Found:
    first, last = s.lender.support_hours
    if first >= last:
        yield ("lender", "support_hours"), "must begin before they end, like [9, 18]"
    if s.lender.national_id not in SCHEMES:
        yield ("lender", "national_id"), f"must be one of {', '.join(sorted(SCHEMES))}"


def _products(s: Sections) -> Found:
    codes = [product.code for product in s.products]
    for n, product in enumerate(s.products):
        if product.currency != s.lender.currency:
            yield ("products", n, "currency"), f"must be the lender's, {s.lender.currency}"
        if codes.index(product.code) != n:
            yield ("products", n, "code"), f"{product.code!r} is taken by an earlier product"
        if product.day_count not in SAME_AMOUNTS:
            yield (
                ("products", n, "day_count"),
                f"must be one of {', '.join(SAME_AMOUNTS)}: with others a later payout would change what was accepted",
            )


def _staff(s: Sections) -> Found:
    ids = [member.telegram_id for member in s.staff]
    for n, member in enumerate(s.staff):
        if ids.index(member.telegram_id) != n:
            yield ("staff", n, "telegram_id"), f"is that of {s.staff[ids.index(member.telegram_id)].name} already"
        if member.deputy is not None and (member.deputy not in ids or member.deputy == member.telegram_id):
            yield ("staff", n, "deputy"), "must be the telegram_id of another member of staff"
        if member.language not in s.languages.offered:
            yield ("staff", n, "language"), f"must be one of {', '.join(s.languages.offered)}"
        try:
            Money.parse(format(member.limit, "f"), s.lender.currency, "limit")
        except Problem as wrong:
            yield ("staff", n, "limit"), str(wrong).removeprefix("limit: ")
        for number, away in enumerate(member.absent):
            if away.first > away.last:
                yield ("staff", n, "absent", number), "must begin before it ends"


def _rails(s: Sections) -> Found:
    names = [rail.name for rail in s.rails]
    for n, name in enumerate(names):
        if names.index(name) != n:
            yield ("rails", n, "name"), f"{name!r} is taken by an earlier rail"
    try:
        Money.parse(format(s.pool.opening, "f"), s.lender.currency, "opening")
    except Problem as wrong:
        yield ("pool", "opening"), str(wrong).removeprefix("opening: ")


def _policy(s: Sections, pack: PolicyPack) -> Found:
    modes = pack.funding_modes.value
    if s.policy.funding_mode not in modes:
        yield ("policy", "funding_mode"), f"the pack {pack.name!r} allows {', '.join(modes)} only"
    if pack.licence.required.value and not s.policy.licence.strip():
        yield ("policy", "licence"), f"the pack {pack.name!r} asks for a licence ({pack.licence.kind.value})"
    cap = pack.cap.all_in_percent
    if cap is None:
        return
    for n, product in enumerate(s.products):
        for grade, rate in product.annual_rate_percent.items():
            yearly = compounded(rate)
            if yearly > cap.value:
                why = f"{rate} % a year compounds to {yearly:.2f} %, above the pack's {cap.value} %"
                yield ("products", n, "annual_rate_percent", grade), why


def compounded(rate: Decimal) -> Decimal:
    """A nominal yearly rate in percent, paid monthly, as the yearly rate that it compounds to, in percent."""
    return ((1 + rate / 1200) ** 12 - 1) * 100

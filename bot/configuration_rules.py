"""What must hold between sections of the configuration, and what an operator should know although it is allowed."""

from collections.abc import Iterator

from bot.clock import SystemClock
from bot.configuration import Sections
from bot.policy_rules import policy_rules, policy_warnings
from bot.public_holidays import calendar_for
from bot.toml_lines import Path
from conversations.reading.national_id import SCHEMES
from lending.calendar import Adjustment, Unit
from lending.day_count import DayCount
from lending.money import Money
from lending.plan_rules import StubInterest
from lending.problems import Problem, ProblemWithInput
from lending.product import Product
from lending.product_check import changes_with_the_payout, impossible

Found = Iterator[tuple[Path, str]]
SAME_AMOUNTS = (DayCount.PERIOD, DayCount.THIRTY_360)
"""Day counts under which moving a payout by a day moves the due dates and changes no amount."""
SAME_DAYS = (DayCount.PERIOD, DayCount.ACT_360, DayCount.ACT_364, DayCount.ACT_365)
"""The same for instalments every so many days or weeks."""
MOST_VALID = 7
"""Days that an offer may stand where due dates lie on chosen days: the first of them may be that near."""
SHOWN_DAYS = 4
"""Of a list of days, how many are named in a warning."""
WRITTEN = ("en", "zh_CN")
"""The languages whose catalogues ship with the program."""


def broken_rules(s: Sections) -> Found:
    """Every rule between sections that is broken, with the path of the key to change."""
    yield from _texts(s)
    yield from _lender(s)
    yield from _products(s)
    yield from _staff(s)
    yield from _rails(s)
    yield from _provisions(s)
    yield from policy_rules(s.policy, s.lender.currency, s.products)


def warnings(s: Sections) -> Found:
    """What is allowed and still worth a look."""
    yield from policy_warnings(s.policy, SystemClock().now().date())
    served = {band.grade for band in s.scoring.grades if band.income_multiple > 0}
    for n, product in enumerate(s.products):
        missing = sorted(served - set(product.annual_rate_percent))
        if missing:
            yield ("products", n, "annual_rate_percent"), f"has no rate for grade {', '.join(missing)}: nothing is lent"
        for why in _uncertain_days(product):
            yield ("products", n, "country"), why
    people = {member.telegram_id for member in s.staff if {"officer", "approver"} & set(member.roles)}
    if len(people) < 2:
        yield ("staff",), "one person cannot be four eyes: what needs a second person will wait"
    if s.telegram.staff_group is None:
        yield ("telegram", "staff_group"), "without a group nobody of staff is told of a case; they find it in /queue"
    if not s.backup.folder:
        yield ("backup", "folder"), "is empty: no backups are made, and with the disk everything is lost"


def _uncertain_days(product: Product) -> Iterator[str]:
    """What a calendar of holidays does not know for certain yet."""
    calendar = calendar_for(product, SystemClock().now().date())
    if calendar is not None and calendar.estimated:
        days = ", ".join(day.isoformat() for day in calendar.estimated[:SHOWN_DAYS])
        more = ", ..." if len(calendar.estimated) > SHOWN_DAYS else ""
        yield f"{len(calendar.estimated)} holidays follow the moon and are estimates until announced: {days}{more}"
    if calendar is not None and calendar.unannounced:
        years = ", ".join(str(year) for year in calendar.unannounced)
        yield f"which weekend days are worked is not announced for {years}: update the program when it is"


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
        wrong = list(_calendar(product)) or list(impossible(product)) or list(_unsteady(product))
        yield from ((("products", n, *path), why) for path, why in wrong)


def _calendar(product: Product) -> Found:
    """A country whose days off are not known, or one that is named for nothing."""
    if product.country is None:
        return
    if product.payments_on_non_working_days is Adjustment.AS_IS:
        yield ("country",), "does nothing while payments_on_non_working_days is as_is; say next, or leave it out"
        return
    try:
        calendar_for(product, SystemClock().now().date())
    except ProblemWithInput as unknown:
        yield (unknown.field,), unknown.reason


def _unsteady(product: Product) -> Found:
    """What was accepted is what is charged, so a later payout may not change an amount."""
    if not changes_with_the_payout(product):
        return
    chosen = product.payday is not None or bool(product.payday_choices) or bool(product.every.days)
    if chosen and (product.stub_interest is not StubInterest.AS_REGULAR or product.valid_days > MOST_VALID):
        yield (
            ("stub_interest",),
            f"must be as_regular, and valid_days at most {MOST_VALID}, where due dates lie on chosen days: a later "
            "payout would change what was accepted",
        )
    elif product.months_without_principal and not chosen:
        yield (
            ("months_without_principal",),
            "need a payday and stub_interest as_regular: a later payout would change what was accepted",
        )
    else:
        steady = SAME_AMOUNTS if product.every.unit is Unit.MONTH else SAME_DAYS
        yield (
            ("day_count",),
            f"must be one of {', '.join(steady)}: with others a later payout would change what was accepted",
        )


def _provisions(s: Sections) -> Found:
    codes = [product.code for product in s.products]
    for code in s.provisions.products:
        if code not in codes:
            yield ("provisions", "products", code), f"is no product; there are {', '.join(codes)}"


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

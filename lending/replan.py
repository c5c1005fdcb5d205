"""Planning the rest of a loan anew from a day on: what stays, what has been earned, and the instalments that follow.

Instalments that fell due stay as they were, with what is unpaid of them. From the day on the principal that has not
fallen due is spread again. Interest earned until then in the running period is part of its instalment; interest that
was earned earlier and put off (by a payment holiday) is due with the last one. Fees keep their place: an instalment
that is added bears none, one that falls away takes its own with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from lending.accrual import Earning
from lending.claims import Claim
from lending.fold_state import Fold
from lending.methods import spread
from lending.money import Money
from lending.parts import PAID_IN_ORDER, Part, PartKind
from lending.periods import Period
from lending.problems import ProblemWithInput
from lending.rounding import round_value
from lending.rows import Row, Rules, on_balance, rules_of
from lending.terms import Grace, LoanTerms, Method

FEE, INTEREST, PRINCIPAL = PAID_IN_ORDER


@dataclass(frozen=True, slots=True)
class Opening:
    """Where a new plan begins: the place of the first instalment that it replaces, and what is left to spread.

    `first` and `ends` are calendar slots: that of the running period, and the last of the first new instalment.
    `before` is interest earned by `since` and not yet in an instalment that stays; `put_off` such of finished periods.
    `fixed` is interest still to come in the running period that does not follow the balance.
    """

    place: int
    first: int
    ends: int
    since: date
    before: Fraction
    put_off: int
    principal: int
    kept: tuple[Earning, ...]
    fixed: Fraction = Fraction(0)


def opening(fold: Fold, on: date) -> Opening:
    """The new plan that begins on `on`."""
    place = fold.future(on)
    reached = fold.claims[place - 1].slot + 1 if place else 0
    if place < len(fold.claims):
        first = min(reached, fold.claims[place].slot)
        ends = fold.claims[place].slot
        while first < ends and fold.calendar.slot(first).end <= on:
            first += 1
    else:
        first = ends = fold.calendar.first_after(on, reached)
    kept = tuple(e for e in fold.earnings if e.slot < first)
    before = sum((e.exactly(on, fold.terms.day_count) for e in fold.earnings if e.slot >= first), Fraction(0))
    return Opening(place, first, ends, on, before, _put_off(fold, kept, place), unpaid(fold, place), kept)


def opening_at(fold: Fold, place: int) -> Opening:
    """The new plan that begins where the period of an instalment began, as if it had been so from there on."""
    ends = fold.claims[place].slot
    first = min(ends, fold.claims[place - 1].slot + 1 if place else 0)
    dropped = [e for e in fold.earnings if e.slot >= first]
    since = min((e.period.start for e in dropped), default=fold.calendar.slot(first).start)
    before = dropped[0].before if dropped else Fraction(0)
    kept = tuple(e for e in fold.earnings if e.slot < first)
    return Opening(place, first, ends, since, before, _put_off(fold, kept, place), unpaid(fold, place), kept)


def _put_off(fold: Fold, kept: Sequence[Earning], place: int) -> int:
    due = sum(claim.due[INTEREST] for claim in fold.claims[:place])
    return max(0, sum(e.whole for e in kept) - due)


def unpaid(fold: Fold, place: int) -> int:
    """Principal of the instalments from `place` on that is not paid."""
    return sum(claim.left(PRINCIPAL) for claim in fold.claims[place:])


def pieces(fold: Fold, start: Opening, count: int) -> list[Period]:
    """The periods of `count` instalments from the opening on."""
    first = fold.calendar.left(start.first, start.ends, start.since)
    if start.fixed:
        first = replace(first, rate=Fraction(0), level_rate=Fraction(0))
    later = range(start.ends + 1, start.ends + count)
    return [first, *(fold.calendar.left(k, k, start.since) for k in later)]


def terms_left(fold: Fold, start: Opening, count: int) -> LoanTerms:
    """The terms as they shape `count` instalments from the opening on: grace that has passed is over."""
    grace, passed = fold.terms.grace, start.ends
    left = Grace(principal=min(count - 1, max(0, grace.principal - passed)))
    asked: dict[str, object] = {"count": count, "grace": left, "instalment": None}
    if count == 1:
        asked["months_without_principal"] = ()
    return fold.terms.model_copy(update=asked)


def level_rows(fold: Fold, start: Opening, count: int, *, paid_up: bool = False) -> list[Row]:
    """Rows by the product's method; fewer than `count` where so little is left that it does not go round.

    What was earned before the opening bears on the first rate, so that instalments come out level; `paid_up` says that
    it has just been paid, so that they are level without it.
    """
    for fewer in range(count, 0, -1):
        found = pieces(fold, start, fewer)
        if _bears_on_the_level(fold, start, paid_up):
            rate = found[0].rate + start.before / start.principal
            found[0] = replace(found[0], rate=rate, level_rate=rate)
            before = Fraction(0)
        else:
            before = start.before + start.fixed
        try:
            rows = spread(terms_left(fold, start, fewer), start.principal, tuple(found))
        except ProblemWithInput:
            if fewer == 1:
                raise
            continue
        return _with_before(rows, before, fold)
    raise AssertionError("one instalment always takes all that is left")


def _bears_on_the_level(fold: Fold, start: Opening, paid_up: bool) -> bool:
    """Whether interest earned before the opening makes all instalments level, not only the first one larger.

    Not where it was earned on an older, much larger balance: it would be more than an instalment.
    """
    if not start.before or paid_up or fold.terms.method is not Method.EQUAL_INSTALMENT:
        return False
    usual = fold.calendar.left(start.first, start.ends, fold.calendar.slot(start.first).start).rate
    return start.before <= start.principal * usual


def _with_before(rows: list[Row], before: Fraction, fold: Fold) -> list[Row]:
    """Rows whose first one asks for `before` too, rounded together with its own interest."""
    if not before or not rows:
        return rows
    first = rows[0]
    exact = first.exact + before
    return [replace(first, interest=round_interest(fold, exact), exact=exact), *rows[1:]]


def round_interest(fold: Fold, exact: Fraction) -> int:
    """Interest of a period, rounded as the terms say."""
    rounding = fold.terms.rounding
    multiple = rounding.interest_multiple_of
    step = 1 if multiple is None else fold.terms.money(multiple, "rounding.interest_multiple_of").minor
    return round_value(exact, rounding.interest_mode or rounding.mode, step)


def kept_principal_rows(fold: Fold, start: Opening, principals: Sequence[int]) -> list[Row]:
    """Rows with these principal parts; interest follows what is left before each."""
    count = len(principals)
    found = pieces(fold, start, count)
    if fold.terms.method.pays_once:
        return level_rows(fold, start, 1)
    if fold.terms.method is Method.FLAT:
        return _with_before(_flat_rows(fold, found, principals), start.before + start.fixed, fold)
    rules = _rules(fold, found)
    return _with_before(on_balance(principals, start.principal, found, rules), start.before + start.fixed, fold)


def _flat_rows(fold: Fold, found: Sequence[Period], principals: Sequence[int]) -> list[Row]:
    """Flat interest keeps its even shares for whole periods, and loses by the days that a pause took."""
    exact = [flat_base(fold) * period.rate for period in found]
    return [Row(p, part, round_interest(fold, e), e) for p, part, e in zip(found, principals, exact, strict=True)]


def flat_base(fold: Fold) -> int:
    """The principal that flat interest is reckoned on: all of it, however much is repaid."""
    return sum(claim.instalment.principal.minor for claim in fold.claims)


def _rules(fold: Fold, found: Sequence[Period]) -> Rules:
    terms = fold.terms.model_copy(update={"months_without_principal": (), "grace": Grace()})
    return rules_of(terms, tuple(found))


def kept_instalment_rows(fold: Fold, start: Opening, most: int) -> list[Row]:
    """Rows that go on with the instalment as it was, so that the loan ends sooner; at most `most` of them."""
    found = pieces(fold, start, most)
    rules = _rules(fold, found)
    flat, part = fold.terms.method is Method.FLAT, fold.terms.method is Method.EQUAL_PRINCIPAL
    principals, balance = [], start.principal
    for k, period in enumerate(found):
        interest = rules.interest.interest(start.principal if flat else balance, period.rate)
        interest += round_interest(fold, start.fixed) if k == 0 else 0
        take = fold.level if part else fold.level - interest
        take = balance if k == most - 1 else min(balance, max(0, take))
        principals.append(take)
        balance -= take
        if not balance:
            break
    used = found[: len(principals)]
    if flat:
        exact = [start.principal * p.rate for p in used]
        rows = [Row(p, c, rules.interest(e), e) for p, c, e in zip(used, principals, exact, strict=True)]
    else:
        rows = on_balance(principals, start.principal, used, rules)
    return _with_before(rows, start.before + start.fixed, fold)


def replace_rest(fold: Fold, start: Opening, rows: Sequence[Row], aheads: Sequence[int] | None = None) -> list[Part]:
    """Let `rows` take the place of the instalments from the opening on; money they had been paid stays on them.

    `aheads` says how much of the principal paid ahead belongs to which row; None lays all of it on the first. Money
    for interest or fees that are no longer asked for is laid on what is, and is credit beyond that.
    """
    old = fold.claims[start.place :]
    pool = {kind: sum(c.paid[kind] for c in old) for kind in PAID_IN_ORDER}
    waived = sum(c.waived[INTEREST] for c in old)
    aheads = aheads or [pool[PRINCIPAL]] + [0] * (len(rows) - 1)
    new, balance = [], start.principal + pool[PRINCIPAL]
    earnings = list(start.kept)
    for k, (row, ahead) in enumerate(zip(rows, aheads, strict=True)):
        slot, put_off = start.ends + k, start.put_off if k == len(rows) - 1 else 0
        balance -= row.principal + ahead
        claim = _claim(fold, start, old, row, (k, slot, ahead, put_off, balance))
        pool[INTEREST], waived = _share(claim, pool[INTEREST], waived)
        new.append(claim)
        before = start.before if k == 0 else Fraction(0)
        pauses = tuple(fold.calendar.pauses)
        earnings.append(Earning(row.period, row.exact - before, row.interest, slot, row.period.years, before, pauses))
    _carry_fees(old, new, pool)
    fold.claims[start.place :] = new
    fold.earnings = earnings
    fold.planned_anew = True
    return _lay_again(fold, new, pool[INTEREST] + pool[FEE], pool[INTEREST])


def _claim(fold: Fold, start: Opening, old: Sequence[Claim], row: Row, at: tuple[int, int, int, int, int]) -> Claim:
    k, slot, ahead, put_off, balance = at
    like = old[k] if k < len(old) else None
    template = fold.claims[0].instalment
    currency = fold.terms.currency
    instalment = replace(
        template,
        n=start.place + k + 1,
        due_on=row.period.due_on,
        principal=Money(row.principal + ahead, currency),
        interest=Money(row.interest + put_off, currency),
        fee=Money(like.due[FEE] if like else 0, currency),
        balance=Money(balance, currency),
        period=row.period,
        earned=Money(row.interest, currency),
        exact_interest=row.exact,
        fees=like.instalment.fees if like else (),
    )
    claim = Claim.of(instalment, slot)
    claim.paid[PRINCIPAL] = ahead
    if like is not None:
        claim.waived[FEE], claim.charges, claim.paid_on = like.waived[FEE], like.charges, like.paid_on
        _carry_lateness(like, claim)
    return claim


def _carry_lateness(old: Claim, new: Claim) -> None:
    """What lateness has cost an instalment stays when it is moved; the days until its new day are not late."""
    new.penalty_exact, new.penalty_once = old.penalty_exact, old.penalty_once
    new.penalty_paid, new.penalty_waived = old.penalty_paid, old.penalty_waived
    new.late_exact, new.late_interest = old.late_exact, old.late_interest
    new.aside = old.aside


def _share(claim: Claim, pool: int, waived: int) -> tuple[int, int]:
    """Lay interest that was paid, and what was waived of it, on a new claim as far as it goes."""
    claim.waived[INTEREST] = min(waived, claim.due[INTEREST])
    claim.paid[INTEREST] = min(pool, claim.asked(INTEREST))
    return pool - claim.paid[INTEREST], waived - claim.waived[INTEREST]


def _carry_fees(old: Sequence[Claim], new: Sequence[Claim], pool: dict[PartKind, int]) -> None:
    """Charges of instalments that fall away go to the last one; fees that were paid stay paid."""
    for claim in old[len(new) :]:
        new[-1].due[FEE] += claim.charges
        new[-1].charges += claim.charges
        new[-1].penalty_exact += claim.penalty_exact
        new[-1].penalty_paid += claim.penalty_paid
        new[-1].penalty_waived += claim.penalty_waived
    for k, claim in enumerate(new):
        paid = sum(was.paid[FEE] for was in (old[k:] if claim is new[-1] else old[k : k + 1]))
        claim.paid[FEE] = min(paid, claim.asked(FEE))
        pool[FEE] -= claim.paid[FEE]


def _lay_again(fold: Fold, new: Sequence[Claim], money: int, of_interest: int) -> list[Part]:
    """Money that no longer has its interest or fee pays what is asked for now, in order; the rest is credit."""
    if not money:
        return []
    out = [fold.part(INTEREST, -of_interest), fold.part(FEE, of_interest - money)]
    parts, left = fold.lay(money, fold.lines(new))
    return [p for p in out if p.amount] + parts + ([fold.to_credit(left)] if left else [])

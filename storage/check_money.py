"""Money invariants as SQL: cheap enough to run after every turn of every test, and nightly on the whole book."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, func, literal, or_, select

from lending.chart import Account
from storage.finding import Finding
from storage.schema import journal, ledger_balance, loan, loan_event, payment, payout, posting

Check = Callable[[Connection], Iterator[Finding]]


def check_money(connection: Connection) -> list[Finding]:
    """Everything about money that SQL alone can tell; empty when all is well."""
    return [finding for check in CHECKS for finding in check(connection)]


def _entries_balance(connection: Connection) -> Iterator[Finding]:
    """The lines of each journal entry add up to zero per currency; so then do all debits and credits."""
    total = func.sum(posting.c.amount_minor)
    query = select(posting.c.journal_id, posting.c.currency, total.label("total"))
    query = query.group_by(posting.c.journal_id, posting.c.currency).having(total != 0)
    for row in connection.execute(query):
        yield Finding("an entry balances", row.journal_id.hex, f"{row.total} {row.currency} too much")


def _balances_are_sums(connection: Connection) -> Iterator[Finding]:
    """The running balance of each account is the sum of its postings."""
    p, b = posting.c, ledger_balance.c
    sums = connection.execute(
        select(p.account, p.rail, p.currency, func.sum(p.amount_minor)).group_by(p.account, p.rail, p.currency)
    )
    posted = {(r[0], r[1], r[2]): int(r[3]) for r in sums}
    shards = connection.execute(
        select(b.account, b.rail, b.currency, func.sum(b.balance_minor)).group_by(b.account, b.rail, b.currency)
    )
    carried = {(r[0], r[1], r[2]): int(r[3]) for r in shards}
    for key in sorted(posted.keys() | carried.keys()):
        if posted.get(key, 0) != carried.get(key, 0):
            detail = f"carries {carried.get(key, 0)}, its postings say {posted.get(key, 0)}"
            yield Finding("a balance is the sum of its postings", " ".join(key), detail)


def _trial_balance(connection: Connection) -> Iterator[Finding]:
    """All debits and credits of a currency add up to nothing, as the running balances carry them."""
    b = ledger_balance.c
    total = func.sum(b.balance_minor)
    query = select(b.currency, total.label("total")).group_by(b.currency).having(total != 0)
    for row in connection.execute(query):
        yield Finding("the trial balance is nothing", row.currency, f"{row.total} too much")


def _pool_is_explained(connection: Connection) -> Iterator[Finding]:
    """What lies in the pool is the capital, and what was paid in, less what was paid out or is on its way; a count of
    the money may have found more, or less.
    """
    posted = select(posting.c.currency, posting.c.account, func.sum(posting.c.amount_minor).label("minor"))
    on = [account.value for account in (Account.BANK, Account.CLEARING, Account.CAPITAL, Account.OVER_SHORT)]
    books = {
        (r[0], r[1]): int(r[2])
        for r in connection.execute(
            posted.where(posting.c.account.in_(on)).group_by(posting.c.currency, posting.c.account)
        )
    }
    stays = payment.c.state != "returned"
    paid_in = select(payment.c.currency, func.sum(payment.c.amount_minor)).where(stays).group_by(payment.c.currency)
    came = {r[0]: int(r[1]) for r in connection.execute(paid_in)}
    gone_out = select(payout.c.currency, func.sum(payout.c.amount_minor)).where(payout.c.state != "refused")
    went = {r[0]: int(r[1]) for r in connection.execute(gone_out.group_by(payout.c.currency))}
    for currency, minor in _served_out(connection):
        went[currency] = went.get(currency, 0) + minor
    for currency in sorted({c for c, _ in books} | came.keys() | went.keys()):
        held = books.get((currency, Account.BANK.value), 0) + books.get((currency, Account.CLEARING.value), 0)
        told = came.get(currency, 0) - went.get(currency, 0)
        told -= sum(books.get((currency, account.value), 0) for account in (Account.CAPITAL, Account.OVER_SHORT))
        if held != told:
            yield Finding("the pool is explained", currency, f"{held} held, {told} by what came and went")


def _served_out(connection: Connection) -> Iterator[tuple[str, int]]:
    """Refunds and drawings by currency: money that left without being a payout, unless it was taken back."""
    e, back = loan_event.c, loan_event.alias("back").c
    gone = select(back.loan_id).where(back.loan_id == e.loan_id, back.kind == "reversal", back.part == e.external_key)
    query = select(e.currency, func.sum(e.amount_minor)).where(e.kind.in_(("refund", "draw")), ~gone.exists())
    for row in connection.execute(query.group_by(e.currency)):
        yield row[0], int(row[1])


def _counted_once(connection: Connection) -> Iterator[Finding]:
    """A number of a provider stands for one payment, and one payout: also where an index was lost."""
    p = payment.c
    twice = select(p.rail, p.external_id).group_by(p.rail, p.external_id).having(func.count() > 1)
    for row in connection.execute(twice):
        yield Finding("a provider's number counts once", f"{row.rail} {row.external_id}", "two payments")
    o = payout.c
    done = select(o.rail, o.provider_id).where(o.provider_id != "").group_by(o.rail, o.provider_id)
    for row in connection.execute(done.having(func.count() > 1)):
        yield Finding("a provider's number counts once", f"{row.rail} {row.provider_id}", "two payouts")


def _credit_is_owed(connection: Connection) -> Iterator[Finding]:
    """What a borrower paid too much is a debt of ours, never a claim."""
    for row in connection.execute(_loans(Account.BORROWER_CREDIT, lambda minor: minor > 0)):
        yield Finding("what was paid too much is owed to the borrower", row.ref, f"{row.minor} on the wrong side")


def _posted(account: Account) -> Any:
    """Per loan, the balance of one account."""
    p = posting.c
    query = select(p.loan_id, func.sum(p.amount_minor).label("minor")).where(p.account == account.value)
    return query.group_by(p.loan_id).subquery()


def _loans(account: Account, wrong: Callable[[ColumnElement[int]], ColumnElement[bool]]) -> Select[Any]:
    """The loans whose balance on an account is wrong."""
    posted = _posted(account)
    minor: ColumnElement[int] = func.coalesce(posted.c.minor, 0)
    query = select(loan.c.ref, loan.c.state, minor.label("minor")).select_from(
        loan.outerjoin(posted, posted.c.loan_id == loan.c.id)
    )
    return query.where(wrong(minor))


def _principal_fits_state(connection: Connection) -> Iterator[Finding]:
    """A borrower owes principal only while the loan runs: never less than nothing, never more than was lent.

    What was lent is what the payout's entry says: a fee may have been lent beside what was asked for.
    """
    paid_out = (
        select(func.coalesce(func.sum(posting.c.amount_minor), 0))
        .join(journal, journal.c.id == posting.c.journal_id)
        .where(posting.c.loan_id == loan.c.id, posting.c.account == Account.LOAN_PRINCIPAL)
        .where(journal.c.kind == "PayoutConfirmed")
    )

    def wrong(minor: ColumnElement[int]) -> ColumnElement[bool]:
        drawn = select(func.coalesce(func.sum(loan_event.c.amount_minor), 0))
        drawn = drawn.where(loan_event.c.loan_id == loan.c.id, loan_event.c.kind == "draw")
        lent = paid_out.scalar_subquery() + drawn.scalar_subquery()
        running = and_(loan.c.state == "running", or_(minor < 0, minor > lent))
        return or_(running, and_(loan.c.state != "running", minor != 0))

    for row in connection.execute(_loans(Account.LOAN_PRINCIPAL, wrong)):
        yield Finding("principal fits the loan's state", row.ref, f"{row.state} with {row.minor} owed")


def _payouts_under_way(connection: Connection) -> Iterator[Finding]:
    """What is on its way for a loan is what its unanswered payout says, and nothing once it was answered."""
    open_payout = and_(payout.c.loan_id == loan.c.id, payout.c.state.in_(("ordered", "unclear")))
    ordered = select(func.coalesce(func.sum(payout.c.amount_minor), 0)).where(open_payout).scalar_subquery()
    for row in connection.execute(_loans(Account.PAYOUTS_UNDER_WAY, lambda minor: minor != ordered)):
        yield Finding("money under way belongs to an unanswered payout", row.ref, f"{row.minor} under way")


def _one_payout(connection: Connection) -> Iterator[Finding]:
    """A loan has been paid out exactly once when it runs or is settled, and never before."""
    done = func.coalesce(func.sum(case((payout.c.state == "done", 1), else_=0)), 0)
    standing = func.coalesce(func.sum(case((payout.c.state.in_(("ordered", "unclear")), 1), else_=0)), 0)
    paid_out = case((loan.c.state.in_(("running", "settled", "written_off")), 1), else_=0)
    on_its_way = case((loan.c.state == "paying_out", 1), else_=0)
    query = (
        select(loan.c.ref, loan.c.state, done.label("done"), standing.label("standing"))
        .select_from(loan.outerjoin(payout, payout.c.loan_id == loan.c.id))
        .group_by(loan.c.id, loan.c.ref, loan.c.state)
        .having(or_(done != paid_out, standing != on_its_way))
    )
    for row in connection.execute(query):
        detail = f"{row.state} with {row.done} done and {row.standing} under way"
        yield Finding("a loan is paid out once", row.ref, detail)


def _suspense(connection: Connection) -> Iterator[Finding]:
    """What lies in suspense is what was received and not yet laid on a loan."""
    held = select(payment.c.currency, func.sum(payment.c.amount_minor)).where(payment.c.state == "suspense")
    waiting = {r[0]: int(r[1]) for r in connection.execute(held.group_by(payment.c.currency))}
    posted = select(posting.c.currency, func.sum(posting.c.amount_minor))
    posted = posted.where(posting.c.account == Account.SUSPENSE.value).group_by(posting.c.currency)
    booked = {r[0]: -int(r[1]) for r in connection.execute(posted)}
    for currency in sorted(waiting.keys() | booked.keys()):
        if waiting.get(currency, 0) != booked.get(currency, 0):
            detail = f"{booked.get(currency, 0)} booked, {waiting.get(currency, 0)} received and not laid on a loan"
            yield Finding("suspense is explained", currency, detail)


def _payments_happened_once(connection: Connection) -> Iterator[Finding]:
    """What happened to a loan as payments is what was allocated to it, payment by payment."""
    laid = select(payment.c.loan_id, func.count().label("n"), func.sum(payment.c.amount_minor).label("minor"))
    laid_on = laid.where(payment.c.state == "allocated").group_by(payment.c.loan_id).subquery()
    e, back = loan_event.c, loan_event.alias("back").c
    taken_back = select(back.loan_id).where(
        back.loan_id == e.loan_id, back.kind == "reversal", back.part == e.external_key
    )
    seen = select(e.loan_id, func.count().label("n"), func.sum(e.amount_minor).label("minor"))
    stands = (e.kind.in_(("payment", "recovery")), ~taken_back.exists())
    happened = seen.where(*stands).group_by(e.loan_id).subquery()
    ours = [func.coalesce(c, literal(0)) for c in (laid_on.c.n, laid_on.c.minor, happened.c.n, happened.c.minor)]
    query = (
        select(loan.c.ref, *ours)
        .select_from(
            loan.outerjoin(laid_on, laid_on.c.loan_id == loan.c.id).outerjoin(happened, happened.c.loan_id == loan.c.id)
        )
        .where(or_(ours[0] != ours[2], ours[1] != ours[3]))
    )
    for row in connection.execute(query):
        yield Finding("a payment counts once", row.ref, _compared(row))


def _compared(row: Row[Any]) -> str:
    return "{1} payments of {2} allocated, {3} of {4} in the loan".format(*row)


def _pool_not_overdrawn(connection: Connection) -> Iterator[Finding]:
    """Money leaves only against funds that exist."""
    b = ledger_balance.c
    held = func.sum(b.balance_minor)
    query = select(b.rail, b.currency, held.label("held")).where(b.account == Account.BANK.value)
    for row in connection.execute(query.group_by(b.rail, b.currency).having(held < 0)):
        yield Finding("the pool is not overdrawn", f"{row.rail} {row.currency}", f"{row.held}")


CHECKS: tuple[Check, ...] = (
    _entries_balance,
    _trial_balance,
    _balances_are_sums,
    _pool_is_explained,
    _counted_once,
    _credit_is_owed,
    _principal_fits_state,
    _payouts_under_way,
    _one_payout,
    _suspense,
    _payments_happened_once,
    _pool_not_overdrawn,
)

"""The desk: welcome, status, loans, papers, language, help, and what is held about a person. Works at every moment."""

from datetime import date
from decimal import Decimal

from conversations import standing
from conversations.accepting import contract
from conversations.ask_questions import answers_of, asked_by
from conversations.figures import figures, schedule_lines
from conversations.labels import LABELS
from conversations.loan_questions import range_phrase
from conversations.offering import loan_terms
from conversations.outcome import Outcome
from conversations.reading.masks import mask_account, mask_id, mask_phone
from conversations.review import answer_rows
from conversations.running import OWED, running
from conversations.say import Attachment, Button, P, Percent, Phrase, Say
from conversations.situation import Situation
from conversations.standing import ASK_BUTTON, HOW_BUTTON, PERSON_BUTTON, STATUS_BUTTON
from conversations.term_words import terms_phrase
from lending.facts.people import ContactChosen, LanguageChosen
from lending.product import Product
from lending.term import TermUnit

TWELVE = Decimal(12)
A_DAY = date(2027, 1, 1)

LANGUAGE_NAMES: dict[str, Phrase] = {"en": P("language.en"), "zh_CN": P("language.zh_CN")}


def welcome(s: Situation) -> Outcome:
    """Who we are, a program, and what a loan costs here, before anything is asked."""
    rates = sorted(rate for product in s.house.products for rate in product.annual_rate_percent.values())
    compounds = [
        compound(rate, per_year(product))
        for product in s.house.products
        for rate in product.annual_rate_percent.values()
    ]
    lines = (
        P("welcome.hello", lender=_lender(s)),
        *_what_is_lent(s),
        P(
            "welcome.cost",
            least=Percent(rates[0]),
            most=Percent(rates[-1]),
            least_compound=Percent(min(compounds)),
            most_compound=Percent(max(compounds)),
        ),
        P("welcome.first"),
    )
    return Outcome(s.session.enter("menu"), says=(Say(lines, ((ASK_BUTTON, HOW_BUTTON), (_other_language(s),))),))


def _what_is_lent(s: Situation) -> tuple[Phrase, ...]:
    """Amounts and terms, of each product where there are several."""
    first, *further = s.house.products
    if not further:
        return (P("welcome.range", low=first.minimum, high=first.maximum, terms=terms_phrase(first.offered)),)
    return (P("welcome.products"), *(range_phrase(product, s.person.language) for product in s.house.products))


def compound(simple: Decimal, periods: Decimal = TWELVE) -> Decimal:
    """The compound yearly rate of so many equal periods a year, in percent with two decimals."""
    each = 1 + simple / 100 / periods
    return ((each**periods - 1) * 100).quantize(Decimal("0.01"))


def per_year(product: Product) -> Decimal:
    """How often a year interest is paid: what is paid back at once pays it most often over its shortest term."""
    if not product.method.pays_once or product.unit is TermUnit.MONTH:
        return product.every.per_year
    return Decimal(365) / (product.offered[0].end(A_DAY) - A_DAY).days


def _lender(s: Situation) -> str:
    return s.house.name.get(s.person.language, s.house.name["en"])


def _other_language(s: Situation) -> Button:
    other = next((code for code in s.house.languages if code != s.person.language), s.person.language)
    return Button(LANGUAGE_NAMES[other], "language", other, bound=False)


def how_it_works(_: Situation) -> Outcome:
    lines = (P("how.1"), P("how.2"), P("how.3"), P("how.4"), P("how.5"))
    return Outcome(says=(Say(lines, ((ASK_BUTTON, PERSON_BUTTON),)),))


def status(s: Situation) -> Outcome:
    return Outcome(says=(standing.status(s),))


def loans(s: Situation) -> Outcome:
    """Every loan, running ones first."""
    if not s.dossier.loans:
        return Outcome(says=(Say((P("loans.none"),), ((ASK_BUTTON,),)),))
    lines, rows = [P("loans.title")], []
    for loan in sorted(s.dossier.loans, key=lambda x: x.state not in OWED):
        lines.append(
            P("loans.row", ref=loan.ref, amount=loan.principal, day=loan.accepted_on, state=STATES[loan.state])
        )
        rows.append((Button(P("button.loan_named", ref=loan.ref), "loan", loan.ref, False),))
    return Outcome(says=(Say(tuple(lines), (*rows[:8], (STATUS_BUTTON,))),))


STATES: dict[str, Phrase] = {
    "accepted": P("loan.accepted"),
    "paying_out": P("loan.paying_out"),
    "running": P("loan.running"),
    "settled": P("loan.settled"),
    "written_off": P("loan.written_off"),
    "cancelled": P("loan.cancelled"),
}


def loan(s: Situation, ref: str) -> Outcome:
    """One loan: what is left, and every instalment with what is paid of it."""
    record = next((x for x in s.dossier.loans if x.ref == ref), None)
    if record is None:
        return loans(s)
    lines: list[Phrase] = [P("loan.title", ref=record.ref, amount=record.principal, state=STATES[record.state])]
    rows: list[tuple[Button, ...]] = [(Button(P("button.contract"), "contract", ref, False),)]
    if record.state in OWED:
        now = running(record, s.today)
        lines.extend(standing.how_it_is_served(now))
        lines.append(P("loan.left", left=now.to_pay))
        for i in now.instalments:
            mark = P("loan.mark.paid") if now.is_paid(i.n) else P("loan.mark.open")
            if i.overdue.minor:
                mark = P("loan.mark.late")
            lines.append(P("loan.row", mark=mark, number=i.n, day=i.due_on, amount=i.due))
        rows.insert(0, (Button(P("button.pay"), "pay", ref, False), Button(P("button.hard"), "hard", ref, False)))
    elif record.state in ("accepted", "paying_out"):
        lines.extend(schedule_lines(figures(loan_terms(record)[0])))
    rows.append((STATUS_BUTTON,))
    return Outcome(says=(Say(tuple(lines), tuple(rows)),))


def paper(s: Situation, ref: str) -> Outcome:
    record = next((x for x in s.dossier.loans if x.ref == ref), None)
    if record is None:
        return loans(s)
    accepted = s.local_instant(record.accepted_on, 12).isoformat()
    return Outcome(says=(contract(s, record, accepted, again=True),))


def documents(s: Situation) -> Outcome:
    """The papers that can be had again: contracts and the privacy notice."""
    rows = [(Button(P("button.contract_named", ref=x.ref), "contract", x.ref, False),) for x in s.dossier.loans]
    rows.append((Button(P("button.notice"), "notice", bound=False),))
    return Outcome(says=(Say((P("documents.title"),), (*rows[-8:], (STATUS_BUTTON,))),))


def notice(s: Situation) -> Outcome:
    """The privacy notice in full, with its version."""
    language = s.person.language
    values = {
        "lender": _lender(s),
        "version": s.house.notice_version,
        "retention_years": s.house.retention_years,
        "complaints": {
            "days": s.house.complaint_days,
            "escalation": s.house.complaint_escalation.get(language, s.house.complaint_escalation["en"]),
        },
    }
    name = P("paper.notice", version=s.house.notice_version)
    go_on = Button(P("button.go_on"), "resume", bound=False)
    text = P("notice.sent", version=s.house.notice_version)
    said = Say((text,), ((go_on, STATUS_BUTTON),), attachment=Attachment("privacy_notice", name, values))
    return Outcome(says=(said,))


def language(s: Situation, chosen: str = "") -> Outcome:
    """Choose a language; it can be changed at any moment and stays."""
    if chosen not in s.house.languages or chosen not in LANGUAGE_NAMES:
        row = tuple(Button(LANGUAGE_NAMES[code], "language", code, bound=False) for code in s.house.languages)
        return Outcome(says=(Say((P("language.choose"),), (row,)),))
    fact = LanguageChosen(dated=s.dated, person_id=s.person.person_id, language=chosen)
    then = Button(P("button.go_on"), "resume", bound=False)
    return Outcome(facts=(fact,), says=(Say((P("language.chosen"),), ((then,),), language=chosen),))


def quiet(s: Situation, what: str) -> Outcome:
    """Stop or allow one class of messages again."""
    if what != "reminder":
        return status(s)
    allowed = what in s.person.stopped_classes
    fact = ContactChosen(dated=s.dated, person_id=s.person.person_id, message_class=what, allowed=allowed)
    text = P("quiet.on_again") if allowed else P("quiet.off")
    again = Button(P("button.no_reminders") if allowed else P("button.reminders"), "quiet", "reminder", False)
    return Outcome(facts=(fact,), says=(Say((text,), ((again, STATUS_BUTTON),)),))


def help_(s: Situation) -> Outcome:
    first, last = s.house.support_hours
    lines = (
        P("help.1"),
        P("help.2"),
        P("help.3"),
        P("help.4"),
        P("help.hours", first=f"{first}:00", last=f"{last}:00"),
    )
    buttons = (
        (Button(P("button.status"), "status", bound=False), Button(P("button.person"), "person", bound=False)),
        (Button(P("button.complain"), "complain", bound=False),),
    )
    return Outcome(says=(Say(lines, buttons),))


def my_data(s: Situation) -> Outcome:
    """Everything personal that is held, with what it is for; numbers are masked against eyes over the shoulder."""
    profile = s.person.profile
    rows = [
        P("review.row", label=LABELS[label], value=P("shown.text", text=shown(profile[key])))
        for key, label, shown in (
            ("phone", "phone", mask_phone),
            ("legal_name", "name", str),
            ("national_id", "national_id", mask_id),
            ("payout_account", "account", mask_account),
        )
        if profile.get(key)
    ]
    if not rows:
        return Outcome(says=(Say((P("mydata.nothing"), P("mydata.rest")), ((STATUS_BUTTON, PERSON_BUTTON),)),))
    held = P("mydata.documents", n=len([d for d in s.dossier.documents if d.state == "ok"]))
    lines = (P("mydata.title"), *rows, held, P("mydata.why"), P("mydata.rest"))
    return Outcome(says=(Say(lines, ((STATUS_BUTTON, PERSON_BUTTON),)),))


def data_used(s: Situation) -> Outcome:
    """What the last answer to an application stood on, and what it did not."""
    application = s.dossier.application
    if application is None or not application.answers:
        return my_data(s)
    about = s.at(s.session.enter(s.session.flow, **answers_of(application)))
    lines = [P("data.title"), *answer_rows(about, asked_by(s.house)), P("data.record")]
    if s.person.registered:
        lines.append(P("data.identity"))
    lines.append(P("data.not_used"))
    go_on = Button(P("button.go_on"), "resume", bound=False)
    return Outcome(says=(Say(tuple(lines), ((go_on, Button(P("button.look_again"), "person", bound=False)),)),))

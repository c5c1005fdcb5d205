"""The file of a case, as its holder sees it in private: what is asked, why it is here, and what can be done."""

from decimal import Decimal
from uuid import UUID

from conversations.ask_questions import OCCUPATIONS, PURPOSES, monthly_income
from conversations.cases import KINDS
from conversations.context import StaffMember
from conversations.deceit import gate_now, lines_for_staff, words_of
from conversations.explain import reason_phrases
from conversations.loan_questions import product_named
from conversations.proving import held
from conversations.reading.masks import mask_id
from conversations.say import BLANK, Button, MessageClass, P, Percent, Phrase, Say
from conversations.situation import Situation
from conversations.stop_words import stop_lines
from conversations.term_words import proposed_term, term_phrase
from lending.money import Money
from lending.records import Case
from scoring.decision import Decision

SEEN = ("id_card", "selfie", "second_selfie")
"""The pictures that are seen side by side."""
IDENTITY_REFUSALS: dict[str, Phrase] = {
    "photo_unclear": P("identity.photo_unclear"),
    "not_same_person": P("identity.not_same_person"),
    "name_differs": P("identity.name_differs"),
    "id_expired": P("identity.id_expired"),
}


def file_of(s: Situation, case: Case, member: StaffMember) -> tuple[Say, ...]:
    """The messages that show the file to its holder; they are deleted again on hand-over."""
    subject = s.dossier.subject
    about = s.knowing(subject) if subject is not None and subject.person is not None else None
    title = P("file.title", ref=case.ref, kind=KINDS.get(case.kind, KINDS["fault"]), until=case.deadline)
    lines: tuple[Phrase, ...] = (title,)
    if case.amount is not None and case.kind in ("payment", "payout", "deceit"):
        lines = (*lines, P("file.amount", amount=case.amount))
    photos: tuple[UUID, ...] = ()
    if about is not None and case.kind == "identity":
        lines = (*lines, *_identity_lines(about))
        photos = _photos(about)
    if about is not None and case.kind == "deceit":
        gate = gate_now(about)
        lines = (*lines, *_identity_lines(about), *words_of(gate.weight, gate.parts))
        photos = _photos(about)
    if about is not None and case.kind in ("referral", "review"):
        lines = (*lines, *_application_lines(about))
    if case.kind == "money_stop":
        lines = (*lines, *stop_lines(s))
    elif case.text:
        words = P("file.bank_words", text=case.text) if case.kind == "payout" else P("file.words", text=case.text)
        lines = (*lines, BLANK, words)
    if case.state == "proposed":
        lines = (*lines, BLANK, _proposal(s, case))
    say = Say(
        lines,
        buttons(case),
        chat_id=member.telegram_id,
        language=member.language,
        photos=photos,
        message_class=MessageClass.STAFF,
        important=True,
        person=case.person_id,
        case_id=case.case_id,
    )
    return (say,)


def _photos(about: Situation) -> tuple[UUID, ...]:
    found = (held(about, purpose) for purpose in SEEN)
    return tuple(document.document_id for document in found if document is not None)


def buttons(case: Case) -> tuple[tuple[Button, ...], ...]:
    """What the holder can press, by the kind of case."""
    ref = case.ref
    over = (Button(P("button.hand_over"), "handover", ref, bound=False),)
    if case.state == "proposed":
        agree = Button(P("button.agree"), "agree", ref, bound=False)
        if case.kind == "money_stop":
            return ((agree,), over)
        return ((agree, Button(P("button.disagree"), "disagree", ref, bound=False)), over)
    match case.kind:
        case "identity":
            rows = [(Button(P("button.same_person"), "idok", ref, bound=False),)]
            rows += [(Button(text, "idno", f"{ref}={code}", bound=False),) for code, text in IDENTITY_REFUSALS.items()]
            return (*rows, over)
        case "referral" | "review":
            return (
                (
                    Button(P("button.approve"), "approve", ref, bound=False),
                    Button(P("button.counter"), "counter", ref, False),
                ),
                (Button(P("button.decline_case"), "refuse", ref, bound=False),),
                (Button(P("button.deceit"), "deceit", ref, bound=False),),
                over,
            )
        case "deceit":
            none = Button(P("button.no_deceit"), "nodeceit", ref, bound=False)
            return ((none,), (Button(P("button.deceit"), "deceit", ref, bound=False),), over)
        case "money_stop":
            return ((Button(P("button.lift_stop"), "liftstop", ref, bound=False),), over)
        case "pin":
            return ((Button(P("button.lift_lock"), "pinreset", ref, bound=False),), over)
        case "payout":
            return ((Button(P("button.pay_out_again"), "payagain", ref, bound=False),), _answer(ref), over)
    if case.person_id is None:
        return ((Button(P("button.note"), "answer", ref, bound=False),), over)
    return (_answer(ref), over)


def _answer(ref: str) -> tuple[Button, ...]:
    return (Button(P("button.answer"), "answer", ref, bound=False),)


def _identity_lines(s: Situation) -> tuple[Phrase, ...]:
    profile = s.person.profile
    born = profile.get("birth_date") or ""
    return (
        P("file.name", name=profile.get("legal_name") or ""),
        P("file.id", number=mask_id(profile.get("national_id") or ""), born=born),
        P("file.compare"),
    )


def _application_lines(s: Situation) -> tuple[Phrase, ...]:
    application = s.dossier.application
    if application is None:
        return ()
    answers = application.answers
    currency = application.principal.currency
    lines = [
        P(
            "file.asks",
            amount=application.principal,
            months=term_phrase(application.term),
            purpose=PURPOSES.get(application.purpose, PURPOSES["other"]),
        )
    ]
    if answers:
        lines.append(
            P(
                "file.means",
                occupation=OCCUPATIONS.get(answers.get("occupation", "other"), OCCUPATIONS["other"]),
                n=int(answers.get("since", 0)),
                income=Money(monthly_income(answers), currency),
                costs=Money(int(answers.get("costs", 0)), currency),
                debts=Money(int(answers.get("debts", 0)), currency),
            )
        )
    if application.decision:
        decision = Decision.from_json(application.decision)
        percent = Percent((decision.pd * 100).quantize(Decimal("0.01")))
        lines.append(P("file.score", pd=percent, grade=decision.grade, points=decision.points))
        if reasons := reason_phrases(decision, product_named(s.house, application.product)):
            lines += [P("file.why"), *reasons]
        lines += lines_for_staff(decision)
    repaid = len([loan for loan in s.dossier.loans if loan.state == "settled"])
    lines.append(P("file.history", n=repaid))
    return tuple(lines)


def _proposal(s: Situation, case: Case) -> Phrase:
    by = s.house.member(case.proposed_by) if case.proposed_by is not None else None
    name, verdict = by.name if by else str(case.proposed_by), case.verdict
    if verdict.get("action") == "lift":
        return P("file.proposed_lift", name=name)
    if verdict.get("action") == "deceit":
        return P("file.proposed_deceit", name=name)
    if verdict.get("action") == "refuse":
        return P("file.proposed_refusal", name=name)
    amount = Money(int(verdict["principal"]), s.house.currency)
    return P("file.proposed", name=name, amount=amount, months=term_phrase(proposed_term(verdict)))

"""What each answer is called on cards, in exports and in the register of what is held about people."""

from conversations.say import P, Phrase

LABELS: dict[str, Phrase] = {
    "product": P("label.product"),
    "amount": P("label.amount"),
    "term": P("label.months"),
    "payday": P("label.payday"),
    "purpose": P("label.purpose"),
    "occupation": P("label.occupation"),
    "since": P("label.since"),
    "turnover": P("label.turnover"),
    "goods": P("label.goods"),
    "income": P("label.income"),
    "costs": P("label.costs"),
    "household": P("label.household"),
    "debts": P("label.debts"),
    "phone": P("label.phone"),
    "name": P("label.name"),
    "national_id": P("label.national_id"),
    "account": P("label.account"),
    "bureau": P("label.bureau"),
    "cross_border": P("label.cross_border"),
}

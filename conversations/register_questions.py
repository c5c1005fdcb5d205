"""Who the person is, asked only after a "probably": the questions of Register and Prove, with why each is asked.

Numbers, names and accounts are checked as they are typed; a photo is checked by the worker, so its answer is the id of
the stored document. A consent is one purpose and one answer; refusing one says what then cannot be done.
"""

from collections.abc import Callable
from typing import Any

from conversations.event import Happening, Pressed, SentFile, SharedContact
from conversations.form import Choice, Form, Question, Wrong, choice_of, text_of
from conversations.reading.account import read_account
from conversations.reading.masks import mask_account, mask_id, mask_phone
from conversations.reading.name import read_name
from conversations.reading.national_id import NationalId, read_national_id
from conversations.reading.phone import read_phone
from conversations.reading.refusal import Reason, Refusal
from conversations.say import P, Phrase
from conversations.situation import Situation

CONSENT_TEXT_VERSION = "1"

NAME_REFUSED: dict[Reason, Phrase] = {
    Reason.TOO_SHORT: P("wrong.name.short"),
    Reason.TOO_LONG: P("wrong.name.long"),
    Reason.EMOJI: P("wrong.name.letters"),
    Reason.DIGITS: P("wrong.name.letters"),
    Reason.NO_LETTERS: P("wrong.name.letters"),
    Reason.CHARACTER: P("wrong.name.letters"),
    Reason.LINK: P("wrong.name.letters"),
    Reason.HIDDEN: P("wrong.name.letters"),
}
ACCOUNT_REFUSED: dict[Reason, Phrase] = {Reason.CHECK: P("wrong.account.check")}
PHONE_REFUSED: dict[Reason, Phrase] = {
    Reason.COUNTRY: P("wrong.phone.country"),
    Reason.ANONYMOUS: P("wrong.phone.anonymous"),
}
ID_REFUSED: dict[Reason, Phrase] = {
    Reason.CHECK: P("wrong.id.check"),
    Reason.DATE: P("wrong.id.date"),
    Reason.REGION: P("wrong.id.check"),
}


def _refused(table: dict[Reason, Phrase], refusal: Refusal, otherwise: Phrase) -> Wrong:
    return Wrong(table.get(refusal.reason, otherwise))


def _phone(s: Situation, what: Happening) -> Any:
    if text_of(what) is not None:
        return Wrong(P("wrong.phone.typed"))
    if not isinstance(what, SharedContact):
        return None
    if not what.own:
        return Wrong(P("wrong.phone.not_own"))
    number = read_phone(what.phone, s.house.countries)
    return _refused(PHONE_REFUSED, number, P("wrong.phone.form")) if isinstance(number, Refusal) else number


def _name(_: Situation, what: Happening) -> Any:
    text = text_of(what)
    if text is None:
        return None
    name = read_name(text)
    return _refused(NAME_REFUSED, name, P("wrong.name")) if isinstance(name, Refusal) else name


def _national_id(s: Situation, what: Happening) -> Any:
    text = text_of(what)
    if text is None:
        return None
    number = read_national_id(text, s.house.national_id)
    if isinstance(number, NationalId):
        return {"number": number.number, "birth_date": number.birth_date and number.birth_date.isoformat()}
    return _refused(ID_REFUSED, number, P("wrong.id"))


def _account(_: Situation, what: Happening) -> Any:
    text = text_of(what)
    if text is None:
        return None
    account = read_account(text)
    return _refused(ACCOUNT_REFUSED, account, P("wrong.account")) if isinstance(account, Refusal) else account


def _yes_no(key: str) -> Callable[[Situation, Happening], Any]:
    def read(_: Situation, what: Happening) -> Any:
        pressed = choice_of(what, key)
        if pressed is not None:
            return pressed == "yes"
        return Wrong(P("wrong.choose")) if text_of(what) is not None else None

    return read


def _shown_consent(_: Situation, given: Any) -> Phrase:
    return P("consent.given") if given else P("consent.refused")


def _consent_choices(_: Situation) -> tuple[tuple[Choice, ...], ...]:
    return ((Choice("yes", P("consent.agree")), Choice("no", P("consent.decline"))),)


REGISTER: Form = (
    Question(
        "phone",
        "identity",
        lambda s: (P("register.phone"), P("register.phone.why")),
        _phone,
        lambda s, v: P("shown.text", text=mask_phone(v)),
        keyboard="contact",
    ),
    Question(
        "name",
        "identity",
        lambda s: (P("register.name"), P("register.name.why")),
        _name,
        lambda s, v: P("shown.text", text=v),
    ),
    Question(
        "national_id",
        "identity",
        lambda s: (P("register.id"), P("register.id.why")),
        _national_id,
        lambda s, v: P("shown.text", text=mask_id(v["number"])),
    ),
    Question(
        "account",
        "payout",
        lambda s: (P("register.account"), P("register.account.why")),
        _account,
        lambda s, v: P("shown.text", text=mask_account(v)),
    ),
    Question(
        "bureau",
        "consent",
        lambda s: (P("consent.bureau"), P("consent.bureau.why")),
        _yes_no("bureau"),
        _shown_consent,
        _consent_choices,
    ),
    Question(
        "cross_border",
        "consent",
        lambda s: (P("consent.cross_border"), P("consent.cross_border.why")),
        _yes_no("cross_border"),
        _shown_consent,
        _consent_choices,
    ),
)

NEEDED_CONSENTS: dict[str, Phrase] = {
    "cross_border": P("consent.cross_border.needed"),
    "selfie": P("consent.selfie.needed"),
}


def _photo(_: Situation, what: Happening) -> Any:
    """A photo is stored before it is an answer, so the flow handles it; anything typed here gets advice."""
    if isinstance(what, SentFile | Pressed):
        return None
    return Wrong(P("wrong.photo")) if text_of(what) is not None else None


def day_number(s: Situation) -> str:
    """The number held up in the selfie: four digits of the day and the person, so an old picture does not fit."""
    seed = int(s.person.person_id.hex[-8:], 16) ^ s.today.toordinal() * 2654435761
    return f"{seed % 9000 + 1000}"


PROVE: Form = (
    Question(
        "id_card",
        "identity",
        lambda s: (P("prove.id_card"), P("prove.id_card.why")),
        _photo,
        lambda s, v: P("shown.received"),
    ),
    Question(
        "selfie",
        "identity",
        lambda s: (P("prove.selfie", number=day_number(s)), P("prove.selfie.why")),
        _photo,
        lambda s, v: P("shown.received"),
        lambda s: ((Choice("no", P("prove.selfie.refuse")),),),
    ),
)

SECOND_SELFIE = Question(
    "second_selfie",
    "identity",
    lambda s: (P("prove.second_selfie", number=day_number(s)), P("prove.second_selfie.why")),
    _photo,
    lambda s, v: P("shown.received"),
)
"""Asked for where the first pictures leave a doubt: a face at another angle is not in a picture that was copied."""

INCOME_PROOF = Question(
    "income_proof",
    "means",
    lambda s: (P("prove.income_proof"), P("prove.income_proof.why")),
    _photo,
    lambda s, v: P("shown.received"),
)
"""Asked for where the answers leave a doubt. It is kept for staff; by itself it does not make an income verified."""

"""Why a typed answer was not taken: a coded reason, from which the flow says kindly what is needed."""

from dataclasses import dataclass
from enum import StrEnum

from conversations.reading.plain import LONGEST_ANSWER


class Reason(StrEnum):
    """What did not fit. The codes are stable: the catalogues have one sentence for each."""

    EMPTY = "empty"  # nothing that could be read
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NO_LETTERS = "no_letters"  # a name of digits or marks only
    DIGITS = "digits"  # digits inside a name
    EMOJI = "emoji"
    LINK = "link"  # an address of the web, of mail, or a @name
    HIDDEN = "hidden"  # characters that cannot be seen, or turn the others around
    CHARACTER = "character"  # any other character that does not belong there
    FORM = "form"  # not the shape such a number has
    CHECK = "check"  # the check digits do not agree: almost always a slip of one digit
    DATE = "date"  # the birth date in it is no day of the calendar
    REGION = "region"  # the region in it does not exist
    COUNTRY = "country"  # a number of a country where we do not lend
    ANONYMOUS = "anonymous"  # a number bought without a name
    TRIVIAL = "trivial"  # a PIN that is among the first guesses


@dataclass(frozen=True)
class Refusal:
    """The answer was not taken, for this `reason`. What was typed is not kept in it."""

    reason: Reason


def unread(text: str) -> Refusal:
    """The refusal of a text in which nothing was read: too long to be looked into, or empty."""
    return Refusal(Reason.TOO_LONG if len(text) > LONGEST_ANSWER else Reason.EMPTY)

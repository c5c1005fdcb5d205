"""The account or card that the money goes to: its number, with its check digits checked where it has some."""

import re

from conversations.reading.plain import plain
from conversations.reading.refusal import Reason, Refusal, unread

_BETWEEN = re.compile(r"[\s\-‐–—.·]+")
_FORM = re.compile(r"(?=.*\d)[A-Z0-9]{8,34}")
_CARD = re.compile(r"(?:[3-6]|2[2-7])\d{14,18}")
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_IBAN_LENGTHS = """
AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24
FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32
LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24
RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30
"""
IBAN_LENGTHS = {entry[:2]: int(entry[2:]) for entry in _IBAN_LENGTHS.split()}
"""Characters of an IBAN by its country, as in the IBAN registry."""


def read_account(text: str) -> str | Refusal:
    """The number in capitals without spaces and dashes, 8 to 34 letters and digits; or why not.

    16 to 19 digits that begin as cards do must pass Luhn's check (ISO/IEC 7812-1), and what begins like an IBAN must
    have its country's length and pass modulo 97 (ISO 13616). Any other number is the bank's to know.
    """
    number = _BETWEEN.sub("", plain(text)).upper()
    if not number:
        return unread(text)
    if not _FORM.fullmatch(number) or len(set(number)) == 1:
        return Refusal(Reason.FORM)
    if _CARD.fullmatch(number) and not _luhn(number):
        return Refusal(Reason.CHECK)
    if _IBAN.fullmatch(number) and number[:2] in IBAN_LENGTHS and not _iban(number):
        return Refusal(Reason.CHECK)
    return number


def _luhn(digits: str) -> bool:
    """Every second digit from the right counts double, its digits added; the sum is a multiple of ten."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(int(digit) for digit in digits[::-2]) + sum(doubled)) % 10 == 0


def _iban(number: str) -> bool:
    """The first four characters moved to the end, letters as 10 to 35: the remainder by 97 is 1."""
    moved = number[4:] + number[:4]
    return len(number) == IBAN_LENGTHS[number[:2]] and int("".join(str(int(c, 36)) for c in moved)) % 97 == 1

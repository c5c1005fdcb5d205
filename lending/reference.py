"""Short numbers that people read out: unguessable, and checkable for a slip of the tongue.

Six characters of Crockford's base 32 (no I, L, O, U: 30 bits of chance), then two check digits by ISO 7064 MOD 97-10
over prefix and body, as in `R-7K2M9Q-41`. A mistyped or swapped character is noticed.
"""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
BODY = 6


def _check_digits(prefix: str, body: str) -> str:
    number = int("".join(str(int(character, 36)) for character in prefix + body) + "00")
    return f"{98 - number % 97:02d}"


def make_reference(prefix: str, chance: int) -> str:
    """A reference such as `R-7K2M9Q-41` from a letter and at least 30 random bits."""
    body = "".join(ALPHABET[chance >> (5 * place) & 31] for place in reversed(range(BODY)))
    return f"{prefix}-{body}-{_check_digits(prefix, body)}"


def read_reference(text: str) -> str | None:
    """The reference a person typed (spaces, dashes and case forgiven), or None when it does not check."""
    bare = "".join(c for c in text.upper() if c.isascii() and c.isalnum())
    prefix, body, digits = bare[:1], bare[1:-2].translate(_FORGIVEN), bare[-2:]
    if len(bare) != BODY + 3 or not prefix.isalpha() or not digits.isdigit():
        return None
    if any(c not in ALPHABET for c in body) or _check_digits(prefix, body) != digits:
        return None
    return f"{prefix}-{body}-{digits}"

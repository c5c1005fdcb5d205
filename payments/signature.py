"""Signed notices: HMAC-SHA256 over the timestamp, a dot and the raw body, good for five minutes either way.

The body is checked before it is read. While a key is being changed two are good at once: the new one and the old.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

WINDOW = timedelta(minutes=5)
LONGEST_STAMP = 12
"""Digits of a timestamp in unix seconds; ten today, and no year that matters needs more."""


class NotGenuine(ValueError):
    """A notice whose sender cannot be believed; `str()` is one line that gives nothing away."""


def sign(key: bytes, stamp: str, body: bytes) -> str:
    """The signature as lower-case hex; `stamp` is the unix time in seconds, as sent."""
    return hmac.new(key, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def check(keys: Sequence[bytes], stamp: str, signature: str, body: bytes, now: datetime) -> None:
    """Raises NotGenuine unless one of `keys` made the signature within the window around `now` (UTC)."""
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= LONGEST_STAMP):
        raise NotGenuine("the timestamp is missing or is not a number of seconds")
    given = signature.encode("utf-8", "surrogateescape")
    good = [hmac.compare_digest(sign(key, stamp, body).encode(), given) for key in keys if key]
    if not any(good):
        raise NotGenuine("the signature does not fit")
    if abs(datetime.fromtimestamp(int(stamp), UTC) - now) > WINDOW:
        raise NotGenuine("the timestamp is more than five minutes off")

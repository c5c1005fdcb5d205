"""Looks for personal data in the bytes of files: a database, its write-ahead log, a folder of documents, a log.

Whatever form it could have leaked in: as text in UTF-8 and UTF-16, hexadecimal, base64 at each of its three alignments,
and, for numbers, as digits without separators. A secret of less than four bytes is refused: chance would find it.
"""

import base64
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

SHORTEST = 4
"""Characters of ASCII, or half as many of other scripts, that a secret must have to be worth looking for."""
_DIGIT_GAPS = re.compile(rb"(?<=[0-9])[ ()./-]{1,2}(?=[0-9])")


@dataclass(frozen=True)
class Hit:
    """Where a secret was found, and in which form. `secret` is for the test's own message: it is made up."""

    file: str
    secret: str
    form: str


def find_plain(folder: Path, secrets: Sequence[str]) -> list[Hit]:
    """Every place below `folder` where one of the secrets can be read."""
    return [
        Hit(str(path.relative_to(folder)), secret, form)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for secret, form in _found(path.read_bytes(), secrets)
    ]


def _found(content: bytes, secrets: Sequence[str]) -> Iterator[tuple[str, str]]:
    lowered, closed_up = content.lower(), _DIGIT_GAPS.sub(b"", content)
    for secret in secrets:
        assert len(secret.encode()) >= SHORTEST, f"too short to look for: {secret}"
        for form, needle in _forms(secret):
            if needle in (lowered if form.startswith("hex") else content):
                yield secret, form
        digits = "".join(c for c in secret if c.isdigit()).encode()
        if len(digits) >= 6 and digits in closed_up:
            yield secret, "digits"


def _forms(secret: str) -> Iterator[tuple[str, bytes]]:
    """The forms a secret may stand in. JSON writers may also escape what is not ASCII."""
    written = {
        "utf-8": secret.encode(),
        "utf-16-le": secret.encode("utf-16-le"),
        "utf-16-be": secret.encode("utf-16-be"),
    }
    for name, raw in written.items():
        yield name, raw
        yield f"hex of {name}", raw.hex().encode()
        yield from ((f"base64 of {name}", piece) for piece in _base64_pieces(raw))
    escaped = secret.encode("ascii", "backslashreplace")
    if escaped != written["utf-8"]:
        yield "escaped", escaped


def _base64_pieces(raw: bytes) -> Iterator[bytes]:
    """What of a value's base64 does not depend on its neighbours, at each of the three alignments, both alphabets."""
    for shift in range(3):
        skip = 0 if shift == 0 else 4
        whole = (len(raw) + shift) // 3 * 4
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            piece = encode(b"\x00" * shift + raw)[skip:whole]
            if len(piece) >= SHORTEST:
                yield piece

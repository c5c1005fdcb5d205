"""The one family of errors that the loan arithmetic raises.

Whoever calls `lending` (the command line, a conversation, the configuration check) catches
`Problem` and shows its text: it is always one clear line. It never holds personal data, only names
of fields, figures and reasons.
"""


class Problem(ValueError):
    """Something the arithmetic refuses; `str()` is one line fit to be shown."""


class ProblemWithInput(Problem):
    """A value that was handed in cannot be used: `field` names it, `reason` says why, in words."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class CurrencyMismatch(Problem):
    """Two amounts of different currencies met in one sum or comparison; they are never converted silently."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"amounts in {one} and {other} cannot be combined")
        self.currencies = (one, other)


class NoSingleRate(ProblemWithInput):
    """The cash flows have no rate that makes sense, or more than one, so no rate may be shown."""

    def __init__(self, reason: str) -> None:
        super().__init__("flows", reason)

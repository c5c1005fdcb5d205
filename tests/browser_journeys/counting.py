"""How much somebody has to do for a loan, and how much is too much."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

MOST = {"in all": 22, "typed": 8, "photos": 3}
INDICATION_BY = 11
MOST_AGAIN = 5


@dataclass
class Counted:
    """The actions of one journey, from Start to the last one before the money is ordered."""

    journey: str
    language: str
    indication: int
    actions: Counter[str] = field(default_factory=Counter)
    repeat: int | None = None

    def ordered(self, actions: Mapping[str, int]) -> None:
        """Nothing more is asked of the borrower before the money is ordered."""
        self.actions = Counter(actions)

    def again(self, actions: int) -> None:
        """The same for a second loan."""
        self.repeat = actions

    def line(self) -> str:
        a = self.actions
        again = "" if self.repeat is None else f"; a repeat loan took {self.repeat}"
        return (
            f"{self.journey} ({self.language}): {a.total()} actions to the money: {a['typed']} typed, {a['pressed']} "
            f"pressed, {a['photos']} photos; the indication came after {self.indication}{again}"
        )

    def assert_few(self, presses_more: int = 0, typed_more: int = 0) -> None:
        """More is allowed to somebody who was not told yes at first, by what the other way took."""
        assert self.indication <= INDICATION_BY
        assert self.actions.total() <= MOST["in all"] + presses_more + typed_more
        assert self.actions["typed"] <= MOST["typed"] + typed_more
        assert self.actions["photos"] <= MOST["photos"]
        assert self.repeat is None or self.repeat <= MOST_AGAIN

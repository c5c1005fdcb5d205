"""What a check of the books is held against besides the books themselves: the hour, the house's policy, its scoring.

Each may be left out, and then the rules that need it are not checked. A rule that was made under another version of the
policy or the scorecard than the one at hand is passed over: it cannot be judged from here.
"""

from dataclasses import dataclass
from datetime import datetime

from lending.policy_pack import PolicyPack
from scoring.correction import Correction
from scoring.fraud_model import FraudModel
from scoring.settings import ScoringSettings


@dataclass(frozen=True)
class Look:
    """`now` is the instant that what is late is late against. `whole_file` also reads every page of a SQLite file."""

    now: datetime | None = None
    pack: PolicyPack | None = None
    scoring: ScoringSettings | None = None
    correction: Correction | None = None
    fraud: FraudModel | None = None
    whole_file: bool = False

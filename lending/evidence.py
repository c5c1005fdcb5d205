"""What speaks for or against a deceit: counts about one person's links and habits, never anything about the others.

A link is a keyed hash that two people share, a picture that looks the same, or that one brought or stands behind the
other. A habit is how often and how fast somebody asks. All are whole numbers, so that a stored decision is exact.
"""

from dataclasses import dataclass

VOUCHES = ("referral", "guarantee")
"""How one person can stand behind another: by bringing them here, or by signing for their loan."""


@dataclass(frozen=True, kw_only=True)
class FraudEvidence:
    """Everything but the direct links (`PersonalLink`) that the fraud gate weighs. None is not known.

    `household` is how many others share a phone, an address or an account and nothing else, as those do who live
    together; `strangers` how many share a national id or a picture. `bad_near` and `bad_far` are people whom staff
    found to deceive, one and two links away; `defaults_near` people one link away who never paid a single instalment.
    `referral_ring` and `guarantor_ring` are how many people the shortest closed chain through this person has, 0
    without one. `account_new` are others on the same payout account who came in the last fourteen days;
    `referred_lately` those whom the same person brought in the last seven days; `asked_lately` the person's own
    requests of the last seven days; `statements_changed` how often in those days income, costs, debts, work or
    household were told otherwise. `answer_ms` is the mean time from one answer to the next in milliseconds.
    `payee_differs` is 1 where the bank names another holder of the payout account. `proofs` are the further proofs
    that were asked for, handed in and found good.
    """

    household: int = 0
    strangers: int = 0
    bad_near: int = 0
    bad_far: int = 0
    defaults_near: int = 0
    referral_ring: int = 0
    guarantor_ring: int = 0
    account_new: int = 0
    referred_lately: int = 0
    asked_lately: int = 0
    statements_changed: int = 0
    answer_ms: int | None = None
    payee_differs: int | None = None
    proofs: int = 0
    denied: bool = False

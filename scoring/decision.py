"""The decision, for those who ask for one: its values, `decide` that makes it and `replay` that makes it again."""

from scoring.decide import decide, replay
from scoring.outcome import Advice, Affordability, Decision, Reason, RuleResult

__all__ = ["Advice", "Affordability", "Decision", "Reason", "RuleResult", "decide", "replay"]

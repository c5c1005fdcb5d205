"""The credit decision: features, scorecard, correction, policy, price and limit."""

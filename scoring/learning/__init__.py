"""The learning core: fits a scorecard, a boosted correction and a calibration on any table, and serves them."""

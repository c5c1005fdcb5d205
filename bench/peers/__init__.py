"""Peers as programs of their own, run by the Python of the bench environment."""

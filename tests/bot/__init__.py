"""Tests of the process around the turn."""

"""Tests of the credit decision."""

"""Tests of the payment rails."""

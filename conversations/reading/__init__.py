"""Typed answers, understood: one reader for each kind of answer, pure, and never raising whatever was typed."""

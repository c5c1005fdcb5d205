"""Figures that others have published, transcribed with their sources."""

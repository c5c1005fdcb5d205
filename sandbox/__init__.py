"""Telegram and a bank to play with, on this machine alone."""

"""The process: configuration, Telegram in and out, the turn, rendering, senders, clock, command line."""

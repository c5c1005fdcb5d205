"""The methods of the Bot API, one file a concept; importing this package makes all of them known."""

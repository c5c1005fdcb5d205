"""What stands on an inline button: `action:revision:argument` in at most 64 bytes, the revision empty if unbound."""

from conversations.say import Button

LIMIT = 64


def data_of(button: Button, revision: int) -> str:
    """The data to put on the button; raises ValueError beyond Telegram's 64 bytes."""
    data = f"{button.action}:{revision if button.bound else ''}:{button.argument}"
    if len(data.encode()) > LIMIT:
        raise ValueError(f"button data too long: {button.action}")
    return data


def read_data(data: str) -> tuple[str, int | None, str]:
    """Action, revision and argument; a press on something we never made reads as action ""."""
    parts = data.split(":", 2)
    if len(parts) != 3 or not (parts[1] == "" or (parts[1].isascii() and parts[1].isdigit() and len(parts[1]) < 10)):
        return "", None, ""
    return parts[0], int(parts[1]) if parts[1] else None, parts[2]

"""A short name for a set of figures: two sets that differ anywhere never share it."""

import hashlib
import json

from pydantic import BaseModel


def fingerprint(values: BaseModel) -> str:
    """Twelve hexadecimal digits of the SHA-256 over the values as canonical JSON."""
    text = json.dumps(values.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]

"""Parameters of one call: as the query, a form, JSON or multipart gave them, read in the one way Telegram reads them.

Values may come as text or as JSON values; lists and objects may come as JSON inside text. A file is named by its
field, by `attach://` and a field, by the id of a file Telegram has, or by an address.
"""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from sandbox.answers import bad_request
from sandbox.files import Upload

MISSING = object()


@dataclass(frozen=True)
class Parameters:
    """Reads values by name and kind; a value of a wrong kind is refused or, where Telegram does, taken as absent."""

    values: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The value as text, empty when it is absent."""
        value = self.values.get(name)
        if value is None:
            return ""
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str, default: int = 0) -> int:
        """The value as a whole number; what is no number counts as absent, as on the official server."""
        try:
            return int(self.text(name) or default)
        except ValueError:
            return default

    def number(self, name: str) -> float:
        """A number; refused when it is absent or none."""
        try:
            return float(self.text(name))
        except ValueError:
            raise bad_request(f"{name} is not specified or is not a number") from None

    def flag(self, name: str) -> bool:
        return self.text(name).strip().lower() in ("true", "yes", "1")

    def json(self, name: str, kind: type[Any], expected: str) -> Any:
        """A list or object, None when absent; refused as `expected` when it is something else."""
        value = self.values.get(name)
        if isinstance(value, str):
            if not value.strip():
                return None
            try:
                value = json.loads(value)
            except ValueError:
                raise bad_request(expected) from None
        if value is None:
            return None
        if not isinstance(value, kind):
            raise bad_request(expected)
        return value

    def upload(self, name: str) -> Upload | None:
        """The file sent under this field, directly or by `attach://`."""
        if name in self.files:
            return self.files[name]
        value = self.text(name)
        return self.attached(value)

    def attached(self, value: str) -> Upload | None:
        """The file an `attach://` value points to."""
        return self.files.get(value.removeprefix("attach://")) if value.startswith("attach://") else None


async def read_body(kind: str, body: bytes) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Values and files of a body of this content type; a body without any is read as JSON or as a form.

    Raises ApiError when the body is not what its type says.
    """
    media, plain = kind.partition(";")[0].strip().lower(), body.strip()
    if not plain:
        return {}, {}
    if media == "multipart/form-data":
        return await _multipart(kind, body)
    if media == "application/json" or plain[:1] == b"{":
        try:
            values = json.loads(plain)
        except ValueError:
            raise bad_request("can't parse JSON object") from None
        if not isinstance(values, dict):
            raise bad_request("can't parse JSON object")
        return values, {}
    return dict(parse_qsl(plain.decode("utf-8", "replace"), keep_blank_values=True)), {}


async def _multipart(kind: str, body: bytes) -> tuple[dict[str, Any], dict[str, Upload]]:
    async def stream() -> AsyncIterator[bytes]:
        yield body

    try:
        parser = MultiPartParser(Headers({"content-type": kind}), stream(), max_part_size=1 << 20)  # type: ignore[arg-type]
        form = await parser.parse()
    except (MultiPartException, KeyError) as error:
        raise bad_request("can't parse multipart body") from error
    values: dict[str, Any] = {}
    files: dict[str, Upload] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            files[name] = Upload(value.filename or name, await value.read(), value.content_type or None)
        else:
            values[name] = value
    await form.close()
    return values, files

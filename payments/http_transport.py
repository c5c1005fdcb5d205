"""Reaches a provider over HTTP, and says honestly when no answer came.

aiohttp is imported with the first request: a start has no use for it, and would take a tenth longer.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from payments.rail import Answer, Lost

if TYPE_CHECKING:
    import aiohttp


class HttpTransport:
    """JSON over HTTP to one provider; `base` is its address without a path. Seconds until an answer counts as lost."""

    def __init__(self, base: str, seconds: float = 20.0) -> None:
        self._base = base.rstrip("/")
        self._seconds = seconds
        self._session: aiohttp.ClientSession | None = None

    async def post(self, path: str, body: Mapping[str, Any]) -> Answer:
        return await self._ask("POST", path, dict(body))

    async def get(self, path: str) -> Answer:
        return await self._ask("GET", path, None)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _ask(self, method: str, path: str, body: dict[str, Any] | None) -> Answer:
        import aiohttp

        never_left = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=self._seconds), cookie_jar=aiohttp.DummyCookieJar()
            )
        try:
            async with self._session.request(method, self._base + path, json=body, allow_redirects=False) as answer:
                return Answer(answer.status, await _json(answer))
        except never_left:
            raise Lost(sent=False) from None
        except (aiohttp.ClientError, OSError):
            raise Lost(sent=True) from None


async def _json(answer: "aiohttp.ClientResponse") -> Any:
    try:
        return await answer.json(content_type=None)
    except ValueError:
        return None

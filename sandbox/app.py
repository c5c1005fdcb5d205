"""The sandbox as one web app: the Bot API, its people and its faults, with whatever else is mounted beside them."""

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from sandbox.bot_api import BotApi
from sandbox.http import bot_api_routes, faults_route
from sandbox.people import People
from sandbox.people_http import people_routes
from sandbox.world import World


def sandbox_routes(world: World) -> list[BaseRoute]:
    """The routes of one world; the chat page, the bank and the clock bring their own."""
    api = BotApi(world)
    return [*bot_api_routes(api), faults_route(api), *people_routes(People(world))]


def create_app(world: World, more_routes: Sequence[BaseRoute] = ()) -> Starlette:
    """The app for one world, to be served on loopback only: everybody who reaches it can play everybody.

    `more_routes` are those of the chat page, the bank and the clock. Whoever stops the server awaits `world.close()`
    first, since a long poll or an inbox that waits would hold it up.
    """
    return Starlette(routes=[*sandbox_routes(world), *more_routes])

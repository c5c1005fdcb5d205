"""Runs the lender until it is told to stop: on the real Telegram, or on its own sandbox beside it on the same port.

Told to stop, it fetches nothing more, lets turns and sends that it has taken in come to their end, and closes.
"""

import asyncio
import gc
import signal
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import ExitStack, suppress
from functools import partial
from socket import socket

import structlog
from telegram.error import InvalidToken, TelegramError

from bot.assembly import Rails, setup
from bot.cli.trouble import CannotRun
from bot.clock import Clock, ClockFarBehind, SteadyClock, SystemClock, VirtualClock
from bot.commands import announce_commands
from bot.configuration import Configuration, house
from bot.http import health_routes, lender_app, notice_route
from bot.lender import Lender
from bot.one_process import OneProcess
from bot.pace import RealPace, backoff
from bot.playground import OpenPlayground, Playground, PlaygroundPlan
from bot.polling import Polling
from bot.serving import WebServer, listen
from bot.surroundings import Surroundings
from bot.telegram_api import PUBLIC, TelegramApi
from bot.tick import Winder
from bot.webhook import announce, webhook_route, withdraw
from bot.work import run_in_a_process
from storage import SQLITE, inbox, journal

log = structlog.get_logger("run")

SANDBOX_RAIL = "sandbox"
GIVE_UP_SECONDS = 10.0


class Running:
    """One run, from an open port to a closed database: make it, `start` it, `stop` it."""

    def __init__(self, configuration: Configuration, virtual_clock: bool, open_playground: OpenPlayground) -> None:
        """Raises what keeps the lender from running; see `bot.cli.trouble`."""
        self._configuration = configuration
        self._virtual = VirtualClock(SystemClock().now()) if virtual_clock else None
        self._steady = SteadyClock(SystemClock())
        self._clock: Clock = self._virtual or self._steady
        self._house = house(configuration)
        self._setup = setup(configuration, self._house)
        self._fetching: asyncio.Task[None] | None = None
        self._tasks: list[asyncio.Task[None]] = []
        with ExitStack() as undo:
            self._one = None if self._setup.databases.shared else OneProcess(configuration.environment.data)
            undo.callback(self._release)
            listener = listen(configuration.environment.port)
            undo.callback(listener.close)
            self._wire(listener, open_playground)
            undo.pop_all()

    def _wire(self, listener: socket, open_playground: OpenPlayground) -> None:
        """Everything around the open port."""
        environment = self._configuration.environment
        self._base = f"http://127.0.0.1:{listener.getsockname()[1]}"
        beside = self._base if environment.in_sandbox else environment.api_url
        self._rails = Rails(self._configuration, bank=beside)
        self._playground = self._opened(open_playground) if environment.in_sandbox else None
        self._token = self._playground.token if self._playground else _given(self._configuration)
        proxy = "" if environment.in_sandbox else self._configuration.sections.telegram.proxy
        self._api = TelegramApi(self._token, beside or PUBLIC, proxy or None)
        around = Surroundings(
            api=self._api,
            rails=self._rails.by_name,
            clock=self._clock,
            run_work=partial(run_in_a_process, proxy=proxy),
        )
        self.lender = Lender(self._setup, around)
        self._winder = self._winding()
        self._server = WebServer(self._app(), listener)
        self._polling: Polling = self.lender.polling()

    def _opened(self, open_playground: OpenPlayground) -> Playground:
        name = next((rail.name for rail in self._configuration.sections.rails if not rail.address), SANDBOX_RAIL)
        key = self._rails.keys.get(name, (b"",))[0]
        notices = f"{self._base}/payments/{name}/notices"
        folder = self._configuration.environment.data / "sandbox"
        plan = PlaygroundPlan(self._house, self._clock, notices, key, self._advance, folder=folder)
        return open_playground(plan)

    def _winding(self) -> Winder | None:
        if self._virtual is None:
            return None
        waits = [self._playground.rest] if self._playground else []
        return Winder(self._virtual, self.lender.ticker, self.lender.idle, waits)

    async def _advance(self, seconds: float) -> None:
        if self._winder is not None:
            await self._winder.advance(seconds)

    @property
    def _webhook(self) -> str:
        """Where Telegram reaches us; the sandbox needs no webhook."""
        return "" if self._playground else self._configuration.sections.telegram.webhook_url

    def _app(self) -> object:
        lender = self.lender
        lender.metrics.gauge("money_stopped", lambda: float(lender.books.stopped or not lender.books.checked))
        lender.metrics.gauge("in_flight", lambda: lender.idle.total)
        lender.metrics.gauge("clock_ahead_seconds", lambda: self._steady.ahead.total_seconds())
        lender.metrics.gauge("outbox_held", lambda: lender.sender.held)
        lender.metrics.gauge("telegram_silence_seconds", lambda: lender.sender.silent_seconds)
        lender.metrics.gauge("turns_run_again", lambda: lender.writer.runs_again)
        checks = {"database": self._database_answers, "senders": self._senders_work}
        routes = [
            *health_routes(checks, lender.metrics, lender.books.notices),
            notice_route(self._rails.by_name, lender.tell, self._clock),
        ]
        if self._webhook:
            routes.append(webhook_route(self._token, lender.intake.update))
        return lender_app(routes, self._playground.app if self._playground else None)

    async def _database_answers(self) -> bool:
        return await self.lender.writer.run_bookkeeping(lambda c: c.exec_driver_sql("SELECT 1").scalar() == 1)

    async def _senders_work(self) -> bool:
        return self.lender.marks.waiting < 1000 and (self._fetching is None or not self._fetching.done())

    async def start(self) -> str:
        """Starts everything; returns its address. Raises what keeps it from running."""
        await self._server.start()
        await self._be_somebody()
        await self._catch_up()
        await self.lender.start(float(self._configuration.sections.schedule.tick_seconds))
        if self._webhook:
            self._begin(_patiently(lambda: announce(self._api, self._webhook, self._token)))
        else:
            self._fetching = asyncio.create_task(self._fetch())
        self._begin(announce_commands(self._api, self._house, self.lender.renderer))
        self._begin_backups()
        if self._playground is not None:
            self._begin(self._playground.run())
        return f"{self._base}/"

    def _begin_backups(self) -> None:
        """Each night, where a folder is named. A virtual clock has no nights of its own."""
        section, lender = self._configuration.sections.backup, self.lender
        if not section.folder or self._virtual is not None:
            return
        from bot.cli.backup import backup_places  # what most starts need not wait for
        from bot.nightly_backup import NightlyBackup, by_command, same_disk

        places = backup_places(self._configuration, "")
        if same_disk(places, self._setup.data):
            log.warning("backups lie on the same disk as the books, and are lost with it", folder=section.folder)
        kept = (places, section.hour, self._house.timezone, self._setup.databases)
        self._begin(NightlyBackup(*kept, lender.writer, lender.corridor, self._clock, lender.owner, by_command).run())

    async def _catch_up(self) -> None:
        """Every clock goes on after the last run's: nothing in the books lies in the future."""
        newest = inbox.latest if self._virtual is not None else journal.latest
        last = await self.lender.writer.run_bookkeeping(newest)
        if last is None:
            return
        try:
            (self._virtual.move_to if self._virtual else self._steady.go_on_after)(last)
        except ClockFarBehind as wrong:
            hint = "; or go on with --virtual-clock" if self._playground else ""
            raise CannotRun(f"{wrong}{hint}") from None

    async def _be_somebody(self) -> None:
        """A refused token is said at once; an unreachable Telegram is waited for later."""
        try:
            await self._api.call("getMe")
        except InvalidToken:
            raise CannotRun("MICROLOAN_BOT_TOKEN: Telegram does not know this token") from None
        except TelegramError as error:
            log.warning("Telegram cannot be reached yet", error=type(error).__name__)

    async def _fetch(self) -> None:
        try:
            await withdraw(self._api)
        except TelegramError as error:
            log.warning("an older webhook could not be taken away", error=type(error).__name__)
        await self._polling.run()

    async def stop(self) -> None:
        """Ends it, within about half a minute: what was taken in comes to its end, the rest is kept for next time."""
        self._polling.stop()
        if self._fetching is not None:
            await self._fetching
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.lender.stop()
        if self._playground is not None:
            await self._playground.close()
        await self._server.stop()
        await self._api.stop()
        await self._rails.close()
        self._release()

    async def abandon(self) -> None:
        """Gives up a start that failed: closes what is open, without a word of its own."""
        self._polling.stop()
        for task in (*self._tasks, *([self._fetching] if self._fetching else [])):
            task.cancel()
        for close in (self._server.stop, self._api.stop, self._rails.close):
            with suppress(Exception):
                await close()
        with suppress(Exception):
            await asyncio.wait_for(asyncio.to_thread(self.lender.writer.stop), GIVE_UP_SECONDS)
        self._release()

    def _release(self) -> None:
        if self._one is not None:
            self._one.release()

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        self._tasks.append(asyncio.create_task(work))


def _given(configuration: Configuration) -> str:
    token = configuration.environment.bot_token
    assert token is not None, "without a token there is a playground"
    return token.get_secret_value()


async def _patiently(call: Callable[[], Awaitable[None]]) -> None:
    """Tries until it succeeds."""
    pace, trouble = RealPace(), 0
    while True:
        try:
            return await call()
        except TelegramError as error:
            trouble += 1
            log.warning("the webhook could not be set", error=type(error).__name__)
            await pace.sleep(backoff(trouble, pace.chance()))


async def run_until_told(configuration: Configuration, virtual_clock: bool, open_playground: OpenPlayground) -> None:
    """Runs until SIGTERM or SIGINT; the first line on standard output is the address."""
    if warning := SQLITE.warning():
        log.warning(warning)
    running = Running(configuration, virtual_clock, open_playground)
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, told.set)
    try:
        address = await running.start()
    except Exception:
        await running.abandon()
        raise
    print(f"microloan: {address}", flush=True)
    _collect_from_now_on()
    await told.wait()
    log.info("stopping")
    await running.stop()


def _collect_from_now_on() -> None:
    """What a start has made lives as long as the program, so the garbage collector need not walk through it again."""
    gc.freeze()
    gc.enable()

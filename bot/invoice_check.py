"""Whether an invoice may still be paid: Telegram asks just before the money moves, and waits ten seconds at most."""

from bot.catalogue import negotiate
from bot.render import Renderer
from conversations.context import House
from conversations.running import OWED
from conversations.say import P
from lending.dossier import Wanted
from lending.money import Money
from lending.reference import read_reference
from storage import dossiers
from storage.vault import Vault
from storage.writer import Writer


class InvoiceGate:
    """Looks the invoice's loan up. Only one that is still owed takes money this way; what is too much is credit."""

    def __init__(self, writer: Writer, vault: Vault, renderer: Renderer, house: House) -> None:
        self._writer = writer
        self._vault = vault
        self._renderer = renderer
        self._house = house

    async def why_not(self, payload: str, amount: Money, language_code: str) -> str:
        """Empty when it may be paid, else why not, in the payer's language."""
        reference = read_reference(payload.removeprefix("loan:")) or ""
        wanted = Wanted(loan_ref=reference)
        dossier = await self._writer.run_bookkeeping(lambda conn: dossiers.load(conn, self._vault, wanted))
        loan = dossier.loan
        if loan is not None and loan.state in OWED and amount.currency == loan.principal.currency:
            return ""
        language = negotiate(language_code, self._house.languages)
        return self._renderer.words(language, self._house.timezone).plain(P("invoice.not_payable"))

"""Meeting somebody: the first event of an unknown person makes them known, in the language of their Telegram client."""

from collections.abc import Sequence
from uuid import UUID

from conversations.context import Context
from conversations.event import Who
from lending.facts.people import PersonMet
from lending.records import Person

CHINESE = "zh_CN"


def language_of(code: str, offered: Sequence[str]) -> str:
    """The best offered language for a client's code, which may be missing or regional (`zh-hans`, `pt-br`)."""
    bare = code.lower().replace("_", "-")
    if bare.split("-")[0] == "zh" and CHINESE in offered:
        return CHINESE
    return next((one for one in offered if one.lower().replace("_", "-") == bare.split("-")[0]), offered[0])


def meet(who: Who, ctx: Context, person_id: UUID) -> tuple[Person, PersonMet]:
    """The new person and the fact of having met them. Staff speak the language their configuration says."""
    member = ctx.house.member(who.telegram_id)
    language = member.language if member else language_of(who.language, ctx.house.languages)
    person = Person(
        person_id=person_id,
        telegram_id=who.telegram_id,
        language=language,
        timezone=ctx.house.timezone,
        branch=member.branch if member else ctx.house.branch,
        met_on=ctx.today,
    )
    fact = PersonMet(
        dated=ctx.dated,
        person_id=person_id,
        telegram_id=who.telegram_id,
        language=language,
        timezone=person.timezone,
        branch=person.branch,
    )
    return person, fact

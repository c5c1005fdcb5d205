"""The transcripts as a whole, held to the house's voice: short messages, a way on in each, every journey complete."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
FILES = sorted(FOLDER.glob("*.txt"))
STAFF = ("Wei", "Ana")
SAID = re.compile(r"Bot(?: to (\w+)| in (Staff))?: (.*)")
DID = re.compile(r"(\w+)( in Staff)?: ")
BUTTONS = re.compile(r"[\[(] .+ [\])]")
HAPPENED = ("(no more buttons", "(deleted", "(notice")
LINES = 6

PAGES = re.compile(
    r"Yes: we can lend|可以借给您|Probably yes|额度预估|Not [\d,.]+ over|的方案暂未通过"  # what it costs, and why not
    r"|What you told me|您提供的信息|Welcome back|欢迎回来|program used what you told|审批用到您填写的"  # answers
    r"|Every instalment|每期还款|Loan L-\S+ of|借款 L-\S+，|What is held about you|我们保存的"  # lists
)
"""Messages that are a page to be read, not one thought: the whole cost, the reasons, all the answers, a schedule."""
ON_THE_WAY = re.compile(
    r"Received\. I am looking|已收到，正在检查|Thank you, your phone|谢谢，已收到|\(file: |\(invoice: "
)
"""Said between two messages of the same moment: the next one carries the buttons."""

JOURNEYS = {
    "Ask": ("ask", "ask_business"),
    "Indicate": ("indicate",),
    "Register": ("register",),
    "Prove": ("prove", "prove_again"),
    "Decide": ("decide_counter", "decide_decline", "decide_refer"),
    "Accept": ("accept", "offer_lapses", "pin_locked"),
    "Pay out": ("pay_out_refuse", "pay_out_timeout_done", "pay_out_timeout_not_done", "pay_out_delay"),
    "What if": ("what_if_offer", "what_if_loan"),
    "Repay": ("repay", "repay_astray", "residue", "pauses", "written_off"),
    "Remind": ("remind", "remind_quietly"),
    "Promise": ("promise_kept", "promise_broken"),
    "Repeat": ("repeat", "repeat_changed"),
    "Complain": ("complain",),
    "Look again": ("look_again_approve", "look_again_counter", "look_again_decline"),
    "Refer": ("refer", "refer_four_eyes", "refer_refused"),
}


@dataclass
class Message:
    """One message to a borrower as the transcript shows it; `file` and `line` say where."""

    file: str
    line: int
    text: list[str] = field(default_factory=list)
    buttons: list[str] = field(default_factory=list)

    @property
    def where(self) -> str:
        return f"{self.file}:{self.line} {self.text[0][:60]}"


def to_borrowers(path: Path) -> Iterator[Message]:
    """Every message that a borrower sees in this transcript, but for notices and deletions."""
    actor, message = "", None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if said := SAID.fullmatch(line):
            to = said[1] or said[2] or actor
            borrower = to not in (*STAFF, "Staff") and not said[3].startswith(HAPPENED)
            message = Message(path.name, number, [said[3]]) if borrower else None
            if message is not None:
                yield message
        elif line.startswith("     ") and message is not None:
            (message.buttons if BUTTONS.match(line.strip()) else message.text).append(line.strip())
        elif did := DID.match(line):
            actor, message = did[1], None


def messages() -> list[Message]:
    return [message for path in FILES for message in to_borrowers(path)]


def test_a_message_is_at_most_six_lines_unless_it_is_a_page() -> None:
    found = messages()
    assert len(found) > 500
    long = [m.where for m in found if len([t for t in m.text if t]) > LINES and not PAGES.search("\n".join(m.text))]
    assert not long


def test_every_message_offers_a_way_on_or_back() -> None:
    assert not [m.where for m in messages() if not m.buttons and not ON_THE_WAY.search(m.text[0])]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("journey", JOURNEYS)
def test_every_journey_has_its_old_button_its_way_back_and_its_return_after_a_week(journey: str, language: str) -> None:
    paths = [FOLDER / f"{name}.{language}.txt" for name in JOURNEYS[journey]]
    text = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    assert re.search(r"^\w+( in Staff)?: \(old\) \[", text, re.MULTILINE), "an old button"
    assert re.search(r"^\w+: (/back|\[ (Back|返回)|\[ (Not yet, back|先不同意))", text, re.MULTILINE), "the way back"
    assert "-- 7 days later --\n" in text
    assert re.search(r"-- restart --\n", text), "and a restart"
    assert "(not possible" not in text


def test_no_transcript_is_left_out_of_its_journey() -> None:
    named = {name for names in JOURNEYS.values() for name in names}
    written = {path.name.split(".")[0] for path in FILES}
    assert written - named <= {"anywhere", "borrow_and_repay"}
    assert named <= written

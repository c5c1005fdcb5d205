"""Who the people are: each with papers, an account and photos of their own, so that nobody is taken for another."""

import io
import random
from dataclasses import dataclass
from datetime import date, timedelta

from PIL import Image

FIRST = ("Anna", "Bea", "Chen", "Dara", "Emil", "Fang", "Gita", "Hana", "Ivo", "Jun", "Kofi", "Lin", "Mira", "Nils")
LAST = ("Adler", "Bao", "Costa", "Diaz", "Eder", "Fu", "Gong", "Huber", "Ito", "Jansen", "Kuo", "Lang", "Mori")
WEIGHTS = tuple(2 ** (17 - place) % 11 for place in range(17))
CHECKS = "10X98765432"


@dataclass(frozen=True)
class Papers:
    """What the n-th person registers with: real check digits, nobody's numbers."""

    n: int

    @property
    def first_name(self) -> str:
        return FIRST[self.n % len(FIRST)]

    @property
    def name(self) -> str:
        return f"{self.first_name} {LAST[self.n % len(LAST)]}"

    @property
    def national_id(self) -> str:
        """By GB 11643-1999."""
        born = date(1980, 1, 1) + timedelta(days=self.n)
        body = f"110105{born:%Y%m%d}{100 + self.n % 800}"
        return body + CHECKS[sum(w * int(d) for w, d in zip(WEIGHTS, body, strict=True)) % 11]

    @property
    def account(self) -> str:
        return f"1000{self.n:08d}"

    @property
    def pin(self) -> str:
        return f"4071{self.n % 90 + 10}"

    def photo(self, which: int) -> bytes:
        """A picture of light and dark fields that looks like nobody else's; 0 is of the id, 1 of the face."""
        chance = random.Random(self.n * 2 + which)
        fields = Image.frombytes("L", (9, 9), bytes(chance.randrange(60, 200) for _ in range(81)))
        large = fields.resize((720, 720), Image.Resampling.BICUBIC)
        noise = Image.frombytes("L", large.size, chance.randbytes(720 * 720))
        out = io.BytesIO()
        Image.blend(large, noise, 0.12).convert("RGB").save(out, "JPEG", quality=70)
        return out.getvalue()

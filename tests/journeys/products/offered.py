"""The products of a lender with several: by the month, for some days, by the week or half month, on a chosen day."""

from tests.house import product

RATES = {"A": "12", "B": "15", "C": "18", "D": "18"}
PRODUCTS = (
    product(),
    product(
        code="bridge",
        name={"en": "Two-week loan", "zh_CN": "两周借款"},
        min_amount="200",
        max_amount="3000",
        months=[],
        days=[7, 14, 21, 30],
        method="daily_rate",
        day_count="act/365",
        penalty={"percent_per_day": "0.05", "grace_days": 3, "cap_per_instalment": "20"},
    ),
    product(
        code="wages",
        name={"en": "Payday loan", "zh_CN": "工资日分期"},
        months={"min": 2, "max": 12},
        payday_choices=[1, 5, 10, 15, 20, 25],
        stub_interest="as_regular",
        annual_rate_percent=RATES,
    ),
    product(
        code="market",
        name={"en": "Market loan", "zh_CN": "集市周还"},
        months=[],
        weeks=[4, 8, 12, 26],
        payday_choices=[1, 2, 3, 4, 5, 6, 7],
        stub_interest="as_regular",
        day_count="period",
        annual_rate_percent=RATES,
    ),
    product(
        code="halves",
        name={"en": "Half-month loan", "zh_CN": "半月还"},
        months=[],
        half_months={"min": 2, "max": 24},
        every={"unit": "month", "days": [5, 20]},
        stub_interest="as_regular",
        day_count="period",
        annual_rate_percent=RATES,
    ),
)

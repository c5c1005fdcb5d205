"""Published values of financial functions, with their sources. Amounts are positive here, whoever pays them."""

LIBRE = "LibreOffice Help, Financial Functions"
NUMPY = "numpy-financial, docstrings"
HP = "HP 12C Platinum, user guide, odd-period calculations"

RATES = (
    ("RATE(3;-10;900)", [("900", "0"), ("-10", "1"), ("-10", "2"), ("-10", "3")], "-75.63", "0.005", LIBRE),
    ("irr([-100, 100, 0, 7])", [("-100", "0"), ("100", "1"), ("0", "2"), ("7", "3")], "6.206", "0.0005", NUMPY),
)
"""Name, flows (amount, time in years), rate in percent, tolerance, source."""

TWO_RATES = ("irr([-100, 100, 0, -7])", [("-100", "0"), ("100", "1"), ("0", "2"), ("-7", "3")], "-8.3", NUMPY)
"""Flows that two rates balance, and the one of them that the library picks: the nearest to nothing."""

PICKED = ("-0.0833", "0.00005")
"""The same rate as the documentation prints it, and how exactly."""

PRESENT_VALUE = ("npv(0.08, ...)", "0.08", ("-40000", "5000", "8000", "12000", "30000"), "3065.22267", NUMPY)
"""Name, rate, amounts from now on, value."""

PERIODS_TO_REPAY = ("nper(0.07/12, -150, 8000)", "8000", "0.07", "150", "64.07335", NUMPY)
"""Name, principal, yearly rate paid monthly, instalment, instalments."""

PRINCIPAL_OF_SECOND_YEAR = ("CUMPRINC_ADD(0.0075;360;125000;13;24;0)", "125000", "0.0075", 360, "934.1071", LIBRE)
"""Name, principal, rate a month, months, principal paid in the months 13 to 24."""

FIRST_INTEREST = ("CUMIPMT_ADD(0.0075;360;125000;1;1;0)", "125000", "9", 360, "937.50", LIBRE)
"""Name, principal, percent a year, months, interest of the first month."""

ADD_ON = ("add-on 12 %, 18 months, 1000", "1000", "12", 18, "21.64", "HP 12C Solutions Handbook")
"""Name, principal, flat percent a year, months, yearly rate in percent."""

ODD_DAYS_COMPOUND = ("36 months at 5 %, 4500, sixteen odd days of thirty", "4500", "5", 36, "135.17", HP)
"""Name, principal, percent a year, months, monthly payment."""

ODD_DAYS_SIMPLE = ("42 months, 3950, thirteen odd days, 120 a month", "3950", "120", 42, "13/30", "13.95", HP)
"""Name, principal, payment, months, fraction of a month before the first, yearly rate in percent."""

"""Published examples of day counts and of intervals, with their sources."""

CURO = "curo 1.0.0, tests of day counts"
GUIDELINES = "European Commission SWD(2012)128, guidelines on Directive 2008/48/EC, section 4.1.1, remark (c)"

DAY_COUNTS = (
    ("30/360", "2020-01-28", "2020-02-29", "31/360", CURO),
    ("30e/360", "2017-12-31", "2019-12-31", "720/360", CURO),
    ("act/360", "2018-12-31", "2020-12-31", "731/360", CURO),
    ("act/365", "2018-12-31", "2020-12-31", "731/365", CURO),
    ("act/act_isda", "2019-12-31", "2020-12-31", "1/365+365/366", CURO),
)
"""Convention, start, end, years as a sum of fractions, source."""

INTERVALS = (
    ("year", "2012-01-12", "2012-02-15", "34/365", GUIDELINES),
    ("month", "2012-01-12", "2012-04-15", "3/12+3/365", GUIDELINES),
    ("year", "2012-01-12", "2014-02-15", "34/365+2", GUIDELINES),
    ("month", "2013-01-12", "2013-04-15", "3/12+3/366", GUIDELINES),
)
"""Regular unit, start, end, years as a sum of fractions, source."""

"""Published worked examples of yearly rates, with their sources.

`asked` is a request as `microloan apr` takes it; `percent` is the published figure and `within` how exactly it was
published. An example counted in days over 365 is given with its times, which is how such a source differs from the
European remark (c). Amounts are positive to the borrower.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class PublishedRate:
    """One example of a source."""

    name: str
    terms: str
    source: str
    asked: dict[str, Any]
    percent: str
    within: str


PUBLISHED_RATES: tuple[PublishedRate, ...] = (
    PublishedRate(
        name="cn-pboc-2021-3-simple",
        terms="CNY 100000, 12 months, service fee 1000 deducted up-front, 12 payments of 8833.3",
        source=(
            "中国人民银行公告〔2021〕第3号 (PBoC announcement on displaying annualised loan rates), official example"
        ),
        asked={
            "convention": "cn_simple",
            "flows": [
                {"amount": "100000", "t": "0"},
                {"amount": "-1000", "t": "0"},
                {"amount": "-8833.3", "first": "1/12", "step": "1/12", "count": 12},
            ],
        },
        percent="12.8",
        within="0.005",
    ),
    PublishedRate(
        name="uk-days-500-270x2",
        terms="500 on 2012-10-10; 270 on 11-10 and 12-10; counted in DAYS/365",
        source="FSharp.Finance.Personal tests, QuirkyTest 2 payments",
        asked={
            "convention": "eu_aprc",
            "flows": [
                {"amount": "500", "t": "0"},
                {"amount": "-270", "t": "31/365"},
                {"amount": "-270", "t": "61/365"},
            ],
        },
        percent="84.63",
        within="0.005",
    ),
    PublishedRate(
        name="ec-mcd-02c1",
        terms=(
            "EUR 200000, 20 y, 2% fee at signing; signed 2012-01-12, 240 payments on the 15th from "
            "2012-02-15 (odd first period)"
        ),
        source=(
            "European Commission, DG FISMA, examples for the calculation of the APRC "
            "(MARKT/2014/107/H3/TA/LV, January 2015), Example 2 case 1"
        ),
        asked={
            "convention": "eu_aprc",
            "flows": [
                {"amount": "200000", "t": "0"},
                {"amount": "-4000", "t": "0"},
                {"amount": "-1433.57", "first": "401/4380", "step": "1/12", "count": 240},
            ],
        },
        percent="6.434185",
        within="0.000001",
    ),
    PublishedRate(
        name="ec-mcd-02c2",
        terms=(
            "EUR 200000, 20 y, 2% fee at signing; signed 2013-01-12, payments on the 15th from "
            "2013-02-15 (pivot year has 366 days)"
        ),
        source=(
            "European Commission, DG FISMA, examples for the calculation of the APRC "
            "(MARKT/2014/107/H3/TA/LV, January 2015), Example 2 case 2"
        ),
        asked={
            "convention": "eu_aprc",
            "flows": [
                {"amount": "200000", "t": "0"},
                {"amount": "-4000", "t": "0"},
                {"amount": "-1433.56", "first": "67/732", "step": "1/12", "count": 240},
            ],
        },
        percent="6.434111",
        within="0.000001",
    ),
    PublishedRate(
        name="ec-mcd-02c3",
        terms=("EUR 200000, 20 y, 2% fee at signing; signed 2012-01-12, 20 annual payments on 15 Feb 2012..2031"),
        source=(
            "European Commission, DG FISMA, examples for the calculation of the APRC "
            "(MARKT/2014/107/H3/TA/LV, January 2015), Example 2 case 3"
        ),
        asked={
            "convention": "eu_aprc",
            "flows": [
                {"amount": "200000", "t": "0"},
                {"amount": "-4000", "t": "0"},
                {"amount": "-16541.86", "first": "34/365", "step": "1", "count": 20},
            ],
        },
        percent="6.28207",
        within="0.000001",
    ),
    PublishedRate(
        name="ec-mcd-03",
        terms=("EUR 200000, 20 y, 2% fee at signing; as Ex.1 + home insurance 200/y spread monthly (16.67)"),
        source=(
            "European Commission, DG FISMA, examples for the calculation of the APRC "
            "(MARKT/2014/107/H3/TA/LV, January 2015), Example 3"
        ),
        asked={
            "convention": "eu_aprc",
            "flows": [
                {"amount": "200000", "t": "0"},
                {"amount": "-4000", "t": "0"},
                {"amount": "-1449.53", "first": "1/12", "step": "1/12", "count": 240},
            ],
        },
        percent="6.588554",
        within="0.000001",
    ),
    PublishedRate(
        name="ec-mcd-04",
        terms="EUR 200000, 20 y, 2% fee at signing; as Ex.1 + PPI 1%/y of credit (166.67/month)",
        source=(
            "European Commission, DG FISMA, examples for the calculation of the APRC "
            "(MARKT/2014/107/H3/TA/LV, January 2015), Example 4"
        ),
        asked={
            "convention": "eu_aprc",
            "flows": [
                {"amount": "200000", "t": "0"},
                {"amount": "-4000", "t": "0"},
                {"amount": "-1599.53", "first": "1/12", "step": "1/12", "count": 240},
            ],
        },
        percent="7.946625",
        within="0.000001",
    ),
    PublishedRate(
        name="ec-mcd-05",
        terms=(
            "EUR 200000, 20 y, 2% fee at signing; as Ex.1 + single-premium PPI 4% financed "
            "(instalment on 208000); total amount of credit stays 200000"
        ),
        source=(
            "European Commission, DG FISMA, examples for the calculation of the APRC "
            "(MARKT/2014/107/H3/TA/LV, January 2015), Example 5"
        ),
        asked={
            "convention": "eu_aprc",
            "flows": [
                {"amount": "200000", "t": "0"},
                {"amount": "-4000", "t": "0"},
                {"amount": "-1490.18", "first": "1/12", "step": "1/12", "count": 240},
            ],
        },
        percent="6.961575",
        within="0.000001",
    ),
    PublishedRate(
        name="ec-mcd-07",
        terms=("EUR 200000, 20 y, 2% fee at signing; balloon: 30-y instalment, balance 142097.69 due with payment 180"),
        source=(
            "European Commission, DG FISMA, examples for the calculation of the APRC "
            "(MARKT/2014/107/H3/TA/LV, January 2015), Example 7"
        ),
        asked={
            "convention": "eu_aprc",
            "flows": [
                {"amount": "200000", "t": "0"},
                {"amount": "-4000", "t": "0"},
                {"amount": "-1199.1", "first": "1/12", "step": "1/12", "count": 180},
                {"amount": "-142097.69", "t": "15"},
            ],
        },
        percent="6.409523",
        within="0.000001",
    ),
    PublishedRate(
        name="ec-mcd-09",
        terms="EUR 200000, 20 y, 2% fee at signing; instalments change +3% each year",
        source=(
            "European Commission, DG FISMA, examples for the calculation of the APRC "
            "(MARKT/2014/107/H3/TA/LV, January 2015), Example 9"
        ),
        asked={
            "convention": "eu_aprc",
            "flows": [
                {"amount": "200000", "t": "0"},
                {"amount": "-4000", "t": "0"},
                {"amount": "-1130.33", "first": "1/12", "step": "1/12", "count": 12},
                {"amount": "-1164.24", "first": "13/12", "step": "1/12", "count": 12},
                {"amount": "-1199.17", "first": "25/12", "step": "1/12", "count": 12},
                {"amount": "-1235.15", "first": "37/12", "step": "1/12", "count": 12},
                {"amount": "-1272.2", "first": "49/12", "step": "1/12", "count": 12},
                {"amount": "-1310.37", "first": "61/12", "step": "1/12", "count": 12},
                {"amount": "-1349.68", "first": "73/12", "step": "1/12", "count": 12},
                {"amount": "-1390.17", "first": "85/12", "step": "1/12", "count": 12},
                {"amount": "-1431.87", "first": "97/12", "step": "1/12", "count": 12},
                {"amount": "-1474.83", "first": "109/12", "step": "1/12", "count": 12},
                {"amount": "-1519.07", "first": "121/12", "step": "1/12", "count": 12},
                {"amount": "-1564.64", "first": "133/12", "step": "1/12", "count": 12},
                {"amount": "-1611.58", "first": "145/12", "step": "1/12", "count": 12},
                {"amount": "-1659.93", "first": "157/12", "step": "1/12", "count": 12},
                {"amount": "-1709.73", "first": "169/12", "step": "1/12", "count": 12},
                {"amount": "-1761.02", "first": "181/12", "step": "1/12", "count": 12},
                {"amount": "-1813.85", "first": "193/12", "step": "1/12", "count": 12},
                {"amount": "-1868.27", "first": "205/12", "step": "1/12", "count": 12},
                {"amount": "-1924.32", "first": "217/12", "step": "1/12", "count": 12},
                {"amount": "-1982.05", "first": "229/12", "step": "1/12", "count": 12},
            ],
        },
        percent="6.4064",
        within="0.000001",
    ),
    PublishedRate(
        name="ec-mcd-10",
        terms="EUR 200000, 20 y, 2% fee at signing; instalments change -3% each year",
        source=(
            "European Commission, DG FISMA, examples for the calculation of the APRC "
            "(MARKT/2014/107/H3/TA/LV, January 2015), Example 10"
        ),
        asked={
            "convention": "eu_aprc",
            "flows": [
                {"amount": "200000", "t": "0"},
                {"amount": "-4000", "t": "0"},
                {"amount": "-1778.58", "first": "1/12", "step": "1/12", "count": 12},
                {"amount": "-1725.22", "first": "13/12", "step": "1/12", "count": 12},
                {"amount": "-1673.47", "first": "25/12", "step": "1/12", "count": 12},
                {"amount": "-1623.26", "first": "37/12", "step": "1/12", "count": 12},
                {"amount": "-1574.56", "first": "49/12", "step": "1/12", "count": 12},
                {"amount": "-1527.33", "first": "61/12", "step": "1/12", "count": 12},
                {"amount": "-1481.51", "first": "73/12", "step": "1/12", "count": 12},
                {"amount": "-1437.06", "first": "85/12", "step": "1/12", "count": 12},
                {"amount": "-1393.95", "first": "97/12", "step": "1/12", "count": 12},
                {"amount": "-1352.13", "first": "109/12", "step": "1/12", "count": 12},
                {"amount": "-1311.57", "first": "121/12", "step": "1/12", "count": 12},
                {"amount": "-1272.22", "first": "133/12", "step": "1/12", "count": 12},
                {"amount": "-1234.05", "first": "145/12", "step": "1/12", "count": 12},
                {"amount": "-1197.03", "first": "157/12", "step": "1/12", "count": 12},
                {"amount": "-1161.12", "first": "169/12", "step": "1/12", "count": 12},
                {"amount": "-1126.29", "first": "181/12", "step": "1/12", "count": 12},
                {"amount": "-1092.5", "first": "193/12", "step": "1/12", "count": 12},
                {"amount": "-1059.72", "first": "205/12", "step": "1/12", "count": 12},
                {"amount": "-1027.93", "first": "217/12", "step": "1/12", "count": 12},
                {"amount": "-997.09", "first": "229/12", "step": "1/12", "count": 12},
            ],
        },
        percent="6.46836",
        within="0.000001",
    ),
    PublishedRate(
        name="ec-mcd-12",
        terms="EUR 200000, 900 principal/month + 6% interest; 223 payments, first 1900.00, last 201.00",
        source=(
            "European Commission, DG FISMA, examples for the calculation of the APRC "
            "(MARKT/2014/107/H3/TA/LV, January 2015), Example 12"
        ),
        asked={
            "convention": "eu_aprc",
            "flows": [
                {"amount": "200000", "t": "0"},
                {"amount": "-4000", "t": "0"},
                {
                    "amounts": [
                        "-1900.0",
                        "-1895.5",
                        "-1891.0",
                        "-1886.5",
                        "-1882.0",
                        "-1877.5",
                        "-1873.0",
                        "-1868.5",
                        "-1864.0",
                        "-1859.5",
                        "-1855.0",
                        "-1850.5",
                        "-1846.0",
                        "-1841.5",
                        "-1837.0",
                        "-1832.5",
                        "-1828.0",
                        "-1823.5",
                        "-1819.0",
                        "-1814.5",
                        "-1810.0",
                        "-1805.5",
                        "-1801.0",
                        "-1796.5",
                        "-1792.0",
                        "-1787.5",
                        "-1783.0",
                        "-1778.5",
                        "-1774.0",
                        "-1769.5",
                        "-1765.0",
                        "-1760.5",
                        "-1756.0",
                        "-1751.5",
                        "-1747.0",
                        "-1742.5",
                        "-1738.0",
                        "-1733.5",
                        "-1729.0",
                        "-1724.5",
                        "-1720.0",
                        "-1715.5",
                        "-1711.0",
                        "-1706.5",
                        "-1702.0",
                        "-1697.5",
                        "-1693.0",
                        "-1688.5",
                        "-1684.0",
                        "-1679.5",
                        "-1675.0",
                        "-1670.5",
                        "-1666.0",
                        "-1661.5",
                        "-1657.0",
                        "-1652.5",
                        "-1648.0",
                        "-1643.5",
                        "-1639.0",
                        "-1634.5",
                        "-1630.0",
                        "-1625.5",
                        "-1621.0",
                        "-1616.5",
                        "-1612.0",
                        "-1607.5",
                        "-1603.0",
                        "-1598.5",
                        "-1594.0",
                        "-1589.5",
                        "-1585.0",
                        "-1580.5",
                        "-1576.0",
                        "-1571.5",
                        "-1567.0",
                        "-1562.5",
                        "-1558.0",
                        "-1553.5",
                        "-1549.0",
                        "-1544.5",
                        "-1540.0",
                        "-1535.5",
                        "-1531.0",
                        "-1526.5",
                        "-1522.0",
                        "-1517.5",
                        "-1513.0",
                        "-1508.5",
                        "-1504.0",
                        "-1499.5",
                        "-1495.0",
                        "-1490.5",
                        "-1486.0",
                        "-1481.5",
                        "-1477.0",
                        "-1472.5",
                        "-1468.0",
                        "-1463.5",
                        "-1459.0",
                        "-1454.5",
                        "-1450.0",
                        "-1445.5",
                        "-1441.0",
                        "-1436.5",
                        "-1432.0",
                        "-1427.5",
                        "-1423.0",
                        "-1418.5",
                        "-1414.0",
                        "-1409.5",
                        "-1405.0",
                        "-1400.5",
                        "-1396.0",
                        "-1391.5",
                        "-1387.0",
                        "-1382.5",
                        "-1378.0",
                        "-1373.5",
                        "-1369.0",
                        "-1364.5",
                        "-1360.0",
                        "-1355.5",
                        "-1351.0",
                        "-1346.5",
                        "-1342.0",
                        "-1337.5",
                        "-1333.0",
                        "-1328.5",
                        "-1324.0",
                        "-1319.5",
                        "-1315.0",
                        "-1310.5",
                        "-1306.0",
                        "-1301.5",
                        "-1297.0",
                        "-1292.5",
                        "-1288.0",
                        "-1283.5",
                        "-1279.0",
                        "-1274.5",
                        "-1270.0",
                        "-1265.5",
                        "-1261.0",
                        "-1256.5",
                        "-1252.0",
                        "-1247.5",
                        "-1243.0",
                        "-1238.5",
                        "-1234.0",
                        "-1229.5",
                        "-1225.0",
                        "-1220.5",
                        "-1216.0",
                        "-1211.5",
                        "-1207.0",
                        "-1202.5",
                        "-1198.0",
                        "-1193.5",
                        "-1189.0",
                        "-1184.5",
                        "-1180.0",
                        "-1175.5",
                        "-1171.0",
                        "-1166.5",
                        "-1162.0",
                        "-1157.5",
                        "-1153.0",
                        "-1148.5",
                        "-1144.0",
                        "-1139.5",
                        "-1135.0",
                        "-1130.5",
                        "-1126.0",
                        "-1121.5",
                        "-1117.0",
                        "-1112.5",
                        "-1108.0",
                        "-1103.5",
                        "-1099.0",
                        "-1094.5",
                        "-1090.0",
                        "-1085.5",
                        "-1081.0",
                        "-1076.5",
                        "-1072.0",
                        "-1067.5",
                        "-1063.0",
                        "-1058.5",
                        "-1054.0",
                        "-1049.5",
                        "-1045.0",
                        "-1040.5",
                        "-1036.0",
                        "-1031.5",
                        "-1027.0",
                        "-1022.5",
                        "-1018.0",
                        "-1013.5",
                        "-1009.0",
                        "-1004.5",
                        "-1000.0",
                        "-995.5",
                        "-991.0",
                        "-986.5",
                        "-982.0",
                        "-977.5",
                        "-973.0",
                        "-968.5",
                        "-964.0",
                        "-959.5",
                        "-955.0",
                        "-950.5",
                        "-946.0",
                        "-941.5",
                        "-937.0",
                        "-932.5",
                        "-928.0",
                        "-923.5",
                        "-919.0",
                        "-914.5",
                        "-910.0",
                        "-905.5",
                        "-201.0",
                    ],
                    "first": "1/12",
                    "step": "1/12",
                },
            ],
        },
        percent="6.492533",
        within="0.000001",
    ),
    PublishedRate(
        name="ec-mcd-20",
        terms="EUR 200000, 20 y, 2% fee at signing; 5% for 24 months then 6%",
        source=(
            "European Commission, DG FISMA, examples for the calculation of the APRC "
            "(MARKT/2014/107/H3/TA/LV, January 2015), Example 20"
        ),
        asked={
            "convention": "eu_aprc",
            "flows": [
                {"amount": "200000", "t": "0"},
                {"amount": "-4000", "t": "0"},
                {"amount": "-1319.91", "first": "1/12", "step": "1/12", "count": 24},
                {"amount": "-1423.41", "first": "25/12", "step": "1/12", "count": 216},
            ],
        },
        percent="6.190654",
        within="0.000001",
    ),
    PublishedRate(
        name="ec-mcd-22c1",
        terms="EUR 200000, 20 y, 2% fee at signing; as 21 + cap cost 30/month",
        source=(
            "European Commission, DG FISMA, examples for the calculation of the APRC "
            "(MARKT/2014/107/H3/TA/LV, January 2015), Example 22 case 1 (APR)"
        ),
        asked={
            "convention": "eu_aprc",
            "flows": [
                {"amount": "200000", "t": "0"},
                {"amount": "-4000", "t": "0"},
                {"amount": "-1349.91", "first": "1/12", "step": "1/12", "count": 9},
                {"amount": "-1404.06", "first": "5/6", "step": "1/12", "count": 231},
            ],
        },
        percent="6.134668",
        within="0.000001",
    ),
    PublishedRate(
        name="ec-mcd-22c1i",
        terms="EUR 200000, 20 y, 2% fee at signing; capped 6.5%",
        source=(
            "European Commission, DG FISMA, examples for the calculation of the APRC "
            "(MARKT/2014/107/H3/TA/LV, January 2015), Example 22 case 1 (illustrative)"
        ),
        asked={
            "convention": "eu_aprc",
            "flows": [
                {"amount": "200000", "t": "0"},
                {"amount": "-4000", "t": "0"},
                {"amount": "-1349.91", "first": "1/12", "step": "1/12", "count": 9},
                {"amount": "-1515.81", "first": "5/6", "step": "1/12", "count": 231},
            ],
        },
        percent="7.093592",
        within="0.000001",
    ),
    PublishedRate(
        name="ec-mcd-24i",
        terms="EUR 200000, 20 y, 2% fee at signing; balance 166909.73 repaid after 60 months",
        source=(
            "European Commission, DG FISMA, examples for the calculation of the APRC "
            "(MARKT/2014/107/H3/TA/LV, January 2015), Example 24 (illustrative)"
        ),
        asked={
            "convention": "eu_aprc",
            "flows": [
                {"amount": "200000", "t": "0"},
                {"amount": "-4000", "t": "0"},
                {"amount": "-1319.91", "first": "1/12", "step": "1/12", "count": 60},
                {"amount": "-166909.73", "t": "5"},
            ],
        },
        percent="5.635609",
        within="0.000001",
    ),
    PublishedRate(
        name="ec-mcd-27",
        terms="amount unspecified -> EUR 170000 assumed",
        source=(
            "European Commission, DG FISMA, examples for the calculation of the APRC "
            "(MARKT/2014/107/H3/TA/LV, January 2015), Example 27"
        ),
        asked={
            "convention": "eu_aprc",
            "flows": [
                {"amount": "170000", "t": "0"},
                {"amount": "-3400", "t": "0"},
                {"amount": "-1217.93", "first": "1/12", "step": "1/12", "count": 240},
            ],
        },
        percent="6.434402",
        within="0.000001",
    ),
    PublishedRate(
        name="ec-mcd-28",
        terms="USD 200000, 5%, 0.2% conversion fee on every payment incl. the fee",
        source=(
            "European Commission, DG FISMA, examples for the calculation of the APRC "
            "(MARKT/2014/107/H3/TA/LV, January 2015), Example 28"
        ),
        asked={
            "convention": "eu_aprc",
            "flows": [
                {"amount": "200000", "t": "0"},
                {"amount": "-4008", "t": "0"},
                {"amount": "-1322.55", "first": "1/12", "step": "1/12", "count": 240},
            ],
        },
        percent="5.396096",
        within="0.000001",
    ),
    PublishedRate(
        name="ec-mcd-29",
        terms="as 28 + FX cap 360/y",
        source=(
            "European Commission, DG FISMA, examples for the calculation of the APRC "
            "(MARKT/2014/107/H3/TA/LV, January 2015), Example 29"
        ),
        asked={
            "convention": "eu_aprc",
            "flows": [
                {"amount": "200000", "t": "0"},
                {"amount": "-4008", "t": "0"},
                {"amount": "-1352.61", "first": "1/12", "step": "1/12", "count": 240},
            ],
        },
        percent="5.682613",
        within="0.000001",
    ),
    PublishedRate(
        name="ec-mcd-40",
        terms="bullet 6 months, 7.5%/12 capitalised monthly, 2% fee",
        source=(
            "European Commission, DG FISMA, examples for the calculation of the APRC "
            "(MARKT/2014/107/H3/TA/LV, January 2015), Example 40"
        ),
        asked={
            "convention": "eu_aprc",
            "flows": [
                {"amount": "200000", "t": "0"},
                {"amount": "-4000", "t": "0"},
                {"amount": "-207618.17", "t": "1/2"},
            ],
        },
        percent="12.206644",
        within="0.000001",
    ),
    PublishedRate(
        name="ec-mcd-44",
        terms="shared-equity loan",
        source=(
            "European Commission, DG FISMA, examples for the calculation of the APRC "
            "(MARKT/2014/107/H3/TA/LV, January 2015), Example 44"
        ),
        asked={
            "convention": "eu_aprc",
            "flows": [
                {"amount": "200000", "t": "0"},
                {"amount": "-4000", "t": "0"},
                {"amount": "-1111.11", "first": "1/12", "step": "1/12", "count": 60},
                {"amount": "-1349.94", "first": "61/12", "step": "1/12", "count": 120},
                {"amount": "-32075.08", "t": "15"},
            ],
        },
        percent="3.470057",
        within="0.000001",
    ),
    PublishedRate(
        name="eu-98-7-A1",
        terms="1000 on 1994-01-01; 1200 on 1995-07-01 = 546 days, /365",
        source=(
            "Directive 98/7/EC Annex II (Annex III to 87/102/EEC), examples of calculation, Part A "
            "(calendar basis), first example"
        ),
        asked={"convention": "eu_aprc", "flows": [{"amount": "1000", "t": "0"}, {"amount": "-1200", "t": "546/365"}]},
        percent="12.96",
        within="0.005",
    ),
    PublishedRate(
        name="eu-98-7-A4",
        terms="272 after 90 days, 272 after 181 days, 544 after 365 days",
        source=(
            "Directive 98/7/EC Annex II (Annex III to 87/102/EEC), examples of calculation, Part A, fourth example"
        ),
        asked={
            "convention": "eu_aprc",
            "flows": [
                {"amount": "1000", "t": "0"},
                {"amount": "-272", "t": "18/73"},
                {"amount": "-272", "t": "181/365"},
                {"amount": "-544", "t": "1"},
            ],
        },
        percent="13.226",
        within="0.005",
    ),
    PublishedRate(
        name="eu-98-7-B2",
        terms="1000 less 50; 1200 after 18 months",
        source=(
            "Directive 98/7/EC Annex II (Annex III to 87/102/EEC), examples of calculation, Part B, second example"
        ),
        asked={"convention": "eu_aprc", "flows": [{"amount": "950", "t": "0"}, {"amount": "-1200", "t": "3/2"}]},
        percent="16.85",
        within="0.005",
    ),
    PublishedRate(
        name="in-emicalc-200k-18m-fee4720",
        terms="",
        source='emicalculator.net article on RBI KFS "effective cost of loan" table, 18 months, fee 4720',
        asked={
            "convention": "in_rbi",
            "flows": [
                {"amount": "195280", "t": "0"},
                {"amount": "-12011", "first": "1/12", "step": "1/12", "count": 18},
            ],
        },
        percent="13.1",
        within="0.06",
    ),
    PublishedRate(
        name="in-emicalc-200k-6m-fee2360",
        terms="",
        source='emicalculator.net article on RBI KFS "effective cost of loan" table, 6 months, fee 2360',
        asked={
            "convention": "in_rbi",
            "flows": [
                {"amount": "197640", "t": "0"},
                {"amount": "-34312", "first": "1/12", "step": "1/12", "count": 6},
            ],
        },
        percent="14.1",
        within="0.06",
    ),
    PublishedRate(
        name="in-emicalc-200k-6m-fee4720",
        terms="",
        source='emicalculator.net article on RBI KFS "effective cost of loan" table, 6 months, fee 4720',
        asked={
            "convention": "in_rbi",
            "flows": [
                {"amount": "195280", "t": "0"},
                {"amount": "-34312", "first": "1/12", "step": "1/12", "count": 6},
            ],
        },
        percent="18.4",
        within="0.06",
    ),
    PublishedRate(
        name="in-rbi-kfs-annexB-apr",
        terms=("INR 20000, 24 monthly EPIs, 15% fixed, fees 400 (160 to RE + 240 via RE), net disbursed 19600"),
        source="RBI circular DOR.STR.REC.13/13.03.00/2024-25, 15 Apr 2024, Key Facts Statement, Annex B",
        asked={
            "convention": "in_rbi",
            "flows": [
                {"amount": "19600", "t": "0"},
                {"amount": "-969.732960939", "first": "1/12", "step": "1/12", "count": 24},
            ],
        },
        percent="17.07",
        within="0.005",
    ),
    PublishedRate(
        name="us-fs-c1iv-mod1",
        terms="quarterly, advance 1978-06-23, first 1978-10-01",
        source=(
            'FSharp.Finance.Personal, tests/AprUsActuarialTests.fs module ExtraExamples ("all '
            'confirmed using Excel"), quarterly, advance 1978-06-23, first 1978-10-01'
        ),
        asked={
            "convention": "us_actuarial",
            "unit_periods_per_year": "4",
            "advances": [{"amount": "10000", "t": "0", "f": "0", "count": 1}],
            "payments": [{"amount": "385", "t": "1", "f": "8/90", "count": 40}],
        },
        percent="9.15",
        within="0.005",
    ),
    PublishedRate(
        name="us-fs-daily",
        terms="daily, advance 2023-10-26, first 2023-11-30",
        source=(
            'FSharp.Finance.Personal, tests/AprUsActuarialTests.fs module ExtraExamples ("all '
            'confirmed using Excel"), daily, advance 2023-10-26, first 2023-11-30'
        ),
        asked={
            "convention": "us_actuarial",
            "unit_periods_per_year": "365",
            "advances": [{"amount": "1000", "t": "0", "f": "0", "count": 1}],
            "payments": [{"amount": "220", "t": "35", "f": "0", "count": 5}],
        },
        percent="94.15",
        within="0.005",
    ),
    PublishedRate(
        name="us-regz-J-c1iii",
        terms="semimonthly, short first period",
        source=("12 CFR Part 1026 (Regulation Z) Appendix J, (c) Examples for the actuarial method, (c)(1)(iii)"),
        asked={
            "convention": "us_actuarial",
            "unit_periods_per_year": "24",
            "advances": [{"amount": "5000", "t": "0", "f": "0", "count": 1}],
            "payments": [{"amount": "219.17", "t": "0", "f": "6/15", "count": 24}],
        },
        percent="10.34",
        within="0.005",
    ),
    PublishedRate(
        name="us-regz-J-c3i",
        terms="odd final payment",
        source=("12 CFR Part 1026 (Regulation Z) Appendix J, (c) Examples for the actuarial method, (c)(3)(i)"),
        asked={
            "convention": "us_actuarial",
            "unit_periods_per_year": "12",
            "advances": [{"amount": "5000", "t": "0", "f": "0", "count": 1}],
            "payments": [
                {"amount": "230", "t": "1", "f": "0", "count": 23},
                {"amount": "280", "t": "24", "f": "0", "count": 1},
            ],
        },
        percent="10.5",
        within="0.005",
    ),
    PublishedRate(
        name="us-regz-J-c5iii",
        terms="18 months: t=1,f=6/12",
        source=(
            "12 CFR Part 1026 (Regulation Z) Appendix J, (c) Examples for the actuarial method, "
            "(c)(5)(iii) > 1 y < 2 y, exact months"
        ),
        asked={
            "convention": "us_actuarial",
            "unit_periods_per_year": "1",
            "advances": [{"amount": "1000", "t": "0", "f": "0", "count": 1}],
            "payments": [{"amount": "1135.19", "t": "1", "f": "6/12", "count": 1}],
        },
        percent="8.76",
        within="0.005",
    ),
    PublishedRate(
        name="us-regz-J-c5iv",
        terms="t=2",
        source=(
            "12 CFR Part 1026 (Regulation Z) Appendix J, (c) Examples for the actuarial method, "
            "(c)(5)(iv) exactly 2 years"
        ),
        asked={
            "convention": "us_actuarial",
            "unit_periods_per_year": "1",
            "advances": [{"amount": "1000", "t": "0", "f": "0", "count": 1}],
            "payments": [{"amount": "1240", "t": "2", "f": "0", "count": 1}],
        },
        percent="11.36",
        within="0.005",
    ),
    PublishedRate(
        name="xirr-pyxirr-30-1",
        terms="",
        source="pyxirr tests, samples/30-1.csv, 30-1",
        asked={
            "convention": "xirr_act365",
            "flows": [
                {"amount": "1666.6503340053", "on": "2022-01-11"},
                {"amount": "2585.93561849736", "on": "2026-12-25"},
                {"amount": "-782.413642487316", "on": "2025-06-08"},
                {"amount": "-2625.00527834325", "on": "2027-04-29"},
                {"amount": "6.817194014249", "on": "2027-08-02"},
                {"amount": "1264.35501137407", "on": "2027-12-30"},
                {"amount": "649.756006562289", "on": "2026-02-21"},
                {"amount": "672.588635499639", "on": "2029-12-30"},
                {"amount": "-2887.02617166351", "on": "2036-09-13"},
                {"amount": "959.41424430624", "on": "2023-12-21"},
                {"amount": "-31.596822319005", "on": "2027-04-18"},
                {"amount": "566.602861584151", "on": "2028-10-22"},
                {"amount": "-1493.06835434469", "on": "2026-07-29"},
                {"amount": "1028.88472253072", "on": "2023-10-03"},
                {"amount": "-1921.90083415199", "on": "2029-08-10"},
                {"amount": "1156.22545680743", "on": "2035-10-25"},
                {"amount": "-474.322848831017", "on": "2024-08-05"},
                {"amount": "-523.871018796651", "on": "2038-03-13"},
                {"amount": "-284.678550742256", "on": "2032-09-19"},
                {"amount": "-4071.81770364425", "on": "2041-08-21"},
                {"amount": "-603.053507173341", "on": "2036-04-01"},
                {"amount": "-1793.72409443228", "on": "2036-10-20"},
                {"amount": "-556.050877300056", "on": "2039-10-26"},
                {"amount": "1316.95241397017", "on": "2038-01-17"},
                {"amount": "3406.843958165", "on": "2035-09-16"},
                {"amount": "-1775.8763056634", "on": "2038-06-10"},
                {"amount": "-105.966164702126", "on": "2022-11-24"},
                {"amount": "-48.461847355557", "on": "2032-05-29"},
                {"amount": "-3906.7843710352", "on": "2026-08-02"},
                {"amount": "-2592.45040409947", "on": "2040-05-01"},
            ],
        },
        percent="18.18076313833537300",
        within="0.00000100",
    ),
    PublishedRate(
        name="xirr-pyxirr-30-3",
        terms="",
        source="pyxirr tests, samples/30-3.csv, 30-3",
        asked={
            "convention": "xirr_act365",
            "flows": [
                {"amount": "-226.115921003477", "on": "2023-03-01"},
                {"amount": "-3505.58589810368", "on": "2038-09-08"},
                {"amount": "873.134008429102", "on": "2042-01-01"},
                {"amount": "448.826068127876", "on": "2042-06-23"},
                {"amount": "1154.53585341565", "on": "2027-08-28"},
                {"amount": "2671.21286340532", "on": "2030-09-05"},
                {"amount": "-1674.91340078428", "on": "2026-05-10"},
                {"amount": "985.948186347131", "on": "2040-10-23"},
                {"amount": "14.552050426933", "on": "2037-04-11"},
                {"amount": "-140.204799516016", "on": "2025-12-24"},
                {"amount": "2390.20165953684", "on": "2035-05-01"},
                {"amount": "-4407.71495997784", "on": "2034-02-22"},
                {"amount": "-2731.57858911988", "on": "2033-08-30"},
                {"amount": "1474.04529911941", "on": "2025-03-15"},
                {"amount": "807.651931712503", "on": "2024-02-14"},
                {"amount": "2560.66867340721", "on": "2032-11-23"},
                {"amount": "246.960257966169", "on": "2039-10-26"},
                {"amount": "-1625.09264012697", "on": "2041-03-24"},
                {"amount": "-665.717442646522", "on": "2030-06-22"},
                {"amount": "1380.13795854322", "on": "2025-07-03"},
                {"amount": "-2568.12611480185", "on": "2038-04-24"},
                {"amount": "39.020264845981", "on": "2024-05-15"},
                {"amount": "-852.426714796024", "on": "2036-05-27"},
                {"amount": "-1699.93606381858", "on": "2034-05-14"},
                {"amount": "1846.54039794318", "on": "2038-07-17"},
                {"amount": "1946.32305820681", "on": "2042-03-05"},
                {"amount": "61.863724158872", "on": "2023-09-15"},
                {"amount": "2740.10721168154", "on": "2031-05-16"},
                {"amount": "2369.22129250613", "on": "2025-05-21"},
                {"amount": "1039.40499013643", "on": "2036-03-20"},
            ],
        },
        percent="585.245176943437300",
        within="0.00000100",
    ),
    PublishedRate(
        name="xirr-pyxirr-30-4",
        terms="",
        source="pyxirr tests, samples/30-4.csv, 30-4",
        asked={
            "convention": "xirr_act365",
            "flows": [
                {"amount": "-2948.9985879249", "on": "2024-06-20"},
                {"amount": "-639.849287859328", "on": "2043-02-02"},
                {"amount": "480.504552011908", "on": "2027-11-05"},
                {"amount": "1426.95125028298", "on": "2043-08-18"},
                {"amount": "483.612184678922", "on": "2041-01-26"},
                {"amount": "20.40465018146", "on": "2041-04-11"},
                {"amount": "-1313.52403883675", "on": "2043-11-11"},
                {"amount": "-2094.65711499167", "on": "2037-07-26"},
                {"amount": "-121.835290207001", "on": "2029-05-08"},
                {"amount": "3232.86463043552", "on": "2034-02-03"},
                {"amount": "622.983838739961", "on": "2026-11-18"},
                {"amount": "-104.503915065111", "on": "2032-11-12"},
                {"amount": "781.940620536238", "on": "2033-12-08"},
                {"amount": "2860.55928353108", "on": "2039-12-02"},
                {"amount": "723.549330249921", "on": "2041-06-26"},
                {"amount": "-1323.63122768249", "on": "2030-02-26"},
                {"amount": "-279.881239937948", "on": "2024-12-09"},
                {"amount": "3619.86092006639", "on": "2032-10-16"},
                {"amount": "-837.325559300572", "on": "2031-11-29"},
                {"amount": "3560.10249478543", "on": "2041-03-27"},
                {"amount": "2911.83031601581", "on": "2041-05-03"},
                {"amount": "759.24930495407", "on": "2031-05-22"},
                {"amount": "2900.32055170899", "on": "2039-05-04"},
                {"amount": "-842.862760867145", "on": "2041-01-17"},
                {"amount": "384.322720997276", "on": "2027-04-01"},
                {"amount": "1235.46400872621", "on": "2031-07-05"},
                {"amount": "1792.65989020192", "on": "2041-04-28"},
                {"amount": "-3103.12289198329", "on": "2042-02-20"},
                {"amount": "-118.870259495913", "on": "2031-02-12"},
                {"amount": "-1548.01890774117", "on": "2036-09-26"},
            ],
        },
        percent="16.09804737943898400",
        within="0.00000100",
    ),
)

"""ISO 4217 currencies and how many decimals each one's smallest unit has.

The table follows ISO 4217 itself. The common locale data disagrees with it for some thirteen currencies
(it shows the dinar of Iraq without decimals, where ISO has three), and taking it would move amounts by
factors of a hundred or a thousand. Metals, testing codes and other entries without a minor unit are not
money here.
"""

from lending.problems import ProblemWithInput

_CODES_BY_DECIMALS = {
    0: """
BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF
""",
    2: """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF
CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL
HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU
MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR
SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED
VES WST XAD XCD XCG YER ZAR ZMW ZWG
""",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}

DECIMALS: dict[str, int] = {code: decimals for decimals, codes in _CODES_BY_DECIMALS.items() for code in codes.split()}
"""Decimals of the smallest unit of every currency that can be lent, by its ISO 4217 code."""


def decimals(currency: str) -> int:
    """How many decimals an amount in `currency` has; an unknown code is refused."""
    try:
        return DECIMALS[currency]
    except (KeyError, TypeError):
        raise ProblemWithInput("currency", f"{currency!r} is not a currency code of ISO 4217") from None

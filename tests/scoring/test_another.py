"""Another amount or term than the offer's: the rules are asked first, and the nearest that passes is found."""

from dataclasses import replace

from lending.product import Product
from lending.term import Term, TermUnit
from scoring.another import another
from scoring.evaluation import Rules, evaluate
from scoring.price import most_in_a_month
from tests.scoring.people import PACK, PRODUCT, SETTINGS, lin, yuan

RULES = Rules(SETTINGS, PACK)
SHAPED = {key: value for key, value in PRODUCT.model_dump(mode="json").items() if key not in ("months", "every")}
WEEKLY = Product.read(SHAPED | {"weeks": [4, 8, 26], "day_count": "act/365"})


def test_what_would_be_lent_is_shown_as_it_was_asked() -> None:
    found = another(lin(), lin(term=Term(9)), RULES)
    assert found.reasons == ()
    assert found.nearest is not None
    assert found.nearest.applicant.term == Term(9)


def test_a_term_whose_instalments_do_not_fit_gives_the_reason_and_the_nearest_that_does() -> None:
    found = another(lin(), lin(term=Term(1)), RULES)
    assert found.reasons[0].code == "affordability_share"
    assert found.nearest is not None
    assert found.nearest.passes
    assert Term(1).count < found.nearest.applicant.term.count <= 6
    shorter = evaluate(replace(found.nearest.applicant, term=Term(found.nearest.applicant.term.count - 1)), RULES)
    assert not shorter.passes


def test_what_a_person_overrode_for_the_offer_is_not_held_against_a_change_but_the_law_is() -> None:
    """15,000 is over what Lin's first loan may be; a person granted it over 12 months."""
    granted = lin(principal=yuan(15000), term=Term(12), income=yuan(30000), income_verified=True)
    assert "limit_ladder" in {check.code for check in evaluate(granted, RULES).failed}
    less = another(granted, replace(granted, principal=yuan(14000)), RULES)
    assert less.reasons == ()
    refused = another(granted, replace(granted, term=Term(1), income=yuan(8000)), RULES)
    assert "limit_ladder" not in {reason.code for reason in refused.reasons}
    assert refused.reasons


def test_weekly_instalments_are_held_against_all_that_falls_due_in_a_month() -> None:
    """Five weekly instalments can fall into 31 days, two of half months, one of a month."""
    weekly = evaluate(lin(product=WEEKLY, principal=yuan(1000), term=Term(8, TermUnit.WEEK)), RULES)
    assert weekly.plan is not None
    assert weekly.affordability is not None
    dues = [instalment.due for instalment in weekly.plan.instalments]
    assert weekly.affordability.instalment == sum(dues[4:], dues[3])
    assert weekly.terms is not None
    assert most_in_a_month(weekly.terms) == 5
    before = evaluate(
        replace(lin(product=WEEKLY, principal=yuan(1000), term=Term(8, TermUnit.WEEK)), by_the_month=False), RULES
    )
    assert before.affordability is not None
    assert before.affordability.instalment == max(dues)

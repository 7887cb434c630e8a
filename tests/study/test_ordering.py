"""What is asked first: what a mistake would cost, times how unsure the machine is."""

from __future__ import annotations

from qualitative.study.ordering import Stakes, place_in_queue, risk, uncertainty, urgency


def test_what_is_more_unsure_comes_first_and_a_sure_mask_still_has_a_place() -> None:
    assert urgency(Stakes("PERSON", 0.4)) > urgency(Stakes("PERSON", 0.9)) > 0
    assert urgency(Stakes("PERSON", 1.0)) > 0


def test_of_two_as_unsure_the_one_that_points_to_a_person_comes_first() -> None:
    assert urgency(Stakes("PERSON", 0.7)) > urgency(Stakes("ORG", 0.7)) > urgency(Stakes("DATE", 0.7))


def test_an_unsure_organisation_can_come_before_a_nearly_sure_person() -> None:
    assert urgency(Stakes("ORG", 0.3)) > urgency(Stakes("PERSON", 0.95))


def test_a_story_a_third_party_and_a_small_post_each_raise_the_risk_and_public_only_lowers_it() -> None:
    plain = Stakes("PERSON", 0.6)
    for one in ({"in_story": True}, {"third_party": True}, {"small_post": True}):
        assert risk(Stakes("PERSON", 0.6, **one)) > risk(plain)
    assert risk(Stakes("PERSON", 0.6, only_public=True)) < risk(plain)


def test_who_may_be_several_people_is_unsure_however_sure_the_finder_is_that_it_is_a_name() -> None:
    assert uncertainty(Stakes("PERSON", 0.99, n_meant=2)) == 0.5
    assert uncertainty(Stakes("PERSON", 0.3, n_meant=2)) == 0.7


def test_of_equals_the_rarest_comes_first_then_the_order_of_the_text() -> None:
    rare, common = Stakes("ORG", 0.5, n_places=1), Stakes("ORG", 0.5, n_places=4)
    order = [(common, "a", 1), (rare, "b", 9), (rare, "a", 5), (rare, "a", 2)]
    assert sorted(order, key=lambda x: place_in_queue(*x)) == [order[3], order[2], order[1], order[0]]

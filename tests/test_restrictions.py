"""Requests about use, found in their own words and not in others'."""

from __future__ import annotations

from benchmarks import restrictions as measured


def test_requests_are_found_and_cover_what_a_person_would_mark_and_look_alikes_are_left_alone() -> None:
    figures = measured.measure()
    assert figures["requests"] + figures["look_alikes"] >= 80
    assert figures["recall"] >= 0.97
    assert figures["precision"] >= 0.95
    assert figures["scope"] >= 0.95

"""Who signs in, and what they may read: a claim is words from elsewhere, and gives nothing it does not plainly say."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit as st
from hypothesis import given
from hypothesis import strategies as any_
from streamlit.testing.v1 import AppTest

from qualitative.explorer import signing_in
from qualitative.explorer.signing_in import Reader, Rules
from qualitative.model import Tier
from tests.support.explorer import script, words
from tests.support.small import Small

pytestmark = pytest.mark.slow  # whole pages, many times over: `make test` runs them

TEAM = Rules(team=frozenset({"example.org"}))
ADA = {
    "is_logged_in": True,
    "email": "ada@example.org",
    "email_verified": True,
    "name": "Ada Invented",
    "qualitative_tier": "coder",
}
AUTH = {
    "redirect_uri": "https://lessons.example.org/oauth2callback",
    "cookie_secret": "x" * 40,
    "client_id": "a",
    "client_secret": "b",
    "server_metadata_url": "https://accounts.example.org/.well-known/openid-configuration",
}


def read(rules: Rules = TEAM, ceiling: Tier = Tier.CODER, **changed: Any) -> Reader:
    claims = {k: v for k, v in {**ADA, **changed}.items() if v is not ...}
    return signing_in.reader(claims, rules, ceiling)


def test_a_member_of_the_team_reads_at_the_tier_their_account_says() -> None:
    assert read() == Reader("ada@example.org", Tier.CODER)
    assert read(qualitative_tier="reviewer").tier is Tier.REVIEWER
    assert read(Rules("role", TEAM.team), role="reviewer").tier is Tier.REVIEWER


def test_the_tier_the_server_was_started_with_is_a_ceiling() -> None:
    assert read(ceiling=Tier.REVIEWER).tier is Tier.REVIEWER
    assert read(ceiling=Tier.PUBLIC).tier is Tier.PUBLIC
    assert read(qualitative_tier="custodian").tier is Tier.CODER


@pytest.mark.parametrize(
    "claim",
    [
        ...,
        None,
        "",
        "CUSTODIAN ",
        "Coder",
        " coder",
        "coder\n",
        "coder,custodian",
        ["coder"],
        {"tier": "coder"},
        2,
        True,
        b"coder",
        "2",
        "кoder",
    ],
)
def test_a_tier_not_written_as_we_write_it_is_public(claim: object) -> None:
    assert read(qualitative_tier=claim).tier is Tier.PUBLIC


@pytest.mark.parametrize(
    "email",
    [
        "ada@elsewhere.org",
        "ada@sub.example.org",
        "ada@example.org.evil.com",
        "ada@evilexample.org",
        "ada@example.org@evil.com",
        "ada@evil.com,ada@example.org",
        "ada@evil.com\n@example.org",
        '"ada@evil.com"@example.org',
        "<ada@evil.com> ada@example.org",
        "@example.org",
        "example.org",
        "ada@example.org.",
        "ada@ехample.org",
        ["ada@example.org"],
        None,
        ...,
        7,
    ],
)
def test_an_account_from_elsewhere_reads_at_public(email: object) -> None:
    assert read(email=email).tier is Tier.PUBLIC


@pytest.mark.parametrize("verified", [False, None, ..., "true", "false", 1, 0, [True]])
def test_an_address_nobody_checked_reads_at_public(verified: object) -> None:
    assert read(email_verified=verified).tier is Tier.PUBLIC


def test_a_provider_that_checks_addresses_without_saying_so_can_be_trusted_but_not_against_its_own_word() -> (
    None
):
    rules = Rules(team=TEAM.team, emails_are_checked=True)
    assert read(rules, email_verified=...).tier is Tier.CODER
    assert read(rules, email_verified=False).tier is Tier.PUBLIC


def test_without_a_team_the_claim_decides_but_a_disowned_address_does_not() -> None:
    assert read(Rules(), email="eve@elsewhere.org", email_verified=...).tier is Tier.CODER
    assert read(Rules(), email_verified=False).tier is Tier.PUBLIC
    assert read(Rules(), email=...) == Reader("Ada Invented", Tier.CODER)


def test_an_empty_team_lets_nobody_above_public() -> None:
    assert read(Rules(team=frozenset())).tier is Tier.PUBLIC


def test_nobody_acts_under_an_address_that_is_not_theirs() -> None:
    assert read(email_verified=False).person == "Ada Invented"
    assert read(email=..., name=["Ada"]) == Reader("an account without a name", Tier.PUBLIC)


@given(
    any_.dictionaries(
        any_.sampled_from(["email", "email_verified", "name", "qualitative_tier", "sub"]),
        any_.one_of(any_.text(), any_.none(), any_.integers(), any_.lists(any_.text()), any_.booleans()),
    )
)
def test_no_claim_breaks_it_and_none_lifts_an_outsider(claims: dict[str, Any]) -> None:
    found = signing_in.reader(claims, TEAM, Tier.CUSTODIAN)
    assert found.person.strip()
    assert found.tier is Tier.PUBLIC or str(claims["email"]).lower().endswith("@example.org")


@pytest.mark.parametrize(
    "own",
    [
        {"team": "example.org"},
        {"team": ["@example.org"]},
        {"team": [""]},
        {"team": ["*"]},
        {"team": ["example"]},
        {"team": {"example.org": True}},
        {"teams": ["example.org"]},
        {"tier_claim": ""},
        {"tier_claim": ["tier"]},
        {"emails_are_checked": "false"},
        ["team"],
    ],
)
def test_rules_that_could_be_misread_are_refused(own: object) -> None:
    with pytest.raises(ValueError, match=r"secrets\.toml|\[qualitative\]"):
        signing_in.rules_of({"auth": AUTH, "qualitative": own})
    assert signing_in.faults({"auth": AUTH, "qualitative": own})


def test_rules_are_read() -> None:
    own = {"tier_claim": "role", "team": [" Example.ORG "], "emails_are_checked": True}
    assert signing_in.rules_of({"qualitative": own}) == Rules("role", frozenset({"example.org"}), True)
    assert signing_in.rules_of({}) == Rules()
    assert signing_in.faults({"auth": AUTH}) == []


def test_who_signed_in_yesterday_signs_in_again() -> None:
    now = 1_700_000_000.0
    assert not signing_in.is_stale({"iat": now - 60}, now)
    assert not signing_in.is_stale({"iat": now + 60}, now)  # two clocks are never quite alike
    assert signing_in.is_stale({"iat": now - 13 * 3600}, now)
    assert signing_in.is_stale({"iat": now + 3600}, now)
    assert not signing_in.is_stale({}, now)


# ------------------------------------------------------------------ the pages


class Account:
    """In the place of st.user."""

    def __init__(self, **claims: Any) -> None:
        self.claims = claims

    def to_dict(self) -> dict[str, Any]:
        return dict(self.claims)


def page(
    monkeypatch: pytest.MonkeyPatch,
    small: Small,
    tier: str,
    secrets: dict[str, Any] | None = None,
    **claims: Any,
) -> AppTest:
    monkeypatch.setenv("QUALITATIVE_VAULTS", str(small.vaults))
    monkeypatch.setenv("QUALITATIVE_STUDY", str(small.folder))
    monkeypatch.setenv("QUALITATIVE_AS", "the keeper")
    monkeypatch.setenv("QUALITATIVE_TIER", tier)
    monkeypatch.setattr(st, "user", Account(**claims))
    at = AppTest.from_function(script, kwargs={"first": "home"}, default_timeout=60)
    for name, value in (secrets or {"auth": AUTH, "qualitative": {"team": ["example.org"]}}).items():
        at.secrets[name] = value
    return at.run()


def test_who_has_not_signed_in_sees_a_button_and_nothing_of_the_study(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    for claims in ({}, {"is_logged_in": False}, {**ADA, "is_logged_in": "True"}, {**ADA, "iat": 1.0}):
        at = page(monkeypatch, coded, "coder", **claims)
        assert [b.label for b in at.button] == ["Sign in"]
        assert "Tide" not in words(at)
        assert coded.folder.name not in words(at)


def test_the_button_signs_in(coded: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(st, "login", lambda: asked.append("login"))
    page(monkeypatch, coded, "coder").button[0].click().run()
    assert asked == ["login"]


def test_who_has_signed_in_reads_under_their_own_name_and_can_sign_out(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(st, "logout", lambda: asked.append("logout"))
    at = page(monkeypatch, coded, "coder", **ADA)
    assert "Tide Alliance" in words(at)
    assert "ada@example.org" in words(at)
    assert "the keeper" not in words(at)
    at.button(key="sign out").click().run()
    assert asked == ["logout"]


def test_a_commissioners_account_sees_no_more_than_the_public(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = page(monkeypatch, coded, "coder", **{**ADA, "email": "kim@council.example"})
    assert "released" in words(at)
    assert "Tide" not in words(at)


def test_sign_in_that_went_missing_closes_the_pages(coded: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALITATIVE_SIGNS_IN", "yes")
    at = page(monkeypatch, coded, "coder", {"other": {"a": "b"}}, **ADA)
    assert "not safe for a study" in words(at)
    assert "Tide" not in words(at)


def test_rules_made_wrong_while_it_runs_close_the_pages(
    coded: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = page(monkeypatch, coded, "coder", {"auth": AUTH, "qualitative": {"team": "example.org"}}, **ADA)
    assert "e-mail domains" in words(at)
    assert "Tide" not in words(at)

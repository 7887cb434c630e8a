"""Who a reader is and what they may read, where they sign in with an account of their organisation (OpenID Connect).

The danger: a claim believed too easily. A claim is words from elsewhere: only a tier written exactly as we write it
counts, anything else is public; the tier the server was started with is a ceiling; the coder and reviewer tiers belong
to the review team, so where its domains are named an account from elsewhere, or with an address nobody checked, reads
at public (PRACTICE: an organisation that commissioned or took part is refused above public).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from qualitative.explorer.settings import is_loopback
from qualitative.model import Tier

HOURS_SIGNED_IN = 12
MAX_CLOCK_SECONDS = 300  # two machines' clocks are never quite alike
MIN_SECRET_CHARS = 32
NEEDED = ("redirect_uri", "cookie_secret")
_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_EMAIL = re.compile(r"[^@\s<>\"',;:\\]+@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")


@dataclass(frozen=True)
class Rules:
    """secrets.toml, [qualitative]. team: e-mail domains of the review team; None: the claim alone decides.

    emails_are_checked: the provider gives out only addresses it has checked, though it does not say so in a claim.
    """

    tier_claim: str = "qualitative_tier"
    team: frozenset[str] | None = None
    emails_are_checked: bool = False


@dataclass(frozen=True)
class Reader:
    person: str
    tier: Tier


def is_set_up(secrets: Mapping[str, Any]) -> bool:
    """Whether readers have to sign in: secrets.toml has a part [auth]."""
    return bool(secrets.get("auth"))


def faults(secrets: Mapping[str, Any]) -> list[str]:
    """What is wrong with [auth] and [qualitative] of secrets.toml, each in words with the mend. Shows no secret."""
    auth = secrets.get("auth")
    if not isinstance(auth, Mapping):
        return ["[auth] in secrets.toml is not a table"]
    found = [f'[auth] in secrets.toml has no "{name}"' for name in NEEDED if not _words(auth.get(name))]
    if (secret := _words(auth.get("cookie_secret"))) and len(secret) < MIN_SECRET_CHARS:
        found.append(
            f"cookie_secret in secrets.toml has {len(secret)} characters; give it {MIN_SECRET_CHARS} random ones or more"
        )
    if uri := _words(auth.get("redirect_uri")):
        try:
            parts = urlsplit(uri.replace("{port}", "8501"))
            host, scheme = parts.hostname or "", parts.scheme
        except ValueError:
            host, scheme = "", ""
        if not host or not uri.endswith("/oauth2callback"):
            found.append(
                "redirect_uri in secrets.toml is not of the form https://name.example.org/oauth2callback"
            )
        elif scheme != "https" and not is_loopback(host):
            found.append("redirect_uri in secrets.toml is not https: names and notes would travel readable")
    try:
        rules_of(secrets)
    except ValueError as fault:
        found.append(str(fault))
    return found


def host_of(secrets: Mapping[str, Any]) -> str:
    """The name by which readers' browsers call the server, from redirect_uri; "" where there is none."""
    auth = secrets.get("auth")
    uri = _words(auth.get("redirect_uri")) if isinstance(auth, Mapping) else ""
    try:
        return urlsplit(uri.replace("{port}", "8501")).hostname or ""
    except ValueError:
        return ""


def rules_of(secrets: Mapping[str, Any]) -> Rules:
    """[qualitative] of secrets.toml. Raises ValueError, in words, where it could be misread to somebody's favour."""
    own = secrets.get("qualitative", {})
    if not isinstance(own, Mapping):
        raise ValueError("[qualitative] in secrets.toml is not a table")
    if unknown := sorted(set(map(str, own)) - {"tier_claim", "team", "emails_are_checked"}):
        raise ValueError(
            f"[qualitative] in secrets.toml has {', '.join(unknown)}; it knows tier_claim, team and emails_are_checked"
        )
    claim = own.get("tier_claim", Rules.tier_claim)
    checked = own.get("emails_are_checked", False)
    if not _words(claim) or not isinstance(checked, bool):
        raise ValueError(
            "in [qualitative] tier_claim is a word in quotes, and emails_are_checked true or false"
        )
    if "team" not in own:
        return Rules(str(claim), None, checked)
    team = own["team"]
    if not isinstance(team, (list, tuple)) or not all(
        isinstance(d, str) and _DOMAIN.fullmatch(d.strip().lower()) for d in team
    ):
        raise ValueError('team in [qualitative] is a list of e-mail domains, such as ["example.org"]')
    return Rules(str(claim), frozenset(d.strip().lower() for d in team), checked)


def reader(claims: Mapping[str, Any], rules: Rules, ceiling: Tier) -> Reader:
    """Who has signed in, and at which tier they may read at most. Never raises: what is odd reads at public."""
    email = _words(claims.get("email"))
    address = _EMAIL.fullmatch(email)
    verified = claims.get("email_verified")
    checked = verified is True or (verified is None and rules.emails_are_checked)
    disowned = verified is not None and verified is not True
    tier = min(_tier(claims.get(rules.tier_claim)), ceiling)
    if email and (address is None or disowned):
        tier = Tier.PUBLIC
    if rules.team is not None and not (address and checked and address[1].lower() in rules.team):
        tier = Tier.PUBLIC
    person = email if address and not disowned else _words(claims.get("name"))
    if not person:
        person, tier = "an account without a name", Tier.PUBLIC
    return Reader(person[:120], tier)


def is_stale(claims: Mapping[str, Any], now: float) -> bool:
    """Signed in longer ago than a working day: the account, or its tier, may have been withdrawn since. now: seconds."""
    at = claims.get("iat")
    if isinstance(at, bool) or not isinstance(at, (int, float)):
        return False
    return not -MAX_CLOCK_SECONDS <= now - at <= HOURS_SIGNED_IN * 3600


def _tier(claim: object) -> Tier:
    words = {tier.word: tier for tier in Tier}
    return words.get(claim, Tier.PUBLIC) if isinstance(claim, str) else Tier.PUBLIC


def _words(value: object) -> str:
    """A claim as one line of printable words, or ""."""
    if not isinstance(value, str):
        return ""
    return value.strip() if value.strip().isprintable() else ""

"""In which order uncertain masks are asked about: risk × uncertainty, one measure for the page and the command line.

The danger: a person with an hour to spare who spends it on towns. All masks stay masked meanwhile, so a mistake means a
wrong person's string, or words the team will miss. So each mask weighs what that would cost, times how unsure the machine
is of it; the measure is the author's own, made of plain factors, and read as an order, never as a probability.

    risk         = TYPE_RISK of its type
                 × .5 where only the public does not read it (the team reads the words as they were said)
                 × 1.25 where it stands for somebody who took no part, so could not speak for themselves
                 × 1.5 where the passage tells of one person's health, offence, immigration status or child
                 × 1.25 where it is, or is held by, a post of one or two holders
    uncertainty  = 1 − the machine's confidence, at least .02; at least .5 where it may be any of several people

Of equals the rarest words come first (a mistake nobody meets again), then the order of the text.
"""

from __future__ import annotations

from dataclasses import dataclass

TYPE_RISK = {
    **dict.fromkeys(("PERSON", "EMAIL", "HANDLE", "PHONE", "NHS", "NINO", "DOB"), 1.0),
    **dict.fromkeys(("POST", "AGE", "DEM", "CASE_REF", "ADDRESS", "POSTCODE"), 0.8),
    "ORG": 0.5,
    **dict.fromkeys(("PLACE", "URL"), 0.4),
    **dict.fromkeys(("DATE", "QUANTITY"), 0.3),
}
OTHER_RISK = 0.5
PUBLIC_ONLY, THIRD_PARTY, STORY, SMALL_POST = 0.5, 1.25, 1.5, 1.25
LEAST_UNCERTAIN, UNCLEAR = 0.02, 0.5


@dataclass(frozen=True)
class Stakes:
    """What is known of one mask before a person looks. n_meant: people it may be; n_places: masks of the same words."""

    type: str
    confidence: float
    only_public: bool = False
    third_party: bool = False
    in_story: bool = False
    small_post: bool = False
    n_meant: int = 0
    n_places: int = 1


def risk(stakes: Stakes) -> float:
    return (
        TYPE_RISK.get(stakes.type, OTHER_RISK)
        * (PUBLIC_ONLY if stakes.only_public else 1)
        * (THIRD_PARTY if stakes.third_party else 1)
        * (STORY if stakes.in_story else 1)
        * (SMALL_POST if stakes.small_post else 1)
    )


def uncertainty(stakes: Stakes) -> float:
    least = UNCLEAR if stakes.n_meant > 1 else LEAST_UNCERTAIN
    return max(least, 1 - stakes.confidence)


def urgency(stakes: Stakes) -> float:
    """risk × uncertainty, to three places, so that the order is the same wherever it is worked out."""
    return round(risk(stakes) * uncertainty(stakes), 3)


def place_in_queue(stakes: Stakes, source: str, start_char: int) -> tuple[float, int, str, int]:
    """Sort by this, and what is to be asked first comes first."""
    return (-urgency(stakes), stakes.n_places, source, start_char)

"""Posts that one or two people hold: a job title is a name to every colleague.

The danger: `the alliance's finance lead` is one person, and everybody in the room knows who. So a title that the roster
gives to one or two people, and a post there is only one of by its nature, is masked down a ladder: what level, where.
A title many hold (support worker, social worker, commissioner) stands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from qualitative.anonymise.document import Document
from qualitative.anonymise.finds import Find
from qualitative.model import RosterEntry

SENIOR = re.compile(
    r"\b(?:chief|chief exec|ceo|cfo|coo|director|head|chair|lead|leader|principal|deputy|president|secretary)\b",
    re.IGNORECASE,
)
_BY_NATURE = (
    r"chief\s+exec(?:utive)?(?:\s+officer)?|ceo|chief\s+(?:officer|operating\s+officer|finance\s+officer|financial\s+officer|nurse|social\s+worker)|cfo|coo|managing\s+director|medical\s+director|"
    r"clinical\s+director|finance\s+director|strategic\s+director|executive\s+director|"
    r"(?:deputy\s+|assistant\s+|interim\s+)?(?:director|head)\s+of\s+(?:adult\s+|children'?s\s+|public\s+|social\s+|strategic\s+|integrated\s+|(?:uk|nhs|eu)\s+(?:government\s+)?)?(?!the\b|a\b|this\b|our\b)[a-z]+(?:\s+(?:and|&)\s+[a-z]+|\s+(?:care|health|services|commissioning))?|"
    r"(?:independent\s+)?chair\s+of\s+(?:the\s+)?(?:board|alliance|oversight\s+group|leadership\s+(?:team|group)|trustees|steering\s+group)|head\s?teacher"
)
_UNIQUE = re.compile(
    rf"\b(?:as|the|our|their|its|his|her|my|a\s+former|former|then|new|interim|current|old|previous|['’]s)\s+(?P<post>(?:(?:alliance|council|trust|deputy|interim|former|new|then|current|old)\s+)?(?:{_BY_NATURE}))\b(?!s)",
    re.IGNORECASE,
)
_ALLIANCE = re.compile(
    r"\b(?:the|our)\s+(?P<post>(?:alliance|partnership)(?:['’]s)?\s+(?:(?:[a-z]+\s+){0,2}?)(?:lead|director|manager|co-?ordinator|accountant|lawyer|analyst|chair|administrator))\b(?!s|ship)",
    re.IGNORECASE,
)
_QUALIFIED = re.compile(
    r"\b(?P<post>(?:independent|interim|former|first|deputy|vice)\s+chair|joint\s+commissioner|alliance\s+(?:manager|director|lead|co-?ordinator|lawyer|accountant)|"
    r"lived[\s-]experience\s+(?:member|lead))\b(?!s|ship)",
    re.IGNORECASE,
)
_COMMON = re.compile(
    r"^(?:senior\s+|lead\s+|deputy\s+|former\s+)?(?:support|social|outreach|key|case|project|peer|peer\s+support|youth|care|recovery|housing|community|mental\s+health|drug|alcohol)?\s*"
    r"(?:worker|workers|officer|navigator|practitioner|nurse|volunteer|trustee|tenant|client|service\s+user|"
    r"expert\s+by\s+experience|mentor|staff|adviser|advisor|councillor|gp|doctor|resident|carer|person using services)s?$",
    re.IGNORECASE,
)


def rare_roles(roster: Sequence[RosterEntry], most: int = 2) -> list[str]:
    """Roles the roster gives to one or two people, leaving out those that many hold elsewhere, longest first."""
    holders = Counter(_role(entry.role) for entry in roster if entry.role.strip())
    rare = {
        role for role, number in holders.items() if number <= most and " " in role and not _COMMON.match(role)
    }
    # `alliance finance lead` is called `the finance lead` by everybody in the room.
    shorter = {role.removeprefix("alliance ") for role in rare if role.startswith("alliance ")}
    rare |= {role for role in shorter if " " in role and holders[role] <= most}
    return sorted(rare, key=lambda role: (-len(role), role))


def _role(role: str) -> str:
    role = role.replace("&", "and")
    role = re.split(r"[,(/;–]|\s-\s|\bat\b|\bfor the\b", role.strip().lower())[0]
    return re.sub(r"\s+", " ", role).strip()


def find_posts(document: Document, roles: Sequence[str]) -> Iterator[Find]:
    """Mentions of posts that one or two people hold. roles: as `rare_roles` gives them."""
    text = document.text
    for role in roles:
        pattern = (
            r"(?<!\w)"
            + r"[\s\-]+".join("(?:and|&)" if piece == "and" else re.escape(piece) for piece in role.split())
            + r"(?!\w)"
        )
        for match in re.finditer(pattern, text, re.IGNORECASE):
            yield Find(match.start(), match.end(), "POST", "roster", confidence=0.9)
    for known_post in (_UNIQUE, _ALLIANCE, _QUALIFIED):
        for match in known_post.finditer(text):
            yield Find(
                match.start("post"), match.end("post"), "POST", "pattern", confidence=0.7, settled=False
            )


def post_wording(raw: str) -> str:
    """The first rung of the ladder: what level, and where if the words say so."""
    level = "senior lead" if SENIOR.search(raw) else "staff post"
    where = ", alliance" if re.search(r"alliance|partnership", raw, re.IGNORECASE) else ""
    return f"[{level}{where}]"

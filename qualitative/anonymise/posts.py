"""Posts that one or two people hold: a job title is a name to every colleague.

The danger: `the alliance's finance lead` is one person, and everybody in the room knows who. So a title that the roster
gives to one or two people, and a post there is only one of by its nature, is masked down a ladder: what level, where; for the public where alone.
A title many hold (support worker, social worker, commissioner) stands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set

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


_MANY = re.compile(
    r"\b(?:(?:all|both|several|many|most|other|various|three|four|five|six|seven|eight|nine|ten|twelve|[3-9]|[1-9]\d)\s+(?:of\s+)?(?:the\s+|our\s+|their\s+)?)(?P<role>[a-z][a-z\s’'-]{3,40}?s)\b(?=\s+(?:of\s+[a-z]+\b)?|[\s,.;:)]|$)",
    re.IGNORECASE,
)
_THE_POST_ITSELF = re.compile(
    r"\s+(?:roles?|posts?|jobs?|vacanc(?:y|ies)|positions?|salary|recruitment|job\s+description|person\s+spec\w*)\b",
    re.IGNORECASE,
)


def held_by_many(texts: Iterable[str]) -> frozenset[str]:
    """Roles that the notes themselves give to three people or more: `all nine heads of service`, `four finance leads`."""
    found = set()
    for text in texts:
        for match in _MANY.finditer(text):
            role = re.sub(r"\s+", " ", match["role"].lower())
            found.add(role)
            found.add(role.removesuffix("s"))
        for match in re.finditer(r"\b((?:heads|directors|chairs)\s+of\s+[a-z]+)\b", text, re.IGNORECASE):
            head, _, rest = match[1].lower().partition(" ")
            found.add(f"{head.removesuffix('s')} {rest}")
    return frozenset(found)


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


def has_role(words: str, role: str) -> bool:
    """Whether a post as somebody wrote it is (or begins with) one of `rare_roles`."""
    return " ".join(words.lower().split()).startswith(role)


def _role(role: str) -> str:
    role = role.replace("&", "and")
    role = re.split(r"[,(/;–]|\s-\s|\bat\b|\bfor the\b", role.strip().lower())[0]
    return re.sub(r"\s+", " ", role).strip()


def find_posts(document: Document, roles: Sequence[str], many: Set[str] = frozenset()) -> Iterator[Find]:
    """Mentions of posts that one or two people hold. roles: as `rare_roles` gives them; many: as `held_by_many` does."""
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
            post = re.sub(r"\s+", " ", match["post"].lower())
            if any(post == role or post.endswith(f" {role}") for role in many):
                continue
            if _THE_POST_ITSELF.match(text, match.end("post")):
                continue  # "the alliance manager role": the post, and nobody in it
            yield Find(
                match.start("post"), match.end("post"), "POST", "pattern", confidence=0.7, settled=False
            )


def post_wording(raw: str) -> str:
    """The first rung of the ladder: what level, and where if the words say so."""
    level = "senior lead" if SENIOR.search(raw) else "staff post"
    where = ", alliance" if re.search(r"alliance|partnership", raw, re.IGNORECASE) else ""
    return f"[{level}{where}]"


def post_for_the_public(wording: str) -> str:
    """The second rung: where, if the first rung says so, and no level."""
    return "[alliance staff]" if ", alliance" in wording else "[staff member]"

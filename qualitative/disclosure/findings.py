"""What a check of a finished file says: findings, and what only a person can judge.

The danger: a report of what leaked that leaks it again. So a Finding holds a place, a reason and the mend, and words of
the file only after every name in them was put out of sight.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    """One thing a reader of this tier must not meet. rule: of disclosure control, or "". words: of the file, safe to print.

    person: how the key calls whose name it is. n: how many places (where names the first ones).
    """

    kind: str
    where: str
    why: str
    mend: str = ""
    rule: str = ""
    words: str = ""
    person: str = ""
    n: int = 1

    def __str__(self) -> str:
        rule = f" (rule {self.rule})" if self.rule else ""
        said = f": “{self.words}”" if self.words else ""
        return f"{self.where}: {self.why}{rule}{said}" + (f". {self.mend}" if self.mend else "")


@dataclass
class Verdict:
    """What was found, what only a person can judge, and what was looked for. Nothing found is not a sign-off (rule 12)."""

    findings: list[Finding] = field(default_factory=list)
    to_look_at: list[str] = field(default_factory=list)
    n_words: int = 0

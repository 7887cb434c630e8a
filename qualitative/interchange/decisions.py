"""Codings and claimed causes as sheets, out to a spreadsheet and, with a person's decisions in them, back.

The danger: nobody's words may be taken from a sheet, and half a sheet of decisions is worse than none. So on the way
back only `id`, `decision` and `stance` are read, and one fault anywhere refuses the whole file, with every fault told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qualitative.disclosure import View
from qualitative.interchange.sheets import (
    STANCES,
    ReturnedSheets,
    Row,
    Sheet,
    SpreadsheetTrouble,
    write_sheets,
)

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = {
    "id": "the coding's id: leave it as it is",
    "session": "the session it was said in",
    "kind": "interview, focus group or workshop",
    "part": "the source and the code points of the passage",
    "code": "the code's id",
    "code_name": "the code's name",
    "passage": "the words, as this tier may read them",
    "status": "suggested, confirmed or rejected",
    "by": "who made the coding; a machine is always a separate user",
    "confidence": "the machine's, 0-1; empty for a person",
    "rationale": "why the machine suggests it (coder tier)",
    "stance": "helped, hindered, mixed or empty: a person's tag",
    "decision": "write confirm or reject here; empty decides nothing",
}
CLAIM_COLUMNS = {
    "id": "the claimed cause's id: leave it as it is",
    "session": "the session it was said in",
    "kind": "interview, focus group or workshop",
    "cause": "the words for what is said to have led to the effect",
    "effect": "the words for what is said to have come of it",
    "cue": "the words that claim it, such as because; empty when none stands there",
    "passage": "the whole words in which it is claimed, as this tier may read them",
    "negated": "yes: the speaker says that it did not lead to it",
    "hypothetical": "yes: the speaker says that it would have, or might",
    "status": "suggested, confirmed or rejected",
    "decision": "write confirm or reject here; empty decides nothing",
}
CODINGS, CLAIMS = "codings", "claimed causes"
WORDS_FOR = {
    "confirm": True,
    "confirmed": True,
    "accept": True,
    "accepted": True,
    "yes": True,
    "y": True,
    "reject": False,
    "rejected": False,
    "no": False,
    "n": False,
}
DECIDED = ("confirm", "reject")


@dataclass(frozen=True)
class ReturnedDecision:
    """about: the id of the coding or claimed cause."""

    about: str
    confirm: bool
    stance: str | None  # None: the sheet has no such column
    row: int


@dataclass(frozen=True)
class ReturnedDecisions:
    codings: tuple[ReturnedDecision, ...] = ()
    claims: tuple[ReturnedDecision, ...] = ()


def codings_table(view: View) -> pd.DataFrame:
    """One row per coding the view holds, in document order; columns as in COLUMNS."""
    import pandas as pd

    names = view.codebook.names()
    users = {user.id: user.name for user in view.users}
    kinds = _kinds(view)
    rows = []
    for c in view.codings:
        session = view.session_of(c.selection.source)
        rows.append(
            {
                "id": c.id,
                "session": session,
                "kind": kinds.get(session, "session"),
                "part": c.selection.id,
                "code": c.code,
                "code_name": names.get(c.code, c.code),
                "passage": c.selection.quote,
                "status": c.status.value,
                "by": users.get(c.user, c.user),
                "confidence": None if c.confidence is None else round(c.confidence, 2),
                "rationale": c.rationale,
                "stance": c.stance,
                "decision": "",
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def claims_table(view: View) -> pd.DataFrame:
    """One row per claimed cause the view holds, in document order; columns as in CLAIM_COLUMNS."""
    import pandas as pd

    kinds = _kinds(view)
    position = {source.id: i for i, source in enumerate(view.sources)}
    in_order = sorted(
        view.links,
        key=lambda link: (position[link.selection.source], link.selection.start_char, link.id),
    )
    rows = []
    for link in in_order:
        session = view.session_of(link.selection.source)
        rows.append(
            {
                "id": link.id,
                "session": session,
                "kind": kinds.get(session, "session"),
                "cause": link.cause.quote,
                "effect": link.effect.quote,
                "cue": link.cue,
                "passage": link.selection.quote,
                "negated": "yes" if link.negated else "",
                "hypothetical": "yes" if link.hypothetical else "",
                "status": link.status.value,
                "decision": "",
            }
        )
    return pd.DataFrame(rows, columns=list(CLAIM_COLUMNS))


def _kinds(view: View) -> dict[str, str]:
    return {session.id: session.kind.value for session in view.case.sessions}


def write_codings(view: View, path: Path) -> tuple[int, int]:
    """.xlsx: codings and claimed causes, a sheet each; .csv: the codings alone. Returns how many rows of each."""
    codings, claims = codings_table(view), claims_table(view)
    sheets = (
        Sheet(
            CODINGS,
            codings,
            COLUMNS,
            {"passage": 70, "rationale": 50, "code_name": 24},
            {"decision": DECIDED, "stance": STANCES},
        ),
        Sheet(
            CLAIMS, claims, CLAIM_COLUMNS, {"passage": 70, "cause": 36, "effect": 36}, {"decision": DECIDED}
        ),
    )
    write_sheets(sheets, path)
    return len(codings), 0 if path.suffix.lower() == ".csv" else len(claims)


def read_decisions(sheets: ReturnedSheets) -> ReturnedDecisions:
    """The decisions a person wrote into exported sheets. Raises SpreadsheetTrouble with every fault and its row.

    A sheet with columns `cause` and `effect` decides on claimed causes, any other with `id` and `decision` on codings.
    """
    of_claims = sheets.with_columns("id", "decision", "cause", "effect")
    of_codings = {k: rows for k, rows in sheets.with_columns("id", "decision").items() if k not in of_claims}
    if not of_claims and not of_codings:
        first = next((rows for rows in sheets.rows_of.values() if rows), [])
        if not first:
            raise SpreadsheetTrouble(f"{sheets.file}: it holds no rows to read decisions from")
        missing = next((name for name in ("id", "decision") if name not in first[0]), "id")
        raise SpreadsheetTrouble(
            f'{sheets.file}: no column "{missing}". Send back the sheet as `qualitative export` wrote it'
        )
    faults: list[str] = []
    codings = _decisions(sheets, of_codings.items(), "coding", faults)
    claims = _decisions(sheets, of_claims.items(), "claimed cause", faults)
    if faults:
        raise SpreadsheetTrouble(f"{sheets.file}: nothing was taken over.\n" + "\n".join(faults))
    return ReturnedDecisions(codings, claims)


def _decisions(
    sheets: ReturnedSheets, of_kind: Iterable[tuple[str, list[Row]]], what: str, faults: list[str]
) -> tuple[ReturnedDecision, ...]:
    found: list[ReturnedDecision] = []
    first_place: dict[str, str] = {}
    for name, rows in of_kind:
        for number, row in enumerate(rows, start=2):
            word, stance = row["decision"].strip().lower(), row.get("stance", "").strip().lower()
            about, place = row["id"].strip(), sheets.place(name, number)
            if not word:
                continue
            if word not in WORDS_FOR:
                faults.append(f'{place}: "{word}" is no decision; write confirm or reject')
            elif stance and stance not in STANCES:
                faults.append(f'{place}: "{stance}" is no stance; write helped, hindered, mixed or nothing')
            elif not about:
                faults.append(f"{place}: a decision without the {what}'s id")
            elif about in first_place:
                faults.append(
                    f"{place}: decides on the same {what} as {first_place[about]}; leave one of them"
                )
            else:
                first_place[about] = place
                said = stance if "stance" in row else None
                found.append(ReturnedDecision(about, WORDS_FOR[word], said, number))
    return tuple(found)

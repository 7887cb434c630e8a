"""An invented study of the model review's shape: three focus groups with 29 people and six interviews.

Nobody and nothing in it exists. A line of notes: KIND VOICE | speaker | codes | stance | words; in the words
[Participant 3] stands for somebody, {March 2021|[a date]} is reworded for the public, <c>…</c> <q>…</q> <e>…</e> mark
a claimed cause, its cue and its effect (<c neg> and <c hyp> for one denied or imagined).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from qualitative.model import (
    Case,
    CaseData,
    CauseLink,
    Code,
    Codebook,
    Coding,
    Fact,
    Factor,
    Group,
    GuideRow,
    Part,
    Participant,
    PartKind,
    Replacement,
    Restriction,
    Selection,
    Session,
    SessionKind,
    Source,
    Status,
    Theme,
    User,
    Voice,
)

AT = datetime(2024, 5, 1, tzinfo=UTC)
THEMES = {
    "clarity-of-purpose": "Clarity of purpose",
    "clarity-of-roles": "Clarity of roles and responsibilities",
    "communication": "Communication",
    "governance": "Governance and accountability",
    "procurement": "Procurement, commissioning and contractual processes",
    "progress": "Progress, performance and contract management",
    "market-stewardship": "Market stewardship principles and competition",
    "relationships": "Relationships",
}
CODEBOOK = Codebook(
    "Learning themes",
    "1",
    tuple(
        Code(i, n, f"What was said about {n.lower()}.", cues=tuple(n.lower().split()[:1]))
        for i, n in THEMES.items()
    ),
)
GROUPS = (
    Group("g-lead", "Leadership team", "", 7, ("O1", "O2", "O3")),
    Group("g-prov", "Providers", "", 11, ("O2", "O3", "O4")),
    Group("g-staff", "Health and social care staff", "", 9, ("O1", "O5")),
    Group("g-over", "Oversight group", "", 4, ("O1", "O6")),
    Group("g-comm", "Commissioner", "", 6, ("O1",), True),
    Group("g-fin", "Finance office", "", 5, ("O1",)),
)

NOTES: dict[str, tuple[SessionKind, tuple[str, ...], int, str]] = {
    "fg1": (SessionKind.FOCUS_GROUP, ("g-prov",), 11, """
question reported | | | | How did you hear about decisions?
speech verbatim | [Participant 1] | communication | - | <c>We were always last to hear</c>, <q>so</q> <e>staff started looking for other jobs</e>.
speech verbatim | [Participant 2] | communication | - | Dates were promised and then they passed without a word to anybody.
speech verbatim | [Participant 3] | communication | + | The named contact was brilliant. Things got better once one person answered our questions.
bullet reported | | communication,governance | - | Decisions were made behind a curtain and announced late
bullet reported | | market-stewardship | - | Smaller providers felt that the tender favoured the big charities
bullet reported | | market-stewardship | ~ | Competition never went away, it only became politer
speech verbatim | [Participant 1] | communication | 0 | There should be a monthly note of what is decided and what is still open.
speech verbatim | [Participant 4] | procurement | - | The paperwork was written for a building project, not for people.
speech verbatim | [Participant 2] | | | We keyed the same record into three systems every single day.
speech verbatim | [Participant 5] | relationships | + | We still ring each other, that is what has lasted.
bullet comment | | communication | | (long silence here, worth following up)
speech verbatim | [Participant 3] | relationships | - | [Participant 20] resigned over it and nobody said why.
"""),
    "fg2": (SessionKind.FOCUS_GROUP, ("g-staff",), 9, """
speech verbatim | | communication | - | Dates were promised and nobody told us when they had passed.
bullet reported | | communication | + | Staff said the monthly bulletin was useful when it came
bullet reported | | communication | - | Others said the bulletin came twice and then stopped
bullet reported | | clarity-of-roles | - | Nobody knew who was responsible for referrals after hours
bullet reported | | clarity-of-roles | - | Staff felt two managers gave different instructions about the same cases
bullet reported | | progress | - | <c>Targets were counted in beds</c>, <q>which meant</q> <e>the work with families was invisible</e>
bullet reported | | progress | - | Reporting took a day each week and nobody read the reports
bullet reported | | relationships | + | Trust between the front-line teams was strong from the start
bullet reported | | | | Records had to be keyed into three systems every day
bullet reported | | clarity-of-purpose | ~ | The purpose was clear on paper but changed with each new director
bullet reported | | communication | 0 | A future alliance should publish each month what is decided and what is still open
"""),
    "fg3": (SessionKind.FOCUS_GROUP, ("g-lead", "g-comm"), 9, """
speech verbatim | [Participant 6] | communication | + | Information inside the alliance was open and regular.
speech verbatim | [Participant 7] | communication | ~ | We could not share plans until they were agreed, and agreement took longer than we expected.
speech verbatim | [Participant 6] | governance | - | <c>Every decision had to be unanimous</c>, <q>so</q> <e>the hard ones were put off</e>.
speech verbatim | [Participant 8] | governance | + | Unanimity made people listen. Nobody could be outvoted.
speech verbatim | [Participant 7] | procurement | - | The contract was let before the outcomes were agreed.
speech verbatim | [Participant 9] | clarity-of-purpose | + | Everybody could say what the alliance was for in the first year.
speech verbatim | [Participant 8] | progress | - | We reported on targets nobody believed in.
speech verbatim | [Participant 9] | market-stewardship | - | We did not think enough about the market we would leave behind.
speech verbatim | [Participant 6] | governance | 0 | Next time somebody independent should chair the board.
"""),
    "int1": (SessionKind.INTERVIEW, ("g-lead",), 1, """
bullet reported | | communication | + | Communication inside the alliance was open and regular
bullet reported | | governance | - | Felt that the board spent its time on reports and not on decisions
bullet reported | | procurement | - | The contract was let before the outcomes had been agreed
bullet reported | | relationships | + | Trust between the members grew over the first year
bullet reported | | clarity-of-purpose | - | Thought that savings became the purpose once {March 2021|[a date]} had passed
bullet reported | | | | Keying records into three systems wore people out
"""),
    "int2": (SessionKind.INTERVIEW, ("g-prov",), 1, """
speech verbatim | [Participant 11] | communication | - | We were the last to hear about our own contract.
speech verbatim | [Participant 11] | communication | + | Once one named contact answered our questions things improved.
speech verbatim | [Participant 11] | market-stewardship | - | The tender favoured the big charities, and the small ones folded or merged.
speech verbatim | [Participant 11] | relationships | - | Please don't use that, but we stopped trusting them after the summer.
speech verbatim | [Participant 11] | procurement | - | <c hyp>If the budget had been fixed earlier</c> <e>we would have stayed</e>.
"""),
    "int3": (SessionKind.INTERVIEW, ("g-comm",), 1, """
speech verbatim | [Participant 12] | communication | ~ | Plans could not be shared until they were agreed.
speech verbatim | [Participant 12] | governance | - | It was never clear who answered to whom, <c>the two boards both claimed the budget</c> <q>and as a result</q> <e>nothing was signed for months</e>.
speech verbatim | [Participant 12] | progress | - | Contract management was an afterthought.
speech verbatim | [Participant 12] | clarity-of-roles | + | The partnership manager's role was clear and it worked.
"""),
    "int4": (SessionKind.INTERVIEW, ("g-staff",), 1, """
speech verbatim | [Participant 13] | communication | - | Nobody told us the dates had passed.
speech verbatim | [Participant 13] | clarity-of-roles | - | I never knew who was responsible for referrals at night.
speech verbatim | [Participant 13] | progress | - | The targets counted beds, not families.
"""),
    "int5": (SessionKind.INTERVIEW, ("g-over",), 1, """
bullet reported | | governance | ~ | Felt oversight group saw papers too late to change anything
bullet reported | | clarity-of-purpose | - | The purpose drifted toward saving money
bullet reported | | relationships | ~ | Relationships were warm but difficult subjects were avoided
"""),
    "int6": (SessionKind.INTERVIEW, ("g-fin",), 1, """
speech verbatim | [Participant 20] | procurement | - | I said in writing that the budget did not add up.
speech verbatim | [Participant 20] | governance | - | I was kept out of the room when the money was discussed.
"""),
}  # fmt: skip

DOCUMENTS = {
    "D1": ("Annual report, first year", """
heading reported | | | | Annual report
speech reported | | communication | | The board agreed that a bulletin would be sent to all providers each month.
speech reported | | governance | | Seven partners signed the agreement in {April 2019|April 2019}. All decisions are taken unanimously.
speech reported | | procurement | | The total value of the contract is £24.6m over five years.
"""),
    "D2": ("Evaluation summary", """
speech reported | | governance | | Eight partners are party to the alliance. The board works by consensus.
speech reported | | procurement | | The total value of the contract is £23.3m over five years, savings included (value for money).
"""),
}  # fmt: skip

_STANCE = {"+": "helped", "-": "hindered", "~": "mixed", "0": "", "": ""}


def model_case(**changes: object) -> CaseData:
    """The whole invented study, signed off and confirmed; keyword arguments replace CaseData's fields."""
    made = _Maker()
    for session, (kind, groups, n_people, lines) in NOTES.items():
        made.source(session, session, kind, f"{kind.value.capitalize()} {session[-1]}, notes", lines)
        made.sessions.append(
            Session(session, "river", kind, f"2024-03-{10 + len(made.sessions):02d}", n_people, groups, "signed off",
                    f"{kind.value.capitalize()} {session[-1]}")
        )  # fmt: skip
    for document, (title, lines) in DOCUMENTS.items():
        made.source(document, "", SessionKind.DOCUMENT, title, lines)
    case = Case(
        "river", "River Alliance",
        {"stage": Fact("ended", "annual report"), "commissioner": Fact("the council", "annual report"),
         "dates_planned": Fact("April 2019 to March 2024", "contract notice"),
         "dates_actual": Fact("April 2019 to September 2022", "board minutes"),
         "value": Fact("£24.6m", "annual report"),
         "members": Fact("seven partners: Ashbrook, Bellfield, Carrow, Denholm, Elmsley, Farrow, Garth and Hollin", "annual report")},
        GROUPS, tuple(made.sessions),
        tuple(GuideRow(s, "How did you hear about decisions?", ("communication",), "skipped" if s in ("int5", "int6") else "asked")
              for s in NOTES),
        ("River Alliance", "Ashmere Council"), {"KPI": "key performance indicator"},
    )  # fmt: skip
    participants = tuple(
        Participant(
            f"P{n}", "river", f"[Participant {n}]", _group_of(n), "", _sessions_of(n), unique_post=n == 20
        )
        for n in range(1, 21)
    )
    users = (User("u-ines", "Ines Calloway"), User("m-coder", "coder", True, "0.1"))
    restricted = made.find("int2", "Please don't use that, but we stopped trusting them after the summer.")
    data = CaseData(
        case, CODEBOOK, participants, tuple(made.sources),
        (Restriction("r1", "int2", restricted.start_char, restricted.end_char, "no use", "turn"),),
        tuple(made.codings), (made.theme("three systems"),), tuple(made.factors), tuple(made.links), (), users,
    )  # fmt: skip
    from dataclasses import replace

    return replace(data, **changes)  # type: ignore[arg-type]


def _group_of(n: int) -> str:
    for low, high, group in (
        (1, 5, "g-prov"),
        (6, 9, "g-lead"),
        (11, 11, "g-prov"),
        (12, 12, "g-comm"),
        (13, 13, "g-staff"),
    ):
        if low <= n <= high:
            return group
    return "g-fin" if n == 20 else ""


def _sessions_of(n: int) -> tuple[str, ...]:
    return tuple(s for s, (*_, lines) in NOTES.items() if f"| [Participant {n}] |" in lines)


class _Maker:
    def __init__(self) -> None:
        self.sources: list[Source] = []
        self.sessions: list[Session] = []
        self.codings: list[Coding] = []
        self.links: list[CauseLink] = []
        self.factors: list[Factor] = []

    def source(self, source_id: str, session: str, kind: SessionKind, title: str, lines: str) -> None:
        text, parts, replacements = "", [], []
        marks: list[tuple[str, list[tuple[str, int, int, str]]]] = []
        coded: list[tuple[int, int, str, str]] = []
        for line in filter(None, map(str.strip, lines.splitlines())):
            head, speaker, codes, stance, words = (piece.strip() for piece in line.split("|", 4))
            kind_word, voice = head.split()
            start = len(text)
            if speaker:
                text += f"{speaker}: "
            body = len(text)
            plain, spans, masked = _plain(words, body)
            text += plain
            replacements += masked
            parts.append(
                Part(
                    start,
                    len(text),
                    PartKind(kind_word),
                    Voice(voice),
                    speaker or None,
                    None,
                    body if speaker else None,
                )
            )
            if spans:
                marks.append((f"{source_id}-{len(marks)}", [*spans, ("whole", body, len(text), "")]))
            coded += [(body, len(text), code.strip(), stance) for code in codes.split(",") if code.strip()]
            text += "\n"
        for found in re.finditer(r"\[Participant (\d+)\]", text):
            words = found.group(0)
            replacements.append(
                Replacement(
                    found.start(),
                    found.end(),
                    "PERSON",
                    words,
                    words,
                    "[participant]",
                    f"P{found.group(1)}",
                    "roster",
                )
            )
        replacements.sort(key=lambda r: r.start_char)
        self.sources.append(
            Source(
                source_id,
                "river",
                session,
                title,
                text,
                tuple(parts),
                tuple(replacements),
                kind,
                "txt",
                "",
                "ines",
            )
        )
        for start, end, code, stance in coded:
            self.codings.append(
                Coding(f"c{len(self.codings)}", Selection(source_id, start, end, text[start:end]), code, "m-coder", AT,
                       Status.CONFIRMED, 0.8, "cue", _STANCE[stance], decided_by="u-ines", decided_at=AT)
            )  # fmt: skip
        for link_id, spans in marks:
            self._link(link_id, source_id, text, spans)

    def _link(self, link_id: str, source_id: str, text: str, spans: list[tuple[str, int, int, str]]) -> None:
        found = {name: Selection(source_id, s, e, text[s:e]) for name, s, e, _ in spans}
        flags = next(flag for name, *_, flag in spans if name == "c")
        cause, effect = (
            Factor(f"{link_id}-c", "river", found["c"].quote[:60]),
            Factor(f"{link_id}-e", "river", found["e"].quote[:60]),
        )
        self.factors += [cause, effect]
        self.links.append(
            CauseLink(f"l-{link_id}", "river", found["whole"], found["c"], found["e"], "m-coder",
                      found["q"].quote if "q" in found else "", cause.id, effect.id, 0.7, Status.CONFIRMED,
                      flags == "neg", flags == "hyp", "u-ines")
        )  # fmt: skip

    def find(self, source_id: str, words: str) -> Selection:
        text = next(s.text for s in self.sources if s.id == source_id)
        start = text.index(words)
        return Selection(source_id, start, start + len(words), words)

    def theme(self, words: str) -> Theme:
        members = []
        for source in self.sources:
            for part in source.parts:
                body = source.text[part.body_start_char : part.end_char]
                if words in body:
                    members.append((Selection(source.id, part.body_start_char, part.end_char, body), 0.9))
        return Theme("t1", "river", "duplicate records", "keying into three systems", ("records", "systems"),
                     tuple(members), tuple(s.id for s, _ in members[:2]))  # fmt: skip


def _plain(words: str, at: int) -> tuple[str, list[tuple[str, int, int, str]], list[Replacement]]:
    """Words without their marks, the marked spans, and the masked dates, in offsets from `at`."""
    plain, spans, masked = "", [], []
    open_marks: dict[str, tuple[int, str]] = {}
    for piece in re.split(r"(</?[cqe](?: neg| hyp)?>|\{[^{}|]+\|[^{}|]+\})", words):
        if piece.startswith("{"):
            coder, public = piece[1:-1].split("|")
            if coder != public:
                masked.append(
                    Replacement(
                        at + len(plain),
                        at + len(plain) + len(coder),
                        "DATE",
                        coder,
                        coder,
                        public,
                        "",
                        "pattern",
                    )
                )
            plain += coder
        elif piece.startswith("</"):
            start, flag = open_marks.pop(piece[2])
            spans.append((piece[2], start, at + len(plain), flag))
        elif piece.startswith("<"):
            open_marks[piece[1]] = (at + len(plain), piece[2:-1].strip())
        else:
            plain += piece
    return plain, spans, masked

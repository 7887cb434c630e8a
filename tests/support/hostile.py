"""A study in which every word a person can give is written to break a page: markup, scripts, addresses, signs of Markdown.

Nobody in it exists, and `evil.example` belongs to nobody: whatever is asked of it shows up as a request to elsewhere.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from qualitative.model import Status, Theme, Tier
from qualitative.study import Study, custodian, evaluator, reviewer
from tests.support.small import PASSPHRASE, Small

PIXEL = "http://evil.example/pixel.png"
SIGNS = (
    f"<img src={PIXEL} onerror=window.broken=1><script>window.broken=1</script></style></textarea></title>"
    "<svg onload=window.broken=1><b style=position:fixed;inset:0>"
    f"![a]({PIXEL}) [b](http://evil.example/) www.evil.example $\\frac{{1}}{{0}}$ $$x$$ "
    ":material/home: :red[c] :streamlit: **d** `e` ~~f~~ # g <!-- {{h}} %s \\u003cb\\u003e &lt;i&gt; \u202eright to left\u202c"
)
LONG = "endless" * 1430  # 10 010 characters without a place to break
MARK = "hostile words"
WORDS = f"{MARK} {SIGNS}"
# With quotation marks and an address too: a draft that printed these would be withheld by its own check.
SHARP = f"""{MARK} "onmouseover="window.broken=1' a@evil.example {SIGNS}"""
NAME = f"{MARK} <img src={PIXEL} onerror=window.broken=1></style><b>![a]({PIXEL}) $x$ :material/home: **d** \u202eleft"
GUIDE = "session,question,codes,asked\nfg,How did you hear about decisions?,first,asked\n"


def make_hostile(root: Path) -> Small:
    """Two alliances ("tide", and "ebb" whose case file says the same), signed, coded, confirmed, drafted."""
    small = Small(root)
    (root / "notes").mkdir(parents=True)
    (root / "book.yaml").write_text(_json(_codebook()), "utf-8")
    (root / "guide.csv").write_text(GUIDE, "utf-8")
    (root / "roster.csv").write_text(
        "name,role,organisation,group\nMarta Kowalczyk,Team leader,Tideway,Providers\n", "utf-8"
    )
    (root / "notes" / "group.txt").write_text(_notes("Focus group"), "utf-8")
    (root / "notes" / "interview.txt").write_text(_notes("Interview"), "utf-8")
    custodian.init(small.folder, root / "book.yaml")
    study = small.open()
    for case in ("tide", "ebb"):
        (root / f"{case}.yaml").write_text(_json(_case(case)), "utf-8")
        custodian.add(
            study,
            case,
            [root / "notes"],
            roster=root / "roster.csv",
            case_file=root / f"{case}.yaml",
            guide=root / "guide.csv",
            passphrase=PASSPHRASE,
            by=WORDS,
        )
    _titled(study)
    custodian.sign_off(study, [s.id for s in study.store.sources("tide")], by=WORDS, passphrase=PASSPHRASE)
    custodian.sign_off(study, [s.id for s in study.store.sources("ebb")][:1], by=WORDS, passphrase=PASSPHRASE)
    evaluator.suggest_codings(study)
    evaluator.find_causes(study)
    evaluator.cluster_themes(study, everything=True)
    _decided(study)
    for tier in (Tier.REVIEWER, Tier.PUBLIC):
        reviewer.draft(study, "tide", tier=tier)
    study.close()
    return small


def _json(content: object) -> str:
    return json.dumps(content)  # every JSON file is a YAML file


def _codebook() -> object:
    return {
        "name": WORDS,
        "version": WORDS,
        "codes": [
            {
                "id": "first",
                "name": WORDS,
                "definition": f"{WORDS} {LONG}",
                "include": [WORDS, LONG],
                "exclude": [WORDS],
                "cues": ["last to hear", "decisions"],
            },
            {"id": "second", "name": LONG, "definition": "Decisions and money.", "cues": ["decision"]},
            {
                "id": 'thi/rd "<b>" &x=1#y',
                "name": "third",
                "definition": "Trust between teams.",
                "cues": ["trust"],
            },
        ],
    }


def _case(case: str) -> object:
    return {
        "id": case,
        "name": f"{case} {NAME}",
        "profile": {"stage": WORDS, "year": LONG, "objectives": {"value": WORDS, "source": WORDS}},
        "groups": [
            {"id": "providers", "name": WORDS, "n_people": 7},
            {"id": "others", "name": LONG, "n_people": 9},
        ],
        "glossary": {"A&E": WORDS},
        "sessions": [
            {
                "file": "group.txt",
                "session": "fg",
                "kind": "focus group",
                "n_people": 7,
                "groups": ["providers"],
            },
            {
                "file": "interview.txt",
                "session": "int",
                "kind": "interview",
                "n_people": 1,
                "groups": ["others"],
            },
        ],
    }


def _notes(title: str) -> str:
    return f"""{title} {SIGNS}

Interviewer: How did you hear about decisions? {SIGNS}
Marta Kowalczyk: We were always last to hear {SIGNS}, so staff started looking for other jobs.
Delegate: Nobody knew who decided about money, which led to {SIGNS} in the second year.
Delegate: {LONG}
Marta Kowalczyk: Trust between the teams was strong because the named contact was brilliant.
Marta Kowalczyk: Please don't use that, but the board stopped meeting.
Delegate: Decisions were made behind closed doors, so the small ones folded. $a$ :material/home: [x](y) **b**
- {SIGNS}
- It said "come on <i>Monday</i> {PIXEL}" on the door
- We were last to hear about the tender, so we did not bid for it
"""


def _titled(study: Study) -> None:
    """Titles as a tool of another house might have stored them."""
    for case_id in study.store.case_ids():
        case = study.store.case(case_id)
        study.store.save_case(replace(case, sessions=tuple(replace(s, title=WORDS) for s in case.sessions)))
    for at, source in enumerate(study.store.sources()):
        study.store.save_source(replace(source, title=WORDS if at % 2 else LONG))


def _decided(study: Study) -> None:
    for case in study.store.case_ids():
        for coding in study.store.codings(case)[::2]:
            evaluator.decide(study, coding.id, True, WORDS, "hindered")
        links = study.store.links(case)
        for link in links[: max(1, len(links) - 1)]:
            if link.status is Status.SUGGESTED:
                evaluator.decide_link(study, link, True, WORDS)
        evaluator.bundle_causes(study, case)
        members = tuple((coding.selection, 0.9) for coding in study.store.codings(case)[:3])
        theme = Theme(f"T{case}", case, SHARP, LONG, (SHARP, LONG, "c"), members, (members[0][0].id,))
        study.store.save_themes(case, [theme])

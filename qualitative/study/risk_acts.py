"""What a person does about residual risk: have it measured and reported, draw a sample and take it in, mask what it found.

The danger: a figure that outlives its texts. So nothing measured is kept but the samples themselves: each report is made
anew of the study as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from qualitative import documents
from qualitative.model import Tier
from qualitative.study import keys
from qualitative.study.risk import assessing, checking, published, telling, writing
from qualitative.study.risk.checking import mask_found, take_in
from qualitative.study.workspace import Report, Study, StudyTrouble, must_be_writable

__all__ = ["draw_sheet", "mask_found", "report", "take_in"]

WRITERS = {
    ".docx": documents.write_docx,
    ".html": documents.write_html,
    ".md": documents.write_markdown,
}


def draw_sheet(
    study: Study,
    case: str,
    n: int,
    file: Path,
    *,
    seed: int | None = None,
    by_source: bool = False,
    by: str | None = None,
) -> Report:
    """Draws a sample (or takes up the one that waits) and writes its sheet. Nothing is drawn where it cannot be written."""
    must_be_writable(file)
    if file.suffix.lower() not in (".xlsx", ".csv"):
        raise StudyTrouble(f"{file.name}: a sheet to fill in is written as .xlsx or .csv")
    sample = checking.draw(study, case, n, seed=seed, by_source=by_source, by=by)
    made = checking.write_sheet(study, sample, file)
    if len(sample.sentences) < n:
        made.warnings.append(f"{case} holds {sample.n_all} sentences; all of them are in the sheet")
    return made


def report(
    study: Study,
    case: str | None = None,
    *,
    tier: Tier = Tier.PUBLIC,
    public: Sequence[Path] = (),
    passphrase: str | None = None,
    out: Path | None = None,
) -> Report:
    """Every test of the case, or of all. figures["failed"]: the ids of the tests that failed, as "case: test".

    passphrase: with it roles are counted too. out: .docx, .html or .md. Raises StudyTrouble, VaultError, FileTrouble.
    """
    if out is not None:
        must_be_writable(out)
        if out.suffix.lower() not in WRITERS:
            raise StudyTrouble(f"{out.name}: a report is written as .docx, .html or .md")
    texts = published.read(public)
    cases = study.cases(case)
    roles = _roles(study, cases, passphrase)
    found = [
        assessing.assess(study, case_id, tier=tier, published=texts, roles=roles.get(case_id))
        for case_id in cases
    ]
    failed = [f"{a.case}: {t.id}" for a in found for t in a.failed]
    made = Report("risk", figures={"failed": failed, "pseudonymised": " ".join(telling.PSEUDONYMISED)})
    made.figures["cases"] = {a.case: telling.figures(a) for a in found}
    made.lines += [telling.PSEUDONYMISED[0], *(f"  {words}" for words in telling.PSEUDONYMISED[1:])]
    for a in found:
        made.lines += ["", *telling.lines(a)]
    made.lines += ["", telling.NO_TOTAL]
    made.left_out += list(texts.left_out)
    if passphrase is None:
        made.warnings.append("roles are not counted among the combinations: they stand in the key (--key)")
    if out is not None:
        WRITERS[out.suffix.lower()](writing.document(found), out)
        made.figures["file"] = str(out)
        made.lines.append(f"{out.name}: the whole report, for the review team")
    return made


def _roles(study: Study, cases: Sequence[str], passphrase: str | None) -> Mapping[str, Mapping[str, str]]:
    """Case → participant → post, where the key is opened."""
    if passphrase is None:
        return {}
    vault = study.vault(passphrase)
    return {case: {p.id: p.role for p in keys.pseudonyms_of(vault, case).people()} for case in cases}

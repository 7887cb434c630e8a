"""The whole job on the invented notes of corpus/, so that a newcomer sees every stage do its work.

The danger: a demonstration taken for a measurement. So the invented review team's recorded decisions (corpus gold) are
applied as *people's* decisions, named as such in the draft; what the machine alone would give is a switch away.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from qualitative import anonymise, codebook, coding, notes
from qualitative.model import CauseLink, Coding, Selection, Source, Status, Tier, Voice, short_hash
from qualitative.store import now
from qualitative.study import commissioner, custodian, evaluator, keys, reviewer
from qualitative.study.workspace import MACHINE, Progress, Report, Study, StudyTrouble, no_progress

PASSPHRASE = "demo: everybody may know this"
CUSTODIAN = "the demo's custodian (invented)"
TEAM = "the demo's review team (invented)"
STANCES = {"+": "helped", "-": "hindered", "~": "mixed"}


def run(folder: Path, *, machine_alone: bool = False, progress: Progress = no_progress) -> Report:
    """Makes or refreshes the demonstration study in `folder`. A second run does only what changed."""
    corpus = codebook.data_path("corpus")
    study = _study(folder)
    report = Report("demo")
    names = sorted(p.name for p in corpus.iterdir() if (p / "case.yaml").is_file())
    for i, name in enumerate(names):
        progress("reading and anonymising", i, len(names))
        done = custodian.add(
            study,
            name,
            [corpus / name / "notes", corpus / name / "documents"],
            roster=corpus / name / "roster.csv",
            case_file=corpus / name / "case.yaml",
            guide=corpus / name / "guide.csv",
            passphrase=PASSPHRASE,
            by=CUSTODIAN,
        )
        report.figures[name] = {k: v for k, v in done.figures.items() if k != "added"}
    progress("reading and anonymising", len(names), len(names))
    custodian.sign_off(study, (), everything=True, by=CUSTODIAN, passphrase=PASSPHRASE)
    evaluator.suggest_codings(study, learn=False, progress=progress)
    evaluator.find_causes(study, progress=progress)
    if not machine_alone:
        for name in names:
            apply_decisions(study, name, corpus / name, PASSPHRASE)
    evaluator.cluster_themes(study, progress=progress)
    for name in names:
        for tier in (Tier.REVIEWER, Tier.PUBLIC):
            reviewer.draft(study, name, tier=tier, preview=machine_alone, progress=progress)
    for tier in (Tier.REVIEWER, Tier.PUBLIC):
        commissioner.compare(study, tier=tier)
    _export_all(study, names)
    _summarise(study, names, report, machine_alone)
    study.close()
    return report


def _study(folder: Path) -> Study:
    if not (folder / "study.db").is_file():
        custodian.init(folder)
        made = Study.open(folder)
        made.store.set_setting("demo", "yes")
        return made
    study = Study.open(folder)
    if study.store.setting("demo") != "yes":
        raise StudyTrouble(
            f"{folder} holds a study of yours, not the demonstration; name another with --study"
        )
    return study


def _export_all(study: Study, names: Sequence[str]) -> None:
    folder = study.folder / "exports"
    folder.mkdir(exist_ok=True)
    for name in names:
        target = folder / f"{name}-codings.xlsx"
        key = short_hash(repr(study.store.codings(name)), repr(study.store.links(name)))
        if study.store.stage_key("export", name) != key or not target.is_file():
            commissioner.export(study, target, case=name)
            study.store.set_stage_key("export", name, key)
    commissioner.export(study, folder / "learning-themes.qdc")


def _summarise(study: Study, names: Sequence[str], report: Report, machine_alone: bool) -> None:
    for name in names:
        sources = study.store.sources(name)
        codings = study.store.codings(name)
        by_status = {s: sum(c.status is s for c in codings) for s in Status}
        masked = sum(len(s.replacements) for s in sources)
        unsettled = sum(not r.settled for s in sources for r in s.replacements)
        suggested = by_status[Status.SUGGESTED]
        report.lines.append(
            f"{study.store.case(name).name}: {len(sources)} sources, {masked} spans masked ({unsettled} for a person to "
            f"settle), {by_status[Status.CONFIRMED]} codings confirmed"
            + (f", {suggested} only suggested" if suggested else "")
            + f", {len(study.store.themes(name))} emergent themes, {len(study.store.links(name))} claimed causes"
        )
    words = (
        "what the machine alone would give, watermarked"
        if machine_alone
        else "resting on the invented team's decisions"
    )
    report.lines += [
        "",
        f"What lies where, in {study.folder}:",
        f"  drafts/      the reviews, for reviewers and for the public, as .docx .html .md ({words})",
        "  comparison/  the alliances side by side, as .xlsx .html .md",
        "  exports/     codings and claimed causes to decide on (.xlsx), the codebook for other tools (.qdc)",
        "  study.db     the study: anonymised text only",
        f"The key that says who is who lies outside it: {study.vault_path}",
        f"Its passphrase is published, because nobody in these notes exists: {PASSPHRASE}",
    ]


# ------------------------------------------------------------------ the invented team's decisions


def apply_decisions(study: Study, case_id: str, corpus: Path, passphrase: str) -> int:
    """corpus/*/gold as decisions of the invented review team: suggestions confirmed or rejected, codings and causes added.

    Returns the number of sources whose decisions were (newly) applied.
    """
    vault = study.vault(passphrase)
    team = study.person(TEAM)
    study.store.save_user(team)
    applied = 0
    gold = {
        g["text_sha256"]: g for g in map(_read_json, sorted((corpus / "gold").glob("*.json"))) if "parts" in g
    }
    by_file = {g["file"]: g for g in gold.values()}
    every_coding, every_link = study.store.codings(case_id), study.store.links(case_id)
    for path in sorted((*(corpus / "notes").iterdir(), *(corpus / "documents").iterdir())):
        record = by_file.get(path.name) or by_file.get(f"{path.parent.name}/{path.name}")
        source = _source_of(study, vault, case_id, path) if record else None
        if record is None or source is None or not source.kind.counts:
            continue
        key = short_hash(json.dumps(record, sort_keys=True), source.sha256)
        if study.store.stage_key("decisions", source.id) == key:
            continue
        moves = keys.offset_map(vault, source.id)
        with study.store.transaction():
            source = _confirm_voices(study, source, record, moves, team.id)
            mine = [c for c in every_coding if c.selection.source == source.id]
            _decide_codings(study, case_id, source, record, moves, mine, team.id)
            links = [link for link in every_link if link.selection.source == source.id]
            _decide_links(study, case_id, source, record, moves, links, team.id)
            study.store.set_stage_key("decisions", source.id, key)
        applied += 1
    return applied


def _confirm_voices(
    study: Study, source: Source, record: Mapping[str, Any], moves: keys.OffsetMap, by: str
) -> Source:
    """Whose words a Part holds, as the team heard it: what the machine could not know is "reported" until then."""
    heard = {
        keys.moved((p["start_char"], p["end_char"]), moves)[0]: Voice(p["voice"]) for p in record["parts"]
    }
    parts = tuple(dataclasses.replace(p, voice=heard.get(p.start_char, p.voice)) for p in source.parts)
    changed = sum(a.voice is not b.voice for a, b in zip(parts, source.parts, strict=True))
    if not changed:
        return source
    confirmed = dataclasses.replace(source, parts=parts)
    study.store.save_source(confirmed)
    study.store.record(by, "confirm voices", source.id, now_is=f"{changed} parts")
    return confirmed


def _read_json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _source_of(study: Study, vault: anonymise.Vault, case_id: str, path: Path) -> Source | None:
    source_id = keys.source_of(vault, case_id, notes.read_note(path))
    return next((s for s in study.store.sources() if s.id == source_id), None)


def _decide_codings(
    study: Study,
    case_id: str,
    source: Source,
    record: Mapping[str, Any],
    moves: keys.OffsetMap,
    codings: Sequence[Coding],
    by: str,
) -> None:
    segments = [selection for selection, _ in coding.passages_of(source)]
    wanted: dict[tuple[str, str], str] = {}  # (segment id, code) → stance
    own: list[Coding] = []
    for part in record["parts"]:
        start, stop = keys.moved((part["start_char"], part["end_char"]), moves)
        inside = [s for s in segments if s.start_char < stop and s.end_char > start]
        for code in part["codes"]:
            stance = STANCES.get(part["stance"], "")
            if inside:
                wanted |= {(s.id, code): stance for s in inside}
            else:
                own.append(_own_coding(source, _body(source, start, stop), code, by, stance))
    suggested = {(c.selection.id, c.code): c for c in codings if c.user == MACHINE.id}
    for key, suggestion in suggested.items():
        if suggestion.status is Status.SUGGESTED:
            status = Status.CONFIRMED if key in wanted else Status.REJECTED
            study.store.decide_coding(suggestion.id, status, by, wanted.get(key))
    by_id = {s.id: s for s in segments}
    for (segment, code), stance in wanted.items():
        if (segment, code) not in suggested:
            own.append(_own_coding(source, by_id[segment], code, by, stance))
    there = {c.id for c in codings}
    study.store.add_codings(case_id, [c for c in own if c.id not in there])


def _body(source: Source, start: int, stop: int) -> Selection:
    """The words of the Part that holds start–stop, without its label."""
    part = next((p for p in source.parts if p.start_char <= start < p.end_char), None)
    first = part.body_start_char if part else start
    last = part.end_char if part else stop
    return Selection(source.id, first, last, source.text[first:last])


def _own_coding(source: Source, selection: Selection, code: str, by: str, stance: str) -> Coding:
    return Coding(
        short_hash(by, selection.id, code), selection, code, by, now(), Status.CONFIRMED, stance=stance
    )


def _decide_links(
    study: Study,
    case_id: str,
    source: Source,
    record: Mapping[str, Any],
    moves: keys.OffsetMap,
    links: Sequence[CauseLink],
    by: str,
) -> None:
    claimed = [_claimed(source, case_id, moves, claim, by) for claim in record["causes"]]
    found = [link for link in links if link.user == MACHINE.id and link.status is Status.SUGGESTED]
    settled: list[CauseLink] = []
    for link in found:
        same = next((c for c in claimed if _same(c.cause, link.cause) and _same(c.effect, link.effect)), None)
        if same is not None:
            claimed.remove(same)
        status = Status.CONFIRMED if same is not None else Status.REJECTED
        settled.append(dataclasses.replace(link, status=status, decided_by=by))
        study.store.record(by, "decide link", link.id, was=link.status.value, now_is=status.value)
    study.store.save_links(case_id, [*settled, *claimed])


def _claimed(
    source: Source, case_id: str, moves: keys.OffsetMap, claim: Mapping[str, Any], by: str
) -> CauseLink:
    def select(span: Sequence[int]) -> Selection:
        start, stop = keys.moved(span, moves)
        return Selection(source.id, start, stop, source.text[start:stop])

    cause, effect = select(claim["cause"]), select(claim["effect"])
    first, last = min(cause.start_char, effect.start_char), max(cause.end_char, effect.end_char)
    return CauseLink(
        id=short_hash(by, cause.id, effect.id),
        case=case_id,
        selection=Selection(source.id, first, last, source.text[first:last]),
        cause=cause,
        effect=effect,
        user=by,
        cue=select(claim["cue"]).quote if claim["cue"] else "",
        status=Status.CONFIRMED,
        negated=claim["negated"],
        hypothetical=claim["hypothetical"],
        decided_by=by,
    )


def _same(a: Selection, b: Selection) -> bool:
    """Whether two ends overlap by at least half of either: the same end, differently cut."""
    shared = min(a.end_char, b.end_char) - max(a.start_char, b.start_char)
    longest = max(a.end_char - a.start_char, b.end_char - b.start_char)
    return shared * 2 >= longest

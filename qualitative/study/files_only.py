"""The four commands on files alone: no study, no passphrase, nothing kept. Others rely on their names and formats.

The danger: a folder half-written that looks finished. So each output file is written whole or not at all, and a
file that cannot be read is named in the report while the others go on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from qualitative import anonymise, causes, codebook, coding, files, notes, themes
from qualitative.model import RosterEntry, Tier
from qualitative.study.workspace import Progress, Report, StudyTrouble, must_be_writable, no_progress


def _names_in_file_names(texts: Mapping[str, str], spans: Mapping[str, Sequence[dict[str, Any]]]) -> int:
    """How many files are called after somebody the texts mask: the files keep their names, so a person must be told."""
    people = {
        word
        for name, found in spans.items()
        for span in found
        if span["type"] == "PERSON"
        for word in re.findall(r"[^\W\d_]{4,}", texts[name][span["start"] : span["end"]].lower())
    }
    return sum(bool(people & set(re.findall(r"[^\W\d_]{4,}", Path(name).stem.lower()))) for name in texts)


def anonymise_folder(
    in_dir: Path,
    out_dir: Path,
    *,
    roster: Path | None = None,
    tier: Tier = Tier.REVIEWER,
    spans: Path | None = None,
    progress: Progress = no_progress,
) -> Report:
    """*.txt of in_dir → the same names in out_dir, anonymised; spans: where each masked span goes as JSON.

    Offsets in spans are code points into the input decoded as UTF-8 (BOM not counted), end exclusive. A file in
    another encoding is read all the same and named in the warnings. Raises StudyTrouble when no file could be read.
    """
    report = Report("anonymise")
    if not in_dir.is_dir():
        raise StudyTrouble(f"{in_dir} is not a folder; give the folder that holds the .txt files")
    if out_dir.exists() and not out_dir.is_dir():
        raise StudyTrouble(f"{out_dir} is a file; give a folder to write into")
    if spans is not None:
        must_be_writable(spans)
    if out_dir.exists() and out_dir.resolve() == in_dir.resolve():
        raise StudyTrouble(
            "the output folder is the input folder: the originals would be overwritten. Choose another"
        )
    paths = sorted(
        p for p in in_dir.iterdir() if p.suffix.lower() == ".txt" and p.is_file() and p.name[0] != "."
    )
    if not paths:
        raise StudyTrouble(f"{in_dir} holds no .txt file; `qualitative add` reads other formats")
    entries: Sequence[RosterEntry] = ()
    if roster is not None:
        listed = notes.read_roster(roster)
        entries, report.warnings = listed.entries, list(listed.warnings)
    texts: dict[str, str] = {}
    for path in paths:
        try:
            texts[path.name], encoding = notes.decode(files.read_bytes(path))
        except files.FileTrouble as trouble:
            report.left_out.append(str(trouble))
            continue
        except notes.NotText:
            mend = "Open it in the program it came from and save it as text."
            report.left_out.append(f"{path.name}: it is called .txt but is no text (binary). {mend}")
            continue
        if encoding not in ("utf-8", "utf-8-sig", "ascii"):
            report.warnings.append(f"{path.name}: read as {encoding}, not UTF-8; written as UTF-8")
    if not texts:
        raise StudyTrouble("no file could be read.\n" + "\n".join(report.left_out))
    done = anonymise.anonymise_texts(texts, entries, tier=tier, progress=progress)
    out_dir.mkdir(parents=True, exist_ok=True)
    for name, (text, _) in done.items():
        files.atomic_write(out_dir / name, text.encode("utf-8"))
    if spans is not None:
        record = {name: found for name, (_, found) in done.items()}
        files.atomic_write(spans, json.dumps(record, ensure_ascii=False, indent=1))
    named = _names_in_file_names(texts, {name: found for name, (_, found) in done.items()})
    if named:
        report.warnings.append(
            f"{named} file name(s) hold a word that is masked as a person's name in the texts: rename them before you pass them on"
        )
    n_spans = sum(len(found) for _, found in done.values())
    report.figures = {"files": len(done), "spans": n_spans}
    report.lines.append(
        f"{len(done)} files anonymised, {n_spans} spans masked; read them before you pass them on"
    )
    return report


def suggest_file(
    codebook_path: Path,
    passages_path: Path,
    out_path: Path,
    *,
    examples_path: Path | None = None,
    progress: Progress = no_progress,
) -> Report:
    """IN.jsonl → OUT.jsonl of suggested codes, one line a passage, in the order they came."""
    must_be_writable(out_path)
    book = codebook.load_codebook(codebook.find_codebook(codebook_path))
    passages = coding.read_passages(passages_path)
    examples = coding.read_examples(examples_path) if examples_path else ()
    coder = coding.prepare(book, examples)
    answers = coding.suggest(passages, book, coder=coder, progress=progress)
    coding.write_suggestions(out_path, answers)
    n = sum(len(a.codes) for a in answers)
    return Report(
        "suggest",
        [f"{n} codes suggested for {len(passages)} passages"],
        coding.warnings_of(coder),
        figures={"passages": len(passages), "suggested": n},
    )


def cluster_file(
    passages_path: Path,
    out_path: Path,
    *,
    n_themes: int | None = None,
    seed: int = 0,
    previous_path: Path | None = None,
    progress: Progress = no_progress,
) -> Report:
    """IN.jsonl → OUT.csv id,theme,label,probability; with previous, old segments keep their theme."""
    must_be_writable(out_path)
    passages = coding.read_passages(passages_path)
    found = themes.find_themes(
        passages,
        n_themes=n_themes,
        seed=seed,
        previous=themes.read_previous(previous_path) if previous_path else None,
        previous_labels=themes.read_previous_labels(previous_path) if previous_path else None,
        progress=progress,
    )
    themes.write_clusters(out_path, passages, found)
    return Report(
        "cluster",
        [f"{len(found.themes)} themes in {len(passages)} passages"],
        figures={"passages": len(passages), "themes": len(found.themes)},
    )


def links_file(passages_path: Path, out_path: Path, *, progress: Progress = no_progress) -> Report:
    """IN.jsonl → OUT.jsonl of claimed cause links; offsets are code points into each text."""
    must_be_writable(out_path)
    passages = coding.read_passages(passages_path)
    links = causes.find_links(passages, wide=True, progress=progress)
    causes.write_links(out_path, passages, links)
    return Report(
        "links",
        [f"{len(links)} claimed causes in {len(passages)} passages"],
        figures={"passages": len(passages), "links": len(links)},
    )

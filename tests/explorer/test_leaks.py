"""Everything the server sends of the demo study, at each tier: nobody in the notes, nothing withheld, no place of this machine.

What is looked at is what any browser is sent (`Sitting`): markup, labels, options, keys, component data, all of it.
"""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from qualitative.disclosure import group_words, normalised
from qualitative.disclosure.restrictions import NOT_USED
from qualitative.explorer.causes.arrows import picture
from qualitative.explorer.draft.chapters import chapters
from qualitative.explorer.places import PLACES
from qualitative.model import PartKind, Source, Tier
from qualitative.study import Study
from qualitative.study.access import Access, comparing, drafting
from qualitative.study.access.shown import head_of
from tests.support.made_demo import study_and_vaults
from tests.support.serving import Sitting, served
from tests.test_demo import CASES, CORPUS, _found, _words_outside, gold, identifiers

pytestmark = pytest.mark.slow

PARTS = ("themes", "groups", "lessons", "causes", "emergent", "profiles")
SHINGLE = 7  # so many words in a row are no chance
Address = tuple[str, str]


@dataclass(frozen=True)
class Sent:
    """folder: the study's. said: address → all that was sent for it, as text without markup. log: the server's."""

    folder: Path
    said: dict[str, str]
    raw: dict[str, str]
    log: str


@pytest.fixture(scope="module")
def demo_study(demo_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    root = tmp_path_factory.mktemp("leaks")
    study, vaults = study_and_vaults(demo_once)
    shutil.copytree(vaults, root / "vaults")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUALITATIVE_VAULTS", str(root / "vaults"))
        yield Path(shutil.copytree(study, root / "some-study"))


@pytest.fixture(scope="module", params=[Tier.PUBLIC, Tier.REVIEWER, Tier.CODER], ids=lambda t: t.word)
def tier(request: pytest.FixtureRequest) -> Tier:
    found: Tier = request.param
    return found


@pytest.fixture(scope="module")
def sent(demo_study: Path, tier: Tier, tmp_path_factory: pytest.TempPathFactory) -> Sent:
    root = tmp_path_factory.mktemp("sent")
    raw = {}
    vaults = demo_study.parent / "vaults"
    with served(root, demo_study, "--as", "Ada Invented", "--tier", tier.word, vaults=vaults) as there:
        with Sitting(there.url) as sitting:
            for page, query in addresses(demo_study):
                raw[f"{page}?{query}"] = sitting.run(page, query)
        log = there.log
    return Sent(demo_study, {at: readable(words) for at, words in raw.items()}, raw, log)


def addresses(folder: Path) -> list[Address]:
    """Every page, and every id that can stand in an address of it."""
    access = Access(folder, "Ada", Tier.CODER, Tier.CODER)
    made: list[Address] = [(p.id, "") for p in PLACES]
    made += [("compare", f"part={part}") for part in PARTS]
    for case in CASES:
        view = access.view(case)
        drawn = picture(view)
        made += [(p.id, f"case={case}") for p in PLACES]
        made += [("themes", f"case={case}&code={c.id}") for c in view.codebook.every_code()]
        made += [("themes", f"case={case}&theme={t.id}") for t in view.themes]
        made += [("themes", f"case={case}&by=group")]
        made += [("compare", f"cell={c.id}/{case}") for c in view.codebook.every_code()]
        made += [("compare", f"part={part}&cases={case}") for part in PARTS]
        made += [("code", f"case={case}&source={s.id}&state=all") for s in view.sources]
        made += [("causes", f"case={case}&cause={a.cause}&effect={a.effect}") for a in drawn.arrows]
        made += [("causes", f"case={case}&factor={box}") for box in drawn.labels]
        made += [("causes", f"case={case}&show=decide")]
        for wording in drafting.WORDINGS:
            kept = drafting.reading(access, case, wording).review
            assert kept is not None
            for chapter in chapters(kept):
                made.append(("draft", f"case={case}&for={wording.word}&section={chapter.id}"))
    return list(dict.fromkeys(made))


def readable(sent: str) -> str:
    """The words of what was sent: JSON's signs and markup's undone, tags out of the way."""
    plain = re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), html.unescape(html.unescape(sent)))
    plain = plain.replace("\\n", " ").replace('\\"', '"')
    return f"{plain}\n{re.sub(r'<[^>]+>', ' ', plain)}\n{re.sub(r'<[^>]+>', '', plain)}"


@cache
def telling() -> frozenset[str]:
    """The identifiers of the gold that say something by themselves (see tests/test_demo.py)."""
    innocent = {word.lower() for _, record, text in gold() for word in _words_outside(record, text)}
    return frozenset(
        str(i["quote"])
        for _, record, _ in gold()
        for i in identifiers(record)
        if not {w.lower() for w in re.findall(r"\w+", str(i["quote"]))} <= innocent
        and len(str(i["quote"])) > 2
    )


def test_nobody_in_the_notes_is_named(sent: Sent) -> None:
    assert len(telling()) > 150
    leaks = {(found, at) for at, words in sent.said.items() for found in _found(set(telling()), words)}
    assert not leaks, sorted(leaks)[:20]
    assert not _found(set(telling()), sent.log)


def test_no_file_of_notes_and_no_place_of_this_machine_is_told(sent: Sent) -> None:
    files = [p for case in CASES for kind in ("notes", "documents") for p in (CORPUS / case / kind).iterdir()]
    wanted = {p.name for p in files} | {p.stem for p in files}
    wanted |= {
        str(sent.folder),
        str(CORPUS.parent),
        str(Path.home()),
        "site-packages",
        "Traceback",
        "study.db",
    }
    leaks = {(w, at) for at, words in sent.said.items() for w in wanted if w in words}
    assert not leaks, sorted(leaks)[:20]


def test_no_page_is_a_fault_and_the_log_is_empty(sent: Sent) -> None:
    assert [at for at, words in sent.said.items() if "fault of this program" in words] == []
    assert sent.log == ""


def test_the_public_is_told_nothing_of_the_study(sent: Sent, tier: Tier) -> None:
    if tier is not Tier.PUBLIC:
        assert any("River Alliance" in words for words in sent.said.values()), "the test would see a leak"
        return
    study = Study.open(sent.folder)
    of_it = {case.name for case in map(study.store.case, CASES)}
    of_it |= {s.title for s in study.store.sources()} | {s.id for s in study.store.sources()}
    of_it |= {g.name for case in map(study.store.case, CASES) for g in case.groups}
    of_it -= {place.whose for place in PLACES}  # "Commissioner" stands over a part of the menu
    of_it |= {c.name for c in study.store.codebook().every_code()} | {sent.folder.name}
    study.close()
    leaks = {(w, at) for at, words in sent.said.items() for w in of_it if w in words}
    assert not leaks, sorted(leaks)[:20]


def test_a_reviewer_is_sent_nothing_that_is_withheld(sent: Sent, tier: Tier) -> None:
    """Words asked not to be used, and what a note-taker noted about the meeting, which says whose words the rest is."""
    if tier is not Tier.REVIEWER:
        return
    study = Study.open(sent.folder)
    closed, open_ = [], []
    for source in study.store.sources():
        kept_back = [
            (r.start_char, r.end_char) if r.scope != "source" else (0, len(source.text))
            for r in study.store.restrictions([source.id])
            if r.in_force and r.wish in NOT_USED
        ]
        kept_back += [
            (p.start_char, p.end_char)
            for p in source.parts
            if source.kind.counts
            and (p.kind is PartKind.META or (p.kind is PartKind.HEADING and p.start_char < head_of(source)))
        ]
        closed += [(source.id, normalised(_without_masks(source, a, b)).split()) for a, b in kept_back]
        rest = source.text
        for a, b in kept_back:
            rest = rest[:a] + "\n" * (b - a) + rest[b:]
        open_.append(normalised(rest))
    groups = {
        name
        for case in map(study.store.case, CASES)
        for name, word in group_words(case, Tier.REVIEWER).items()
        if name not in word and "-" in name and name not in study.store.case_ids()
    }
    sessions = {s.id for c in CASES for s in study.store.case(c).sessions if "-" in s.id}
    study.close()
    said_else = " | ".join(open_)
    shingles = {
        " ".join(words[at : at + SHINGLE]): source
        for source, words in closed
        for at in range(len(words) - SHINGLE + 1)
    }
    shingles = {words: source for words, source in shingles.items() if words not in said_else}
    assert len(shingles) > 100
    leaks = set()
    for at, words in sent.said.items():
        plain = normalised(words)
        there = {" ".join(ws) for ws in _in_a_row(plain.split())}
        leaks |= {(source, shingle, at) for shingle, source in shingles.items() if shingle in there}
        leaks |= {("an id that names a post", w, at) for w in groups | sessions if w in words}
    assert not leaks, sorted(leaks)[:20]


def _without_masks(source: Source, start: int, end: int) -> str:
    """The words there that somebody said or wrote: a pseudonym stands in many places, beside whatever stands before it."""
    said, at = "", start
    for r in sorted(source.replacements, key=lambda r: r.start_char):
        if start <= r.start_char and r.end_char <= end:
            said, at = f"{said}{source.text[at : r.start_char]} ", r.end_char
    return said + source.text[at:end]


def _in_a_row(words: list[str]) -> Iterator[list[str]]:
    return (words[at : at + SHINGLE] for at in range(len(words) - SHINGLE + 1))


@pytest.mark.parametrize("case", CASES)
def test_what_is_taken_away_holds_nobody_either(demo_study: Path, case: str) -> None:
    access = Access(demo_study, "Ada", Tier.REVIEWER, Tier.REVIEWER)
    files = [
        drafting.download(access, drafting.reading(access, case, wording), kind)
        for wording in drafting.wordings(access)
        for kind in ("html", "md")
    ]
    files += [comparing.download(access, [case], kind) for kind in ("html", "md")]
    for file in files:
        assert not _found(set(telling()), f"{file.name} {readable(file.content.decode('utf-8'))}"), file.name

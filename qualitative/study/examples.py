"""What people's decisions teach the machine: each passage they read, with what they gave it, refused, or left open.

The danger: a rejected suggestion that reads as "no code fits", a waiting one that reads as refused, and a passage read
blind without a code that teaches nothing. The rule: who coded blind decided about every code; whoever confirmed a code
decided about all but what still waits there; whoever only rejected decided about what they rejected.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from qualitative import coding
from qualitative.model import Codebook, Coding, Passage, Source, Status
from qualitative.study import imports
from qualitative.study.stages import usable_passages
from qualitative.study.workspace import Study

Examples = list[tuple[Passage, coding.Decided]]


def examples_of(
    study: Study,
    sources: Sequence[Source],
    codings: Sequence[Coding],
    codebook: Codebook,
    without: Collection[str] = (),
) -> Examples:
    """In the order of the text; two people who coded one passage blind give it two rows. without: passage ids."""
    readers: defaultdict[str, list[str]] = defaultdict(list)
    for user, ids in sorted(imports.read_blind(study).items()):
        for passage_id in ids:
            readers[passage_id].append(user)
    by_passage: defaultdict[str, list[Coding]] = defaultdict(list)
    for one in codings:
        by_passage[one.selection.id].append(one)
        if one.blind and one.user not in readers[one.selection.id]:
            readers[one.selection.id].append(one.user)
    every = [code.id for code in codebook.every_code()]
    found: Examples = []
    for source in sources:
        for selection, passage in usable_passages(study, source):
            if selection.id in without:
                continue
            here = by_passage.get(selection.id, [])
            for user in readers.get(selection.id, ()):
                blind = {c.code for c in here if c.blind and c.user == user and c.status is Status.CONFIRMED}
                found.append((passage, tuple(sorted(blind))))
            if partly := _partly([c for c in here if not c.blind], every):
                found.append((passage, partly))
    return found


def _partly(here: Sequence[Coding], every: Sequence[str]) -> coding.Partly | None:
    codes = {status: {c.code for c in here if c.status is status} for status in Status}
    given, refused = codes[Status.CONFIRMED], codes[Status.REJECTED] - codes[Status.CONFIRMED]
    if given:
        refused = {*refused, *every} - given - codes[Status.SUGGESTED]
    if not given and not refused:
        return None
    return coding.Partly(tuple(sorted(given)), tuple(sorted(refused)))

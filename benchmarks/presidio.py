"""Presidio beside ours, in the same run: its recognisers, and whichever tagger of names can be had here.

The danger: a rival set up badly. So it is asked as its documentation asks it (`AnalyzerEngine.analyze`, every entity, no
threshold), and in three settings: as it comes; with the very tagger and dial that ours uses; and with every UK recogniser and the
organisations it leaves out by default. Its e-mail recogniser would fetch the list of public
suffixes, so it is given the copy that tldextract carries.

Needs the extra `bench` (presidio-analyzer, MIT). `systems()` is empty where it is not installed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from typing import Any

from qualitative.anonymise.door import RECALL
from qualitative.model import RosterEntry, Tier

Spans = dict[str, list[dict[str, Any]]]
Masker = Callable[[Mapping[str, str], Sequence[RosterEntry], Tier], Spans]


@dataclass(frozen=True)
class System:
    """Something that masks. mask: texts, roster, tier → {file: [{start, end, type, replacement}]}. parts: measured there alone; all where empty."""

    name: str
    mask: Masker
    parts: tuple[str, ...] = ()


def why_not() -> str | None:
    """Why Presidio cannot be measured here, in words for a person; None where it can."""
    if find_spec("presidio_analyzer") is None:
        return 'presidio-analyzer is not installed: pip install -e ".[bench]"'
    return None


def systems() -> list[System]:
    """Presidio in each setting that can be had here; a spaCy model of English is used where one is installed."""
    if why_not():
        return []
    import spacy

    version = metadata.version("presidio-analyzer")
    out = [
        System(f"presidio {version}, defaults, NER: spaCy {model}", masker(_with_model(model)))
        for model in sorted(spacy.util.get_installed_models())
        if model.startswith("en_")
    ]
    out.append(System(f"presidio {version}, defaults, NER: our tagger", masker(with_our_tagger())))
    wide = masker(with_our_tagger(wide=True))
    parts = ("tab", "interviews", "names", "identifiers", "corpus")
    out.append(System(f"presidio {version}, all UK recognisers and ORG, NER: our tagger", wide, parts))
    bare = masker(with_our_tagger(tagger=False))
    out.append(System(f"presidio {version}, defaults, no NER", bare, ("identifiers",)))
    return out


def with_our_tagger(*, wide: bool = False, tagger: bool = True) -> Any:
    """An AnalyzerEngine over blank English with the house's sentences and names. wide: see the module."""
    import spacy
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    import qualitative.language.spacy_component  # noqa: F401  registers the factories

    class Engine(SpacyNlpEngine):
        """Presidio's spaCy engine over a pipeline that is built here, not downloaded."""

        def load(self) -> None:
            nlp = spacy.blank("en")
            nlp.add_pipe("qualitative_sentences")
            if tagger:
                nlp.add_pipe("qualitative_names", config={"recall": RECALL})
            nlp.add_pipe("benchmark_lower_lemmas")
            self.nlp = {"en": nlp}

    return _analyzer(Engine(ner_model_configuration=_labels(wide)), wide)


def _with_model(name: str) -> Any:
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    models = [{"lang_code": "en", "model_name": name}]
    return _analyzer(SpacyNlpEngine(models=models, ner_model_configuration=_labels(wide=False)), wide=False)


def _labels(wide: bool) -> Any:
    """As Presidio's conf/spacy.yaml has it: organisations are left out unless wide."""
    from presidio_analyzer.nlp_engine import NerModelConfiguration

    never = [
        "CARDINAL",
        "EVENT",
        "LANGUAGE",
        "LAW",
        "MONEY",
        "ORDINAL",
        "PERCENT",
        "PRODUCT",
        "QUANTITY",
        "WORK_OF_ART",
    ]
    names = {
        "PER": "PERSON",
        "PERSON": "PERSON",
        "NORP": "NRP",
        "ORG": "ORGANIZATION",
        "DATE": "DATE_TIME",
        "TIME": "DATE_TIME",
    }
    names |= dict.fromkeys(("FAC", "LOC", "GPE"), "LOCATION")
    return NerModelConfiguration(
        model_to_presidio_entity_mapping=names,
        labels_to_ignore=never if wide else [*never, "ORG", "ORGANIZATION"],
    )


def _analyzer(engine: Any, wide: bool) -> Any:
    import tldextract
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry, predefined_recognizers
    from spacy.language import Language

    # No list addresses and no cache: the copy inside the package, and never a look-up.
    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    if not Language.has_factory("benchmark_lower_lemmas"):
        Language.component("benchmark_lower_lemmas", func=_lower_lemmas)
    engine.load()
    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(nlp_engine=engine, languages=["en"])
    if wide:
        for kind in sorted(vars(predefined_recognizers)):
            if kind.startswith("Uk") and kind.endswith("Recognizer"):
                registry.add_recognizer(getattr(predefined_recognizers, kind)())
    return AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["en"])


def _lower_lemmas(doc: Any) -> Any:
    """Blank English has no lemmas, and Presidio looks for its context words among them."""
    for token in doc:
        token.lemma_ = token.lower_
    return doc


def masker(analyzer: Any) -> Masker:
    """What the analyzer finds, as the scorers want it; replaced by `<TYPE>`, which is Presidio's default."""

    def mask(
        texts: Mapping[str, str], roster: Sequence[RosterEntry] = (), tier: Tier = Tier.REVIEWER
    ) -> Spans:
        return {name: apart(analyzer.analyze(text=text, language="en")) for name, text in texts.items()}

    return mask


def apart(results: Sequence[Any]) -> list[dict[str, Any]]:
    """Results without overlaps: the surer one keeps its place, of the other what lies outside it on its longer side stays."""
    taken: list[tuple[int, int, str]] = []
    for result in sorted(results, key=lambda r: (-r.score, r.start - r.end, r.start)):
        pieces = [(result.start, result.end)]
        for start, end, _ in taken:
            pieces = [
                piece
                for a, b in pieces
                for piece in ((a, min(b, start)), (max(a, end), b))
                if piece[0] < piece[1]
            ]
        taken += [(a, b, result.entity_type) for a, b in pieces]
    return [{"start": a, "end": b, "type": kind, "replacement": f"<{kind}>"} for a, b, kind in sorted(taken)]


def numbered(spans: Spans, texts: Mapping[str, str]) -> Spans:
    """The same maskings with a number for each spelling: what is often built on Presidio to tell people apart."""
    numbers: dict[str, int] = {}
    return {
        name: [
            span
            | {
                "replacement": f"<{span['type']}_{numbers.setdefault(texts[name][span['start'] : span['end']].casefold(), len(numbers))}>"
            }
            for span in found
        ]
        for name, found in spans.items()
    }

"""The sentence rules and the names tagger as spaCy components, for people who work in spaCy.

    import spacy
    nlp = spacy.blank("en")
    nlp.add_pipe("qualitative_sentences")
    nlp.add_pipe("qualitative_names", config={"recall": 2.0})
    [(ent.text, ent.label_) for ent in nlp("spoke to bev aske at Larch House").ents]

The danger: a Doc whose entities are not what `tag_names` finds on the same text. The rule: the components only
carry over what `segmentation` and `names` find; where a span cuts a spaCy token, the whole token is taken.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.util import filter_spans

from qualitative.language.names import DEFAULT_RECALL, tag_names
from qualitative.language.segmentation import sentences

if TYPE_CHECKING:
    from spacy.tokens import Doc


class Sentences:
    """Sets each token's is_sent_start from `segmentation.sentences`."""

    def __call__(self, doc: Doc) -> Doc:
        starts = [start for start, _ in sentences(doc.text)]
        position = 0
        for token in doc:
            begins = token.i == 0
            while position < len(starts) and starts[position] < token.idx + len(token):
                begins, position = True, position + 1
            token.is_sent_start = begins
        return doc


class Names:
    """Sets doc.ents from `tag_names`; entities already there are kept where they do not overlap."""

    def __init__(self, recall: float) -> None:
        self.recall = recall

    def __call__(self, doc: Doc) -> Doc:
        found = tag_names([doc.text], recall=self.recall)[0]
        spans = [
            doc.char_span(span.start_char, span.end_char, label=span.label, alignment_mode="expand")
            for span in found
        ]
        doc.ents = filter_spans([*doc.ents, *(span for span in spans if span is not None)])
        return doc


@Language.factory("qualitative_sentences")
def create_qualitative_sentences(nlp: Language, name: str) -> Sentences:
    """Factory of the component that sets sentence boundaries."""
    return Sentences()


@Language.factory("qualitative_names", default_config={"recall": DEFAULT_RECALL})
def create_qualitative_names(nlp: Language, name: str, recall: float) -> Names:
    """Factory of the component that sets doc.ents. recall: see `qualitative.language.tag_names`."""
    return Names(recall)


@lru_cache(maxsize=1)
def pipeline() -> Language:
    """Blank English with both components: the frame of the house's language work. Built once per process."""
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("qualitative_sentences")
    nlp.add_pipe("qualitative_names")
    return nlp

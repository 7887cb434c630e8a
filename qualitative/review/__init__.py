"""Confirmed codings, themes and cause links → a draft review whose every sentence has its support.

The danger: fluent prose that nobody said. `draft` proposes, a person accepts; `render` lays out; `check` asks again
later whether it all still holds.
"""

from qualitative.review.check import Finding, check
from qualitative.review.checks import printed_text
from qualitative.review.draft import draft
from qualitative.review.rendering import document, render

__all__ = ["Finding", "check", "document", "draft", "printed_text", "render"]

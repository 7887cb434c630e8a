"""Writing .docx, .html, .md and .xlsx from one list of blocks, with nothing behind the text.

The danger: document properties, comments, ids of editing sessions and paths tell what the text withholds (rule 10).
"""

from qualitative.documents.blocks import (
    DRAFT_WATERMARK,
    PREVIEW_WATERMARK,
    Block,
    Box,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Run,
    Title,
    as_document,
    paragraph,
)
from qualitative.documents.html import html_text, write_html
from qualitative.documents.markdown import markdown_text, write_markdown
from qualitative.documents.sheets import write_xlsx, xlsx_bytes
from qualitative.documents.word import docx_bytes, write_docx
from qualitative.model import Table

__all__ = [
    "DRAFT_WATERMARK",
    "PREVIEW_WATERMARK",
    "Block",
    "Box",
    "Document",
    "Heading",
    "PageBreak",
    "Paragraph",
    "Picture",
    "Run",
    "Table",
    "Title",
    "as_document",
    "docx_bytes",
    "html_text",
    "markdown_text",
    "paragraph",
    "write_docx",
    "write_html",
    "write_markdown",
    "write_xlsx",
    "xlsx_bytes",
]

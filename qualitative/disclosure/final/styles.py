"""Which styles of a web page hide what they are given to.

The danger: a paragraph that no reader sees and every search finds: not displayed, sized nought, moved off the page, white
on white. Only simple selectors are read; what a script hides when the page is opened cannot be known.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*(?:0(?:\.0+)?(?:px|pt|em|rem|%)?|0?\.[01]\d*r?em|[01](?:\.\d+)?(?:px|pt))\s*(?:;|!|$)|opacity\s*:\s*0?(?:\.0+)?\s*(?:;|!|$)"
    r"|(?:left|top|text-indent|margin-left)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*[01]|clip-path\s*:\s*inset\(\s*(?:50|100)%|(?:^|;|\s)(?:max-)?(?:height|width)\s*:\s*0(?:px)?\s*(?:;|$)",
    re.I,
)
_WHITE = re.compile(
    r"(?<![\w-])color\s*:\s*(?:#fff(?:fff)?\b|white\b|transparent\b|rgba?\(\s*255\s*,\s*255\s*,\s*255|rgba\([^)]*,\s*0(?:\.0+)?\s*\))",
    re.I,
)
_GROUND = re.compile(r"background(?:-color|-image)?\s*:", re.I)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


def hides(style: str) -> bool:
    """Whether declarations ("display: none; …") put words out of sight."""
    return bool(_UNSEEN.search(style) or (_WHITE.search(style) and not _GROUND.search(style)))


def hiding_rules(root: HtmlElement) -> list[tuple[set[str], str, str]]:
    """(classes, tag, id) of simple rules of the page's own style sheets that hide; rules for print alone are passed over."""
    found = []
    for style in root.iter("style"):
        css = re.sub(r"/\*.*?\*/", "", style.text or "", flags=re.S)
        css = re.sub(r"@(?:media|supports|keyframes)[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", css)
        for selectors, body in _RULE.findall(css):
            if not hides(body):
                continue
            for selector in selectors.split(","):
                simple = re.fullmatch(r"([\w-]*)((?:[.#][\w-]+)*)", selector.strip())
                if simple and selector.strip():
                    marks = re.findall(r"([.#])([\w-]+)", simple.group(2))
                    ids = [n for sign, n in marks if sign == "#"]
                    found.append(
                        (
                            {n for sign, n in marks if sign == "."},
                            simple.group(1).lower(),
                            ids[0] if ids else "",
                        )
                    )
    return found

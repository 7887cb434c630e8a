"""Every page as it is laid out and coloured in a real browser: can it be read, in both schemes, on a desk and on a telephone?

The contrast of a text is computed from what the browser paints: its colour and its opacity over the grounds below it.
What is switched off, hidden, or only decoration is left out, as WCAG 2 does (1.4.3).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from tests.browser.conftest import NARROW, WIDE, Explore, Journey, JourneyStudy
from tests.support.small import PASSPHRASE, Small

# Walks the page and the shadow roots in it. Returns what is too faint, what is cut off, and how its headings stand.
LOOK = r"""() => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const brush = canvas.getContext("2d", { willReadFrequently: true }), known = new Map();
  const parsed = (colour) => {
    if (!known.has(colour)) {
      brush.clearRect(0, 0, 1, 1); brush.fillStyle = colour; brush.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = brush.getImageData(0, 0, 1, 1).data;
      known.set(colour, [r, g, b, a / 255]);
    }
    return known.get(colour);
  };
  const over = ([r, g, b, a], ground) => [r, g, b].map((c, i) => c * a + ground[i] * (1 - a));
  const light = (c) => {
    const [r, g, b] = c.map((x) => (x / 255 <= 0.04045 ? x / 255 / 12.92 : ((x / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const up = (it) => it.assignedSlot || it.parentElement || it.getRootNode().host || null;
  const seen = (it) => {
    const box = it.getBoundingClientRect(), style = getComputedStyle(it);
    return box.width > 1 && box.height > 1 && style.visibility === "visible" && it.checkVisibility({ opacityProperty: true });
  };
  const ground = (it) => {
    const layers = [];
    for (let at = it; at; at = up(at)) {
      const colour = parsed(getComputedStyle(at).backgroundColor);
      if (colour[3]) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]);
  };
  const faint = [], cut = [], unnamed = [];
  const off = (it) => { for (let at = it; at; at = up(at)) if (at.disabled || at.getAttribute("aria-disabled") === "true") return true; return false; };
  const words = (it) => it.textContent.trim().replace(/\s+/g, " ").slice(0, 60);
  const where = (it) => `${it.tagName.toLowerCase()}.${String(it.className.baseVal ?? it.className).split(" ").slice(0, 2).join(".")}`;
  const look = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeType === 1) {
        if (node.shadowRoot) look(node.shadowRoot);
        const style = getComputedStyle(node);
        if (style.overflowX === "hidden" && node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 8 && seen(node)
            && words(node) && style.clipPath === "none" && style.textOverflow !== "ellipsis"
            && !node.matches("[data-testid=stFileUploaderFileName], [data-testid=stFileUploaderFileName] *")) cut.push(`${where(node)} ${words(node)}`);
        if (style.textOverflow === "ellipsis" && node.scrollWidth > node.clientWidth + 1 && seen(node) && words(node)
            && !node.closest("[data-testid=stFileUploader]") && !node.closest("[data-baseweb=select]")) cut.push(`${where(node)} ${words(node)}`);
        if (node.matches("button, a[href], input:not([type=hidden]), select, textarea, [role=button]") && seen(node) && !node.closest("[aria-hidden=true]")) {
          const label = node.getAttribute("aria-label") || node.getAttribute("title") || words(node) || [...(node.labels || [])].map(words).join("")
            || (node.getAttribute("aria-labelledby") || "").split(" ").map((id) => document.getElementById(id)?.textContent || "").join("");
          if (!label.trim()) unnamed.push(node.outerHTML.slice(0, 160));
        }
        continue;
      }
      if (!node.data.trim()) continue;
      const it = node.parentElement;
      if (!it || it.closest("style, script, title, noscript, [data-testid=stIconMaterial]") || !seen(it) || off(it)) continue;
      const style = getComputedStyle(it), below = ground(it);
      let colour = parsed(it.namespaceURI.endsWith("svg") ? style.fill : style.color), opacity = 1;
      for (let at = it; at; at = up(at)) opacity *= Number(getComputedStyle(at).opacity);
      // The ground of a drawn text is another shape of the drawing, not an ancestor's.
      if (it.namespaceURI.endsWith("svg")) continue;
      const painted = over([...colour.slice(0, 3), colour[3] * opacity], below);
      const [high, low] = [light(painted), light(below)].sort((a, b) => b - a);
      const ratio = (high + 0.05) / (low + 0.05), size = parseFloat(style.fontSize), bold = Number(style.fontWeight) >= 700;
      const least = size >= 24 || (bold && size >= 18.66) ? 3 : 4.5;
      if (ratio < least - 0.01) faint.push(`${ratio.toFixed(2)} ${where(it)} "${node.data.trim().slice(0, 40)}"`);
      if (size < 11) faint.push(`only ${size}px ${where(it)} "${node.data.trim().slice(0, 40)}"`);
    }
  };
  look(document.querySelector("[data-testid=stApp]"));
  const main = document.querySelector("[data-testid=stMain]");
  const headings = [], gather = (root) => root.querySelectorAll("*").forEach((it) => {
    if (/^H[1-6]$/.test(it.tagName) && it.checkVisibility()) headings.push(Number(it.tagName[1]));
    if (it.shadowRoot) gather(it.shadowRoot);
  });
  gather(main);
  return {
    faint: [...new Set(faint)], cut: [...new Set(cut)], unnamed: [...new Set(unnamed)], headings,
    wide: Math.max(document.documentElement.scrollWidth - window.innerWidth, main.scrollWidth - main.clientWidth),
  };
}"""


def looked_at(journey: Journey, name: str) -> list[str]:
    """What is wrong with the page as it stands, at both widths."""
    found = []
    for width, height in (NARROW, WIDE):
        journey.page.set_viewport_size({"width": width, "height": height})
        journey.page.wait_for_timeout(400)
        journey.idle()
        seen: dict[str, Any] = journey.page.evaluate(LOOK)
        here = f"{name} at {width}:"
        if seen["wide"] > 1:
            found.append(f"{here} {seen['wide']} pixels too wide")
        found += [f"{here} too faint {what}" for what in seen["faint"]]
        found += [f"{here} cut off {what}" for what in seen["cut"]]
        found += [f"{here} without a name {what}" for what in seen["unnamed"]]
        headings = seen["headings"]
        if headings.count(1) != 1 or headings[0] != 1:
            found.append(f"{here} headings {headings}: not one title")
        if any(after > before + 1 for before, after in pairwise(headings)):
            found.append(f"{here} headings {headings}: a step is left out")
    return found


def click(role: str, name: str) -> Callable[[Journey], None]:
    return lambda journey: journey.click(name, role)


def search(journey: Journey) -> None:
    journey.page.get_by_role("textbox", name="Search what was said").fill("notice")
    journey.page.keyboard.press("Enter")
    journey.page.wait_for_timeout(300)
    journey.idle()


READER: tuple[tuple[str, str, dict[str, str], Callable[[Journey], None] | None], ...] = (
    ("home", "", {}, None),
    ("themes", "themes", {"case": "river"}, None),
    ("a code", "themes", {"case": "river", "code": "communication"}, None),
    ("a search", "themes", {"case": "river"}, search),
    ("causes", "causes", {"case": "river"}, click("button", "contributes to")),
    ("draft", "draft", {"case": "river"}, None),
    (
        "a sentence",
        "draft",
        {"case": "river", "section": "communication"},
        click("button", "An interviewee said"),
    ),
    ("method", "draft", {"case": "river", "section": "method"}, None),
    ("causes in the draft", "draft", {"case": "river", "section": "causes"}, None),
    ("compare", "compare", {}, click("button", "Passages")),
    *((f"compare: {part}", "compare", {"part": part}, None) for part in ("groups", "lessons", "causes", "profiles")),
)  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_a_reviewer_reads_can_be_read(
    explorer: Explore, journey_study: JourneyStudy, scheme: str
) -> None:
    made = journey_study
    journey = explorer(made.folder, "Rae Invented", "reviewer", vaults=made.vaults, scheme=scheme)
    found = []
    for name, place, ids, act in READER:
        journey.page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        journey.go(place, **ids)
        if act:
            act(journey)
        found += looked_at(journey, name)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_a_custodian_and_a_coder_work_at_can_be_read(
    explorer: Explore, added: Small, coded: Small, scheme: str
) -> None:
    journey = explorer(added.folder, "Cora Invented", "custodian", vaults=added.vaults, scheme=scheme)
    found = []
    for place in ("", "bring_in", "code", "themes", "causes", "draft", "compare"):
        journey.go(place, case="tide")
        found += looked_at(journey, f"{place or 'home'} before sign-off")
    journey.go("review", case="tide")
    found += looked_at(journey, "review, locked")
    journey.page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    journey.click("Open the vault")
    found += looked_at(journey, "review")
    coder = explorer(coded.folder, "Eve Invented", "coder", vaults=coded.vaults, scheme=scheme)
    for place, show in (("", ""), ("code", ""), ("causes", "decide")):
        coder.go(place, case="tide", **({"show": show} if show else {}))
        found += looked_at(coder, f"a coder's {place or 'home'}")
    assert not found, "\n".join(found)

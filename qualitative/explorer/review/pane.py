"""The reading pane of Review: the original beside what the team reads, part by part, its masks marked in both.

The danger: a reader's eye that loses the line, and words sent back where a place would do. So a part and its original
share a row; a click sends a mask's id and a selection its two offsets (code points), never words. Whatever a note
says is set as text, never as markup.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from qualitative.study.access.settling import Reading

_HTML = """
<div class="pane" role="region" tabindex="0">
  <div class="top" aria-hidden="true"><span class="o">Original</span><span class="s"></span></div>
  <div class="rows"></div>
</div>
<button class="more" type="button" hidden>Mask these words</button>
"""

_CSS = """
:host { display: block; position: relative; }
.pane { --mark: var(--q-amber); max-height: clamp(22rem, calc(100vh - 30rem), 60rem); overflow: auto; border-top: 1px solid var(--q-line); border-bottom: 1px solid var(--q-line);
  font-family: var(--q-serif); font-size: var(--q-read); line-height: 1.6; color: var(--st-text-color); scroll-padding: 4rem; position: relative; }
.pane:focus-visible { outline: 2px solid var(--q-accent); outline-offset: 2px; }
.top, .row { display: grid; grid-template-columns: 1fr 1fr; gap: 0 2rem; padding: 0.3rem 0.75rem 0.3rem 0.25rem; }
.top { position: sticky; top: 0; z-index: 2; background: var(--st-background-color); border-bottom: 1px solid var(--q-line);
  font-family: var(--q-sans); font-size: var(--q-small); font-weight: 600; color: var(--q-quiet); padding-top: 0.45rem; padding-bottom: 0.45rem; }
.alone .top, .alone .row { grid-template-columns: minmax(0, 44rem); }
.alone .top .o, .alone .row .o { display: none; }
.row > div { overflow-wrap: anywhere; white-space: pre-wrap; min-width: 0; }
.row .o { color: var(--q-quiet); }
.row.heading { font-weight: 600; } .row.question { font-style: italic; }
.wish { grid-column: 1 / -1; font-family: var(--q-sans); font-size: var(--q-small); color: var(--q-quiet); white-space: normal; padding-top: 0.2rem; }
.wish::before { content: "⚑ "; }
.m { cursor: pointer; border-radius: 3px; padding: 0 0.12em; text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: 0.18em;
  background: color-mix(in srgb, currentColor 7%, transparent); color: var(--st-text-color); -webkit-box-decoration-break: clone; box-decoration-break: clone; }
.m.public { text-decoration-style: dotted; background: transparent; }
.m.uncertain { text-decoration-style: wavy; text-decoration-color: color-mix(in srgb, var(--mark) 75%, currentColor); background: color-mix(in srgb, var(--mark) 22%, transparent); }
.s .m.uncertain::after { content: "?"; font: 700 0.72em var(--q-sans); vertical-align: super; margin-left: 0.1em; }
.m.now { outline: 2.5px solid currentColor; outline-offset: 0; margin: 0 0.22em; font-weight: 650; }
.m:hover { background: color-mix(in srgb, currentColor 14%, transparent); }
.m:focus-visible { outline: 2px solid var(--q-accent); outline-offset: 1px; }
.more { position: absolute; z-index: 3; font: 600 var(--q-table) var(--q-sans); color: var(--st-background-color); background: var(--st-text-color);
  border: 0; border-radius: 0.5rem; padding: 0.45rem 0.8rem; cursor: pointer; }
.more[hidden] { display: none; }
@media (max-width: 760px) {
  .pane { max-height: 62vh; }
  .top { display: none; }
  .row { grid-template-columns: minmax(0, 1fr); gap: 0.1rem; padding: 0.6rem 0.25rem; border-bottom: 1px solid var(--q-line); }
  .row .o { font-size: var(--q-table); padding-left: 0.7rem; border-left: 3px solid var(--q-line); }
  .row .o::before { content: "Original"; display: block; font: 600 var(--q-tiny) var(--q-sans); color: var(--q-quiet); }
}
@media (prefers-reduced-motion: no-preference) { .pane { scroll-behavior: smooth; } }
"""

_JS = """
const count = (text) => Array.from(text).length;

function mark(id, words, of, side, now) {
  const m = document.createElement("span");
  m.className = "m " + of.state + (id === now ? " now" : "");
  m.dataset.id = id;
  m.textContent = words;
  m.setAttribute("role", "button");
  m.setAttribute("aria-label", words + ", " + of.said + (id === now ? ", in hand" : ""));
  m.tabIndex = side === "s" && of.state === "uncertain" ? 0 : -1;
  return m;
}

function side(name, pieces, marks, now) {
  const box = document.createElement("div");
  box.className = name;
  for (const [words, id] of pieces) {
    box.append(id ? mark(id, words, marks[id], name, now) : document.createTextNode(words));
  }
  return box;
}

function draw(rows, data) {
  const made = document.createDocumentFragment();
  for (const row of data.rows) {
    const line = document.createElement("div");
    line.className = "row " + row.kind;
    line.dataset.start = row.start;
    if (row.wish) {
      const wish = document.createElement("div");
      wish.className = "wish";
      wish.textContent = row.wish;
      line.append(wish);
    }
    line.append(side("o", row.original, data.marks, data.now), side("s", row.shown, data.marks, data.now));
    made.append(line);
  }
  rows.replaceChildren(made);
}

/* Code points from the start of `box` to a place in it; the "?" after a mask is no text and counts nothing. */
function offset(box, node, at) {
  const range = document.createRange();
  range.setStart(box, 0);
  range.setEnd(node, at);
  return count(range.toString());
}

function chosen(root) {
  const selection = document.getSelection();
  const ranges = selection.getComposedRanges ? selection.getComposedRanges({ shadowRoots: [root] }) : [];
  const range = ranges[0];
  if (!range || (range.startContainer === range.endContainer && range.startOffset === range.endOffset)) return null;
  const box = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest(".s");
  const from = box(range.startContainer), to = box(range.endContainer);
  if (!from || from !== to) return null;
  const first = Number(from.parentElement.dataset.start);
  return { from, start: first + offset(from, range.startContainer, range.startOffset), end: first + offset(from, range.endContainer, range.endOffset) };
}

export default function ({ parentElement: root, data, setTriggerValue }) {
  const pane = root.querySelector(".pane"), rows = root.querySelector(".rows"), more = root.querySelector(".more");
  pane.setAttribute("aria-label", data.label);
  root.querySelector(".top .s").textContent = data.heading;
  pane.classList.toggle("alone", data.alone);
  const at = pane.scrollTop, same = pane.dataset.source === data.source;
  draw(rows, data);
  more.hidden = true;
  // Another source than before, as after a sign-off: its first question stands at the top of the page.
  if (pane.dataset.source && !same) document.querySelector("[data-testid=stMain]")?.scrollTo({ top: 0 });
  pane.dataset.source = data.source;
  pane.style.scrollBehavior = "auto";
  pane.scrollTop = same ? at : 0;
  const now = rows.querySelector(".s .now");
  const moved = data.now !== pane.dataset.now || !same;
  pane.dataset.now = data.now;
  if (now && moved) {
    if (same) pane.style.scrollBehavior = "";
    const wanted = now.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop - pane.clientHeight / 2.6;
    pane.scrollTo({ top: Math.max(0, wanted) });
  }
  const pick = (event) => {
    const m = event.target.closest?.(".m");
    if (m) setTriggerValue("picked", m.dataset.id);
  };
  pane.onclick = (event) => { if (!chosen(root)) pick(event); };
  pane.onkeydown = (event) => { if (event.key === "Enter") pick(event); };
  const offer = () => {
    const found = data.selectable ? chosen(root) : null;
    more.hidden = !found;
    if (!found) return;
    const box = found.from.getBoundingClientRect(), host = root.host.getBoundingClientRect();
    more.style.left = Math.max(0, Math.min(box.left - host.left, host.width - 170)) + "px";
    const wanted = (pane.lastPointer ?? box.bottom) - host.top + 14;
    more.style.top = Math.min(Math.max(0, wanted), host.height - 40) + "px";
    more.onclick = () => { more.hidden = true; setTriggerValue("pointed", found.start + "-" + found.end); };
  };
  pane.onpointerup = (event) => { pane.lastPointer = event.clientY; setTimeout(offer, 0); };
  pane.onkeyup = (event) => { if (event.shiftKey) offer(); };
}
"""

READERS = {
    "coder": "What the team reads",
    "reviewer": "What reviewers read",
    "public": "What the public would read",
}
KEY = "review pane"
_pane: Any = st.components.v2.component("qualitative_review_pane", html=_HTML, css=_CSS, js=_JS)


def show(
    reading: Reading,
    now: str,
    on_picked: Callable[[str], None],
    on_pointed: Callable[[str], None],
    reader: str = "coder",
) -> None:
    """The pane, with the mask `now` in hand. reader: coder, reviewer or public, whose wording stands beside the original; offsets
    are of the coder's, so words are selected there alone. on_picked: a mask's id was clicked; on_pointed: words were selected to be masked, "start-end"."""

    def told(name: str, act: Callable[[str], None]) -> Callable[[], None]:
        def tell() -> None:
            value = getattr(st.session_state.get(KEY), name, None)
            if value:
                act(str(value))

        return tell

    _pane(
        key=KEY,
        data={
            "source": reading.source,
            "label": f"{reading.title}: the original beside what the team reads"
            if reading.has_original
            else f"{reading.title}: what the team reads",
            "heading": READERS[reader],
            "selectable": reader == "coder",
            "alone": not reading.has_original,
            "now": now,
            "marks": {
                s.id: {"state": _state(reading, s.id), "said": _said(reading, s.id)}
                for s in reading.spans.values()
            },
            "rows": [
                {
                    "kind": row.kind,
                    "start": row.start_char,
                    "original": row.original,
                    "shown": {"coder": row.shown, "reviewer": row.reviewer, "public": row.public}[reader],
                    "wish": f"Asked here: {', '.join(row.wishes)}" if row.wishes else "",
                }
                for row in reading.rows
            ],
        },
        on_picked_change=told("picked", on_picked),
        on_pointed_change=told("pointed", on_pointed),
    )


def _state(reading: Reading, span_id: str) -> str:
    span = reading.spans[span_id]
    if span.asked:
        return "uncertain"
    return "public" if span.only_public else "settled"


def _said(reading: Reading, span_id: str) -> str:
    span = reading.spans[span_id]
    if span.asked:
        return "masked, uncertain"
    return "masked for the public only" if span.only_public else "masked"

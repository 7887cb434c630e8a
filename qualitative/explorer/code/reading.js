// The reading pane. The notes come as data and are set as text only (textContent): no markup of theirs is ever read.
const make = (tag, kind, words) => {
  const made = document.createElement(tag);
  if (kind) made.className = kind;
  if (words) made.textContent = words;
  return made;
};

function margin(block, pick) {
  const side = make("div", "side");
  for (const mark of block.marks) {
    const button = make("button", `mark ${mark.state}`);
    button.type = "button";
    button.dataset.id = mark.id;
    button.setAttribute("aria-label", `${mark.words}, ${mark.said}`);
    if (mark.current) button.setAttribute("aria-current", "true");
    const swatch = make("i");
    swatch.style.setProperty("--code", mark.color);
    button.append(swatch, make("span", "", mark.words));
    button.onclick = () => pick(mark.id);
    side.append(button);
  }
  if (block.wish) side.append(make("span", "wish", `asked: ${block.wish}`));
  return side;
}

function words(block) {
  const body = make("div", "body");
  const who = [block.speaker, block.voice && block.voice !== "reported" ? block.voice : ""].filter(Boolean);
  if (who.length) {
    const line = make("div", "who");
    if (block.speaker) line.append(make("span", "speaker", block.speaker));
    if (block.voice && block.voice !== "reported") line.append(make("span", "voice", block.voice));
    body.append(line);
  }
  const text = make(block.kind === "heading" ? "h3" : "p", "text");
  for (const run of block.runs) {
    const piece = make("span", run.current ? "run now" : run.marks.length ? "run coded" : "run", run.text);
    piece.dataset.marks = run.marks.join(" ");
    text.append(piece);
  }
  body.append(text);
  return body;
}

function hover(pane, id, on) {
  for (const piece of pane.querySelectorAll(".run")) {
    if (piece.dataset.marks.split(" ").includes(id)) piece.classList.toggle("pointed", on);
  }
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const pane = parentElement.querySelector(".pane");
  if (!pane || !data) return;
  const drawn = JSON.stringify(data);
  if (pane.drawn === drawn) return;
  const another = pane.source !== data.source;
  // Whoever picks other notes goes on in them: a focus left in the list's own input would swallow the keys.
  if (another && pane.source && document.activeElement?.matches("input")) document.activeElement.blur();
  const moved = another || pane.current !== data.current;
  Object.assign(pane, { drawn, source: data.source, current: data.current });
  pane.setAttribute("aria-label", `${data.title}: the notes`);

  const head = make("header");
  head.append(make("p", "voices", data.voices));
  const foot = parentElement.querySelector("footer");
  foot.replaceChildren();
  for (const { state, words } of data.legend) {
    const entry = make("span", `mark ${state}`);
    entry.append(make("i"), make("span", "", words));
    foot.append(entry);
  }
  const at = pane.scrollTop;
  pane.replaceChildren(head);
  for (const block of data.blocks) {
    const row = make("div", `block ${block.kind} ${block.voice}`);
    if (block.marks.some((mark) => mark.current)) row.classList.add("now");
    row.append(margin(block, (id) => setTriggerValue("picked", id)), words(block));
    pane.append(row);
  }
  for (const button of pane.querySelectorAll("button.mark")) {
    for (const [event, on] of [["mouseenter", true], ["focus", true], ["mouseleave", false], ["blur", false]]) {
      button.addEventListener(event, () => hover(pane, button.dataset.id, on));
    }
  }
  pane.scrollTop = another ? 0 : at;
  const now = pane.querySelector(".run.now");
  if (now && moved) {
    const top = now.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop;
    const still = another || matchMedia("(prefers-reduced-motion: reduce)").matches;
    pane.scrollTo({ top: Math.max(0, top - pane.clientHeight * 0.3), behavior: still ? "auto" : "smooth" });
  }
}

// Draws what Python made (already escaped), tells Python which arrow or box was chosen by mouse or key,
// and marks the chosen one. Redrawn only when the map itself changed, so that focus stays where it was.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const box = parentElement.querySelector(".maps");
  if (box.dataset.drawn !== data.drawn) {
    box.innerHTML = data.markup;
    box.dataset.drawn = data.drawn;
  }
  for (const el of box.querySelectorAll("[data-arrow],[data-node]")) {
    const chosen = el.dataset.arrow ? el.dataset.arrow === data.arrow : el.dataset.node === data.node;
    el.classList.toggle("chosen", chosen);
    if (el.getAttribute("role") === "button") el.setAttribute("aria-pressed", String(chosen));
  }
  // The excerpts may lie below the fold: after a choice made here, bring them in sight.
  if (box.chose && (data.arrow || data.node)) {
    box.chose = false;
    setTimeout(() => {
      const hand = document.querySelector(".st-key-causes-hand");
      if (!hand) return;
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      const top = hand.getBoundingClientRect().top;
      if (top > window.innerHeight * 0.72) {
        hand.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
      }
    }, 350);
  }
  box.pick = (el) => {
    box.chose = true;
    setTriggerValue("pick", el.dataset.arrow ? "arrow " + el.dataset.arrow : "node " + el.dataset.node);
  };
  // An arrow is two pieces, its line below and its bead above: both light up together.
  const light = (event, on) => {
    const id = event.target.closest("[data-arrow]")?.dataset.arrow;
    for (const el of box.querySelectorAll("[data-arrow]")) {
      if (el.dataset.arrow === id) el.classList.toggle("lit", on);
    }
  };
  if (!box.dataset.wired) {
    box.dataset.wired = "yes";
    for (const [name, on] of [["pointerover", true], ["pointerout", false], ["focusin", true], ["focusout", false]]) {
      box.addEventListener(name, (event) => light(event, on));
    }
    box.addEventListener("click", (event) => {
      const el = event.target.closest("[data-arrow],[data-node]");
      if (el) box.pick(el);
    });
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      const el = event.target.closest("[data-arrow],[data-node]");
      if (!el) return;
      event.preventDefault();
      event.stopPropagation();
      box.pick(el);
    });
  }
}

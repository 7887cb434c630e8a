// Draws markup made and escaped in Python; tells Python which [data-pick] was pressed; puts the panel beside what is
// open where there is room (52rem), else under it. Nothing is fetched and nothing is remembered.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector('.q-draft');
  if (!root || !data) return;
  const fresh = root.dataset.made !== data.made;
  if (fresh) {
    root.innerHTML = data.markup;
    const turned = root.dataset.made && root.dataset.page !== data.page;
    root.dataset.made = data.made;
    root.dataset.page = data.page;
    if (turned) root.scrollIntoView({ block: 'start' });
  }
  const side = root.querySelector('.q-draft-side');
  const rail = root.querySelector('.q-draft-rail');
  const panels = data.panels || {};
  const wide = () => side && root.clientWidth >= 52 * 16;
  // What was pressed last stands, until Python has answered it: an answer to the press before may still arrive.
  const waits = root.asked && root.asked.until > Date.now() && root.asked.open !== data.open;
  if (!waits || fresh) {
    root.asked = null;
    root.dataset.open = data.open;
  }
  const opened = () => [...root.querySelectorAll('[data-pick]')].find((e) => e.dataset.pick === root.dataset.open);

  function place() {
    root.querySelectorAll('.q-draft-panel, tr.q-draft-row').forEach((e) => e.remove());
    root.querySelectorAll('[aria-expanded="true"]').forEach((e) => e.setAttribute('aria-expanded', 'false'));
    const here = opened();
    const words = here && panels[root.dataset.open];
    if (rail) {
      rail.hidden = Boolean(words && wide());
      if (wide()) rail.querySelector('details').open = true;
    }
    if (here) here.setAttribute('aria-expanded', 'true');
    if (!words) return;
    const made = document.createElement('section');
    made.className = 'q-draft-panel';
    made.setAttribute('aria-label', data.label || '');
    made.innerHTML = words;
    const cell = here.closest('td, th');
    if (wide()) {
      side.append(made);
      side.scrollTop = 0;
    } else if (cell && getComputedStyle(cell).display === 'block') {
      cell.append(made); // a narrow screen: the cells stand one under another
    } else if (cell) {
      const line = document.createElement('tr');
      line.className = 'q-draft-row';
      const whole = document.createElement('td');
      whole.colSpan = cell.parentElement.children.length;
      whole.append(made);
      line.append(whole);
      cell.parentElement.after(line);
    } else {
      (here.closest('p') || here).after(made);
    }
  }

  if (fresh && !wide() && rail) rail.querySelector('details').open = false;
  const drawn = `${data.made} ${root.dataset.open} ${data.drawn}`;
  if (fresh || root.dataset.drawn !== drawn) {
    root.dataset.drawn = drawn;
    place();
    if (fresh && opened() && panels[root.dataset.open]) opened().scrollIntoView({ block: 'center' });
  }

  function press(event) {
    const away = event.type === 'keydown' && event.key === 'Escape' && root.dataset.open;
    const at = away ? opened() : event.target.closest('[data-pick]');
    if (!at || !root.contains(at)) return;
    if (away) event.preventDefault();
    else if (event.type === 'keydown') {
      if (event.target.tagName === 'BUTTON' || !['Enter', ' '].includes(event.key)) return;
      event.preventDefault();
    } else if (String(window.getSelection())) {
      return; // words are being marked, not pressed
    }
    const pick = at.dataset.pick === root.dataset.open ? data.close : at.dataset.pick;
    if (pick in panels || pick === data.close) {
      const before = opened();
      root.dataset.open = pick === data.close ? '' : pick;
      root.asked = { open: root.dataset.open, until: Date.now() + 3000 };
      root.dataset.drawn = `${data.made} ${root.dataset.open} ${data.drawn}`;
      place();
      if (pick === data.close && before) before.focus({ preventScroll: true });
    }
    setTriggerValue('picked', pick);
  }
  let was = wide();
  const resized = new ResizeObserver(() => {
    if (wide() !== was) {
      was = wide();
      place();
    }
  });
  // This runs at every answer of Python's: what listened before is replaced, never added to.
  root.resized?.disconnect();
  root.resized = resized;
  resized.observe(root);
  root.onclick = press;
  root.onkeydown = press;
  return () => resized.disconnect();
}

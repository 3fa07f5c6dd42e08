// The queue: a row is chosen by keys, and the rows follow what happens elsewhere.
import { listen } from './keys.js';
import { follow, fresh } from './live.js';

const rows = () => [...document.querySelectorAll('#rows tbody tr[data-case]')];
let chosen = null;

function choose(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.dataset.case === chosen);
  const row = all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + step))];
  chosen = row.dataset.case;
  mark();
  row.querySelector('a').focus();
  row.scrollIntoView({ block: 'nearest' });
}

function mark() {
  for (const row of rows()) row.classList.toggle('chosen', row.dataset.case === chosen);
}

function open(claim) {
  const row = rows().find((one) => one.dataset.case === chosen) ?? rows()[0];
  const button = claim ? row?.querySelector('form button') : null;
  if (button) button.click();
  else row?.querySelector('a').click();
}

let waiting = null;
async function renew() {
  waiting = null;
  const page = await fresh(location.href);
  if (!page) return;
  const focused = document.activeElement?.closest('tr[data-case]')?.dataset.case;
  for (const id of ['rows', 'views', 'urgent']) {
    const now = page.getElementById(id);
    if (now) document.getElementById(id)?.replaceWith(document.adoptNode(now));
  }
  mark();
  if (focused) rows().find((row) => row.dataset.case === focused)?.querySelector('a').focus();
}

follow(() => { waiting ??= setTimeout(renew, 250); });
listen({
  j: () => choose(1),
  k: () => choose(-1),
  ArrowDown: () => choose(1),
  ArrowUp: () => choose(-1),
  o: () => open(false),
  Enter: () => open(true),
  '/': () => document.getElementById('search').focus(),
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && event.target.matches('#rows th a')) {
    event.preventDefault();
    chosen = event.target.closest('tr').dataset.case;
    open(true);
  }
});

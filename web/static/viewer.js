// Whole pages: tabs, zoom, pan and rotation, and the boxes of fields lit from the table and the other way round.

const part = document.getElementById('pages');
const work = document.getElementById('evidence');
const tabs = part ? [...part.querySelectorAll('[role=tab]')] : [];
const views = new Map();

const pageOf = (id) => document.getElementById(`p-${id}`);
const current = () => tabs.find((tab) => tab.getAttribute('aria-selected') === 'true')?.dataset.page;
export const shown = () => part && !part.hidden;

function view(id) {
  if (!views.has(id)) views.set(id, { zoom: 1, x: 0, y: 0, turn: 0 });
  return views.get(id);
}

function draw(id) {
  const svg = pageOf(id)?.querySelector('svg');
  if (!svg) return;
  const { zoom, x, y, turn } = view(id);
  const width = Number(svg.dataset.width);
  const height = Number(svg.dataset.height);
  const [w, h] = turn % 180 ? [height, width] : [width, height];
  svg.setAttribute('viewBox', `${x + (w - w / zoom) / 2} ${y + (h - h / zoom) / 2} ${w / zoom} ${h / zoom}`);
  const shift = `translate(${w / 2} ${h / 2}) rotate(${turn}) translate(${-width / 2} ${-height / 2})`;
  svg.querySelector('g').setAttribute('transform', shift);
}

function load(id) {
  const image = pageOf(id)?.querySelector('image[data-src]');
  if (!image) return;
  image.setAttribute('href', image.dataset.src);
  image.removeAttribute('data-src');
}

/** Show a document's page, with a field lit where one is named. */
export function show(id, field = '') {
  if (!part || !tabs.length) return;
  const which = id ?? current();
  part.hidden = false;
  work.hidden = true;
  for (const tab of tabs) {
    const own = tab.dataset.page === which;
    tab.setAttribute('aria-selected', String(own));
    tab.tabIndex = own ? 0 : -1;
    pageOf(tab.dataset.page).hidden = !own;
    if (own) tab.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }
  load(which);
  draw(which);
  if (field) light(which, field);
  pageOf(which).querySelector('.stage').focus({ preventScroll: true });
}

/** Go back to the evidence. */
export function close() {
  if (!part) return;
  part.hidden = true;
  work.hidden = false;
}

/** The next document, or with -1 the one before. */
export function turnPage(step) {
  const at = tabs.findIndex((tab) => tab.dataset.page === current());
  show(tabs[(at + step + tabs.length) % tabs.length].dataset.page);
}

export const zoom = {
  in: () => change((one) => { one.zoom = Math.min(12, one.zoom * 1.4); }),
  out: () => change((one) => { one.zoom = Math.max(0.5, one.zoom / 1.4); }),
  turn: () => change((one) => { one.turn = (one.turn + 90) % 360; one.x = 0; one.y = 0; }),
  fit: () => change((one) => { Object.assign(one, { zoom: 1, x: 0, y: 0 }); }),
};

/** Move what is seen by parts of the stage. */
export function pan(across, down) {
  const svg = pageOf(current())?.querySelector('svg');
  if (!svg) return;
  const box = svg.viewBox.baseVal;
  change((one) => { one.x += across * box.width; one.y += down * box.height; });
}

function change(how) {
  const id = current();
  if (!id) return;
  how(view(id));
  draw(id);
}

function light(id, field) {
  const page = pageOf(id);
  for (const one of page.querySelectorAll('[data-field]')) {
    one.classList.toggle('lit', one.dataset.field === field);
  }
  const row = page.querySelector(`tr[data-field="${CSS.escape(field)}"]`);
  row?.scrollIntoView({ block: 'nearest' });
  const details = page.querySelector('details.fix');
  if (!details || !row) return;
  details.hidden = false;
  details.querySelector('summary span').textContent = row.querySelector('th').textContent;
  details.querySelector('[name=field]').value = field;
  details.querySelector('[name=value]').value = '';
}

function follow(event) {
  const id = current();
  const lit = event.target.closest('.box, tr[data-field]');
  if (lit) light(id, lit.dataset.field);
  const how = event.target.closest('[data-zoom]')?.dataset.zoom;
  if (how) zoom[how]();
  if (event.target.closest('[data-close]')) close();
  const tab = event.target.closest('[role=tab]');
  if (tab) show(tab.dataset.page);
}

function drag(event) {
  const svg = event.target.closest('svg');
  if (!svg || event.button) return;
  const scale = svg.viewBox.baseVal.width / svg.getBoundingClientRect().width;
  let { clientX, clientY } = event;
  const move = (now) => {
    change((one) => { one.x -= (now.clientX - clientX) * scale; one.y -= (now.clientY - clientY) * scale; });
    ({ clientX, clientY } = now);
  };
  const end = () => { removeEventListener('pointermove', move); removeEventListener('pointerup', end); };
  addEventListener('pointermove', move);
  addEventListener('pointerup', end);
}

if (part) {
  part.addEventListener('click', follow);
  part.addEventListener('pointerdown', drag);
  part.addEventListener('wheel', (event) => {
    if (!event.target.closest('svg')) return;
    event.preventDefault();
    zoom[event.deltaY < 0 ? 'in' : 'out']();
  }, { passive: false });
  part.querySelector('[role=tablist]').addEventListener('keydown', (event) => {
    if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
      event.stopPropagation();
      turnPage(event.key === 'ArrowRight' ? 1 : -1);
      tabs.find((tab) => tab.tabIndex === 0)?.focus();
    }
  });
}

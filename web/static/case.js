// A case: one doubt at a time, decided by keys, and told at once where somebody else changes it.
import { listen } from './keys.js';
import { follow, fresh, say } from './live.js';
import * as viewer from './viewer.js';

const page = document.querySelector('article.case');
const doubts = [...document.querySelectorAll('.doubt')];
const now = () => doubts.find((one) => !one.hidden);
const click = (selector, from = document) => from?.querySelector(selector)?.click();

function choose(one) {
  if (!one) return;
  viewer.close();
  for (const other of doubts) other.hidden = other !== one;
  for (const link of document.querySelectorAll('[data-at]')) {
    if (link.dataset.at === one.dataset.key) {
      link.setAttribute('aria-current', 'true');
      link.scrollIntoView({ block: 'nearest' });
    } else link.removeAttribute('aria-current');
  }
  history.replaceState(null, '', `?at=${one.dataset.key}`);
  say(one.querySelector('h2').textContent);
}

const step = (by) => choose(doubts[Math.max(0, Math.min(doubts.length - 1, doubts.indexOf(now()) + by))]);

function settle(same) {
  const form = now()?.querySelector('form.settle');
  if (!form) return;
  const wants = now().dataset.wants === '1' && same;
  if (wants && !form.other.value && !form.querySelector('[name=reason]:checked')) {
    form.querySelector('.reasons').classList.add('asked');
    form.querySelector('[name=reason]').focus();
    say(form.querySelector('legend').textContent);
    return;
  }
  form.querySelector(same ? '.yes' : '.no').click();
}

/** The form whose reasons one digit answers: an open one first, else that of the doubt. */
function asking() {
  const open = [...document.querySelectorAll('details[open] form')];
  const seen = open.filter((form) => form.querySelector('.reasons') && form.offsetParent);
  return seen[0] ?? now()?.querySelector('form.settle');
}

function answer(number) {
  const form = asking();
  const choice = form?.querySelectorAll('[name=reason]')[number - 1];
  if (!choice) return;
  choice.checked = true;
  if (form.reportValidity()) click('.yes, :scope > button', form);
}

let fixing = -1;
function fix() {
  const part = viewer.shown() ? document.querySelector('.page:not([hidden])') : now();
  const all = [...(part?.querySelectorAll('details.fix:not([hidden])') ?? [])];
  if (!all.length) return;
  fixing = (fixing + 1) % all.length;
  all.forEach((one, at) => { one.open = at === fixing; });
  const input = all[fixing].querySelector('[name=value]');
  input.focus();
  input.select();
}

function unfold(id) {
  const details = document.getElementById(id);
  if (!details) return;
  details.open = !details.open;
  if (details.open) details.querySelector('select, input:not([type=hidden])')?.focus();
}

function look() {
  if (viewer.shown()) return viewer.close();
  const source = now()?.querySelector('figure[data-document]');
  return viewer.show(source?.dataset.document, source?.dataset.field);
}

function away() {
  const open = document.querySelector('details.pop[open], details.fix[open]');
  if (open) open.open = false;
  else viewer.close();
}

const before = sessionStorage.getItem('told');
if (before) {
  sessionStorage.removeItem('told');
  const banner = document.getElementById('changed');
  banner.querySelector('span').textContent = before;
  banner.querySelector('a').hidden = true;
  banner.hidden = false;
  say(before);
}

const moving = (then, x, y) => () => (viewer.shown() ? viewer.pan(x, y) : then());

listen({
  j: () => step(1),
  k: () => step(-1),
  ArrowDown: moving(() => step(1), 0, 0.15),
  ArrowUp: moving(() => step(-1), 0, -0.15),
  ArrowLeft: moving(() => {}, -0.15, 0),
  ArrowRight: moving(() => {}, 0.15, 0),
  y: () => settle(true),
  n: () => settle(false),
  e: fix,
  a: () => click('#accept button'),
  b: () => click('#return'),
  d: () => unfold('declining'),
  u: () => (document.getElementById('undo') ? click('#undo button') : unfold('undoing')),
  c: () => click('#claim button, #release button'),
  h: () => unfold('handing'),
  m: () => unfold('revealing'),
  v: look,
  '.': () => viewer.turnPage(1),
  ',': () => viewer.turnPage(-1),
  '+': viewer.zoom.in,
  '=': viewer.zoom.in,
  '-': viewer.zoom.out,
  0: viewer.zoom.fit,
  r: viewer.zoom.turn,
  ']': () => click('#after'),
  '[': () => click('#before'),
  Escape: away,
  ...Object.fromEntries([1, 2, 3, 4, 5].map((number) => [number, () => answer(number)])),
});

document.addEventListener('click', (event) => {
  const link = event.target.closest('[data-at], [data-show]');
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  if (link.dataset.at) choose(doubts.find((one) => one.dataset.key === link.dataset.at));
  else viewer.show(link.dataset.show, link.dataset.field);
});
document.getElementById('view')?.addEventListener('click', look);
for (const form of document.querySelectorAll('form')) {
  form.addEventListener('submit', (event) => {
    if (event.submitter?.getAttribute('aria-disabled') === 'true') {
      event.preventDefault();
      say(event.submitter.title);
      event.submitter.classList.add('refused');
    }
  });
}

const busy = () => document.activeElement?.matches('input:not([type=radio]), textarea, select')
  || document.querySelector('details.pop[open], details.fix[open]');

follow(async (heard) => {
  if (heard.case !== page.dataset.case || heard.by === page.dataset.me) return;
  const now_ = await fresh(`/cases/${page.dataset.case}`);
  const other = now_?.querySelector('article.case');
  if (!other) return;
  const changed = other.dataset.version !== page.dataset.version;
  const banner = document.getElementById('changed');
  const what = banner.getAttribute(`data-${heard.what.replace(' ', '-')}`) ?? heard.what;
  const told = heard.by ? `${heard.by}：${what}` : what;
  banner.querySelector('span').textContent = told;
  banner.hidden = false;
  say(told);
  if (!changed || !busy()) {
    for (const part of ['.casehead', '.decide']) {
      const fresher = other.querySelector(part);
      if (fresher && !changed) document.querySelector(part)?.replaceWith(document.adoptNode(fresher));
    }
    if (changed) {
      sessionStorage.setItem('told', told);
      location.reload();
    }
  }
});

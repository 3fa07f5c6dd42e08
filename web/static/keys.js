// Keys: what each does on a page, also while a Chinese input method is on.

function nameOf(event) {
  const { key, code } = event;
  if (key.length === 1 && key.charCodeAt(0) < 128) return key;
  if (/^Key[A-Z]$/.test(code)) return code.slice(3).toLowerCase();
  return key;
}

const typing = (target) => target.matches('input:not([type=radio]):not([type=checkbox]), textarea, select');

const root = document.documentElement;

/**
 * Have keys do things; `actions` maps a key to a function that is given the event.
 * Once something was sent, keys rest until the next page is there, so that nothing is done twice.
 */
export function listen(actions) {
  root.dataset.ready = '';
  addEventListener('pageshow', () => { root.dataset.ready = ''; });
  addEventListener('beforeunload', () => { delete root.dataset.ready; });
  document.addEventListener('submit', (event) => {
    if (!event.defaultPrevented) delete root.dataset.ready;
  });
  document.addEventListener('keydown', (event) => {
    if (!('ready' in root.dataset)) return;
    if (event.altKey || event.metaKey || event.isComposing) return;
    if (typing(event.target)) {
      if (event.key === 'Escape') event.target.blur();
      return;
    }
    if (event.ctrlKey) return;
    const name = nameOf(event);
    const act = actions[name] ?? everywhere[name];
    if (!act) return;
    if ((name === 'Enter' || name === ' ') && event.target.closest('a, button, summary')) return;
    event.preventDefault();
    act(event);
  });
}

const everywhere = {
  '?': () => location.assign('/keys'),
  q: () => location.assign('/'),
};

if (document.querySelector('.keys')) listen({ Escape: () => history.back() });

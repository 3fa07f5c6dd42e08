// The notice: its text follows every change of a point.
import { listen } from './keys.js';

const form = document.querySelector('form.notice');
const text = document.getElementById('text');
const csrf = form.querySelector('[name=csrf]').value;
let waiting = null;

async function renew() {
  const answer = await fetch(form.dataset.text, {
    method: 'POST', body: new FormData(form), headers: { 'X-CSRF-Token': csrf },
  });
  if (answer.ok) text.textContent = await answer.text();
}

form.addEventListener('input', () => {
  clearTimeout(waiting);
  waiting = setTimeout(renew, 250);
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && event.ctrlKey) form.requestSubmit();
});
listen({ Escape: () => form.querySelector('a.button').click() });

// What happens to cases, as it happens; the stream is the server's, it comes back by itself.

/** Call `heard({case, what, by})` for everything that happened since the page was made. */
export function follow(heard) {
  const source = new EventSource(`/live?since=${document.getElementById('heard').dataset.since}`);
  source.addEventListener('message', (event) => heard(JSON.parse(event.data)));
  addEventListener('pagehide', () => source.close());
}

/** The page as it is now, parsed; null where it cannot be had. */
export async function fresh(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: 'text/html' } });
    if (!answer.ok || answer.redirected) return null;
    return new DOMParser().parseFromString(await answer.text(), 'text/html');
  } catch {
    return null;
  }
}

/** Say something to whoever listens rather than looks. */
export function say(text) {
  const place = document.getElementById('heard');
  if (place) place.textContent = text;
}

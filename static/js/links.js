/**
 * Links that change the state, and the Play button. What a script can do by itself is done at once; the rest is asked of
 * the server.
 *
 * @typedef {import('./comparison.js').Comparison} Comparison
 * @typedef {import('./play.js').Player} Player
 */
import { DEFAULT_TURN } from './figures/projection.js';
import { TURNS } from './keys.js';

/**
 * @param {Comparison} comparison
 * @param {Player} player
 */
export function listen(comparison, player) {
  document.addEventListener('click', (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest('#play')) player.toggle();
    const link = stateful(event);
    if (!link) return;
    event.preventDefault();
    follow(link, comparison, player);
  });

  // Links that are opened elsewhere or copied mean what is on screen now.
  for (const kind of ['pointerdown', 'focusin']) {
    document.addEventListener(kind, (event) => {
      const link = event.target instanceof Element ? event.target.closest('a') : null;
      if (link?.search && link.origin === location.origin) link.href = comparison.meant(link);
    });
  }
}

/**
 * The link to another state that a click means, unless it is to be opened elsewhere.
 *
 * @param {MouseEvent} event
 */
export function stateful(event) {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return null;
  return 'state' in link.dataset ? link : null;
}

/**
 * @param {HTMLAnchorElement} link
 * @param {Comparison} comparison
 * @param {Player} player
 */
function follow(link, comparison, player) {
  const turn = link.id.startsWith('turn-') ? link.id.slice('turn-'.length) : '';
  if (link.dataset.themeChoice) comparison.paint(link.dataset.themeChoice);
  else if (turn === 'reset') comparison.turnTo(...DEFAULT_TURN);
  else if (turn) comparison.turnTo(comparison.turn[0] + TURNS[turn][0], comparison.turn[1] + TURNS[turn][1]);
  else if (link.id === 'step-back') player.step(-1);
  else if (link.id === 'step-forward') player.step(1);
  else comparison.go(comparison.meant(link), 'push', undefined, link.closest('.view') !== null);
}

/** The palette: automatic, light, dark or projector. tokens.css has the colours; the plots are given them from there. */

/**
 * The present colour of a role, as the browser computes it.
 *
 * @param {string} role
 */
export function colour(role) {
  probe.style.color = `var(--${role})`;
  return getComputedStyle(probe).color;
}

const probe = document.createElement('span');
probe.hidden = true;
probe.style.setProperty('forced-color-adjust', 'none'); // or every role would be that of text
document.body.append(probe);

/** @param {string} theme */
export function show(theme) {
  if (theme !== document.documentElement.dataset.theme) document.documentElement.dataset.theme = theme;
  for (const choice of document.querySelectorAll('[data-theme-choice]')) {
    if (choice.getAttribute('data-theme-choice') === theme) choice.setAttribute('aria-current', 'true');
    else choice.removeAttribute('aria-current');
  }
}

/** The menu of palettes closes with Esc and after a choice, also that of the palette one has. */
export function listen() {
  document.addEventListener('keydown', ({ key }) => key === 'Escape' && close());
  document.addEventListener('click', ({ target }) => {
    if (target instanceof Element && target.closest('[data-theme-choice]')) close();
  });
}

function close() {
  const menu = /** @type {HTMLDetailsElement | null} */ (document.querySelector('.themes[open]'));
  if (!menu) return;
  menu.open = false;
  menu.querySelector('summary')?.focus();
}

/** @param {() => void} change called when the colours are other ones, also because the system turned dark */
export function onChange(change) {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', change);
  new MutationObserver(change).observe(document.documentElement, { attributeFilter: ['data-theme'] });
}

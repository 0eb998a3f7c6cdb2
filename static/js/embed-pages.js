/** Wakes an embedded figure that the server draws for each state: a lesson, or all choices of axes. */
import { Charts } from './charts.js';
import { address, record, refusal } from './embed-frame.js';
import { stateful } from './links.js';
import * as notice from './notice.js';
import * as plot from './plot.js';
import { ask } from './request.js';
import { swap } from './swap.js';
import * as theme from './theme.js';

const REST = 300;

/**
 * @param {(state: string) => void} changed
 * @returns {Woken}
 */
export function begin(changed) {
  const charts = new Charts(theme.colour);
  theme.onChange(() => charts.repaint());
  /** @type {number | undefined} */
  let timer;

  /**
   * @param {string} place
   * @returns {Promise<boolean>} whether the figure is the new one
   */
  async function go(place) {
    const done = notice.working();
    const reply = await ask(place);
    done();
    if (!reply) return false;
    const page = new DOMParser().parseFromString(reply.text, 'text/html');
    const state = page.getElementById('stage')?.dataset.query;
    if (!reply.ok || state === undefined) {
      notice.refused(page, reply.status);
      return false;
    }
    notice.clear();
    swap(page, true);
    theme.show(page.documentElement.dataset.theme ?? 'auto');
    charts.dress();
    record(state);
    changed(state);
    return true;
  }

  function send() {
    window.clearTimeout(timer);
    const form = /** @type {HTMLFormElement} */ (document.getElementById('controls'));
    const fields = [...new FormData(form)].map(([name, value]) => [name, String(value)]);
    go(`${location.pathname}?${new URLSearchParams(fields)}`);
  }

  for (const kind of ['input', 'change']) {
    document.addEventListener(kind, ({ target }) => {
      const field = target instanceof HTMLInputElement || target instanceof HTMLSelectElement ? target : null;
      if (field?.form?.id !== 'controls' || !field.value.trim() || (kind === 'input') !== (field.type === 'text')) return;
      window.clearTimeout(timer);
      timer = window.setTimeout(send, kind === 'input' ? REST : 0);
    });
  }
  document.addEventListener('submit', (event) => {
    event.preventDefault();
    send();
  });
  document.addEventListener('click', (event) => {
    const link = stateful(event);
    if (!link) return;
    event.preventDefault();
    go(link.href);
  });

  if (edited()) send();

  return {
    set: async (state) => ((await go(address(state))) ? null : refusal()),
    play: () => {}, // nothing here is stepped through
    takeOver: (plotly) => {
      plot.load(plotly).then(() => charts.takeOver(), () => {}); // without Plotly the drawings stay as they are
    },
  };
}

/** Whether a control was changed before anyone listened. */
function edited() {
  return [...document.querySelectorAll('#controls input, #controls select')].some((field) =>
    field instanceof HTMLSelectElement
      ? !field.selectedOptions[0]?.defaultSelected
      : field instanceof HTMLInputElement && field.value !== field.defaultValue,
  );
}

/** A figure in a file of its own, without a server: it is awake from the start. app/web/standalone.py makes the file. */
import { Charts } from './charts.js';
import { begin } from './embed-comparison.js';
import * as plot from './plot.js';
import * as theme from './theme.js';

if (document.getElementById('outcome')) {
  const figure = begin(() => {});
  if (plot.there()) figure.takeOver('');
} else {
  document.documentElement.classList.add('scripted');
  const charts = new Charts(theme.colour);
  theme.onChange(() => charts.repaint());
  if (plot.there()) charts.takeOver();
}

// In a notebook the file stands in a frame, which is as high as what is in it.
const frame = /** @type {HTMLElement | null} */ (window.frameElement);
if (frame) {
  const fit = () => {
    frame.style.height = `${Math.ceil(document.body.getBoundingClientRect().height) + 8}px`;
  };
  new ResizeObserver(fit).observe(document.body);
}

/**
 * The charts of a view answer when they are pointed at. The drawing stays the SVG that came with the page; Plotly lies
 * over it, unseen but for its labels, and its marks are where those of the drawing are.
 */
import * as plot from './plot.js';

export class Charts {
  /** @type {Map<HTMLElement, {place: HTMLElement, figure: Figure}>} by the element that holds the drawing */
  charts = new Map();
  live = false;

  /** @param {plot.Palette} palette */
  constructor(palette) {
    this.palette = palette;
    this.sizes = new ResizeObserver((entries) => {
      for (const { target } of entries) this.lay(/** @type {HTMLElement} */ (target));
    });
  }

  /** Takes the charts of the page as it is now. */
  dress() {
    if (!this.live) return;
    for (const [picture, { place }] of this.charts) {
      if (picture.isConnected) continue;
      this.sizes.unobserve(picture);
      this.charts.delete(picture);
      plot.drop(place);
    }
    const island = document.getElementById('charts')?.textContent ?? '{}';
    for (const [ident, figure] of Object.entries(JSON.parse(island))) {
      const picture = /** @type {HTMLElement | null} */ (document.querySelector(`[data-picture="${CSS.escape(ident)}"]`));
      if (!picture || this.charts.has(picture)) continue;
      const place = Object.assign(document.createElement('div'), { className: 'plot' });
      place.setAttribute('aria-hidden', 'true');
      picture.append(place);
      this.charts.set(picture, { place, figure });
      this.sizes.observe(picture);
    }
  }

  /** Plotly is there. */
  takeOver() {
    this.live = true;
    this.dress();
  }

  /** After a change of the colours. */
  repaint() {
    for (const picture of this.charts.keys()) this.lay(picture);
  }

  /** @param {HTMLElement} picture */
  lay(picture) {
    const chart = this.charts.get(picture);
    const width = picture.querySelector('svg')?.getBoundingClientRect().width;
    if (chart && width) plot.over(chart.place, chart.figure, width / chart.figure.layout.width, this.palette);
  }
}

/** Wakes an embedded figure of the comparison: the cubes, or a view. It wires, as main.js does. */
import { Charts } from './charts.js';
import { Comparison } from './comparison.js';
import { address, record, refusal } from './embed-frame.js';
import * as keys from './keys.js';
import * as links from './links.js';
import { Player } from './play.js';
import * as plot from './plot.js';
import * as point from './point.js';
import { write } from './state/query.js';
import * as table from './table.js';
import * as theme from './theme.js';

/**
 * @param {(state: string) => void} changed
 * @returns {Woken}
 */
export function begin(changed) {
  const comparison = new Comparison(dress, {
    address,
    // The whole is small here.
    part: (_, whole) => whole,
    record: () => keep(write(comparison.state)),
  });
  const player = new Player(comparison);
  const charts = new Charts(theme.colour);

  point.listen(comparison);
  keys.listen(comparison, player, false);
  links.listen(comparison, player);
  table.listen();
  theme.onChange(() => {
    comparison.cubes.repaint();
    charts.repaint();
  });
  window.addEventListener('beforeprint', () => comparison.cubes.print());
  matchMedia('print').addEventListener('change', ({ matches }) => matches && comparison.cubes.print());
  dress();

  function dress() {
    player.dress();
    table.dress();
    charts.dress();
  }

  /** @param {string} state */
  function keep(state) {
    record(state);
    changed(state);
  }

  return {
    set: async (state) => ((await comparison.go(address(state))) ? null : refusal()),
    play: () => player.play(),
    takeOver: (plotly) => {
      const taken = () => {
        charts.takeOver();
        comparison.cubes.takeOver();
      };
      // Without Plotly the SVG stays: it shows and does the same.
      plot.load(plotly).then(taken, () => {});
    },
  };
}

/** Reads questions as JSON from standard input and writes what the page's own modules answer: for test_agreement.py. */
import { readFileSync } from 'node:fs';

import { drawing } from '../../static/js/figures/box.js';
import { body, highlight, valueUnder } from '../../static/js/figures/cube.js';
import { cellAt, cellPath, poolPath } from '../../static/js/figures/grid.js';
import { apart, number } from '../../static/js/format.js';
import { arithmetic, cellName, inNextPool, outcome } from '../../static/js/state/outcome.js';
import { read, write } from '../../static/js/state/query.js';

const ANSWERS = {
  number: (texts) => texts.map((text) => number(Number(text))),
  apart: (pairs) => pairs.map(([value, other]) => apart(value, other)),
  scene: ({ axes, shape, window, parts, cell, turn }) => {
    const drawn = drawing(axes, shape, window);
    const { seen, scene } = body(drawn, turn);
    return { paths: { ...scene.paths, ...highlight(seen, drawn, parts, cell) }, places: scene.places };
  },
  under: ({ axes, shape, window, turn, points }) => {
    const drawn = drawing(axes, shape, window);
    const { seen } = body(drawn, turn);
    return points.map((point) => valueUnder(seen, drawn, point));
  },
  grid: ({ grid, box, cell, points }) => ({
    pool: poolPath(grid, box),
    cell: cellPath(grid, cell),
    under: points.map((point) => cellAt(grid, point, cell)),
  }),
  arithmetic: ({ answer, cells }) => {
    const known = outcome(answer);
    return cells.map((cell) =>
      answer.methods.map((method) =>
        Object.fromEntries(Object.entries(arithmetic(known, method, cell)).map(([name, value]) => [name, String(value)])),
      ),
    );
  },
  nextPool: ({ shape, parts, cell, step }) => inNextPool(shape, parts, cell, step),
  cellName: ({ ones, cell }) => cellName(ones, cell),
  query: (text) => write(read(text)),
};

const questions = JSON.parse(readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(questions.map(([kind, question]) => ANSWERS[kind](question))));

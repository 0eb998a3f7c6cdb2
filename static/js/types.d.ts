/** The answer that the page carries, and the shapes that the modules hand to each other. Known to all of them. */

type Point = [number, number];
type Span = [number, number];
type Box = Span[];
type Index = number[];
/** Half-open ranges of drawn cells along depth, width and height. */
type Cells = [Span, Span, Span];
/** Half the width and half the height of the labels of depth, width and height. */
type Halves = [Point, Point, Point];
type Nested = number | string | Nested[];

interface TypedArray {
  dtype: 'f4' | 'f8';
  bdata: string;
  shape: number[];
}

interface Arithmetic {
  value: number;
  mean: number;
  variance: number;
  deviation: number;
  centred: number;
  denominator: number;
  standardized: number;
  scale: number;
  offset: number;
  output: number;
}

interface MethodAnswer {
  key: string;
  label: string;
  centers: boolean;
  statistics_shape: number[];
  statistics: { start: number[]; shape: number[]; mean: Nested; variance: Nested };
}

interface Shape {
  name: string;
  path: string;
  fillcolor?: string;
  line: { color: string; width: number; dash?: string };
}

interface Annotation {
  name: string;
  text: string;
  x: number;
  y: number;
  font: { family: string; size: number; color: string };
}

interface Figure {
  data: object[];
  layout: {
    width: number;
    height: number;
    xaxis: object;
    yaxis: object;
    shapes: Shape[];
    annotations: Annotation[];
    margin?: Record<string, number>;
  };
}

interface Answer {
  tensor: { axes: string[]; ones: string[]; shape: number[]; source: string };
  cell: { index: number[] };
  window: { ranges: Box; values: TypedArray };
  /** With how many significant digits values and means are written. */
  digits: number;
  epsilon: number;
  epsilon_place: 'variance' | 'deviation';
  scale: number;
  offset: number;
  turn: Point;
  methods: MethodAnswer[];
  figures: Record<string, Figure>;
}

/** One method's statistics of the pools around the window, flat in C order. */
interface Statistics {
  start: number[];
  shape: number[];
  mean: Float64Array;
  variance: Float64Array;
}

/** Everything that pointing at a value needs, without asking the server. */
interface Outcome {
  answer: Answer;
  axes: string[];
  shape: number[];
  window: Box;
  values: Float64Array;
  statistics: Map<string, Statistics>;
}

/** A cube as the reader sees it now: path data by role, and where the texts stand. */
interface Scene {
  paths: Record<string, string>;
  places: Point[];
}

interface View {
  counts: [number, number, number];
  scale: number;
  centre: Point;
  origin: Point;
  steps: [Point, Point, Point];
  near: [number, number, number];
}

/** A tensor unfolded, as app/figures/grid.py lays it out; pairs are down and across. */
interface Grid {
  outer: number[];
  down: number;
  across: number;
  window: Box;
  columns: number;
  cells: Point;
  steps: Point;
  unit: Point;
  origin: Point;
  gaps: Point;
}

interface Drawing {
  axes: string[];
  shape: number[];
  window: Box;
  depth: number[];
  width: number[];
  height: number[];
}

/** An embedded figure that the reader has touched. */
interface Woken {
  /** Shows another state; a sentence where it cannot be. */
  set: (state: string) => Promise<string | null>;
  /** Begins to step through the pools. */
  play: () => void;
  /** Has Plotly, which is at the address, draw. */
  takeOver: (plotly: string) => void;
}

/** The part of Plotly that plot.js uses. */
declare const Plotly: {
  react(place: HTMLElement, data: object[], layout: object, config: object): Promise<unknown>;
  relayout(place: HTMLElement, changes: object): Promise<unknown>;
  purge(place: HTMLElement): void;
};

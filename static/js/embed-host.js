/** For pages that hold figures in frames: each frame is made as high as its figure says. */
(() => {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const origin = new URL(script.src).origin;
  addEventListener('message', ({ data, origin: from, source }) => {
    if (from !== origin || !data || data.type !== 'normaxis:resize' || data.version !== 1) return;
    if (!Number.isFinite(data.height)) return;
    for (const frame of document.querySelectorAll('iframe')) {
      if (frame.contentWindow === source) frame.style.height = `${Math.min(4000, Math.max(120, data.height))}px`;
    }
  });
})();

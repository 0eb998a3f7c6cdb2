/** Links to share a figure open a dialog, which is fetched when it is first asked for. Without it they lead to a page. */

document.addEventListener('click', (event) => {
  const link = event.target instanceof Element && event.target.closest('a');
  if (!link || !('share' in link.dataset)) return;
  if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  import('./share-dialog.js').then(({ open }) => open(link.href)).catch(() => location.assign(link.href));
});

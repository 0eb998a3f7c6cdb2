/** Where a figure can be shared: the dialog is fetched when it is first asked for. Without it the link is a page. */

document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || !('share' in link.dataset)) return;
  if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const leave = () => {
    location.href = link.href;
  };
  import('./share-dialog.js').then(({ open }) => open(link.href)).catch(leave);
});

const page = document.querySelector('main #sharing');
if (page) import('./sharing.js').then(({ attend }) => attend(page), () => {});

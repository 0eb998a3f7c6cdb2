/** The page that shares a figure: its middle part, alive. */
import { attend } from './sharing.js';

attend(/** @type {Element} */ (document.getElementById('sharing')));

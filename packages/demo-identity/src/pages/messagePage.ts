import { escapeHtml, page } from './page';

/** A page that says what happened and what to do. */
export const messagePage = (options: {
  title: string;
  text: string;
  hint: string;
}) =>
  page({
    title: options.title,
    body: `<h1>${escapeHtml(options.title)}</h1>
<p role="alert">${escapeHtml(options.text)}</p>
<p>${escapeHtml(options.hint)}</p>`,
  });

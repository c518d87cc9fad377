import type { Person } from '../readPeople';
import { escapeHtml, page } from './page';

const button = ({ name, displayName, role }: Person) =>
  `<li><button type="submit" name="person" value="${escapeHtml(
    name,
  )}"><strong>Continue as ${escapeHtml(
    displayName,
  )}</strong> <span>${escapeHtml(role)}</span></button></li>`;

/** The sign-in page: one button for each of the example people. */
export const loginPage = (options: { people: Person[]; action: string }) =>
  page({
    title: 'Sign in · Example Company',
    body: `<h1>Example Company sign-in</h1>
<p>Who would you like to be in the Sallyport portal?</p>
<form method="post" action="${escapeHtml(options.action)}">
<ul>
${options.people.map(button).join('\n')}
</ul>
</form>`,
  });

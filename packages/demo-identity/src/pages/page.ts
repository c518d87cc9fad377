const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for HTML: element content and quoted attributes. */
export const escapeHtml = (text: string) =>
  text.replace(/[&<>"']/g, character => ENTITIES[character] ?? character);

const STYLE = `
:root { color-scheme: light dark; --page: #f4f5f7; --card: #fff; --text: #17202e; --soft: #4c5a6d; --line: #c9d1db; --accent: #0b5cad; --banner: #fff3d6; --banner-text: #553a00; }
@media (prefers-color-scheme: dark) { :root { --page: #11161d; --card: #1b232d; --text: #eef2f6; --soft: #b3c0cf; --line: #3a4757; --accent: #7db8f5; --banner: #3d2f0d; --banner-text: #ffe3a6; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
.banner { margin: 0; padding: 12px 16px; background: var(--banner); color: var(--banner-text); text-align: center; font-size: 14px; }
main { width: min(440px, 100% - 32px); margin: 6vh auto; padding: 28px; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
h1 { margin: 0 0 4px; font-size: 22px; line-height: 1.3; }
p { margin: 0 0 16px; color: var(--soft); }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 10px; }
button { width: 100%; padding: 12px 16px; text-align: left; font: inherit; color: var(--text); background: var(--card); border: 1px solid var(--line); border-radius: 8px; cursor: pointer; }
button:hover { border-color: var(--accent); }
button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
strong, button span { display: block; }
button span { color: var(--soft); font-size: 14px; }
`;

/** A whole page in the look of the demo provider: no script, nothing loaded from anywhere. */
export const page = (options: { title: string; body: string }) =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(options.title)}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<p class="banner" role="note"><strong>Demo only.</strong> Everybody can sign in as anybody here, without a password.</p>
<main>
${options.body}
</main>
</body>
</html>
`;

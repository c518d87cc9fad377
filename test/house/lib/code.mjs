import ts from 'typescript';

const parse = ({ path, text }) =>
  ts.createSourceFile(
    path,
    text,
    ts.ScriptTarget.Latest,
    true,
    path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );

/** `export * from` hides what a package offers. `export * as name` says it. */
export const starExports = file =>
  parse(file)
    .statements.filter(
      node => ts.isExportDeclaration(node) && !node.exportClause,
    )
    .map(() => `${file.path} has "export *"`);

const exported = node =>
  (ts.canHaveModifiers(node) ? ts.getModifiers(node) ?? [] : []).some(
    ({ kind }) => kind === ts.SyntaxKind.ExportKeyword,
  );
const documented = node =>
  ts
    .getJSDocCommentsAndTags(node)
    .some(
      found =>
        ts.isJSDoc(found) && ts.getTextOfJSDocComment(found.comment)?.trim(),
    );

/** Exported declarations without a TSDoc text. Re-exports are documented where they are declared. */
export function undocumentedExports(file) {
  const found = [];
  for (const node of parse(file).statements) {
    if (!exported(node)) continue;
    const names = ts.isVariableStatement(node)
      ? node.declarationList.declarations.map(({ name }) => name.getText())
      : [node.name?.getText() ?? 'default'];
    const overloads = ts.isFunctionDeclaration(node) && !node.body;
    if (!documented(node) && !overloads)
      found.push(...names.map(name => `${file.path}: ${name} has no TSDoc`));
  }
  return found;
}

/** Comments that switch a check off. */
export const silencedChecks = ({ path, text }) =>
  [
    ...text.matchAll(/eslint-disable|@ts-ignore|@ts-nocheck|@ts-expect-error/g),
  ].map(([what]) => `${path} has ${what}`);

/** Median and 90th percentile of lines per file. */
export function sizes(files) {
  const lines = files
    .map(({ text }) => text.split('\n').length - 1)
    .sort((a, b) => a - b);
  const at = share =>
    lines[Math.min(lines.length - 1, Math.floor(lines.length * share))] ?? 0;
  return {
    median: at(0.5),
    p90: at(0.9),
    longest: files
      .toSorted((a, b) => b.text.length - a.text.length)
      .slice(0, 5)
      .map(({ path }) => path),
  };
}

// One rule that needs types: a promise nobody waits for swallows its error. Kept apart from the packages' own
// ESLint rules, which need none and are quick.
module.exports = {
  root: true,
  parser: '@typescript-eslint/parser',
  parserOptions: { project: require.resolve('../../tsconfig.json') },
  plugins: ['@typescript-eslint'],
  rules: {
    '@typescript-eslint/no-floating-promises': 'error',
    '@typescript-eslint/no-misused-promises': [
      'error',
      { checksVoidReturn: false },
    ],
  },
};

const { createConfigForRole } = require('@backstage/cli/config/eslint-factory');

// Playwright's and Node's tests look like Jest's to Jest's rules, but are not.
const jestRules = Object.keys(require('eslint-plugin-jest').rules).map(rule => [
  `jest/${rule}`,
  'off',
]);

module.exports = createConfigForRole(__dirname, 'backend', {
  parserOptions: { ecmaVersion: 2022 },
  rules: Object.fromEntries(jestRules),
});

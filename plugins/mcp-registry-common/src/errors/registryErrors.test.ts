import { REGISTRY_ERRORS } from './registryErrors';

describe('REGISTRY_ERRORS', () => {
  it.each(Object.entries(REGISTRY_ERRORS))(
    '%s says something useful',
    (code, { text }) => {
      expect(code).toMatch(/^[a-z]+\.[a-z-]+$/);
      expect(text).toMatch(/^[A-Z].{10,}\.$/);
    },
  );
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { readEncryptionKeys } from './readEncryptionKeys';

const SECRET = 'k'.repeat(40);

function read(keys: JsonObject[], isDemo = false) {
  const config = mockServices.rootConfig({
    data: { mcpGateway: { encryption: { keys } } },
  });
  return readEncryptionKeys(config, { isDemo });
}

describe('readEncryptionKeys', () => {
  it('reads secrets from the configuration and from files', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'keys-'));
    try {
      const secretFile = join(folder, 'key');
      await writeFile(secretFile, `${SECRET}\n`);
      expect(
        read([
          { id: 'first', secret: 'f'.repeat(40) },
          { id: 'second', secretFile },
        ]),
      ).toEqual([
        { id: 'first', secret: 'f'.repeat(40) },
        { id: 'second', secret: SECRET },
      ]);
      expect(() => read([{ id: 'x', secret: SECRET, secretFile }])).toThrow(
        'either secret or secretFile',
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each([
    { id: 'example', secret: SECRET },
    { id: 'first', secret: `change-me-${SECRET}` },
  ])('refuses the example key ($id) outside the demo', key => {
    expect(() => read([key])).toThrow('is that of the example');
    expect(read([key], true)).toHaveLength(1);
  });

  it('refuses what is too short, and an id twice', () => {
    expect(() => read([{ id: 'a', secret: 'short' }])).toThrow('shorter than');
    expect(() =>
      read([
        { id: 'a', secret: SECRET },
        { id: 'a', secret: SECRET },
      ]),
    ).toThrow('an id of its own');
  });
});

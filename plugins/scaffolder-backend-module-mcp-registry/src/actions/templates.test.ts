import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import type { TemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  type TemplateEntityV1beta3,
  templateEntityV1beta3Validator,
} from '@backstage/plugin-scaffolder-common';
import { parse } from 'yaml';
import { RegistryCaller } from '../registry/RegistryCaller';
import { createProposeDecisionAction } from './createProposeDecisionAction';
import { createRegisterServerAction } from './createRegisterServerAction';
import { createRequestAccessAction } from './createRequestAccessAction';

const TEMPLATES = join(__dirname, '../../../../examples/templates');
const registry = RegistryCaller.create({
  auth: mockServices.auth(),
  discovery: mockServices.discovery(),
});
const actions: Array<
  Pick<TemplateAction, 'id' | 'schema' | 'examples' | 'supportsDryRun'>
> = [
  createRequestAccessAction({ registry }),
  createRegisterServerAction({ registry }),
  createProposeDecisionAction({ registry }),
];
const actionOf = (id: string) => actions.find(action => action.id === id);
const inputsOf = (action: Pick<TemplateAction, 'schema'> | undefined) =>
  Object(action?.schema?.input);

function readTemplate(name: string): TemplateEntityV1beta3 {
  return parse(readFileSync(join(TEMPLATES, name, 'template.yaml'), 'utf8'));
}

/** What a page asks, whatever is answered on it. */
function questionsOf(page: unknown): string[] {
  const { properties, dependencies } = Object(page);
  return [
    // What the checks say is shown, and asks nothing.
    ...Object.entries(Object(properties))
      .filter(
        ([, shown]) => Object(shown)['ui:field'] !== 'McpRegistrationChecks',
      )
      .map(([name]) => name),
    ...Object.values(Object(dependencies))
      .flatMap(dependency => Object(dependency).oneOf ?? [])
      .flatMap(questionsOf),
  ];
}

describe('example templates', () => {
  it.each([
    'request-mcp-access',
    'register-mcp-server',
    'propose-mcp-decision',
  ])('%s fits its action', async name => {
    const template = readTemplate(name);
    expect(await templateEntityV1beta3Validator.check(template)).toBe(true);

    const [step] = template.spec.steps;
    const input = inputsOf(actionOf(step.action));
    const given = Object.keys(step.input ?? {});
    expect(Object.keys(input.properties)).toEqual(
      expect.arrayContaining(given),
    );
    expect(given).toEqual(expect.arrayContaining(input.required));

    // Everything that is used is asked for, and the other way round.
    const asked = [
      ...new Set([template.spec.parameters].flat().flatMap(questionsOf)),
    ];
    const used = JSON.stringify(step.input).matchAll(/parameters\.(\w+)/g);
    expect([...used].map(([, key]) => key).sort()).toEqual(asked.sort());

    const outputs = JSON.stringify(template.spec.output).matchAll(
      /steps\.\w+\.output\.(\w+)/g,
    );
    const known = Object(actionOf(step.action)?.schema?.output).properties;
    expect(Object.keys(known)).toEqual(
      expect.arrayContaining([...outputs].map(([, key]) => key)),
    );
  });

  it.each(actions.map(action => [action.id, action] as const))(
    '%s has examples that fit it',
    (id, action) => {
      expect(action.supportsDryRun).toBe(true);
      expect(action.examples?.length).toBeGreaterThan(0);
      for (const { example } of action.examples ?? []) {
        const [step] = parse(example).steps;
        expect(step.action).toBe(id);
        expect(Object.keys(inputsOf(action).properties)).toEqual(
          expect.arrayContaining(Object.keys(step.input)),
        );
      }
    },
  );
});

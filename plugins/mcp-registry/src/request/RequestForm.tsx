import {
  createAsyncValidators,
  Form,
  useTemplateParameterSchema,
  useTemplateSchema,
} from '@backstage/plugin-scaffolder-react/alpha';
import type { TemplateParameterSchema } from '@backstage/plugin-scaffolder-react';
import { useApiHolder } from '@backstage/frontend-plugin-api';
import { Alert, Button, Flex } from '@backstage/ui';
import type { JsonObject } from '@backstage/types';
import { customizeValidator } from '@rjsf/validator-ajv8';
import { useMemo, useState } from 'react';
import { Lines } from '../components/Lines';
import { Problem } from '../components/Problem';
import { useT } from '../hooks/useT';
import { validateTools } from './formFields';
import { ServerPicker } from './ServerPicker';
import { ToolPicker } from './ToolPicker';
import styles from './request.module.css';

/** The template that every request runs through, here as in the scaffolder. */
export const REQUEST_TEMPLATE = 'template:default/request-mcp-access';

const validator = customizeValidator();
const FIELDS = {
  McpServerPicker: ServerPicker as never,
  McpToolPicker: ToolPicker as never,
};

/**
 * The template's own form, embedded: its fields as the company has written them, on this page's look and without the
 * wizard around it.
 */
export function RequestForm(props: {
  initial: JsonObject;
  sending: boolean;
  error: Error | undefined;
  onSend(values: JsonObject): void;
}) {
  const t = useT();
  const { manifest, loading, error } =
    useTemplateParameterSchema(REQUEST_TEMPLATE);
  if (error) {
    return <Problem title={t('request.noTemplate')} error={error} />;
  }
  if (loading || !manifest) {
    return <Lines />;
  }
  return <Steps {...props} manifest={manifest} />;
}

function Steps(props: {
  manifest: TemplateParameterSchema;
  initial: JsonObject;
  sending: boolean;
  error: Error | undefined;
  onSend(values: JsonObject): void;
}) {
  const t = useT();
  const apiHolder = useApiHolder();
  const { steps } = useTemplateSchema(props.manifest);
  const [at, setAt] = useState(0);
  const [values, setValues] = useState<JsonObject>(props.initial);
  const [invalid, setInvalid] = useState<string[]>([]);
  const step = steps[at];
  const last = at === steps.length - 1;
  const locked = typeof props.initial.serverRef === 'string';
  const uiSchema = useMemo(
    () =>
      locked
        ? {
            ...step.uiSchema,
            serverRef: { ...step.uiSchema.serverRef, 'ui:readonly': true },
          }
        : step.uiSchema,
    [step, locked],
  );

  const submit = async (data: JsonObject) => {
    const validate = createAsyncValidators(
      step.mergedSchema,
      { McpToolPicker: validateTools as never },
      { apiHolder },
    );
    const found = messages(await validate(data));
    setInvalid(found);
    if (found.length > 0) {
      return;
    }
    const next = { ...values, ...data };
    setValues(next);
    if (last) {
      props.onSend(withoutEmptyNames(next));
    } else {
      setAt(at + 1);
    }
  };

  return (
    <Form
      EXPERIMENTAL_theme="bui"
      validator={validator}
      schema={step.schema}
      uiSchema={{ ...uiSchema, 'ui:title': '', 'ui:description': '' }}
      formData={values}
      formContext={{ formData: values }}
      fields={FIELDS}
      noHtml5Validate
      showErrorList={false}
      experimental_defaultFormStateBehavior={{ allOf: 'populateDefaults' }}
      onChange={({ formData }) =>
        setValues(before => ({ ...before, ...formData }))
      }
      onSubmit={({ formData }) => void submit(formData ?? {})}
    >
      <Flex direction="column" gap="3" className={styles.end}>
        {invalid.length > 0 && (
          <Alert
            role="alert"
            status="danger"
            icon
            title={t('request.invalid')}
            description={invalid.join(' ')}
          />
        )}
        <Problem title={t('request.failed')} error={props.error} />
        <Flex gap="2">
          {at > 0 && (
            <Button variant="secondary" onPress={() => setAt(at - 1)}>
              {t('request.back')}
            </Button>
          )}
          <Button type="submit" variant="primary" isPending={props.sending}>
            {last ? t('request.send') : t('request.next')}
          </Button>
        </Flex>
      </Flex>
    </Form>
  );
}

/** The form fills in an empty list of names, which "all tools" does not have. */
function withoutEmptyNames(values: JsonObject): JsonObject {
  const { tools } = values;
  const all =
    typeof tools === 'object' && tools !== null && !Array.isArray(tools)
      ? tools.kind === 'all'
      : false;
  return all ? { ...values, tools: { kind: 'all' } } : values;
}

function messages(found: unknown): string[] {
  if (typeof found !== 'object' || found === null) {
    return [];
  }
  return Object.entries(found).flatMap(([key, value]) =>
    key === '__errors' && Array.isArray(value)
      ? value.map(String)
      : messages(value),
  );
}

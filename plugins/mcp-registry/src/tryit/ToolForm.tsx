import { Form } from '@backstage/plugin-scaffolder-react/alpha';
import { Alert, Flex, Text } from '@backstage/ui';
import { customizeValidator } from '@rjsf/validator-ajv8';
import type { JsonObject } from '@backstage/types';
import { type ReactNode, useMemo, useState } from 'react';
import { useT } from '../hooks/useT';
import { JsonForm } from './JsonForm';
import { PlainDescription } from './PlainDescription';
import { PlainField } from './PlainField';
import { toFormSchema } from './toFormSchema';
import { withoutEmpty } from './withoutEmpty';

const validator = customizeValidator();
const TEMPLATES = {
  FieldTemplate: PlainField,
  DescriptionFieldTemplate: PlainDescription,
  ArrayFieldDescriptionTemplate: PlainDescription,
};

/**
 * A form for the schema of a tool or of a question. The schema is untrusted: it is bounded first, and where no form can be
 * made of it, people write JSON.
 */
export function ToolForm(props: {
  schema: unknown;
  /** Of the fields, where a page has more than one form. */
  idPrefix?: string;
  isDisabled?: boolean;
  onSubmit(values: Record<string, unknown>): void;
  /** The buttons; one of them submits. */
  children: ReactNode;
}) {
  const t = useT();
  const { schema: given, onSubmit } = props;
  // The page reads its server again every few seconds; the same schema must stay the same form.
  const key = JSON.stringify(given);
  const plan = useMemo(
    () => toFormSchema(key === undefined ? undefined : JSON.parse(key)),
    [key],
  );
  const [values, setValues] = useState<JsonObject>({});
  const [invalid, setInvalid] = useState(false);
  if (plan.kind === 'json') {
    return (
      <JsonForm
        why={plan.why}
        onSubmit={onSubmit}
        isDisabled={props.isDisabled}
      >
        {props.children}
      </JsonForm>
    );
  }
  const isEmpty = Object.keys(plan.schema.properties ?? {}).length === 0;
  return (
    <Form
      EXPERIMENTAL_theme="bui"
      validator={validator}
      schema={plan.schema}
      templates={TEMPLATES as never}
      uiSchema={{ 'ui:title': '', 'ui:description': '' }}
      idPrefix={props.idPrefix}
      formData={values}
      disabled={props.isDisabled}
      noHtml5Validate
      showErrorList={false}
      experimental_defaultFormStateBehavior={{
        allOf: 'populateDefaults',
        emptyObjectFields: 'skipEmptyDefaults',
        arrayMinItems: { populate: 'requiredOnly' },
      }}
      onChange={({ formData }) => setValues(formData ?? {})}
      onError={() => setInvalid(true)}
      onSubmit={({ formData }) => {
        setInvalid(false);
        onSubmit(withoutEmpty(formData ?? {}, plan.schema));
      }}
    >
      <Flex direction="column" gap="3">
        {isEmpty && <Text color="secondary">{t('tryIt.nothing')}</Text>}
        {invalid && (
          <Alert role="alert" status="danger" icon title={t('tryIt.invalid')} />
        )}
        {props.children}
      </Flex>
    </Form>
  );
}

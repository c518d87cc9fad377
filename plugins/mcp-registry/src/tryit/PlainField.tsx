import {
  descriptionId,
  type FieldTemplateProps,
  getTemplate,
  getUiOptions,
} from '@rjsf/utils';
import styles from './form.module.css';
import { PlainDescription } from './PlainDescription';

/**
 * A field of a form whose words come from a server. The scaffolder's own template reads descriptions as Markdown, with
 * links and pictures; here they are text.
 */
export function PlainField(props: FieldTemplateProps) {
  const { id, registry, uiSchema, schema, children } = props;
  if (props.hidden) return <div hidden>{children}</div>;
  const Wrap = getTemplate(
    'WrapIfAdditionalTemplate',
    registry,
    getUiOptions(uiSchema),
  );
  const isRoot = id === 'root' || !id.includes('_');
  const isGroup = schema.type === 'object' && !isRoot;
  const isOption = schema.anyOf !== undefined || schema.oneOf !== undefined;
  const description = props.rawDescription && !isRoot && (
    <PlainDescription
      id={descriptionId(id)}
      description={props.rawDescription}
    />
  );
  const rest = (
    <>
      {props.errors}
      {props.help}
    </>
  );
  return (
    <Wrap {...props}>
      {isGroup || isOption ? (
        <fieldset className={styles.group}>
          <legend className={styles.legend}>{props.label}</legend>
          {description}
          {children}
          {rest}
        </fieldset>
      ) : (
        <div className={isRoot ? undefined : styles.field}>
          {children}
          {/* Lists say theirs themselves. */}
          {schema.type !== 'array' && description}
          {rest}
        </div>
      )}
    </Wrap>
  );
}

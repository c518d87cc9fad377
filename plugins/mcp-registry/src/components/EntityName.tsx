import { useEntityPresentation } from '@backstage/plugin-catalog-react';
import { Link, type TextVariants } from '@backstage/ui';
import { useLinks } from '../hooks/useLinks';
import { useT } from '../hooks/useT';

/** The name of a person, group or other entity, with a link to it unless `plain`. */
export function EntityName(props: {
  entityRef: string;
  plain?: boolean;
  /** That of the text around it. */
  variant?: TextVariants;
}) {
  const { primaryTitle } = useEntityPresentation(props.entityRef);
  const links = useLinks();
  const t = useT();
  // What the gateway proposes is nobody's own.
  if (props.entityRef === 'plugin:mcp-gateway') {
    return <span>{t('common.gateway')}</span>;
  }
  // A rule of an approval policy signs in its own name.
  if (props.entityRef.startsWith('policy:')) {
    return <span title={props.entityRef}>{props.entityRef}</span>;
  }
  if (props.plain) {
    return <span title={props.entityRef}>{primaryTitle}</span>;
  }
  return (
    <Link
      href={links.entity(props.entityRef)}
      title={props.entityRef}
      variant={props.variant}
    >
      {primaryTitle}
    </Link>
  );
}

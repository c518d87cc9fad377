import { useApi } from '@backstage/frontend-plugin-api';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { Alert, Button, Text } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type {
  CheckPreview,
  RevisionCheck,
  ServerDefinition,
} from '../api/types';
import { CardList } from '../components/ListCard';
import { Problem } from '../components/Problem';
import { Section } from '../components/Section';
import { StatusLabel } from '../components/StatusLabel';
import { useAction } from '../hooks/useAction';
import { useDebounced } from '../hooks/useDebounced';
import { useLoad } from '../hooks/useLoad';
import { useT, type T } from '../hooks/useT';
import styles from './checks.module.css';
import { CheckItem } from './CheckItem';
import { checksLine, worstFirst, worstTone } from './checksText';
import { definitionOf } from './definitionOf';

const PAUSE_MS = 800;

/** Form field without a value: what the checks say of what is filled in so far, and a trial run when somebody asks for it. */
export function RegistrationChecks(
  props: Pick<FieldExtensionComponentProps<unknown>, 'formContext'>,
) {
  const t = useT();
  const definition = definitionOf(props.formContext?.formData);
  // As text, so that a form that says the same asks nothing anew.
  const filled = useDebounced(JSON.stringify(definition), PAUSE_MS);
  return (
    // Where a form stands, what is secondary cannot be read in the dark.
    <Section title={t('checkPreview.title')}>
      <Text as="p" className={styles.flat}>
        {t('checkPreview.hint')}
      </Text>
      {filled === undefined ? (
        <Text as="p" className={styles.flat}>
          {t('checkPreview.incomplete')}
        </Text>
      ) : (
        <Preview filled={filled} />
      )}
    </Section>
  );
}

function Preview({ filled }: { filled: string }) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const [tried, setTried] = useState<{ of: string; preview: CheckPreview }>();
  const ask = useCallback(
    (probe: boolean) => {
      const definition: ServerDefinition = JSON.parse(filled);
      return registry.previewChecks(definition, { probe });
    },
    [registry, filled],
  );
  const looked = useLoad(useCallback(() => ask(false), [ask]));
  const trial = useAction(useCallback(() => ask(true), [ask]));
  const isTried = tried?.of === filled;
  const shown = isTried ? tried.preview : looked.value;
  const tryOut = async () => {
    const preview = await trial.run();
    if (preview) setTried({ of: filled, preview });
  };
  return (
    <>
      <Text as="p" role="status" className={styles.flat}>
        {trial.running && t('checkPreview.trying')}
        {!trial.running &&
          t(looked.loading ? 'checkPreview.busy' : 'checkPreview.done')}
      </Text>
      <Problem
        title={t('checkPreview.failed')}
        error={trial.error ?? looked.error}
        onRetry={looked.refresh}
      />
      <div className={styles.buttons}>
        <Button
          size="small"
          variant="secondary"
          isPending={trial.running}
          onPress={() => void tryOut()}
        >
          {t('checkPreview.try')}
        </Button>
      </div>
      <Text as="p" className={styles.flat}>
        {t('checkPreview.tryHint')}
      </Text>
      {tried && !isTried && (
        <Text as="p" className={styles.flat}>
          {t('checkPreview.outdated')}
        </Text>
      )}
      {shown && <Findings preview={shown} />}
    </>
  );
}

function Findings({ preview }: { preview: CheckPreview }) {
  const t = useT();
  const { items, toolSurface, risk, gate, probed } = preview;
  const titles = new Map(items.map(({ id, title }) => [id, title]));
  const { known, tools, probeError = '' } = toolSurface;
  const applying = items.filter(({ outcome }) => outcome !== 'notApplicable');
  const others = items.filter(({ outcome }) => outcome === 'notApplicable');
  // What waits for the trial run is no finding yet.
  const reasons = gate.reasons.filter(
    ({ code }) => probed || code !== 'not-checked',
  );
  return (
    <>
      {probed && (
        <Alert
          status={known ? 'success' : 'warning'}
          icon
          title={
            known
              ? t('checkPreview.tried', { count: tools.length })
              : t('checkPreview.notTried', { why: probeError })
          }
        />
      )}
      <div className={styles.line}>
        <StatusLabel tone={worstTone(preview)}>
          {lineOf(t, preview)}
        </StatusLabel>
      </div>
      <Text as="p" className={styles.flat}>
        {t('checkPreview.risk', { risk: t(`risk.${risk.tier}`) })}{' '}
        {reasons.length === 0 && probed && t('checkPreview.open')}
      </Text>
      {reasons.length > 0 && (
        <Alert
          status="warning"
          icon
          title={t('checkPreview.held')}
          description={
            <ul className={styles.reasons}>
              {reasons.map(({ checkId, code }) => (
                <li key={`${checkId} ${code}`}>
                  {titles.get(checkId) ?? checkId}: {t(`gateReason.${code}`)}
                </li>
              ))}
            </ul>
          }
        />
      )}
      <Cards label={t('checks.label')} items={applying} />
      {others.length > 0 && (
        <details className={styles.more}>
          <summary>
            {t('checks.notApplicable', { count: others.length })}
          </summary>
          <Cards
            label={t('checks.notApplicable', { count: others.length })}
            items={others}
          />
        </details>
      )}
    </>
  );
}

/** What waits waits for a trial run: it is not on its way. */
function lineOf(t: T, { items }: CheckPreview): string {
  const said = items.filter(({ state }) => state !== 'waiting');
  const count = items.length - said.length;
  return [
    ...(said.length > 0 ? [checksLine(t, { items: said })] : []),
    ...(count > 0 ? [t('checkPreview.afterTry', { count })] : []),
  ].join(', ');
}

function Cards(props: { label: string; items: readonly RevisionCheck[] }) {
  return (
    <CardList label={props.label}>
      {worstFirst(props.items).map(check => (
        <CheckItem key={check.id} check={check} withEvidence />
      ))}
    </CardList>
  );
}

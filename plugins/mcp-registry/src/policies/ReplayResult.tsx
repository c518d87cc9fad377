import { Alert, Text } from '@backstage/ui';
import { EntityName } from '../components/EntityName';
import { Problem } from '../components/Problem';
import { useT } from '../hooks/useT';
import styles from './policies.module.css';
import { REPLAY, type ReplayedChange, type ReplayState } from './useReplay';

const KINDS = [
  ['newly-allowed', 'newlyAllowed'],
  ['newly-denied', 'newlyDenied'],
  ['unknown', 'unknown'],
] as const;

/** What a change would have done to people's calls: who is newly allowed, who newly refused, and what nobody can know. */
export function ReplayResult(props: {
  replay: ReplayState;
  isObserved: boolean;
}) {
  const t = useT();
  const { replay, isObserved } = props;
  const { state, changes } = replay;
  if (state === 'idle') return null;
  const calls = String(replay.calls);
  const told = {
    running: t('policyReplay.running', { calls }),
    stopped: t('policyReplay.stopped', { calls }),
    done: t('policyReplay.done', { calls, days: String(REPLAY.days) }),
    bounded: t('policyReplay.bounded', { calls }),
    failed: '',
  }[state];
  const notes = [
    isObserved && t('policyReplay.asEnforced'),
    t('policyReplay.today'),
    state !== 'running' && changes.length === 0 && t('policyReplay.same'),
  ];
  return (
    <>
      <Problem title={t('policyReplay.failed')} error={replay.error} />
      {told && (
        <Alert
          role="status"
          status={changes.length > 0 ? 'warning' : 'info'}
          icon
          title={told}
          description={notes.filter(Boolean).join(' ')}
        />
      )}
      {KINDS.map(([kind, title]) => {
        const these = changes.filter(change => change.kind === kind);
        return (
          these.length > 0 && (
            <div key={kind}>
              <Text as="h4" variant="title-x-small" className={styles.flat}>
                {t(`policyReplay.${title}`)}
              </Text>
              <ul
                className={styles.found}
                aria-label={t(`policyReplay.${title}`)}
              >
                {these.map(change => (
                  <Change key={JSON.stringify(change)} change={change} />
                ))}
              </ul>
            </div>
          )
        );
      })}
    </>
  );
}

function Change({ change }: { change: ReplayedChange }) {
  const t = useT();
  const { user, serverRef, tool, why, calls } = change;
  return (
    <li>
      <Text>
        {user ? (
          <EntityName entityRef={user} plain />
        ) : (
          t('policyReplay.nobody')
        )}
        {': '}
        {tool === undefined
          ? t('policyReplay.noTool')
          : t('policyReplay.someTool', { tool })}{' '}
        {serverRef ? (
          <EntityName entityRef={serverRef} plain />
        ) : (
          t('policyReplay.noServer')
        )}
        {', '}
        {t('policyReplay.calls', { count: calls })}
        {why && ` (${t(`policyReplay.why.${why}`)})`}
      </Text>
    </li>
  );
}

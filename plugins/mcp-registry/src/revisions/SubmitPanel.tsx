import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Button, Text, TextAreaField } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { Revision, RevisionEntry, Server } from '../api/types';
import { EntityName } from '../components/EntityName';
import { Problem } from '../components/Problem';
import { Section } from '../components/Section';
import { useAction } from '../hooks/useAction';
import { inboxChanged } from '../hooks/useOpenCount';
import { useT, type T } from '../hooks/useT';
import styles from '../lifecycle/lifecycle.module.css';

/** Where those who answer for a server put it up for review, and answer a reviewer who asked for changes. */
export function SubmitPanel(props: {
  server: Server;
  /** Newest first. */
  versions: readonly RevisionEntry[];
  onDone(): void;
}) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { server, versions, onDone } = props;
  const { serverRef } = server;
  const [note, setNote] = useState('');
  const [done, setDone] = useState<Revision>();
  const act = useAction(
    useCallback(
      (isDraft: boolean, text: string) =>
        isDraft
          ? registry.draftServer(serverRef, text || undefined)
          : registry.submitServer(serverRef, text || undefined),
      [registry, serverRef],
    ),
  );
  if (!server.iDecide || server.status === 'retired') return null;
  const asked = openQuestion(versions);
  const send = async (isDraft: boolean) => {
    const revision = await act.run(isDraft, note.trim());
    if (!revision) return;
    setDone(revision);
    if (!isDraft) setNote('');
    onDone();
    inboxChanged();
  };
  return (
    <Section
      title={t(asked ? 'submit.answerTitle' : 'submit.title')}
      hint={t(asked ? 'submit.answerLead' : 'submit.lead')}
    >
      {asked && (
        <div>
          <Text as="p" className={styles.flat}>
            <EntityName entityRef={asked.decidedBy ?? ''} plain />
          </Text>
          <Text as="p" className={styles.said}>
            {asked.reason}
          </Text>
        </div>
      )}
      {done && (
        <Alert role="status" status="success" icon title={outcomeOf(t, done)} />
      )}
      <TextAreaField
        label={t(asked ? 'submit.answerNote' : 'submit.note')}
        rows={2}
        maxLength={1000}
        value={note}
        onChange={setNote}
      />
      <Problem title={t('submit.failed')} error={act.error} />
      <div className={styles.buttons}>
        <Button
          variant="primary"
          isPending={act.running}
          onPress={() => void send(false)}
        >
          {t(asked ? 'submit.answer' : 'submit.send')}
        </Button>
        <Button
          variant="secondary"
          isDisabled={act.running}
          onPress={() => void send(true)}
        >
          {t('submit.draft')}
        </Button>
      </div>
    </Section>
  );
}

/** What a reviewer asked for last, if no version was submitted since. */
function openQuestion(
  versions: readonly RevisionEntry[],
): RevisionEntry | undefined {
  const waits = versions.some(({ state }) => state === 'submitted');
  const [last] = versions
    .filter(({ decidedAt }) => decidedAt !== undefined)
    .sort((a, b) => (b.decidedAt ?? '').localeCompare(a.decidedAt ?? ''));
  return !waits && last?.state === 'changes-requested' ? last : undefined;
}

function outcomeOf(t: T, revision: Revision): string {
  const number = String(revision.number);
  switch (revision.state) {
    case 'draft':
      return t('submit.drafted', { number });
    case 'submitted':
      return t('submit.submitted', { number });
    default:
      return t('submit.same', {
        number,
        state: t(`revisionState.${revision.state}`),
      });
  }
}

import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Button, Text } from '@backstage/ui';
import { useCallback, useState } from 'react';
import { mcpGatewayApiRef } from '../api/McpGatewayApi';
import type { Policy } from '../api/types';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { Problem } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useMe } from '../hooks/useMe';
import { useT } from '../hooks/useT';
import { ModeLabel } from './ModeLabel';
import styles from './policies.module.css';
import { TextDiff } from './TextDiff';

/** A change that waits for a second person, and that person's yes. */
export function ProposalPanel(props: {
  policy: Policy;
  proposal: NonNullable<Policy['proposal']>;
  mayApprove: boolean;
  onDone(what: 'confirmed' | 'withdrawn'): void;
}) {
  const t = useT();
  const gateway = useApi(mcpGatewayApiRef);
  const me = useMe();
  const [asks, setAsks] = useState(false);
  const { policy, proposal, mayApprove, onDone } = props;
  const { name } = policy;
  const { author, comment, mode, text, digest } = proposal;
  const isMine = me === author;
  const who = author.replace(/^.*\//, '');
  const confirm = useAction(
    useCallback(async () => {
      await gateway.confirmPolicy(name, digest);
      return true;
    }, [gateway, name, digest]),
  );
  const withdraw = useAction(
    useCallback(async () => {
      await gateway.withdrawPolicy(name);
      return true;
    }, [gateway, name]),
  );
  return (
    <>
      <Alert
        status="warning"
        icon
        title={t('policyProposal.title')}
        description={t(
          mode === 'removed'
            ? 'policyProposal.removal'
            : 'policyProposal.change',
          { who, comment },
        )}
      />
      {mode !== 'removed' && (
        <>
          {mode !== policy.mode && (
            <Text as="p" className={styles.flat}>
              <ModeLabel mode={policy.mode} /> → <ModeLabel mode={mode} />
            </Text>
          )}
          <TextDiff
            label={t('policyHistory.changes')}
            before={policy.text}
            after={text}
          />
        </>
      )}
      {isMine && (
        <Text as="p" color="secondary" className={styles.flat}>
          {t('policyProposal.own')}
        </Text>
      )}
      <Problem title={t('policyProposal.failed')} error={withdraw.error} />
      <div className={styles.buttons}>
        {mayApprove && !isMine && (
          <Button
            size="small"
            variant="primary"
            aria-label={t('policyProposal.confirmNamed', { name })}
            onPress={() => {
              confirm.clear();
              setAsks(true);
            }}
          >
            {t('policyProposal.confirm')}
          </Button>
        )}
        {(mayApprove || isMine) && (
          <Button
            size="small"
            variant="secondary"
            isPending={withdraw.running}
            aria-label={t('policyProposal.withdrawNamed', { name })}
            onPress={async () => {
              if (await withdraw.run()) onDone('withdrawn');
            }}
          >
            {t('policyProposal.withdraw')}
          </Button>
        )}
      </div>
      {asks && (
        <ConfirmDialog
          title={t('policyProposal.sure')}
          confirm={t('policyProposal.confirm')}
          running={confirm.running}
          onClose={() => setAsks(false)}
          onConfirm={async () => {
            if (!(await confirm.run())) return;
            setAsks(false);
            onDone('confirmed');
          }}
        >
          <Text as="p">{t('policyProposal.sureLead', { who })}</Text>
          <Problem title={t('policyProposal.failed')} error={confirm.error} />
        </ConfirmDialog>
      )}
    </>
  );
}

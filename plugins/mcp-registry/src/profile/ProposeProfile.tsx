import { useApi } from '@backstage/frontend-plugin-api';
import { Box, Button, Text, TextField } from '@backstage/ui';
import {
  lintProfile,
  type PermissionProfile,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { RevisionSnapshot } from '@sallyport/backstage-plugin-mcp-registry-common';
import { useCallback, useState } from 'react';
import { mcpRegistryApiRef } from '../api/McpRegistryApi';
import type { Server } from '../api/types';
import { Problem } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useT } from '../hooks/useT';
import { ProfileEditor } from './editor/ProfileEditor';
import { linted } from './linted';
import { profileIn } from './readSnapshot';
import styles from './profile.module.css';

/** Servers whose definition is the registry's own; others are changed where they are defined. */
const REGISTERED = /^mcp-registry:/;

/** Where the owner of a server that was registered in the portal proposes another profile. */
export function ProposeProfile(props: {
  server: Server;
  snapshot: RevisionSnapshot;
  onProposed(): void;
}) {
  const t = useT();
  const { server, snapshot } = props;
  const [state, setState] = useState<'closed' | 'open' | 'done'>('closed');
  if (
    !server.iDecide ||
    !snapshot.package ||
    !REGISTERED.test(snapshot.origin)
  ) {
    return null;
  }
  return state === 'open' ? (
    <Proposal
      {...{ server, snapshot }}
      onDone={() => {
        setState('done');
        props.onProposed();
      }}
      onCancel={() => setState('closed')}
    />
  ) : (
    <div className={styles.buttons}>
      <Button variant="secondary" onPress={() => setState('open')}>
        {t('profilePropose.open')}
      </Button>
      <span role="status">
        {state === 'done' && <Text>{t('profilePropose.done')}</Text>}
      </span>
    </div>
  );
}

function Proposal(props: {
  server: Server;
  snapshot: RevisionSnapshot;
  onDone(): void;
  onCancel(): void;
}) {
  const t = useT();
  const registry = useApi(mcpRegistryApiRef);
  const { serverRef } = props.server;
  // What waits for review may change while somebody writes: the form goes on with what it began with.
  const [before] = useState(() => profileIn(props.snapshot));
  const [draft, setDraft] = useState<PermissionProfile>();
  const [isUnderstood, setUnderstood] = useState(true);
  const [note, setNote] = useState('');
  const server = linted(props.snapshot);
  const send = useAction(
    useCallback(
      (permissionProfile: PermissionProfile, why: string) =>
        registry.proposeProfile(serverRef, {
          permissionProfile,
          ...(why && { note: why }),
        }),
      [registry, serverRef],
    ),
  );
  const isPossible =
    draft !== undefined &&
    isUnderstood &&
    lintProfile(draft, server).every(({ severity }) => severity !== 'error');
  return (
    <Box
      bg="neutral"
      className={styles.proposal}
      role="group"
      aria-label={t('profilePropose.title')}
    >
      <Text as="p" className={styles.flat}>
        {t('profilePropose.lead')}
      </Text>
      <ProfileEditor
        profile={before}
        server={server}
        onChange={(profile, understood) => {
          setDraft(profile);
          setUnderstood(understood);
        }}
      />
      <TextField
        label={t('profilePropose.note')}
        maxLength={1000}
        value={note}
        onChange={setNote}
      />
      {!isPossible && (
        <Text as="p" color="secondary" className={styles.flat}>
          {t(draft ? 'profilePropose.fix' : 'profilePropose.same')}
        </Text>
      )}
      <Problem title={t('profilePropose.failed')} error={send.error} />
      <div className={styles.buttons}>
        <Button
          variant="primary"
          isDisabled={!isPossible}
          isPending={send.running}
          onPress={() => {
            if (!draft) return;
            void send.run(draft, note.trim()).then(revision => {
              if (revision) props.onDone();
            });
          }}
        >
          {t('profilePropose.send')}
        </Button>
        <Button variant="secondary" onPress={props.onCancel}>
          {t('common.cancel')}
        </Button>
      </div>
    </Box>
  );
}

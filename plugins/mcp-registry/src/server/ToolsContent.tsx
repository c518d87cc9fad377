import { Text } from '@backstage/ui';
import { EmptyState } from '../components/EmptyState';
import { RelativeTime } from '../components/RelativeTime';
import { useT } from '../hooks/useT';
import { ToolGroups } from '../tools/ToolGroups';
import { ServerFrame } from './ServerFrame';

/** The tab "Tools" of a server's page. */
export function ToolsContent() {
  const t = useT();
  return (
    <ServerFrame>
      {({ toolSurface }) => {
        if (!toolSurface.known) {
          return (
            <EmptyState
              title={t('tools.unknown')}
              hint={[toolSurface.probeError, t('tools.unknownHint')]
                .filter(Boolean)
                .join(' ')}
            />
          );
        }
        if (toolSurface.tools.length === 0) {
          return (
            <EmptyState title={t('tools.none')} hint={t('tools.noneHint')} />
          );
        }
        return (
          <>
            <Text as="p" color="secondary" style={{ margin: 0 }}>
              {t('tools.lead')}{' '}
              {toolSurface.probedAt && (
                <>
                  {t('tools.probed')} <RelativeTime at={toolSurface.probedAt} />
                  .
                </>
              )}
            </Text>
            <ToolGroups tools={toolSurface.tools} />
          </>
        );
      }}
    </ServerFrame>
  );
}

import { Card, CardBody, CardHeader, Flex, Text } from '@backstage/ui';
import type { ReactNode } from 'react';
import type { Tool } from '../api/types';
import { useT } from '../hooks/useT';
import { EffectLabel } from './EffectLabel';
import { groupTools } from './groupTools';
import { ToolDetails } from './ToolDetails';

/** Tools, grouped by what they can do. */
export function ToolGroups(props: {
  tools: readonly Tool[];
  /** What else stands under a tool. */
  extra?(tool: Tool): ReactNode;
}) {
  const t = useT();
  return (
    <Flex direction="column" gap="4">
      {groupTools(props.tools).map(group => (
        <Card key={group.effect}>
          <CardHeader>
            <Flex align="center" gap="3">
              <Text as="h4" variant="title-x-small" style={{ margin: 0 }}>
                {t(`effectGroup.${group.effect}`, {
                  count: group.tools.length,
                })}
              </Text>
              <EffectLabel effect={group.effect} />
            </Flex>
          </CardHeader>
          <CardBody>
            {group.tools.map(tool => (
              <ToolDetails key={tool.name} tool={tool}>
                {props.extra?.(tool)}
              </ToolDetails>
            ))}
          </CardBody>
        </Card>
      ))}
    </Flex>
  );
}

import type { Entity } from '@backstage/catalog-model';
import type { Config } from '@backstage/config';

/** Where clients find the gateway. */
export class Gateway {
  static fromConfig(config: Config): Gateway {
    const publicUrl = config.getString('mcpGateway.listen.publicUrl');
    if (!URL.canParse(publicUrl)) {
      throw new Error(
        `mcpGateway.listen.publicUrl is "${publicUrl}", which is no URL; use the gateway's address, for example http://localhost:7008`,
      );
    }
    return new Gateway(publicUrl.replace(/\/+$/, ''));
  }

  readonly #publicUrl: string;

  private constructor(publicUrl: string) {
    this.#publicUrl = publicUrl;
  }

  /** The MCP endpoint of a server. Entity refs do not depend on case, addresses do: they are lower case. */
  endpointOf(entity: Entity): string {
    const [namespace, name] = [
      entity.metadata.namespace ?? 'default',
      entity.metadata.name,
    ].map(part => encodeURIComponent(part.toLocaleLowerCase('en-US')));
    return `${this.#publicUrl}/servers/${namespace}/${name}/mcp`;
  }

  /** Whether an address is the gateway itself. */
  isAt(url: string): boolean {
    if (!URL.canParse(url)) {
      return false;
    }
    const { origin, pathname } = new URL(url);
    const own = new URL(this.#publicUrl);
    const folder = own.pathname.replace(/\/+$/, '');
    return (
      origin === own.origin &&
      (pathname === folder || pathname.startsWith(`${folder}/`))
    );
  }
}

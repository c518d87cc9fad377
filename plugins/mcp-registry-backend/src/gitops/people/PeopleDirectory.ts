import type { AuthService } from '@backstage/backend-plugin-api';
import {
  type Entity,
  parseEntityRef,
  RELATION_MEMBER_OF,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { SourcePerson } from '@sallyport/backstage-plugin-mcp-registry-node';
import type { Decider } from '../../service/Caller';

const FIELDS = {
  email: 'spec.profile.email',
  github: 'metadata.annotations.github.com/user-login',
  gitlab: 'metadata.annotations.gitlab.com/user-login',
} as const;

/** Finds out who people of a repository are in the catalog. Whoever is not exactly one user there is nobody. */
export class PeopleDirectory {
  static create(options: {
    catalog: CatalogService;
    auth: AuthService;
    approverGroups: readonly string[];
  }): PeopleDirectory {
    return new PeopleDirectory(options);
  }

  readonly #options: Parameters<typeof PeopleDirectory.create>[0];

  private constructor(options: Parameters<typeof PeopleDirectory.create>[0]) {
    this.#options = options;
  }

  /** The users that are found, each once. */
  async findAll(people: readonly SourcePerson[]): Promise<Decider[]> {
    const found = new Map<string, Decider>();
    for (const person of people) {
      const user = await this.#find(person);
      if (user) found.set(user.userEntityRef, user);
    }
    return [...found.values()];
  }

  async #find({ kind, name }: SourcePerson): Promise<Decider | undefined> {
    const { catalog, auth } = this.#options;
    if (kind === 'key' || !name) return undefined;
    const credentials = await auth.getOwnServiceCredentials();
    if (kind === 'catalog') {
      const entity = await catalog.getEntityByRef(name, { credentials });
      return entity?.kind === 'User' ? this.#toDecider(entity) : undefined;
    }
    const { items } = await catalog.getEntities(
      { filter: { kind: 'User', [FIELDS[kind]]: name } },
      { credentials },
    );
    // Two users with one address are no proof of either.
    return items.length === 1 ? this.#toDecider(items[0]) : undefined;
  }

  #toDecider(entity: Entity): Decider {
    const userEntityRef = stringifyEntityRef(entity);
    const groups = (entity.relations ?? [])
      .filter(({ type }) => type === RELATION_MEMBER_OF)
      .map(({ targetRef }) => stringifyEntityRef(parseEntityRef(targetRef)));
    return {
      userEntityRef,
      ownershipEntityRefs: [userEntityRef, ...groups],
      isApprover: this.#options.approverGroups.some(group =>
        groups.includes(group),
      ),
    };
  }
}

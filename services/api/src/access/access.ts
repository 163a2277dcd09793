import { Injectable } from '@nestjs/common';
import { Authenticator, ownerOf, type Principal, rules, TokenStore } from '@rowhouse/auth';
import { errors, type RowhouseError } from '@rowhouse/contract';
import type { ConsistencyToken } from '@rowhouse/database';
import { Datasets, datasetId } from '@rowhouse/datasets';
import type { FastifyRequest } from 'fastify';
import { AccessDecisions } from './access-decisions.js';

/**
 * What every handler asks after it has checked its parameters and before it touches data. A private dataset that the
 * caller may not read and one that does not exist get the same answer after the same one question to the database.
 */
@Injectable()
export class Access {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly datasets: Datasets,
    private readonly tokens: TokenStore,
    private readonly decisions: AccessDecisions,
  ) {}

  /**
   * Reading on the viewer's paths; `dataset` is `namespace/name`.
   * @throws ExternalUnauthenticatedError without a token or with a wrong one, ExternalAuthenticatedError
   */
  async read(request: FastifyRequest, dataset: string, token?: ConsistencyToken): Promise<Principal> {
    const principal = await this.#who(request, errors.ExternalUnauthenticatedError);
    const refuse =
      principal.kind === 'anonymous'
        ? errors.ExternalUnauthenticatedError
        : errors.ExternalAuthenticatedError;
    return this.#read(request, principal, dataset, token, refuse);
  }

  /**
   * Reading on our own paths.
   * @throws InvalidToken, DatasetNotFound
   */
  async readDataset(
    request: FastifyRequest,
    namespace: string,
    name: string,
    token?: ConsistencyToken,
  ): Promise<Principal> {
    const dataset = datasetId(namespace, name);
    const principal = await this.#who(request, errors.InvalidToken);
    return this.#read(request, principal, dataset, token, () => errors.DatasetNotFound({ dataset }));
  }

  /**
   * Changing a dataset, or making one (`creates`), which gives a namespace that nobody has used to the caller. Whether
   * the dataset exists plays no part in the decision.
   * @throws InvalidToken, TokenRequired, NotAllowed
   */
  async write(
    request: FastifyRequest,
    namespace: string,
    name: string,
    { creates }: { creates: boolean },
  ): Promise<Principal> {
    const what = `Changing the dataset '${datasetId(namespace, name)}'`;
    const principal = await this.#who(request, errors.InvalidToken);
    if (principal.kind === 'anonymous') throw errors.TokenRequired({ what });
    if (principal.kind !== 'open') {
      const owner = await this.#namespaceOwner(principal, namespace, creates);
      if (!rules.mayWrite(principal, { namespace, name, owner })) {
        const needs = `the scope 'write' and the owner of the namespace '${namespace}'`;
        throw errors.NotAllowed({ what, needs });
      }
    }
    this.decisions.meet(request, 'writes-dataset', principal.kind !== 'open');
    return principal;
  }

  /**
   * Who calls, for answers that hold only what that one may see.
   * @throws InvalidToken
   */
  async caller(request: FastifyRequest): Promise<Principal> {
    const principal = await this.#who(request, errors.InvalidToken);
    const isPrivate = principal.kind === 'token' || principal.kind === 'operator';
    this.decisions.meet(request, 'knows-caller', isPrivate);
    return principal;
  }

  /**
   * A caller that is known. `what` begins the sentence for those who are not.
   * @throws InvalidToken, TokenRequired
   */
  async member(request: FastifyRequest, what: string): Promise<Principal> {
    const principal = await this.caller(request);
    if (principal.kind === 'anonymous') throw errors.TokenRequired({ what });
    return principal;
  }

  async #who(request: FastifyRequest, refuse: () => RowhouseError): Promise<Principal> {
    if (this.authenticator.mode === 'token') this.decisions.asking(request);
    const principal = await this.authenticator.ofHeader(request.headers.authorization);
    if (principal === null) throw refuse();
    return principal;
  }

  async #read(
    request: FastifyRequest,
    principal: Principal,
    dataset: string,
    token: ConsistencyToken | undefined,
    refuse: () => RowhouseError,
  ): Promise<Principal> {
    let isPrivate = false;
    if (principal.kind !== 'open') {
      const readable = await this.datasets.access.readable(principal, dataset, {
        fresh: token !== undefined,
      });
      if (readable === 'hidden') throw refuse();
      isPrivate = readable === 'private';
    }
    this.decisions.meet(request, 'reads-dataset', isPrivate);
    return principal;
  }

  /** Whose the namespace is, after it has been given to whom it falls when a first dataset is made in it. */
  async #namespaceOwner(principal: Principal, namespace: string, creates: boolean): Promise<string | null> {
    const { namespaces } = this.datasets;
    const { owner, used } = await namespaces.facts(namespace);
    if (!creates || used || !rules.mayClaimNamespace(principal)) return owner;
    const caller = ownerOf(principal);
    // A name that is somebody's own is kept for that one.
    if (namespace === caller || !(await this.tokens.ownerExists(namespace)))
      return namespaces.claim(namespace, caller);
    return rules.mayOperate(principal) ? namespaces.claim(namespace, namespace) : null;
  }
}

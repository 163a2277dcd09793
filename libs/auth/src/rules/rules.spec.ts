import { anonymous, credentialOf, jobOwnerOf, open, operator, type Principal } from '../principal.js';
import { rules } from './rules.js';

type Token = Extract<Principal, { kind: 'token' }>;

const token = (more: Partial<Token>): Token => ({
  kind: 'token',
  tokenId: 'id',
  owner: 'alice',
  scope: 'read',
  namespaces: null,
  datasets: null,
  expiresAt: null,
  ...more,
});

const secret = { namespace: 'lab', name: 'cars', owner: 'alice', private: true };
const shown = { ...secret, private: false };
const [reader, writer, admin] = [
  token({}),
  token({ scope: 'write' }),
  token({ owner: 'root', scope: 'admin' }),
];
const stranger = token({ owner: 'bob', scope: 'write' });

describe('who may read', () => {
  it('public datasets: everybody', () => {
    for (const principal of [anonymous, open, operator, reader, stranger, token({ datasets: ['lab/other'] })])
      expect(rules.mayRead(principal, shown)).toBe(true);
  });

  it('private ones: the owner of the namespace, administrators, and all where access control is off', () => {
    for (const principal of [reader, writer, admin, operator, open])
      expect(rules.mayRead(principal, secret)).toBe(true);
    for (const principal of [anonymous, stranger]) expect(rules.mayRead(principal, secret)).toBe(false);
  });

  it('private ones within the limits of the token; limits add up', () => {
    const cases: [Partial<Token>, boolean][] = [
      [{ namespaces: ['lab'] }, true],
      [{ namespaces: ['other'] }, false],
      [{ datasets: ['lab/cars'] }, true],
      [{ datasets: ['lab/trains'] }, false],
      [{ namespaces: ['other'], datasets: ['lab/cars'] }, true],
      [{ owner: 'bob', namespaces: ['lab'] }, false],
    ];
    for (const [limits, allowed] of cases)
      expect([limits, rules.mayRead(token(limits), secret)]).toEqual([limits, allowed]);
  });

  it('nothing private of a namespace without an owner, unless an administrator', () => {
    expect(rules.mayRead(reader, { ...secret, owner: null })).toBe(false);
    expect(rules.mayRead(operator, { ...secret, owner: null })).toBe(true);
  });
});

describe('who may write', () => {
  it('owners with the scope, administrators, and all where access control is off', () => {
    for (const principal of [writer, admin, operator, open])
      expect(rules.mayWrite(principal, secret)).toBe(true);
    for (const principal of [anonymous, reader, stranger, token({ scope: 'write', namespaces: ['x'] })])
      expect(rules.mayWrite(principal, shown)).toBe(false);
  });

  it('a new namespace: not with a limited token', () => {
    expect(rules.mayClaimNamespace(writer)).toBe(true);
    expect(rules.mayClaimNamespace(reader)).toBe(false);
    expect(rules.mayClaimNamespace(token({ scope: 'write', namespaces: ['lab'] }))).toBe(false);
    expect(rules.mayClaimNamespace(anonymous)).toBe(false);
  });
});

describe('who may operate and manage tokens', () => {
  it('administrators operate', () => {
    for (const principal of [admin, operator, open]) expect(rules.mayOperate(principal)).toBe(true);
    for (const principal of [anonymous, reader, writer]) expect(rules.mayOperate(principal)).toBe(false);
  });

  it('writers without limits manage their own tokens', () => {
    expect(rules.mayManageOwnTokens(writer)).toBe(true);
    for (const principal of [anonymous, reader, token({ scope: 'write', datasets: ['lab/cars'] })])
      expect(rules.mayManageOwnTokens(principal)).toBe(false);
  });
});

describe('jobs', () => {
  it('belong to the owner, those of a limited token to that token', () => {
    expect(jobOwnerOf(writer)).toBe('alice');
    expect(jobOwnerOf(token({ datasets: ['lab/cars'] }))).toBe('alice:id');
  });

  it('keep who may be asked for again', () => {
    expect([writer, anonymous, open, operator].map(credentialOf)).toEqual(['id', null, 'open', 'operator']);
  });
});

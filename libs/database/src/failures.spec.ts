import { RowhouseError } from '@rowhouse/contract';
import { isConnectionFailure, isLostRace, mayAnswerElsewhere, shownFailure } from './failures.js';

const withCode = (code: string) => Object.assign(new Error('from the server'), { code });

describe('failures of a server', () => {
  it.each(['08006', '57P01', '57P03', '53300', 'ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND'])(
    '%s means that the server is away',
    (code) => expect(isConnectionFailure(withCode(code))).toBe(true),
  );

  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'Query read timeout',
    'Client has encountered a connection error and is not queryable',
  ])('"%s" means so too, though it has no code', (message) => {
    expect(isConnectionFailure(new Error(message))).toBe(true);
  });

  it.each(['40001', '42P01', '53100', '58030', 'XX001'])('%s sends a read elsewhere', (code) =>
    expect(mayAnswerElsewhere(withCode(code))).toBe(true),
  );

  it.each(['22012', '23505', '25006', '42601', '57014'])('%s would fail on every server', (code) => {
    expect(mayAnswerElsewhere(withCode(code))).toBe(false);
    expect(isConnectionFailure(withCode(code))).toBe(false);
  });

  it('tells lost races from other errors', () => {
    expect(['40001', '40P01', '23505', '40002'].map((code) => isLostRace(withCode(code)))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('shows a lost connection as DatabaseUnavailable and leaves the rest alone', () => {
    const lost = withCode('ECONNREFUSED');
    expect(shownFailure(lost)).toMatchObject({ code: 'DatabaseUnavailable', status: 503, cause: lost });
    expect(shownFailure(lost)).toBeInstanceOf(RowhouseError);
    const duplicate = withCode('23505');
    expect(shownFailure(duplicate)).toBe(duplicate);
  });
});

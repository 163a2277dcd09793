import { entityTypes, notScannedTypes, sensitiveTypes } from './entity.js';
import { findEntities } from './find-entities.js';
import { masked } from './mask.js';
import { maxSamples, Tally } from './tally.js';

const found = (text: string) =>
  findEntities(text).map(({ type, start, end }) => [type, text.slice(start, end)]);

describe('personal data in a text', () => {
  it.each([
    ['write to jane.doe+x@example.org.', 'EMAIL_ADDRESS', 'jane.doe+x@example.org'],
    ['<jürgen@müller-söhne.de>', 'EMAIL_ADDRESS', 'jürgen@müller-söhne.de'],
    ['see https://example.org/a?b=1, or not', 'URL', 'https://example.org/a?b=1'],
    ['see www.example.org.', 'URL', 'www.example.org'],
    ['IBAN DE89 3704 0044 0532 0130 00 please', 'IBAN_CODE', 'DE89 3704 0044 0532 0130 00'],
    ['GB82WEST12345698765432', 'IBAN_CODE', 'GB82WEST12345698765432'],
    ['to 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', 'CRYPTO', '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa'],
    ['to bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', 'CRYPTO', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'],
    [
      'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
      'CRYPTO',
      'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
    ],
    ['0x52908400098527886E0F7030069857D2E4169EE7', 'CRYPTO', '0x52908400098527886E0F7030069857D2E4169EE7'],
    ['card 4111 1111 1111 1111.', 'CREDIT_CARD', '4111 1111 1111 1111'],
    ['amex 3782-822463-10005', 'CREDIT_CARD', '3782-822463-10005'],
    ['5555555555554444', 'CREDIT_CARD', '5555555555554444'],
    ['ssn 536-90-4399', 'US_SSN', '536-90-4399'],
    ['itin 912-70-1234', 'US_ITIN', '912-70-1234'],
    ['NHS 943 476 5919', 'UK_NHS', '943 476 5919'],
    ['DNI 12345678Z', 'ES_NIF', '12345678Z'],
    ['NIE X1234567L', 'ES_NIF', 'X1234567L'],
    ['cf RSSMRA85T10A562S', 'IT_FISCAL_CODE', 'RSSMRA85T10A562S'],
    ['hetu 131052-308T', 'FI_PERSONAL_IDENTITY_CODE', '131052-308T'],
    ['pesel 44051401359', 'PL_PESEL', '44051401359'],
    ['cpf 529.982.247-25', 'BR_CPF', '529.982.247-25'],
    ['id 11010519491231002X', 'CN_ID_CARD', '11010519491231002X'],
    ['host 192.168.0.17, up', 'IP_ADDRESS', '192.168.0.17'],
    ['2001:db8:85a3:0:0:8a2e:370:7334', 'IP_ADDRESS', '2001:db8:85a3:0:0:8a2e:370:7334'],
    ['mac 00:1B:44:11:3A:B7', 'MAC_ADDRESS', '00:1B:44:11:3A:B7'],
    ['call +44 20 7946 0958 now', 'PHONE_NUMBER', '+44 20 7946 0958'],
    ['0049 30 901820', 'PHONE_NUMBER', '0049 30 901820'],
    ['(212) 555-2368', 'PHONE_NUMBER', '(212) 555-2368'],
    ['212-555-2368 5 times', 'PHONE_NUMBER', '212-555-2368'],
  ])('is found in %j', (text, type, value) => {
    expect(found(text)).toEqual([[type, value]]);
  });

  it.each([
    ['nothing at all', 'a word without digits'],
    ['@home and me@ and a@b', 'no domains'],
    ['DE89 3704 0044 0532 0130 01', 'an IBAN with a wrong checksum'],
    ['4111 1111 1111 1112', 'a card with a wrong checksum'],
    ['0000000000000000', 'zeros'],
    ['1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb', 'an address with a wrong checksum'],
    ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5', 'an address with a wrong checksum'],
    ['666-12-3456 and 000-12-3456', 'numbers that are never given'],
    ['12345678A', 'a wrong letter'],
    ['123 456 7890', 'a wrong checksum'],
    ['44051401358', 'a wrong digit'],
    ['529.982.247-26', 'a wrong digit'],
    ['1.2.3 and 256.1.1.1 and 1.2.3.4.5', 'versions'],
    ['12:30:45 and 16:9', 'times'],
    ['2024-01-15 12:30:45.123456', 'a time'],
    ['call 12345 or 555-2368', 'too short for a number'],
    ['+1 111 111 1111', 'a number that no plan knows'],
    ['9781234567897 and 3.14159265358979', 'other numbers'],
    ['d41d8cd98f00b204e9800998ecf8427e', 'a hash'],
    ['550e8400-e29b-41d4-a716-446655440000', 'a UUID'],
  ])('is not found in %j: %s', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('of several kinds is found once each, and digits in a URL belong to the URL', () => {
    expect(found('a@example.org, 4111111111111111 https://example.org/4111111111111111')).toEqual([
      ['EMAIL_ADDRESS', 'a@example.org'],
      ['URL', 'https://example.org/4111111111111111'],
      ['CREDIT_CARD', '4111111111111111'],
    ]);
  });

  it.each(['1', '1 ', '1-', 'a@', '@', '+1', '(1', 'A1', '1:', '0x', 'https://', 'www.', '1.', '$@'])(
    'is looked for in bounded steps: %j a hundred thousand times',
    (piece) => {
      // Quadratic time would be minutes, beyond what a test may take.
      findEntities(piece.repeat(100_000));
    },
  );

  it('is never shown whole', () => {
    expect(masked('jane.doe@example.org')).toBe('ja**.***@*******.***');
    expect(masked('4111 1111 1111 1111')).toBe('41** **** **** ****');
    expect(masked('1.2.3.4')).toBe('*.*.*.*');
    expect(masked('jürgen@müller.de')).toBe('jü****@******.**');
  });

  it('has types that are either looked for or not', () => {
    expect(entityTypes.filter((type) => notScannedTypes.includes(type))).toEqual([]);
    expect(entityTypes).toEqual(expect.arrayContaining([...sensitiveTypes]));
  });
});

describe('a tally', () => {
  it('counts rows, each type once a row, and shows a few samples', () => {
    const tally = new Tally({ config: 'c', split: 's' });
    for (let row = 0; row < 10; row++) {
      tally.add(`a${row}@example.org b${row}@example.org`, row, 'mail');
      tally.add(row === 3 ? '4111111111111111 536-90-4399' : 'x1', row, 'other');
    }
    const result = tally.result({ columns: ['mail', 'other'], numRows: 10, complete: true });
    expect(result).toMatchObject({
      num_rows_with_email_address_entities: 10,
      num_rows_with_sensitive_pii: 1,
      num_rows_with_person_entities: 0,
      num_scanned_rows: 10,
      full_scan: true,
      num_rows_with_entities: { EMAIL_ADDRESS: 10, CREDIT_CARD: 1, US_SSN: 1, URL: 0 },
    });
    expect(result.samples.filter(({ type }) => type === 'EMAIL_ADDRESS')).toHaveLength(maxSamples);
    expect(result.samples.find(({ type }) => type === 'US_SSN')).toEqual({
      text: '53*-**-****',
      type: 'US_SSN',
      config: 'c',
      split: 's',
      row_idx: 3,
      column_name: 'other',
    });
    expect(JSON.stringify(result)).not.toMatch(/4111111|a0@example/);
  });
});

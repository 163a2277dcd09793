import validator from 'validator';
import { isBitcoinAddress } from './bitcoin.js';
import type { EntityType } from './entity.js';
import { hasInternationalNumber, isNorthAmericanNumber } from './phone-number.js';

/** How one type of entity is found: what it looks like, and what has to be true of it. */
export interface Pattern {
  type: EntityType;
  /** Global, with bounded repetitions only, so that no text takes more than time in proportion to its length. */
  form: RegExp;
  check: (found: string) => boolean;
}

const digits = (text: string) => text.replace(/\D/g, '');

/**
 * In order: what one has claimed is not looked at by the next. The forms ask for what people write; a bare number of
 * nine to eleven digits is an id of something in most tables, so numbers with weak checksums need their separators.
 */
export const patterns: readonly Pattern[] = [
  {
    type: 'IBAN_CODE',
    form: /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![\p{L}\p{N}])/gu,
    check: (found) => validator.isIBAN(found),
  },
  {
    type: 'CRYPTO',
    form: /(?<![\p{L}\p{N}])(?:[13][1-9A-HJ-NP-Za-km-z]{25,34}|(?:bc1|BC1)[a-zA-Z0-9]{11,71})(?![\p{L}\p{N}])/gu,
    check: isBitcoinAddress,
  },
  {
    type: 'CRYPTO',
    form: /(?<![\p{L}\p{N}])0x[0-9a-fA-F]{40}(?![\p{L}\p{N}])/gu,
    check: (found) => validator.isEthereumAddress(found),
  },
  {
    type: 'CREDIT_CARD',
    form: /(?<![\p{L}\p{N}.+-])\d{4}([ -]?)\d{4,6}\1\d{4,5}(?:\1\d{1,4})?(?![\p{L}\p{N}]|[.-]\d)/gu,
    check: (found) => validator.isCreditCard(found) && new Set(digits(found)).size > 1,
  },
  {
    type: 'US_SSN',
    form: /(?<![\p{L}\p{N}-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\p{L}\p{N}-])/gu,
    check: () => true,
  },
  {
    type: 'US_ITIN',
    form: /(?<![\p{L}\p{N}-])9\d{2}-(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])-\d{4}(?![\p{L}\p{N}-])/gu,
    check: () => true,
  },
  {
    type: 'UK_NHS',
    form: /(?<![\p{L}\p{N}-]|\+\d{1,3} )\d{3} \d{3} \d{4}(?![\p{L}\p{N}-])/gu,
    check: (found) => isNhsNumber(digits(found)),
  },
  {
    type: 'ES_NIF',
    form: /(?<![\p{L}\p{N}-])(?:\d{8}|[XYZ]\d{7})-?[A-HJ-NP-TV-Z](?![\p{L}\p{N}-])/gu,
    check: (found) => validator.isIdentityCard(found.replace('-', ''), 'ES'),
  },
  {
    type: 'IT_FISCAL_CODE',
    form: /(?<![\p{L}\p{N}])[A-Z]{6}[0-9LMNP-V]{2}[A-EHLMPRST][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z](?![\p{L}\p{N}])/gu,
    check: (found) => validator.isTaxID(found, 'it-IT'),
  },
  {
    type: 'FI_PERSONAL_IDENTITY_CODE',
    form: /(?<![\p{L}\p{N}-])\d{6}[-+A]\d{3}[0-9A-FHJ-NPR-Y](?![\p{L}\p{N}-])/gu,
    check: (found) => validator.isIdentityCard(found, 'FI'),
  },
  {
    type: 'BR_CPF',
    form: /(?<![\p{L}\p{N}.-])\d{3}\.\d{3}\.\d{3}-\d{2}(?![\p{L}\p{N}-])/gu,
    check: (found) => validator.isTaxID(digits(found), 'pt-BR'),
  },
  {
    type: 'CN_ID_CARD',
    form: /(?<![\p{L}\p{N}.-])[1-8]\d{16}[\dXx](?![\p{L}\p{N}]|[.-]\d)/gu,
    check: (found) => validator.isIdentityCard(found, 'zh-CN'),
  },
  {
    type: 'IN_AADHAAR',
    form: /(?<![\p{L}\p{N}.-])[2-9]\d{3}([ -])\d{4}\1\d{4}(?![\p{L}\p{N}]|[ .-]\d)/gu,
    check: (found) => validator.isIdentityCard(digits(found), 'IN'),
  },
  {
    type: 'PL_PESEL',
    form: /(?<![\p{L}\p{N}.+-])\d{11}(?![\p{L}\p{N}]|[.-]\d)/gu,
    check: (found) => hasDateOfPesel(found) && validator.isIdentityCard(found, 'PL'),
  },
  {
    type: 'MAC_ADDRESS',
    form: /(?<![\p{L}\p{N}:-])[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![\p{L}\p{N}:-])/gu,
    check: (found) => validator.isMACAddress(found),
  },
  {
    type: 'IP_ADDRESS',
    form: /(?<![\p{L}\p{N}.])\d{1,3}(?:\.\d{1,3}){3}(?![\p{L}\p{N}]|\.\d)/gu,
    check: (found) => validator.isIP(found, 4),
  },
  {
    type: 'IP_ADDRESS',
    form: /(?<![\p{L}\p{N}:.])[0-9A-Fa-f]{1,4}:[0-9A-Fa-f:]{3,34}[0-9A-Fa-f](?![\p{L}\p{N}:])/gu,
    // Fewer groups are times of day and ratios.
    check: (found) => found.split(':').length > 4 && validator.isIP(found, 6),
  },
  {
    type: 'PHONE_NUMBER',
    form: /(?<![\p{L}\p{N}+])(?:\+|00)[1-9][\d ()./-]{5,22}\d(?![\p{L}\p{N}])/gu,
    check: hasInternationalNumber,
  },
  {
    type: 'PHONE_NUMBER',
    form: /(?<![\p{L}\p{N}.,/+-])(?:\(\d{3}\) ?|\d{3}([-. ]))\d{3}[-. ]\d{4}(?![\p{L}\p{N}]|[.-]\d)/gu,
    check: isNorthAmericanNumber,
  },
];

/** The last digit makes the sum, weighted 10 to 1, a multiple of 11. */
function isNhsNumber(number: string): boolean {
  const sum = [...number].reduce((total, digit, index) => total + Number(digit) * (10 - index), 0);
  return sum % 11 === 0 && number !== '0000000000';
}

/** Two digits each of year, month with the century added in steps of 20, and day. */
function hasDateOfPesel(number: string): boolean {
  const [month, day] = [Number(number.slice(2, 4)) % 20, Number(number.slice(4, 6))];
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/** Something in a text that looks like personal data; `[start, end)` in UTF-16 units. */
export interface Entity {
  type: EntityType;
  start: number;
  end: number;
}

/** What is looked for, in Presidio's names where it has one. */
export const entityTypes = [
  'EMAIL_ADDRESS',
  'URL',
  'IBAN_CODE',
  'CRYPTO',
  'CREDIT_CARD',
  'US_SSN',
  'US_ITIN',
  'UK_NHS',
  'ES_NIF',
  'IT_FISCAL_CODE',
  'FI_PERSONAL_IDENTITY_CODE',
  'PL_PESEL',
  'BR_CPF',
  'CN_ID_CARD',
  'IN_AADHAAR',
  'IP_ADDRESS',
  'MAC_ADDRESS',
  'PHONE_NUMBER',
] as const;

export type EntityType = (typeof entityTypes)[number];

/** What gives access to money, or names one person for life. */
export const sensitiveTypes: readonly EntityType[] = [
  'IBAN_CODE',
  'CRYPTO',
  'CREDIT_CARD',
  'US_SSN',
  'US_ITIN',
  'UK_NHS',
  'ES_NIF',
  'IT_FISCAL_CODE',
  'FI_PERSONAL_IDENTITY_CODE',
  'PL_PESEL',
  'BR_CPF',
  'CN_ID_CARD',
  'IN_AADHAAR',
];

/**
 * Presidio's other types. Names of people and places need a model of a language; the numbers have no checksum, or are
 * so short that any number would be taken for one.
 */
export const notScannedTypes: readonly string[] = [
  'PERSON',
  'LOCATION',
  'NRP',
  'ORGANIZATION',
  'DATE_TIME',
  'MEDICAL_LICENSE',
  'US_BANK_NUMBER',
  'US_DRIVER_LICENSE',
  'US_PASSPORT',
  'UK_NINO',
  'IT_DRIVER_LICENSE',
  'IT_VAT_CODE',
  'IT_PASSPORT',
  'IT_IDENTITY_CARD',
  'SG_NRIC_FIN',
  'AU_ABN',
  'AU_ACN',
  'AU_TFN',
  'AU_MEDICARE',
  'IN_PAN',
  'IN_PASSPORT',
  'IN_VOTER',
  'IN_VEHICLE_REGISTRATION',
];

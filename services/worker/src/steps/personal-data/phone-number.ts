import parsePhoneNumber, { findPhoneNumbersInText } from 'libphonenumber-js/max';

/** True where a number that its country's plan knows stands with the country's code: `+44 …`, `0044 …`. */
export function hasInternationalNumber(text: string): boolean {
  const international = text.replace(/^00/, '+');
  // Nearly all are a number from end to end, which takes a tenth of the time.
  if (parsePhoneNumber(international)?.isValid()) return true;
  return findPhoneNumbersInText(international).some(({ number }) => number.isValid());
}

/**
 * True for a number without a country's code that North America's plan knows. Other countries' national numbers can't
 * be told from any number.
 */
export function isNorthAmericanNumber(text: string): boolean {
  return parsePhoneNumber(text, 'US')?.isValid() ?? false;
}

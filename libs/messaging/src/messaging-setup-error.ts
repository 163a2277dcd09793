/** Something in the settings, the code or the broker's configuration is wrong; trying again would not help. */
export class MessagingSetupError extends Error {
  override readonly name = 'MessagingSetupError';
}

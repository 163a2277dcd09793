/**
 * To whom jobs belong that come without a credential, which today are all. Whoever has an owner sees that owner's
 * jobs, so everybody sees and may cancel these.
 */
export const anonymousOwner = 'anonymous';

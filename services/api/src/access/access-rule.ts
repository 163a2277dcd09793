import { SetMetadata } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';

/**
 * What a route needs before it may answer. `open`: nothing, it shows nothing of anybody. `reads-dataset` and
 * `writes-dataset`: its handler asks `Access` about one dataset. `knows-caller`: its handler asks `Access` who calls
 * and answers with what that one may see.
 */
export type AccessRule = 'open' | 'reads-dataset' | 'writes-dataset' | 'knows-caller';

const key = 'rowhouse:access';

/** Every handler of a controller declares its rule, or all of them at once through the controller. */
export const NeedsAccess = (rule: AccessRule) => SetMetadata(key, rule);

/** The declared rule of a handler. */
export function declaredRule(
  reflector: Reflector,
  handler: object,
  controller: object,
): AccessRule | undefined {
  return reflector.getAllAndOverride<AccessRule | undefined>(key, [handler as never, controller as never]);
}

import { t } from '@lingui/core/macro';

import type { Outcome } from '../api/errors';

/** Says what to do where the code of an authenticator app is refused; nobody sends that code. Null for anything else. */
export function authenticatorProblem({ userErrors = [] }: Outcome): string | null {
  switch (userErrors[0]?.code) {
    case 'CODE_MISMATCH':
      return t`This is not the code that your authenticator app shows now. Wait for its next code. If that is refused too, check that your phone sets its clock automatically.`;
    case 'CODE_EXPIRED':
      return t`This code of your authenticator app has been used. Wait for its next code, and enter that.`;
    default:
      return null;
  }
}

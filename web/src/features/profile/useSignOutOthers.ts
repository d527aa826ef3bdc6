import { useLingui } from '@lingui/react/macro';
import { useMutation } from 'urql';

import { problemOf } from '../../shared/api/errors';
import { showToast } from '../../shared/ui/toasts';
import { SignOutOthersDocument } from './gql/graphql';

/** Ends every session of the person except this one, and says so. */
export function useSignOutOthers(onDone?: () => void) {
  const { t } = useLingui();
  const [{ fetching }, send] = useMutation(SignOutOthersDocument);
  const signOutOthers = async () => {
    const { data, error } = await send({});
    if (!data?.signOutOthers.viewer) {
      showToast(problemOf({ error, userErrors: data?.signOutOthers.userErrors }) ?? '', 'danger');
      return;
    }
    showToast(t`All other sessions have ended.`);
    onDone?.();
  };
  return { busy: fetching, signOutOthers };
}

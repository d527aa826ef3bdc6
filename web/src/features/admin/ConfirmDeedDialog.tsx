import { Trans } from '@lingui/react/macro';
import { useState } from 'react';
import { useMutation } from 'urql';

import { problemOf } from '../../shared/api/errors';
import { Alert } from '../../shared/ui/Alert';
import { Button } from '../../shared/ui/Button';
import { Dialog } from '../../shared/ui/Dialog';
import { showToast } from '../../shared/ui/toasts';
import type { UserPartsFragment } from './gql/graphql';
import type { UserDeed } from './userDeeds';

interface Props {
  user: UserPartsFragment;
  deed: UserDeed;
  onClose: () => void;
}

/**
 * Says what will happen to whom, and does it when that is confirmed. It stays open below the dialog that asks for the password: what
 * went wrong is said where it was asked for.
 */
export function ConfirmDeedDialog({ user, deed, onClose }: Props) {
  const [{ fetching }, send] = useMutation(deed.document);
  const [alert, setAlert] = useState<string | null>(null);
  const { name, email } = user;
  const confirm = async () => {
    setAlert(null);
    const { data, error } = await send({ input: { id: user.id } });
    const problem = problemOf({ error, userErrors: data?.result.userErrors });
    setAlert(problem);
    if (problem) return;
    onClose();
    showToast(deed.done(name));
  };
  return (
    <Dialog title={deed.question()} onClose={onClose}>
      <div className="grid gap-4">
        <p className="rounded-control bg-sunken px-4 py-3">
          <strong className="block wrap-anywhere">{name}</strong>
          <span className="wrap-anywhere text-quiet">{email}</span>
        </p>
        <p>{deed.consequence(name)}</p>
        {alert && <Alert>{alert}</Alert>}
        <div className="mt-2 flex flex-col-reverse gap-3 sm:flex-row sm:justify-end">
          <Button kind="secondary" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind={deed.kind} busy={fetching} onClick={() => void confirm()}>
            {deed.label()}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

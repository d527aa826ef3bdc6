import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from 'urql';

import { useApiForm } from '../../shared/forms/useApiForm';
import { z } from '../../shared/forms/zod';
import { Alert } from '../../shared/ui/Alert';
import { Button } from '../../shared/ui/Button';
import { Dialog } from '../../shared/ui/Dialog';
import { showToast } from '../../shared/ui/toasts';
import { DialogButtons } from './DialogButtons';
import { MediumField, medium } from './MediumField';
import { ResendInvitationDocument, type UserPartsFragment } from './gql/graphql';
import { About } from './userParts';

interface Props {
  user: UserPartsFragment;
  onClose: () => void;
}

const schema = z.object({ medium });

/** Sends an invitation again. */
export function ResendInvitationDialog({ user, onClose }: Props) {
  const { t } = useLingui();
  const { id, name } = user;
  const [, resend] = useMutation(ResendInvitationDocument);
  const { field, alert, onSubmit, isSubmitting } = useApiForm({ schema, defaultValues: { medium: 'EMAIL' } });
  const send = onSubmit(async (values) => {
    const { data, error } = await resend({ input: { id, ...values } });
    if (!data?.result.user) return { error, userErrors: data?.result.userErrors };
    onClose();
    showToast(t`${name} is invited again.`);
    return undefined;
  });
  return (
    <Dialog title={t`Send the invitation again?`} onClose={onClose}>
      <form noValidate onSubmit={send} className="grid gap-4">
        <About user={user} />
        <p>
          <Trans>It holds a new temporary password. The one of the earlier invitation no longer works.</Trans>
        </p>
        {alert && <Alert>{alert}</Alert>}
        <MediumField {...field('medium')} />
        <DialogButtons onCancel={onClose}>
          <Button type="submit" busy={isSubmitting}>
            <Trans>Send it again</Trans>
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}

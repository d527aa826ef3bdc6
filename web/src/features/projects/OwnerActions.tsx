import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMutation } from 'urql';

import { useViewer } from '../../shared/api/SessionProvider';
import { problemOf } from '../../shared/api/errors';
import { Alert } from '../../shared/ui/Alert';
import { Button } from '../../shared/ui/Button';
import { Dialog } from '../../shared/ui/Dialog';
import { showToast } from '../../shared/ui/toasts';
import { type ProjectPartsFragment, WithdrawProjectDocument } from './gql/graphql';

/** Taking a project back, for its owner and for administrators. */
export function OwnerActions({ project }: { project: ProjectPartsFragment }) {
  const viewer = useViewer();
  const [asking, setAsking] = useState(false);
  if (!project.viewerIsOwner && !viewer?.groups.includes('admin')) return null;
  return (
    <>
      <Button
        kind="secondary"
        onClick={() => {
          setAsking(true);
        }}
      >
        <Trans>Withdraw</Trans>
      </Button>
      {asking && (
        <WithdrawDialog
          project={project}
          onClose={() => {
            setAsking(false);
          }}
        />
      )}
    </>
  );
}

function WithdrawDialog({ project: { id, title }, onClose }: { project: ProjectPartsFragment; onClose: () => void }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [{ fetching }, withdraw] = useMutation(WithdrawProjectDocument);
  const [problem, setProblem] = useState<string | null>(null);
  const confirm = async () => {
    setProblem(null);
    const { data, error } = await withdraw({ input: { id } });
    if (!data?.withdrawProject.withdrawnId) {
      setProblem(problemOf({ error, userErrors: data?.withdrawProject.userErrors }));
      return;
    }
    await navigate({ to: '/projects' });
    showToast(t`“${title}” is withdrawn.`);
  };
  return (
    <Dialog title={t`Withdraw “${title}”?`} onClose={onClose}>
      <div className="grid gap-5">
        {problem && <Alert>{problem}</Alert>}
        <p>
          <Trans>It leaves every list, and its votes return to their voters. There is no way back.</Trans>
        </p>
        <div className="flex flex-wrap justify-end gap-3">
          <Button kind="quiet" onClick={onClose}>
            <Trans>Keep it</Trans>
          </Button>
          <Button kind="danger" busy={fetching} onClick={() => void confirm()}>
            <Trans>Withdraw it</Trans>
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

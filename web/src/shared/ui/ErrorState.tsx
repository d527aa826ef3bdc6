import { Trans } from '@lingui/react/macro';
import type { CombinedError } from '@urql/core';

import { explain } from '../api/errors';
import { Button } from './Button';

/** Takes the place of content that could not be loaded: what happened, what to do next, and a button to try again. */
export function ErrorState({ error, retry }: { error: CombinedError; retry: () => void }) {
  const { title, message, requestId } = explain(error);
  return (
    <div role="alert" className="grid justify-items-start gap-2 rounded-card border border-line bg-surface p-6">
      <p className="text-heading font-bold">{title}</p>
      <p className="text-quiet">{message}</p>
      {requestId && (
        <p className="text-sm text-quiet">
          <Trans>
            Request <code className="font-mono break-all">{requestId}</code>
          </Trans>
        </p>
      )}
      <Button kind="secondary" className="mt-2" onClick={retry}>
        <Trans>Try again</Trans>
      </Button>
    </div>
  );
}

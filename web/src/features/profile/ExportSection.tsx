import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useClient } from 'urql';

import { problemOf } from '../../shared/api/errors';
import { Alert } from '../../shared/ui/Alert';
import { Button } from '../../shared/ui/Button';
import { showToast } from '../../shared/ui/toasts';
import { Section } from './ProfilePage';
import { downloadJson } from './download';
import { ExportMyDataDocument } from './gql/graphql';

/** Lets the person download everything that is stored about them. */
export function ExportSection() {
  const { t } = useLingui();
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const download = async () => {
    setBusy(true);
    setProblem(null);
    const { data, error } = await client.query(ExportMyDataDocument, {}, { requestPolicy: 'network-only' }).toPromise();
    setBusy(false);
    if (!data?.exportMyData) {
      setProblem(problemOf({ error }));
      return;
    }
    downloadJson(`unicorn-pursuit-${new Date().toISOString().slice(0, 10)}.json`, data.exportMyData);
    showToast(t`Your data is in your downloads.`);
  };
  return (
    <Section
      title={t`Export your data`}
      lead={
        <Trans>
          One file in JSON form: your account, your votes and projects, your sessions, and what has happened on your
          account.
        </Trans>
      }
    >
      {problem && <Alert>{problem}</Alert>}
      <Button kind="secondary" className="justify-self-start" busy={busy} onClick={() => void download()}>
        <Trans>Download your data</Trans>
      </Button>
    </Section>
  );
}

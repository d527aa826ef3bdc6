import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { useMutation, useQuery } from 'urql';

import { EligibilityNotice } from '../../shared/account/EligibilityNotice';
import { Card } from '../../shared/ui/Card';
import { PageIntro } from '../../shared/ui/PageIntro';
import { randomId } from '../../shared/randomId';
import { showToast } from '../../shared/ui/toasts';
import { PitchForm, type PitchValues } from './PitchForm';
import { CreateProjectDocument, MayPitchDocument } from './gql/graphql';

const blank: PitchValues = { title: '', summary: '' };

export default function PitchPage() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [{ data }] = useQuery({ query: MayPitchDocument, requestPolicy: 'cache-and-network' });
  const [, create] = useMutation(CreateProjectDocument);
  const idFor = useMutationId();
  const eligibility = data?.viewer?.voter.eligibility;
  return (
    <div className="mx-auto grid w-full max-w-2xl gap-6 py-8 sm:py-12">
      <PageIntro
        title={t`Pitch a project`}
        lead={<Trans>Everybody will see it with your name, and can vote for it.</Trans>}
      />
      {eligibility && !eligibility.canCreateProject ? (
        <EligibilityNotice blockedBy={eligibility.blockedBy} />
      ) : (
        <Card>
          <PitchForm
            values={blank}
            action={<Trans>Pitch it</Trans>}
            onSend={async (values) => {
              const { data: answer, error } = await create({ input: { ...values, clientMutationId: idFor(values) } });
              const project = answer?.createProject.project;
              if (!project) return { error, userErrors: answer?.createProject.userErrors };
              await navigate({ to: '/projects/$projectId', params: { projectId: project.id } });
              showToast(t`“${project.title}” is up for votes.`);
              return undefined;
            }}
          />
        </Card>
      )}
    </div>
  );
}

/** An id for each pitch that is sent: one that is sent again, since no answer came, is created once. */
function useMutationId() {
  const last = useRef({ pitch: '', id: '' });
  return (values: PitchValues) => {
    const pitch = JSON.stringify(values);
    if (last.current.pitch !== pitch) last.current = { pitch, id: randomId() };
    return last.current.id;
  };
}

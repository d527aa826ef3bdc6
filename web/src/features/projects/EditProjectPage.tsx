import { Trans, useLingui } from '@lingui/react/macro';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useMutation, useQuery } from 'urql';

import { Card } from '../../shared/ui/Card';
import { ErrorState } from '../../shared/ui/ErrorState';
import { PageHeading } from '../../shared/ui/PageHeading';
import { Loading, Skeleton } from '../../shared/ui/states';
import { showToast } from '../../shared/ui/toasts';
import { PitchForm } from './PitchForm';
import { ProjectMissing } from './ProjectMissing';
import { ProjectDocument, type ProjectPartsFragment, UpdateProjectDocument } from './gql/graphql';

export default function EditProjectPage() {
  const { t } = useLingui();
  const { projectId } = useParams({ from: '/projects/$projectId/edit' });
  const [{ data, error }, refresh] = useQuery({ query: ProjectDocument, variables: { id: projectId } });
  if (data && !data.project?.viewerIsOwner) return <ProjectMissing />;
  return (
    <div className="mx-auto grid w-full max-w-2xl gap-6 py-8 sm:py-12">
      <Link to="/projects/$projectId" params={{ projectId }} className="link justify-self-start">
        <Trans>Back to the project</Trans>
      </Link>
      <PageHeading>{t`Edit the pitch`}</PageHeading>
      {data?.project && <EditForm project={data.project} />}
      {!data && error && (
        <ErrorState
          error={error}
          retry={() => {
            refresh({ requestPolicy: 'network-only' });
          }}
        />
      )}
      {!data && !error && (
        <Loading label={t`Loading the project`}>
          <Skeleton className="h-96 rounded-card" />
        </Loading>
      )}
    </div>
  );
}

function EditForm({ project: { id, title, summary } }: { project: ProjectPartsFragment }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [, update] = useMutation(UpdateProjectDocument);
  return (
    <Card>
      <PitchForm
        values={{ title, summary }}
        action={<Trans>Save</Trans>}
        onSend={async (values) => {
          const { data, error } = await update({ input: { id, ...values } });
          if (!data?.updateProject.project) return { error, userErrors: data?.updateProject.userErrors };
          await navigate({ to: '/projects/$projectId', params: { projectId: id } });
          showToast(t`The pitch is changed.`);
          return undefined;
        }}
      />
    </Card>
  );
}

import { useLingui } from '@lingui/react/macro';
import { useSearch } from '@tanstack/react-router';
import { useQuery } from 'urql';

import { Answer } from './Answer';
import { Details } from './Details';
import { ProfilePage } from './ProfilePage';
import { ProfileDetailsDocument } from './gql/graphql';

export default function DetailsPage() {
  const { t } = useLingui();
  const { verify } = useSearch({ from: '/profile/' });
  const [{ data, error }, refresh] = useQuery({ query: ProfileDetailsDocument });
  return (
    <ProfilePage title={t`Your details`} lead={t`Who you are to your colleagues, and how we reach you.`}>
      <Answer
        data={data?.viewer}
        error={error}
        retry={() => {
          refresh({ requestPolicy: 'network-only' });
        }}
        shape={['h-80']}
      >
        {(person) => <Details key={verify ?? ''} person={person} verify={verify} />}
      </Answer>
    </ProfilePage>
  );
}

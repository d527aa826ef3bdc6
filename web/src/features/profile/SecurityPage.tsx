import { useLingui } from '@lingui/react/macro';
import { useQuery } from 'urql';

import { Answer } from './Answer';
import { PasswordSection } from './PasswordSection';
import { ProfilePage } from './ProfilePage';
import { SecondFactorSection } from './SecondFactorSection';
import { SecurityStatusDocument } from './gql/graphql';

export default function SecurityPage() {
  const { t } = useLingui();
  const [{ data, error }, refresh] = useQuery({ query: SecurityStatusDocument });
  return (
    <ProfilePage title={t`Security`} lead={t`How you confirm that it is you who signs in.`}>
      <Answer
        data={data?.viewer}
        error={error}
        retry={() => {
          refresh({ requestPolicy: 'network-only' });
        }}
        shape={['h-72', 'h-96']}
      >
        {(person) => (
          <>
            <SecondFactorSection person={person} />
            <PasswordSection email={person.email} />
          </>
        )}
      </Answer>
    </ProfilePage>
  );
}

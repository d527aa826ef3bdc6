import { useLingui } from '@lingui/react/macro';
import { useQuery } from 'urql';

import { Answer } from './Answer';
import { DeleteAccountSection } from './DeleteAccountSection';
import { ExportSection } from './ExportSection';
import { ProfilePage } from './ProfilePage';
import { AccountEmailDocument } from './gql/graphql';

export default function DataPage() {
  const { t } = useLingui();
  const [{ data, error }, refresh] = useQuery({ query: AccountEmailDocument });
  return (
    <ProfilePage title={t`Your data`} lead={t`Download what is stored about you, or delete it.`}>
      <ExportSection />
      <Answer
        data={data?.viewer}
        error={error}
        retry={() => {
          refresh({ requestPolicy: 'network-only' });
        }}
        shape={['h-96']}
      >
        {({ email }) => <DeleteAccountSection email={email} />}
      </Answer>
    </ProfilePage>
  );
}

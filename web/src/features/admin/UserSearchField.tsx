import { useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';

import { useTypedSearch } from '../../shared/forms/useTypedSearch';
import { TextField } from '../../shared/ui/TextField';
import { useUserSearch } from './search';

/** Searches the accounts as it is typed; the search is in the address, so that it can be shared and survives a reload. */
export function UserSearchField({ ref }: { ref: React.Ref<HTMLInputElement> }) {
  const { t } = useLingui();
  const { search = '' } = useUserSearch();
  const navigate = useNavigate({ from: '/admin/users' });
  const { typed, setTyped, send } = useTypedSearch(search, (text) => {
    void navigate({ search: text ? { search: text } : {}, replace: true });
  });
  return (
    <search className="block max-w-xl">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <TextField
          ref={ref}
          label={t`Search accounts`}
          hint={t`The beginning of an email address, a name, or a phone number with its +.`}
          type="search"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
          }}
        />
      </form>
    </search>
  );
}

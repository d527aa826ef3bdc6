import { Trans } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';

/** Says what is missing for codes by text message, and leads there. */
export function SmsNeedsPhone({ hasPhone }: { hasPhone: boolean }) {
  if (!hasPhone) {
    return (
      <Trans>
        <Link className="link" to="/profile">
          Add a phone number
        </Link>{' '}
        first.
      </Trans>
    );
  }
  return (
    <Trans>
      <Link className="link" to="/profile" search={{ verify: 'phone' }}>
        Verify your phone number
      </Link>{' '}
      first.
    </Trans>
  );
}

import { Trans } from '@lingui/react/macro';

import { CountdownButton } from './CountdownButton';

/** How long to wait before another code is sent: messages take a while. */
const resendSeconds = 30;

/** Has a code sent once more. */
export function ResendButton({ onPress }: { onPress: () => void }) {
  return (
    <CountdownButton seconds={resendSeconds} onPress={onPress}>
      <Trans>Send a new code</Trans>
    </CountdownButton>
  );
}

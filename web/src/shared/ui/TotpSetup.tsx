import { Trans, useLingui } from '@lingui/react/macro';

import type { TotpSetupPartsFragment } from '../gql/graphql';
import { QrCode } from './QrCode';

/** What an authenticator app has to know: as a picture to scan, as a link, and as a key to type in. */
export function TotpSetup({ secret, otpauthUri }: TotpSetupPartsFragment) {
  const { t } = useLingui();
  return (
    <div className="grid gap-3">
      <QrCode text={otpauthUri} label={t`QR code for the authenticator app`} />
      <p className="text-sm text-quiet">
        <Trans>
          No camera?{' '}
          <a className="link" href={otpauthUri}>
            Open the app
          </a>{' '}
          on this device, or type this key in:
        </Trans>
      </p>
      <code className="rounded-control bg-sunken px-3 py-2 font-mono text-sm break-all">{secret}</code>
    </div>
  );
}

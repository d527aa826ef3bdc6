// All settings of an environment, of the parts next to this file. Secrets are not settings: they are created in the
// account and never pass through here.
import type { DataSettings } from './data.ts';
import type { EdgeSettings } from './edge.ts';
import type { IdentitySettings } from './identity.ts';
import type { MonitoringSettings } from './monitoring.ts';
import type { PlaceSettings } from './place.ts';
import { type ServerSettings, serverDefaults } from './server.ts';
import type { ServiceSettings } from './service.ts';

/** What one environment is. */
export interface Settings extends PlaceSettings, ServerSettings {
  /** The user pool, its app client and its domain. */
  readonly identity: IdentitySettings;
  /** The table, apart from its name. */
  readonly data: DataSettings;
  /** Where the server runs. */
  readonly service: ServiceSettings;
  /** CloudFront and its web ACL. */
  readonly edge: EdgeSettings;
  /** Alarms and budget. */
  readonly monitoring: MonitoringSettings;
}

/** The content of an environment's file in config/: all settings; those with a default may be left out. */
export type SettingsFile = Omit<Settings, keyof typeof serverDefaults> &
  Partial<Pick<Settings, keyof typeof serverDefaults>>;

/** The settings of a file, with defaults for those that it leaves out. */
export function complete(file: SettingsFile): Settings {
  return {
    ...file,
    phoneCountries: file.phoneCountries ?? serverDefaults.phoneCountries,
    trustedDocuments: file.trustedDocuments ?? serverDefaults.trustedDocuments,
    allowedOrigins: file.allowedOrigins ?? serverDefaults.allowedOrigins,
    adHocDocuments: file.adHocDocuments ?? serverDefaults.adHocDocuments,
  };
}

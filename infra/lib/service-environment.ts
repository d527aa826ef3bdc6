// The server's variables (`server --help`), wherever it runs.
import { admissionEnvironment } from './admission.ts';
import { challengeMinutes } from './app-client.ts';
import type { IdentityVariables } from './identity-stack.ts';
import type { PlaceSettings } from './settings/place.ts';
import type { ServerSettings } from './settings/server.ts';
import type { VotingSettings } from './settings/voting.ts';

/** The environment of the server without its secrets, SESSION_KEYS and COGNITO_CLIENT_SECRET, and without what depends on where it runs. */
export function serverEnvironment(
  settings: ServerSettings & Pick<PlaceSettings, 'domainName'>,
  identity: IdentityVariables,
): Record<string, string> {
  return {
    PUBLIC_URL: `https://${settings.domainName}`,
    ...identity,
    TABLE_NAME: settings.tableName,
    CHALLENGE_LIFETIME: `${challengeMinutes}m`,
    ...admissionEnvironment(settings),
    ...votingEnvironment(settings.voting),
    ...(settings.trustedDocuments.length > 0 ? { TRUSTED_DOCUMENTS: settings.trustedDocuments.join(',') } : {}),
    ...(settings.allowedOrigins.length > 0 ? { ALLOWED_ORIGINS: settings.allowedOrigins.join(',') } : {}),
    AD_HOC_DOCUMENTS: String(settings.adHocDocuments),
    ENVIRONMENT: 'production', // of every deployment: `development` would switch the playground on
  };
}

function votingEnvironment({ opensAt, closesAt, ownProjectVotes }: VotingSettings): Record<string, string> {
  return {
    ...(opensAt === undefined ? {} : { VOTING_OPENS_AT: opensAt }),
    ...(closesAt === undefined ? {} : { VOTING_CLOSES_AT: closesAt }),
    OWN_PROJECT_VOTES: String(ownProjectVotes),
  };
}

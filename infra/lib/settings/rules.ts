// What is refused before anything is synthesised: the rules of every part, and those between parts.
import { unmet } from './checks.ts';
import { dataProblems } from './data.ts';
import { edgeProblems } from './edge.ts';
import { type IdentitySettings, identityProblems } from './identity.ts';
import { monitoringProblems } from './monitoring.ts';
import { placeProblems } from './place.ts';
import { serverProblems } from './server.ts';
import { type ServiceSettings, serviceProblems } from './service.ts';
import type { Settings } from './settings.ts';
import { votingProblems } from './voting.ts';

/** What is wrong with the settings, each a sentence that says what to set. */
export function problemsOf(settings: Settings): string[] {
  return [
    ...placeProblems(settings),
    ...serverProblems(settings),
    ...votingProblems(settings.voting),
    ...identityProblems(settings.identity, settings),
    ...serviceProblems(settings.service, settings),
    ...signInReachProblems(settings.service, settings.identity),
    ...dataProblems(settings.data),
    ...edgeProblems(settings.edge),
    ...monitoringProblems(settings.monitoring),
  ];
}

/** Whether the server can reach the user pool. */
function signInReachProblems(service: ServiceSettings, { signIn }: IdentitySettings): string[] {
  return unmet([
    service.kind !== 'fargate' || service.network === 'nat' || signIn.kind === 'custom',
    "service.network is endpoints, but Cognito's endpoint refuses pools with a domain: set network to nat, or identity.signIn to custom.",
  ]);
}

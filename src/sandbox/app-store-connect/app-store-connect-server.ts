import { createAppStoreConnectApp } from "./app-store-connect-app.ts";
import type { Team } from "./team.ts";
import { createTokenVerifier, keyIdOf } from "./token.ts";

/** The audience that tokens must name: that of the standard program, and that of the Enterprise Program (bitrise appstoreconnect.go). */
const audiences = {
  standard: "appstoreconnect-v1",
  enterprise: "apple-developer-enterprise-v1",
} as const;

/** The App Store Connect API of all teams: as at Apple, the key decides which team a request is about. */
export interface AppStoreConnectServer {
  fetch(request: Request): Response | Promise<Response>;
  /** Undoes the creation of an object as if it never was, but for the ledger. */
  forget(type: string, id: string): void;
}

/**
 * Creates the server; tokens are looked at by `clock`, the server's own.
 * @throws Error when a public key of a team is none.
 */
export async function createAppStoreConnectServer(
  teams: readonly Team[],
  clock: () => Date,
): Promise<AppStoreConnectServer> {
  const served = await Promise.all(
    teams.map(async (team) => {
      const { keys, program = "standard" } = team.options;
      const app = createAppStoreConnectApp(team, await createTokenVerifier(keys, audiences[program], clock));
      return { team, app, keyIds: new Set(keys.map(({ keyId }) => keyId)) };
    }),
  );
  const [first] = served;
  return {
    fetch(request) {
      const keyId = keyIdOf(request.headers.get("authorization"));
      // A key that nobody knows is refused by whichever team it is shown to.
      const found = served.find(({ keyIds }) => keyIds.has(keyId)) ?? first;
      return found === undefined ? new Response(null, { status: 404 }) : found.app.fetch(request);
    },
    forget(type, id) {
      for (const { team } of served) forgetIn(team, type, id);
    },
  };
}

function forgetIn(team: Team, type: string, id: string): void {
  const records: Readonly<Record<string, Map<string, unknown>>> = {
    bundleIds: team.bundleIds,
    certificates: team.certificates,
    devices: team.devices,
    profiles: team.profiles,
  };
  const isForgotten =
    type === "bundleIdCapabilities"
      ? [...team.bundleIds.values()].some(({ capabilities }) =>
          [...capabilities.values()].some((one) => one.id === id && capabilities.delete(one.capabilityType)),
        )
      : (records[type]?.delete(id) ?? false);
  if (isForgotten) team.record({ event: "lost", kind: type, id });
}

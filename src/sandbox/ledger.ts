/** Which of the sandbox's two services an entry belongs to. */
export type SandboxService = "app-store-connect" | "policy-console";

/** A request that came in. Never its body, headers, cookies or anything else that may hold a secret. */
export interface RequestEntry {
  readonly entry: "request";
  /** Position in the ledger, from 1. */
  readonly n: number;
  /** When the request came in by the sandbox's clock, ISO 8601 UTC. */
  readonly at: string;
  readonly service: SandboxService;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Null while the request is being answered, and for good when the connection was cut before the answer. */
  readonly status: number | null;
}

/** Something that a request, a control call or a scenario did to an object. */
export interface ObjectEntry {
  readonly entry: "object";
  readonly n: number;
  readonly at: string;
  readonly service: SandboxService;
  readonly event: ObjectEvent;
  /** Apple's resource type, or `signing_profile`, `profile`, `app` and `session` of the policy console. */
  readonly kind: string;
  /** The object's id there; for a session the user, never the cookie. */
  readonly id: string;
  /** SHA-256 of the SubjectPublicKeyInfo, lower-case hex; certificates only. */
  readonly publicKeySha256?: string;
  /** SHA-256 of the uploaded file, lower-case hex; signing profiles of the policy console only. */
  readonly fileSha256?: string;
  /** The object's name or identifier, where it has one. */
  readonly name?: string;
}

/** What happened to an object. */
export type ObjectEvent =
  | "created"
  | "updated"
  | "deleted"
  | "revoked"
  | "invalidated"
  | "archived"
  | "applied"
  | "lost"
  | "started"
  | "ended";

/** One line of the ledger. */
export type LedgerEntry = RequestEntry | ObjectEntry;

/** What an {@link ObjectEntry} says beside its place in the ledger. */
export type ObjectFacts = Pick<ObjectEntry, "event" | "kind" | "id" | "publicKeySha256" | "fileSha256" | "name">;

/** The sandbox's memory of every request and every change of an object, in order. */
export interface Ledger {
  /** Notes a request as it comes in; call the result with the status of its answer. */
  recordRequest(service: SandboxService, method: string, path: string): (status: number) => void;
  recordObject(service: SandboxService, facts: ObjectFacts): void;
  /** A copy of all entries so far. */
  entries(): LedgerEntry[];
}

/** Creates an empty ledger that takes its times from `clock`. */
export function createLedger(clock: () => Date): Ledger {
  const entries: LedgerEntry[] = [];
  return {
    recordRequest(service, method, path) {
      const index = entries.length;
      const entry: RequestEntry = {
        entry: "request",
        n: index + 1,
        at: clock().toISOString(),
        service,
        method,
        path: withoutSecrets(path),
        status: null,
      };
      entries.push(entry);
      return (status) => {
        entries[index] = { ...entry, status };
      };
    },
    recordObject(service, facts) {
      entries.push({
        entry: "object",
        n: entries.length + 1,
        at: clock().toISOString(),
        service,
        ...facts,
      });
    },
    entries: () => [...entries],
  };
}

/** A login form sent as a query, and a session id written into the path, are the two secrets that a URL here can hold. */
function withoutSecrets(path: string): string {
  const withoutSession = path.replaceAll(/;jsessionid=[^/?#]*/gi, "");
  return /[?&]j_(?:password|username)=/i.test(withoutSession) ? withoutSession.replace(/\?.*$/s, "") : withoutSession;
}

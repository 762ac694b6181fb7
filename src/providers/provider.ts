import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Address } from "../plan/address.ts";
import type { JsonValue, ProviderObserved, StoredObject } from "../plan/observed.ts";
import type { Change } from "../plan/plan.ts";
import type { Secret } from "../secret/secret.ts";

/** The time, injected so that tests and the sandbox can share one clock. */
export type Clock = () => Date;

/** One HTTP request. Redirects are never followed; the body and headers may hold secrets and are never logged. */
export interface HttpRequest {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | MultipartBody;
  /** Milliseconds for the whole exchange; default 60,000. */
  readonly timeout?: number;
}

/** A multipart/form-data body; the port builds boundary and header. */
export interface MultipartBody {
  /** Text fields by name; one with several values is repeated. */
  readonly fields: Readonly<Record<string, string | readonly string[]>>;
  readonly files: readonly { readonly field: string; readonly fileName: string; readonly bytes: Uint8Array }[];
}

/** One HTTP answer. Header names are lower case; `setCookies` holds every Set-Cookie header on its own. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly setCookies: readonly string[];
  readonly body: Uint8Array;
}

/**
 * Sends one request and gives its answer, whatever the status. Throws `HttpFailure` when there is no answer.
 * It retries nothing: only the provider knows what may be repeated.
 */
export type Http = (request: HttpRequest, signal: AbortSignal) => Promise<HttpResponse>;

/** What stands in the way of a request until a person acts: nobody trusted vouches for the server, or the proxy refuses or is not trusted. */
export type HttpObstacle = "certificate" | "proxy";

/** There was no HTTP answer: refused, cut, timed out, TLS not trusted. `sent` is false only if nothing can have arrived. */
export class HttpFailure extends Error {
  readonly sent: boolean;
  /** Set where the same request would fail again. */
  readonly obstacle: HttpObstacle | undefined;
  /** What to do, for people; undefined where that depends on whom the request went to. */
  readonly help: string | undefined;

  constructor(
    message: string,
    options: {
      readonly sent: boolean;
      readonly cause?: unknown;
      readonly obstacle?: HttpObstacle | undefined;
      readonly help?: string | undefined;
    },
  ) {
    super(message, { cause: options.cause });
    this.name = "HttpFailure";
    this.sent = options.sent;
    this.obstacle = options.obstacle;
    this.help = options.help;
  }
}

/** What is kept encrypted of one object of the store, by part name (`private_key`, `certificate`, `file`, `password`, …). */
export type SecretParts = Readonly<Record<string, Secret>>;

/** An object of the store, opened. */
export interface StoreEntry extends StoredObject {
  readonly parts: SecretParts;
}

/** Where secrets last: the file store as the other providers see it. */
export interface SecretStore {
  /**
   * Encrypts the parts for every recipient, writes them, reads them back, decrypts and compares them where this run can,
   * and only then records the object in the manifest. Putting an address and instance that the store holds replaces its facts and parts.
   */
  put(entry: StoreEntry): Promise<void>;
  /** The newest instance of an address, or the given one; `undefined` when the store does not hold it. Throws when it cannot be decrypted. */
  get(address: Address, instance?: string): Promise<StoreEntry | undefined>;
  /** Public facts of all instances of an address, oldest first, without decrypting anything. */
  list(address: Address): Promise<readonly StoredObject[]>;
  /** Keeps public facts about an object elsewhere that Signwright made: its ownership mark. Replaces an earlier record of the address. */
  record(address: Address, facts: { readonly [name: string]: JsonValue }): Promise<void>;
  /** Removes the record of an address. */
  forget(address: Address): Promise<void>;
}

/** What happened to a step of an apply, so that a later run can tell. */
export interface JournalEntry {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Digest of the plan that the step belongs to. */
  readonly plan: string;
  readonly address: Address;
  readonly deposed?: string;
  readonly event: "started" | "done" | "failed";
}

/** The append-only record of apply steps. */
export interface Journal {
  append(entry: JournalEntry): Promise<void>;
  /** Entries of one plan, oldest first. */
  entries(plan: string): Promise<readonly JournalEntry[]>;
}

/** Who holds the lock, for people. */
export interface LockInfo {
  readonly id: string;
  readonly operation: string;
  readonly holder: string;
  readonly host: string;
  readonly pid: number;
  /** ISO 8601, UTC. */
  readonly created: string;
}

/** Keeps a second apply out. */
export interface Lock {
  /** Takes the lock or throws `file-store/locked` naming its holder. */
  acquire(operation: string): Promise<LockInfo>;
  /** Gives it back; a lock with another id is left alone. */
  release(info: LockInfo): Promise<void>;
}

/** Material of the user's that a spec's key or profile path names: bytes and passwords, resolved when asked for. */
export interface SourceMaterial {
  /** Path as the spec writes it. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly password?: Secret;
  readonly keyPassword?: Secret;
  /** For a certificate key given as two files: the certificate; `bytes` is then the private key. */
  readonly certificate?: Uint8Array;
}

/** Loads what the spec names: `keys.<name>` of type certificate or keystore, or a profile file by its path. Throws diagnostics. */
export interface Sources {
  key(name: string): Promise<SourceMaterial>;
  file(path: string): Promise<SourceMaterial>;
}

/** What a provider may use while reading. */
export interface ReadContext {
  readonly signal: AbortSignal;
  /** For comparing secrets in memory; a provider that reads must cope with a store that it cannot decrypt. */
  readonly store: SecretStore;
  /** Says in a few words what is going on (`reading certificates`), for progress lines. Never holds a secret. */
  readonly report: (message: string) => void;
}

/** Bytes that one provider has and another one needs: the chain certificate → identity, profile → store. */
export interface Output {
  /** What the object is now, as the plan names it: serial, UUID and the like. */
  readonly facts: { readonly [name: string]: JsonValue };
  /** DER of a certificate, or the bytes of a profile. */
  readonly bytes: Uint8Array;
}

/** What a provider may use while applying. */
export interface ApplyContext extends ReadContext {
  /** The output of an object of any provider, as it is now, or of the instance that the plan names; `undefined` when it does not exist. */
  readonly output: (address: Address, instance?: string) => Promise<Output | undefined>;
}

/** What came of a change. */
export interface Applied {
  /** Public facts to keep in the store as the ownership mark of the address; absent for objects of the store itself. */
  readonly record?: { readonly [name: string]: JsonValue };
  /** The change was found done already (an earlier run, an ambiguous answer). */
  readonly adopted?: boolean;
  /**
   * It was refused because only a person can do it, and why. What depends on it waits, and `record` keeps what the next plan needs to
   * ask for that person.
   */
  readonly refused?: Diagnostic;
  readonly diagnostics?: readonly Diagnostic[];
}

/**
 * A part of the world that can be read and changed. One provider per key of the spec, and one for the store.
 *
 * Laws, checked by `test/conformance/provider.ts` for every provider:
 * 1. `read` has no side effects on objects.
 * 2. `apply` carries out exactly the change it is given; a value known in `after` is the same afterwards, or it throws.
 * 3. Planning after a successful apply gives no change for what was applied.
 * 4. `apply` looks before it creates: applying a create whose object exists already (by public key or exact name) adopts it.
 * 5. After an ambiguous failure (timeout, 5xx, cut connection on a write) it looks first and only then decides.
 * 6. No secret is in an observation, an error, a report or a record.
 * 7. `apply` is called after `read` on the same instance; what `apply` changed is seen by later calls of `apply` and `output`.
 * 8. `close` always runs, also after a failure, and ends sessions.
 */
export interface Provider {
  /** The key of the spec that it works for, or `store`. */
  readonly name: string;
  /** Reads what the spec's resources of this provider need to be planned. Throws `DiagnosableError`. */
  read(context: ReadContext): Promise<ProviderObserved>;
  /** What it knows after `read`, with what `apply` changed since: asks nobody. Absent where reading again costs no request, or too little is kept. */
  known?(): ProviderObserved;
  /** Carries out one change. Throws `DiagnosableError`. */
  apply(change: Change, context: ApplyContext): Promise<Applied>;
  /**
   * The bytes behind an address of this provider, for other providers; `undefined` when there is no such object. `instance` is the
   * UUID of a profile, where the plan found one that an earlier, killed run made and did not live to mark.
   */
  output(address: Address, context: ReadContext, instance?: string): Promise<Output | undefined>;
  close(): Promise<void>;
}

import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import { invariant } from "../../diagnostics/invariant.ts";
import { nameOf, type Address } from "../../plan/address.ts";
import type { OwnershipRecord } from "../../plan/observed.ts";
import type { ChangeOf } from "../../plan/plan.ts";
import type { SecuredAppAttributes } from "../../plan/resource.ts";
import type { Applied, ApplyContext, Clock } from "../provider.ts";
import type { ConsoleClient, WriteOutcome } from "./client.ts";
import { readConsoleApp, securingPolicies, type ConsoleApp } from "./console-apps.ts";
import { findProfile, listSigningProfiles, type ConsoleSigningProfile } from "./signing-profiles.ts";

/** Milliseconds for the request that secures an app, and again for its result to show: the console unpacks, changes and signs it. */
const SECURING_TIMEOUT = 15 * 60_000;
/** Milliseconds for the result to show after an answer that is an error of the console: it is not still at it. */
const SETTLED_PATIENCE = 10_000;
/** Milliseconds between two lines of progress while the console is at it. */
const PROGRESS_INTERVAL = 15_000;
/** Milliseconds between two looks at the app: the first pause, which doubles, and the longest. */
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30_000;
/** How often the session may turn out dead between looking and sending. */
const MAX_ROUNDS = 6;

/** What securing an app needs beside the change. */
export interface AppSecurer {
  readonly clock: Clock;
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly client: ConsoleClient;
  /** What the store knows of an earlier securing by Signwright. */
  readonly record: OwnershipRecord | undefined;
  /** Which profile of the console a signing profile of the plan is, where that is known: its name may be longer than the plan's. */
  readonly profileIdOf: (signingProfile: Address) => string | undefined;
}

/**
 * Secures an app with a signing profile, or once more with the one that it has. The request replaces the app on the console and may
 * take minutes; it is sent once. When its answer is missing the app is looked at until it shows the result, and is never sent again:
 * the console may still be at it. The app's other policies are looked at before and after, and must be the same.
 */
export async function secureApp(
  change: ChangeOf<"secured_app">,
  context: ApplyContext,
  securer: AppSecurer,
): Promise<Applied> {
  const { after } = change;
  invariant(
    after && (change.action === "create" || change.action === "update"),
    `an app is secured: ${change.address}`,
  );
  const { client } = securer;
  const { signal } = context;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const profile = await wantedProfile(securer, after, signal);
    const before = await readConsoleApp(client, after.app_id, signal);
    checkApp(before, after);
    if (isSecured(before, after, profile) && isCurrent(before, profile, securer.record))
      return { record: securer.record?.facts ?? recordOf(after, profile, securer), adopted: true };
    // Whatever was seen before the session ended is looked at again.
    if (await client.ensureAdministrator(signal)) continue;
    const outcome = await send(after, profile, { context, securer });
    if (outcome.kind === "not-executed") continue;
    await settle(outcome, { after, profile, before }, { context, securer });
    return { record: recordOf(after, profile, securer) };
  }
  throw client.sessionKeepsEnding();
}

interface Tools {
  readonly context: ApplyContext;
  readonly securer: AppSecurer;
}

/** The signing profile that the app gets, as it is now; `undefined` when nobody signs. */
async function wantedProfile(
  { client, profileIdOf }: AppSecurer,
  after: SecuredAppAttributes,
  signal: AbortSignal,
): Promise<ConsoleSigningProfile | undefined> {
  if (after.signing_profile === null) return undefined;
  const listed = await listSigningProfiles(client, signal);
  const profile = findProfile(listed, { id: profileIdOf(after.signing_profile), name: nameOf(after.signing_profile) });
  if (!profile) throw stale(after.signing_profile, "is not on the policy console");
  if (after.profile_data_id !== null && after.profile_data_id !== profile.dataId)
    throw stale(after.signing_profile, "was changed on the policy console meanwhile");
  return profile;
}

function checkApp({ observed }: ConsoleApp, after: SecuredAppAttributes): void {
  if (observed.package_name === after.package_name && observed.platform === after.platform) return;
  throw stale(after.package_name, "is another app on the policy console now");
}

async function send(
  after: SecuredAppAttributes,
  profile: ConsoleSigningProfile | undefined,
  { context, securer }: Tools,
): Promise<WriteOutcome> {
  const fields = {
    appId: after.app_id,
    "policyCodes[]": securingPolicies,
    signing: JSON.stringify({ signing_type: after.signing_type }),
    ...(profile ? { signing_profile_id: profile.profileId } : {}),
  };
  context.report(`securing ${after.package_name}`);
  const sending = securer.client.write(
    {
      method: "POST",
      path: "app-market/policy",
      body: { fields, files: [] },
      timeout: SECURING_TIMEOUT,
    },
    context.signal,
  );
  return withProgress(sending, `securing ${after.package_name}`, { context, securer });
}

/** Says from time to time that something is still going on. */
async function withProgress<T>(work: Promise<T>, what: string, { context, securer }: Tools): Promise<T> {
  const done = new AbortController();
  const telling = (async () => {
    for (let waited = PROGRESS_INTERVAL; waited < SECURING_TIMEOUT; waited += PROGRESS_INTERVAL) {
      await securer.sleep(PROGRESS_INTERVAL, AbortSignal.any([done.signal, context.signal]));
      context.report(`still ${what}, for ${waited / 1000} s`);
    }
  })();
  // It mostly ends by the abort below.
  telling.catch(() => undefined);
  try {
    return await work;
  } finally {
    done.abort();
  }
}

interface Securing {
  readonly after: SecuredAppAttributes;
  readonly profile: ConsoleSigningProfile | undefined;
  readonly before: ConsoleApp;
}

/**
 * Waits until the app shows what it was secured with: a console may answer before it is through, and an answer may be missing. Throws
 * what is known when it does not show it.
 */
async function settle(
  outcome: Exclude<WriteOutcome, { readonly kind: "not-executed" }>,
  securing: Securing,
  { context, securer }: Tools,
): Promise<void> {
  const { after, profile, before } = securing;
  const { signal } = context;
  // What showed the result before says nothing of a request whose answer is missing.
  const canTell = outcome.kind === "done" || !isSecured(before, after, profile);
  const patience = outcome.kind === "unknown" && outcome.settled ? SETTLED_PATIENCE : SECURING_TIMEOUT;
  if (!canTell && outcome.kind === "unknown") throw outcome.error;
  let pause = FIRST_PAUSE;
  for (let waited = 0; ; waited += pause, pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    const shown = await lookAgain(securer.client, after.app_id, signal);
    if (shown && isSecured(shown, after, profile)) {
      checkOthers(before, shown, after);
      return;
    }
    if (waited >= patience) break;
    context.report(`waiting until ${after.package_name} shows that it is secured`);
    await securer.sleep(pause, signal);
  }
  if (outcome.kind === "unknown") throw outcome.error;
  throw notSecured(after, "it does not show that it is secured");
}

/** The app, or `undefined` when the console cannot be asked just now. */
async function lookAgain(client: ConsoleClient, id: string, signal: AbortSignal): Promise<ConsoleApp | undefined> {
  try {
    return await readConsoleApp(client, id, signal);
  } catch (error) {
    if (error instanceof DiagnosableError && error.retryable) return undefined;
    throw error;
  }
}

/** Whether the app shows that it is secured so. What the console does not show is no difference. */
function isSecured(
  { observed }: ConsoleApp,
  after: SecuredAppAttributes,
  profile: ConsoleSigningProfile | undefined,
): boolean {
  const { signing, policies } = observed;
  // Where nobody signs, a console may show no signing policy at all.
  if (!signing) return !profile && securingPolicies.some((code) => policies.includes(code));
  if (signing.signing_type !== null && signing.signing_type !== after.signing_type) return false;
  if (!profile) return true;
  return signing.profile_id === profile.profileId && (signing.data_id === null || signing.data_id === profile.dataId);
}

/**
 * Whether what an app shows is the current writing of its signing profile. The id of the data tells where it moves with each writing,
 * which an older record with another id shows; where it stays, and without a record, only our own record of this securing does.
 */
function isCurrent(
  { observed }: ConsoleApp,
  profile: ConsoleSigningProfile | undefined,
  record: OwnershipRecord | undefined,
): boolean {
  if (!profile) return record?.facts["signing_type"] === "SKIP_CODESIGN" || observed.signing !== null;
  const facts = record?.facts;
  if (facts?.["app_id"] !== observed.app_id || facts["profile_id"] !== profile.profileId) return false;
  if (facts["data_id"] === profile.dataId) return facts["data_stamp"] === profile.dataStamp;
  return observed.signing?.data_id === profile.dataId;
}

/** Other policies are none of ours: the request adds to them. */
function checkOthers(before: ConsoleApp, shown: ConsoleApp, after: SecuredAppAttributes): void {
  const lost = [...before.otherPolicies].find(([code, policy]) => shown.otherPolicies.get(code) !== policy);
  if (lost) throw notSecured(after, `its policy ${lost[0]} is no longer as it was`);
}

function notSecured({ package_name: app }: SecuredAppAttributes, state: string): DiagnosableError {
  return new DiagnosableError(createDiagnostic("policy-console/not-secured", { app, state }));
}

/** The mark of a securing: which writing of which signing profile the app has. */
function recordOf(
  after: SecuredAppAttributes,
  profile: ConsoleSigningProfile | undefined,
  securer: AppSecurer,
): NonNullable<Applied["record"]> {
  return {
    app_id: after.app_id,
    package_name: after.package_name,
    signing_type: after.signing_type,
    signing_profile: after.signing_profile,
    profile_id: profile?.profileId ?? null,
    data_id: profile?.dataId ?? null,
    data_stamp: profile?.dataStamp ?? null,
    secured: securer.clock().toISOString(),
  };
}

function stale(object: string, what: string): DiagnosableError {
  return new DiagnosableError(createDiagnostic("plan/stale", { object, what }));
}

import { setTimeout as sleep } from "node:timers/promises";

import { isJsonObject, type JsonObject } from "../json-value.ts";
import { checkKeystore } from "./check-keystore.ts";
import { ConsoleError } from "./console-answer.ts";
import type { AppliedPolicy, ConsoleApp, ConsoleState, PolicyProfile } from "./console-state.ts";
import type { FormFields } from "./form-fields.ts";
import { dataAnswer } from "./policy-profiles.ts";

const signingCode = "POLICY_CODE_SIGNING";
const signingTypes: readonly string[] = ["SIGN_ON_CONSOLE", "SIGN_EXTERNALLY", "SKIP_CODESIGN"];

/** An app as the console shows it. */
export function appAnswer(state: ConsoleState, app: ConsoleApp, restUrl: string): JsonObject {
  const url = `${restUrl}/app-market/${app.id}`;
  return {
    app_id: app.id,
    name: app.name,
    package_name: app.packageName,
    package_size: "0",
    platform: app.platform === "ios" ? "PLATFORM_IOS" : "PLATFORM_ANDROID",
    version_code: app.versionCode,
    version_name: app.versionName,
    policy_hash: "",
    apk_url: `${url}/apk`,
    icon_url: `${url}/icon`,
    info_url: url,
    app_policies: [...app.policies.values()].map((policy) => policyAnswer(state, policy, restUrl)),
    can_wrap_map_next: "1",
    is_compass_app: "0",
    is_mocana_app: "0",
  };
}

function policyAnswer(state: ConsoleState, policy: AppliedPolicy, restUrl: string): JsonObject {
  const id = state.policyIds.get(policy.code) ?? "";
  return {
    policy_code: policy.code,
    policy_id: id,
    policy_name: policy.code.replace("POLICY_CODE_", ""),
    policy_status: "active",
    info_url: `${restUrl}/app-policy/${id}`,
    policy_icon_url: "",
    ...shownData(state, policy),
  };
}

/** What a policy shows of its data (reference decision 24): how much of it a console shows is not documented. */
function shownData(state: ConsoleState, { code, data, profileDataId }: AppliedPolicy): JsonObject {
  if (data === undefined) return {};
  if (code === signingCode && state.options.showsSigningDetails === false) {
    const { signing_profile_id } = JSON.parse(data) as JsonObject;
    return { policy_data: dataAnswer(state, JSON.stringify({ signing_profile_id })) };
  }
  return {
    policy_data: dataAnswer(state, data),
    ...(profileDataId === undefined ? {} : { policy_profile_data: profileDataId }),
  };
}

/** An app by its id. @throws ConsoleError */
export function findConsoleApp(state: ConsoleState, id: string): ConsoleApp {
  const app = state.apps.get(id);
  if (app === undefined) throw new ConsoleError("Application not found");
  return app;
}

/** POST app-market/policy: adds policies to those that the app has. Sandbox assumptions: reference decisions 19 to 24. */
export async function applyPolicies(state: ConsoleState, form: FormFields): Promise<ConsoleApp> {
  const app = findConsoleApp(state, form.text("appId") ?? form.text("appID") ?? "");
  const codes = requestedCodes(state, form);
  const masterProfileId = form.text("master_profile_id");
  const isMaster = masterProfileId !== undefined || codes.includes("POLICY_CODE_MASTER");
  if (!isMaster && !codes.includes("POLICY_CODE_MAP_NEXT"))
    throw new ConsoleError("POLICY_CODE_MAP_NEXT must be applied with other policies");
  const signs =
    codes.includes(signingCode) || form.text("signing") !== undefined || form.text("signing_profile_id") !== undefined;
  const applied = codes.filter((code) => code !== signingCode).map((code) => profiledPolicy(state, form, code));
  if (signs) applied.push(await signingPolicy(state, form, app));
  const { securing = "synchronous", securingMilliseconds = 0 } = state.options;
  const secure = async (): Promise<void> => {
    // A sandbox that is stopped does not wait for it.
    if (securingMilliseconds > 0) await sleep(securingMilliseconds, undefined, { ref: false });
    for (const policy of applied) app.policies.set(policy.code, policy);
    state.record({ event: "applied", kind: "app", id: app.id, name: app.packageName });
  };
  const secured = secure();
  if (securing === "synchronous") await secured;
  return app;
}

function requestedCodes(state: ConsoleState, form: FormFields): readonly string[] {
  const codeOfId = new Map([...state.policyIds].map(([code, id]) => [id, code]));
  const codes = [...form.texts("policyCodes[]"), ...form.texts("policyIds[]").map((id) => codeOfId.get(id) ?? id)];
  const unknown = codes.find((code) => !state.policyIds.has(code));
  if (unknown !== undefined) throw new ConsoleError(`Unknown policy ${unknown}`);
  if (codes.length === 0) throw new ConsoleError("Missing parameter policyCodes[]");
  return [...new Set(codes)];
}

/** A policy other than signing, with the profile that the form names for it, if any. */
function profiledPolicy(state: ConsoleState, form: FormFields, code: string): AppliedPolicy {
  const field = `${code.replace("POLICY_CODE_", "").toLowerCase()}_profile_id`;
  const profileId = form.text(field);
  if (profileId === undefined || profileId === "") return { code, data: undefined, profileDataId: undefined };
  return {
    code,
    data: JSON.stringify({ [field]: profileId }),
    profileDataId: activeProfile(state, profileId).dataId,
  };
}

async function signingPolicy(state: ConsoleState, form: FormFields, app: ConsoleApp): Promise<AppliedPolicy> {
  const signingType = readSigningType(form.text("signing"));
  if (signingType === "SKIP_CODESIGN")
    return {
      code: signingCode,
      data: JSON.stringify({ signing_type: signingType }),
      profileDataId: undefined,
    };
  const profileId = form.text("signing_profile_id");
  if (profileId === undefined || profileId === "") throw new ConsoleError("Missing parameter signing_profile_id");
  const profile = activeProfile(state, profileId);
  if (profile.type !== "signing" || profile.platform !== app.platform)
    throw new ConsoleError("The signing profile does not fit the platform of the application");
  const signs = signingType === "SIGN_ON_CONSOLE";
  if (profile.platform === "ios" && signs) checkIdentity(state, profile);
  if (profile.file && state.options.keystoreChecks === "signing") await checkKeystore(profile.file, profile.data);
  return {
    code: signingCode,
    data: JSON.stringify({ signing_profile_id: profileId, signing_type: signingType }),
    profileDataId: profile.dataId,
    signedWith: { profileId, writings: profile.writings },
  };
}

function activeProfile(state: ConsoleState, id: string): PolicyProfile {
  const profile = state.profiles.get(id);
  if (profile === undefined) throw new ConsoleError("Profile not found");
  return profile;
}

function readSigningType(signing: string | undefined): string {
  let type: unknown;
  try {
    const parsed: unknown = JSON.parse(signing ?? "");
    type = isJsonObject(parsed) ? parsed["signing_type"] : undefined;
  } catch {
    type = undefined;
  }
  if (typeof type !== "string" || !signingTypes.includes(type))
    throw new ConsoleError("The parameter signing has no known signing_type");
  return type;
}

/** `codesign -s` takes the start of an identity's name, and wants exactly one that fits. */
function checkIdentity(state: ConsoleState, profile: PolicyProfile): void {
  const data: unknown = JSON.parse(profile.data);
  const wanted = isJsonObject(data) && typeof data["signing_cert_id"] === "string" ? data["signing_cert_id"] : "";
  const fitting = (state.options.identities ?? []).filter((identity) => identity.startsWith(wanted));
  if (fitting.length === 0) throw new ConsoleError(`${wanted}: no identity found`);
  if (fitting.length > 1) throw new ConsoleError(`${wanted}: ambiguous`);
}

import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import type { ObservedConsoleApp } from "../../plan/observed.ts";
import { asObject, parseObject, type JsonObject } from "./answers.ts";
import type { ConsoleClient } from "./client.ts";

/** An app as the console shows it, with the other policies as text, so that it can be seen that they stay as they are. */
export interface ConsoleApp {
  readonly observed: ObservedConsoleApp;
  /** Policy code → all that the console shows of the policy's settings; without signing and the one that carries every other. */
  readonly otherPolicies: ReadonlyMap<string, string>;
}

const SIGNING = "POLICY_CODE_SIGNING";
const CARRIER = "POLICY_CODE_MAP_NEXT";

/** The policies that securing applies: signing, and the one that the console wants beside any other (vendor page `app-market-policy`). */
export const securingPolicies: readonly string[] = [CARRIER, SIGNING];

/**
 * Reads all apps. The catalog's exact shape is not documented, so a lone app, another name of the list, and entries without their
 * policies (which are then read one by one) are taken too.
 */
export async function listConsoleApps(client: ConsoleClient, signal: AbortSignal): Promise<readonly ConsoleApp[]> {
  const payload = await client.get("app-market/catalog", signal);
  const apps: ConsoleApp[] = [];
  for (const entry of entriesOf(payload))
    apps.push(
      Array.isArray(entry["app_policies"]) ? parseApp(entry) : await readConsoleApp(client, idOf(entry), signal),
    );
  return apps;
}

/** Reads one app by its GUID. */
export async function readConsoleApp(client: ConsoleClient, id: string, signal: AbortSignal): Promise<ConsoleApp> {
  const [entry] = entriesOf(await client.get(`app-market/${encodeURIComponent(id)}`, signal));
  if (!entry) throw unexpected("the app is missing in its own answer");
  return parseApp(entry);
}

/** `application` is documented for one app, as an array of one; for the catalog it is presumed. */
function entriesOf(payload: JsonObject): readonly JsonObject[] {
  const list = payload["application"] ?? payload["applications"];
  const entries: readonly unknown[] = Array.isArray(list) ? list : [list];
  return entries.flatMap((one) => {
    const entry = asObject(one);
    if (!entry) throw unexpected("the list of apps holds something that is no app");
    return Object.keys(entry).length === 0 ? [] : [entry];
  });
}

function idOf(entry: JsonObject): string {
  const id = entry["app_id"];
  if (typeof id !== "string" || id === "") throw unexpected("an app has no `app_id`");
  return id;
}

function parseApp(entry: JsonObject): ConsoleApp {
  const policies = policiesOf(entry);
  const signing = policies.get(SIGNING);
  return {
    observed: {
      app_id: idOf(entry),
      name: textOf(entry["name"]) ?? "",
      package_name: textOf(entry["package_name"]) ?? "",
      platform: platforms[textOf(entry["platform"]) ?? ""] ?? textOf(entry["platform"]) ?? "",
      policies: [...policies.keys()].sort(),
      signing: signing ? signingOf(signing) : null,
    },
    otherPolicies: new Map(
      [...policies]
        .filter(([code]) => !securingPolicies.includes(code))
        .map(([code, policy]) => [code, JSON.stringify([policy["policy_status"], dataOf(policy)])]),
    ),
  };
}

const platforms: Readonly<Record<string, "android" | "ios">> = { PLATFORM_ANDROID: "android", PLATFORM_IOS: "ios" };

function policiesOf(entry: JsonObject): ReadonlyMap<string, JsonObject> {
  const list = entry["app_policies"];
  const policies: readonly unknown[] = Array.isArray(list) ? list : [];
  return new Map(
    policies.flatMap((one) => {
      const policy = asObject(one);
      const code = textOf(policy?.["policy_code"]);
      return policy && code !== null ? [[code, policy]] : [];
    }),
  );
}

function signingOf(policy: JsonObject): ObservedConsoleApp["signing"] {
  const data = dataOf(policy);
  return {
    signing_type: textOf(data["signing_type"]),
    profile_id: textOf(data["signing_profile_id"]),
    data_id: textOf(policy["policy_profile_data"]),
  };
}

/** `policy_data` is documented as a JSON string; the sibling `profile_data` is an object too. */
function dataOf(policy: JsonObject): JsonObject {
  const data = policy["policy_data"];
  return (typeof data === "string" ? parseObject(data) : asObject(data)) ?? {};
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function unexpected(detail: string): DiagnosableError {
  return new DiagnosableError(createDiagnostic("policy-console/unexpected-answer", { detail }));
}

import { scenarioSchema } from "../generated/scenario-schema.ts";
import type { Fault } from "./faults.ts";
import { isJsonObject } from "./json-value.ts";
import type {
  ApiKeyOptions,
  AppStoreConnectOptions,
  AppStoreConnectQuirks,
  PolicyConsoleOptions,
  PolicyConsoleQuirks,
} from "./sandbox-options.ts";
import { findScenarioProblems, type ScenarioProblem } from "./scenario-problems.ts";

/** An API key of a scenario: whoever starts the sandbox makes the key itself. */
export type ScenarioKey = Omit<ApiKeyOptions, "publicKeyPem">;

/** A team of a scenario; the first may leave its keys out. */
export type ScenarioTeam = Omit<AppStoreConnectOptions, "keys"> & { readonly keys?: readonly ScenarioKey[] };

/** What schema/sandbox-scenario.schema.json describes. */
export interface Scenario {
  readonly startsAt?: string;
  readonly teams?: readonly ScenarioTeam[];
  readonly policyConsole?: Partial<Omit<PolicyConsoleOptions, "users">>;
  readonly faults?: readonly Fault[];
}

/** A value that was checked, or what is wrong with it. */
export type Checked<Value> = { readonly value: Value } | { readonly problems: readonly ScenarioProblem[] };

/** Checks a whole scenario, as a file holds it. */
export function readScenario(value: unknown): Checked<Scenario> {
  const problems = [...findScenarioProblems(value, scenarioSchema), ...danglingProfiles(value)];
  // The schema describes the type; the checks above are its proof.
  return problems.length === 0 ? { value: value as Scenario } : { problems };
}

/** Checks one fault, as the control endpoint takes it. */
export function readFault(value: unknown): Checked<Fault> {
  const problems = findScenarioProblems(value, { $ref: "#/definitions/Fault" });
  return problems.length === 0 ? { value: value as Fault } : { problems };
}

/** Checks quirks, as the control endpoint takes them. */
export function readQuirks(value: unknown): Checked<AppStoreConnectQuirks> {
  const problems = findScenarioProblems(value, { $ref: "#/definitions/Quirks" });
  return problems.length === 0 ? { value: value as AppStoreConnectQuirks } : { problems };
}

/** Checks how the console is to behave from now on, as the control endpoint takes it. What it holds is not for changing. */
export function readConsoleQuirks(value: unknown): Checked<PolicyConsoleQuirks> {
  const problems = findScenarioProblems(value, { $ref: "#/definitions/PolicyConsole" });
  if (isJsonObject(value) && value["apps"] !== undefined)
    return { problems: [...problems, { kind: "unknown-key", path: ["apps"], key: "apps", known: ["identities"] }] };
  return problems.length === 0 ? { value: value as PolicyConsoleQuirks } : { problems };
}

/** Profiles whose bundle ID is not among those of their team. */
function danglingProfiles(value: unknown): readonly ScenarioProblem[] {
  return itemsOf(value, "teams").flatMap((team, teamIndex) => {
    const identifiers = itemsOf(team, "bundleIds").map((bundleId) => textOf(bundleId, "identifier"));
    return itemsOf(team, "profiles").flatMap((profile, index): readonly ScenarioProblem[] => {
      const bundleId = textOf(profile, "bundleId");
      if (bundleId === "" || identifiers.includes(bundleId)) return [];
      const path = ["teams", teamIndex, "profiles", index, "bundleId"];
      return [{ kind: "not-allowed", path, value: bundleId, allowed: identifiers }];
    });
  });
}

function itemsOf(value: unknown, name: string): readonly unknown[] {
  const items = isJsonObject(value) ? value[name] : undefined;
  return Array.isArray(items) ? items : [];
}

function textOf(value: unknown, name: string): string {
  const text = isJsonObject(value) ? value[name] : undefined;
  return typeof text === "string" ? text : "";
}

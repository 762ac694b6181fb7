import { checkFileFacts } from "../../src/compiler/check-file-facts.ts";
import { compile } from "../../src/compiler/compile.ts";
import type { FileFacts } from "../../src/compiler/file-facts.ts";
import { planChanges } from "../../src/compiler/planning/plan-changes.ts";
import { hasErrors } from "../../src/diagnostics/diagnostic.ts";
import { makePlan } from "../../src/engine/make-plan.ts";
import type { Observed } from "../../src/plan/observed.ts";
import type { Plan } from "../../src/plan/plan.ts";

/** No file of the spec was opened, as on a machine that has none of them. */
const noFacts: FileFacts = { identities: new Map(), keystores: new Map(), profiles: new Map(), deviceLists: new Map() };

const team = { kind: "app_store_connect", bundle_ids: [], devices: [], certificates: [], profiles: [] } as const;

/** A team and a console that have nothing yet, and a store that does not exist. */
const emptyWorld: Observed = {
  store: { kind: "store", head: 0, recipients: {}, objects: [], records: [] },
  app_store_connect: { acme: team },
  policy_console: { console: { kind: "policy_console", signing_profiles: [], apps: [], is_administrator: true } },
};

const now = new Date("2026-01-01T00:00:00Z");

/** Everything that `plan` does between reading the signing file and showing the plan, in a world where nothing exists yet. */
export function textToPlan(text: string): Plan {
  const compilation = compile({ name: "signing.yaml", text });
  const diagnostics = [...compilation.diagnostics, ...checkFileFacts(compilation, noFacts, now)];
  const { spec } = compilation;
  if (!spec || hasErrors(diagnostics)) throw new Error(`not a valid file: ${JSON.stringify(diagnostics[0]?.message)}`);
  const planned = planChanges({ spec, targets: spec.targets, facts: noFacts, observed: emptyWorld, now });
  if (hasErrors(planned.diagnostics)) throw new Error(`cannot be planned: ${planned.diagnostics[0]?.message}`);
  return makePlan({
    ...planned,
    observed: emptyWorld,
    now,
    specSha256: "0".repeat(64),
    specPath: "signing.yaml",
    targeted: [],
    errored: false,
  });
}

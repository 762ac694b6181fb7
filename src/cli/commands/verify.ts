import { resolve } from "node:path";
import { hasErrors, createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { isVerified, type Verdict } from "../../compiler/verification/check.ts";
import type { Entitlements } from "../../compiler/verification/entitlements-in-profile.ts";
import { identifiersOf, targetsOf, verifyArtefact } from "../../compiler/verification/verify-artefact.ts";
import { verifyHoldings, type Verification } from "../../compiler/verification/verify-holdings.ts";
import type { Target } from "../../compiler/target.ts";
import type { Artefact } from "../../formats/artefact/artefact.ts";
import { readBundlePropertyList } from "../../formats/artefact/bundle-property-list.ts";
import { diagnosticOf, FormatError } from "../../formats/format-error.ts";
import { propertyListJson } from "../../formats/property-list.ts";
import { readFileBounded } from "../../host/files.ts";
import { openArtefact } from "../../workspace/open-artefact.ts";
import { gatherDeviceLists } from "../../workspace/gather-device-lists.ts";
import { openHoldings } from "../../workspace/open-holdings.ts";
import { createSources } from "../../workspace/sources.ts";
import type { CliContext } from "../cli-context.ts";
import { showDiagnostics, toJsonText } from "../failure.ts";
import { isArtefact } from "../is-artefact.ts";
import { loadSpec, type LoadedSpec } from "../load-spec.ts";
import { openStore, secretResolver } from "../open-world.ts";
import { guarded } from "../guarded.ts";
import { selectTargets } from "../prepare-plan.ts";
import { unverifiedJson, verificationJson, verificationText, type Verified } from "../views/verification-text.ts";
import { permissionsOf } from "../permissions.ts";

/** Flags of `verify`. */
export interface VerifyFlags {
  readonly json: boolean;
  readonly target?: readonly string[];
  readonly entitlements?: string;
  readonly allowHost?: readonly string[];
  readonly trust: boolean;
}

type Outcome = { readonly verified: Verified } | { readonly diagnostics: readonly Diagnostic[] };

const entitlementsLimit = 1024 * 1024;

/** `signwright verify`: whether what the store holds can sign, or whether something built was signed as the spec says. Offline. */
export async function verify(this: CliContext, flags: VerifyFlags, first?: string, second?: string): Promise<void> {
  const outcome = await guarded<Outcome>(
    () => run(this, flags, first, second),
    (diagnostics) => ({ diagnostics }),
  );
  if ("diagnostics" in outcome) {
    this.exit(1);
    showDiagnostics(this, outcome.diagnostics);
    if (flags.json) this.host.stdout.write(toJsonText(unverifiedJson(outcome.diagnostics)));
    return;
  }
  const { verified } = outcome;
  this.exit(verified.verdicts.every(isVerified) && !hasErrors(verified.diagnostics) ? 0 : 1);
  if (flags.json) {
    this.host.stdout.write(toJsonText(verificationJson(verified)));
    return;
  }
  this.host.stdout.write(verificationText(verified, this.paint));
  const failures = verified.verdicts.flatMap(({ checks }) =>
    checks.flatMap((check) => (check.status === "failed" ? (check.diagnostic ?? []) : [])),
  );
  showDiagnostics(this, [...verified.diagnostics, ...failures]);
}

async function run(
  context: CliContext,
  flags: VerifyFlags,
  first: string | undefined,
  second: string | undefined,
): Promise<Outcome> {
  const { host } = context;
  const file =
    first !== undefined && (second !== undefined || (await isArtefact(resolve(host.cwd, first)))) ? first : undefined;
  const loaded = await loadSpec(host, file === undefined ? first : second);
  const { spec } = loaded.compilation;
  const errors = loaded.compilation.diagnostics.filter((d) => d.severity === "error");
  if (!spec || errors.length > 0) return { diagnostics: errors };
  const selected = selectTargets(spec, flags.target ?? []);
  if (selected.diagnostics.length > 0) return { diagnostics: selected.diagnostics };
  const entitlements =
    flags.entitlements === undefined ? undefined : await readEntitlements(context, flags.entitlements);
  const artefact =
    file === undefined ? undefined : { file, content: await openArtefact(resolve(host.cwd, file), file) };
  if (!artefact) {
    const opened = await open(context, { loaded, flags, entitlements, targets: selected.targets });
    if ("diagnostics" in opened) return opened;
    return { verified: { artefact: undefined, verdicts: opened.verifications.map(verifyHoldings), diagnostics: [] } };
  }
  const named = flags.target === undefined ? targetsOf(artefact.content, selected.targets) : selected.targets;
  if (named.length === 0)
    return { verified: { artefact, verdicts: [], diagnostics: [noTarget(artefact.content, selected.targets)] } };
  const opened = await open(context, { loaded, flags, entitlements, targets: named });
  if ("diagnostics" in opened) return opened;
  const verdicts = opened.verifications.map((one) =>
    verifyArtefact({ ...one, artefact: artefact.content, shown: artefact.file }),
  );
  return { verified: { artefact, verdicts: best(verdicts), diagnostics: [] } };
}

interface Opening {
  readonly loaded: LoadedSpec;
  readonly flags: VerifyFlags;
  readonly entitlements: Entitlements | undefined;
  readonly targets: readonly Target[];
}

/** Reads from the store what each target needs. A device list that cannot be read leaves nothing to compare profiles with. */
async function open(
  { host }: CliContext,
  { loaded, flags, entitlements, targets }: Opening,
): Promise<{ readonly verifications: readonly Verification[] } | { readonly diagnostics: readonly Diagnostic[] }> {
  const permissions = await permissionsOf(host, flags, loaded.root);
  const resolveSecret = secretResolver(host, loaded, permissions.trust);
  const { compilation, root } = loaded;
  const { document, spec } = compilation;
  const { lists, diagnostics } = await gatherDeviceLists(
    { document, spec: spec && { ...spec, targets } },
    createSources({ compilation, root, resolveSecret }),
  );
  if (hasErrors(diagnostics)) return { diagnostics };
  const store = await openStore(host, loaded, resolveSecret, permissions);
  try {
    const observed = await store.read({
      signal: new AbortController().signal,
      store: store.secrets,
      report: () => undefined,
    });
    const verifications: Verification[] = [];
    if (observed.kind !== "store") return { verifications };
    for (const target of targets) {
      const key =
        target.platform !== "android" && target.method === "automatic"
          ? loaded.compilation.spec?.keys.get(target.key)
          : undefined;
      verifications.push({
        target,
        holdings: await openHoldings(target, observed, store.secrets),
        now: host.clock(),
        teamId: key?.type === "app_store_connect" ? key.teamId : undefined,
        entitlements,
        deviceLists: lists,
        details: {
          range: loaded.compilation.document.rangeOf(["targets", target.name], "key"),
          address: `targets.${target.id}`,
        },
      });
    }
    return { verifications };
  } finally {
    await store.close();
  }
}

/** Several targets may have one bundle ID (App Store and ad hoc): the one that fits best is what was built. */
function best(verdicts: readonly Verdict[]): readonly Verdict[] {
  const failures = ({ checks }: Verdict): number => checks.filter(({ status }) => status === "failed").length;
  return [...verdicts].sort((a, b) => failures(a) - failures(b)).slice(0, 1);
}

function noTarget(artefact: Artefact, targets: readonly Target[]): Diagnostic {
  const known = [
    ...new Set(
      targets.map(
        (target) => `\`${target.platform === "android" ? target.packageName : target.bundleId}\` (${target.platform})`,
      ),
    ),
  ];
  const bundle_id = identifiersOf(artefact).join(", ") || "what this package installs";
  return createDiagnostic(
    "verify/no-target",
    { bundle_id },
    { notes: [{ message: `targets are for ${known.join(", ")}` }] },
  );
}

async function readEntitlements({ host }: CliContext, path: string): Promise<Entitlements> {
  const bytes = await readFileBounded(resolve(host.cwd, path), entitlementsLimit, { shown: path });
  try {
    return Object.fromEntries(
      Object.entries(readBundlePropertyList(bytes)).map(([name, value]) => [name, propertyListJson(value)]),
    );
  } catch (error) {
    if (error instanceof FormatError) throw new DiagnosableError(diagnosticOf(error, path), { cause: error });
    throw error;
  }
}

import { invariant } from "../../diagnostics/invariant.ts";
import type { ObservedBundleId, ObservedCapability } from "../../plan/observed.ts";
import type { ChangeOf } from "../../plan/plan.ts";
import type { CapabilityAttributes } from "../../plan/resource.ts";
import type { Applied, ApplyContext } from "../provider.ts";
import { isUnknownCapability } from "./apple-refusal.ts";
import { readOneBundleId, requireBundleId } from "./bundle-ids.ts";
import { capabilityOf, settingsOf } from "./capability-rows.ts";
import type { Connection } from "./connection.ts";
import { createOnce } from "./create-once.ts";
import { unexpectedAnswer } from "./exchange.ts";

/** How often a capability that Apple confirmed and lost again is written. */
const WRITES = 3;

/**
 * Switches a capability of a bundle ID on, or sets its settings. Two writes to one bundle ID at once are both confirmed and
 * one is lost (report of a Terraform provider), so they go one after the other, and each is looked at afterwards. A type that the API
 * does not know (the portal knows more than its description lists, fastlane bundle_id_capability.rb) is left to a person, and the
 * mark says so.
 */
export async function applyCapability(
  change: ChangeOf<"capability">,
  connection: Connection,
  context: ApplyContext,
): Promise<Applied> {
  const { after } = change;
  invariant(after !== null, "a capability is switched on or changed, never off");
  const bundleId = await requireBundleId(connection, after.bundle_id, context.signal);
  const named = { bundle_id: after.bundle_id, capability_type: after.capability_type };
  return connection.inTurn(bundleId.id, async () => {
    try {
      const { id, adopted } = await keepOn(after, bundleId, connection, context);
      return { record: { id, ...named }, adopted };
    } catch (error) {
      if (!isUnknownCapability(error)) throw error;
      return { record: { ...named, by_hand: true }, refused: error.diagnostic };
    }
  });
}

async function keepOn(
  after: CapabilityAttributes,
  bundleId: ObservedBundleId,
  connection: Connection,
  context: ApplyContext,
): Promise<{ readonly id: string; readonly adopted: boolean }> {
  let adopted = true;
  for (let writes = 0; writes < WRITES; writes++) {
    const created = await switchOn(after, bundleId, connection, context);
    adopted &&= created.adopted;
    if (created.adopted || (await findCapability(after, bundleId, connection, context.signal)) !== undefined)
      return { id: created.value.id, adopted };
  }
  throw unexpectedAnswer(`it confirms ${what(after)}, but does not keep it`);
}

async function switchOn(
  after: CapabilityAttributes,
  bundleId: ObservedBundleId,
  connection: Connection,
  { signal }: ApplyContext,
) {
  const subject = what(after);
  const settings = after.settings.map(({ key, options }) => ({
    key,
    options: options.map((option) => ({ key: option, enabled: true })),
  }));
  const created = await createOnce<ObservedCapability>({
    look: () => findCapability(after, bundleId, connection, signal),
    write: () =>
      connection.client.post(
        {
          path: "/v1/bundleIdCapabilities",
          what: subject,
          body: {
            data: {
              type: "bundleIdCapabilities",
              attributes: {
                capabilityType: after.capability_type,
                ...(settings.length === 0 ? {} : { settings }),
              },
              relationships: { bundleId: { data: { type: "bundleIds", id: bundleId.id } } },
            },
          },
        },
        signal,
      ),
    accept: async (resource) => capabilityOf(resource),
    sleep: (milliseconds) => connection.sleep(milliseconds, signal),
  });
  if (settings.length === 0 || sameSettings(created.value, after)) return created;
  const { id } = created.value;
  const body = { data: { type: "bundleIdCapabilities", id, attributes: { settings } } };
  const changed = await connection.client.patch(
    { path: `/v1/bundleIdCapabilities/${encodeURIComponent(id)}`, what: subject, body },
    signal,
  );
  return { value: capabilityOf(changed), adopted: false };
}

/** The capability as Apple shows it now; `undefined` when it is off. */
export async function findCapability(
  after: CapabilityAttributes,
  bundleId: ObservedBundleId,
  connection: Connection,
  signal: AbortSignal,
): Promise<ObservedCapability | undefined> {
  // Through the bundle ID itself: lists lag behind a write, and the list of its capabilities is one.
  await readOneBundleId(bundleId.id, connection, signal);
  const known = connection.snapshot.bundleIds.get(bundleId.id) ?? bundleId;
  return known.capabilities.find((capability) => capability.capability_type === after.capability_type);
}

function sameSettings(capability: ObservedCapability, after: CapabilityAttributes): boolean {
  return JSON.stringify(settingsOf(capability.settings)) === JSON.stringify(settingsOf(after.settings));
}

function what(after: CapabilityAttributes): string {
  return `the capability ${after.capability_type} of "${after.bundle_id}"`;
}

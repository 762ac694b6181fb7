import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { invariant } from "../../diagnostics/invariant.ts";
import type { ObservedDevice } from "../../plan/observed.ts";
import type { ChangeOf } from "../../plan/plan.ts";
import type { Applied, ApplyContext } from "../provider.ts";
import type { Connection } from "./connection.ts";
import { createOnce } from "./create-once.ts";
import { textOf, type Resource } from "./json-api.ts";
import { normalUdid } from "./normal-form.ts";
import { replaceAll } from "./snapshot.ts";

const FIELDS = ["name", "platform", "udid", "deviceClass", "status"] as const;

/** Reads all devices of the team into the snapshot. */
export async function readDevices(connection: Connection, signal: AbortSignal): Promise<void> {
  const ask = { path: "/v1/devices", query: { "fields[devices]": FIELDS }, what: "the devices" };
  const { rows } = await connection.client.list(ask, signal);
  replaceAll(
    connection.snapshot.devices,
    rows.map((row) => [row.id, deviceOf(row)] as const),
  );
}

/** Reads one device into the snapshot; one that Apple does not know changes nothing. */
export async function readOneDevice(id: string, connection: Connection, signal: AbortSignal): Promise<void> {
  const path = `/v1/devices/${encodeURIComponent(id)}`;
  const ask = { path, query: { "fields[devices]": FIELDS }, what: "the device" };
  const row = (await connection.client.get(ask, signal))?.data[0];
  if (row !== undefined) remember(connection, deviceOf(row));
}

/** Registers a device, or adopts the one that has this UDID in any spelling. */
export async function createDevice(
  change: ChangeOf<"device">,
  connection: Connection,
  { signal }: ApplyContext,
): Promise<Applied> {
  const { after } = change;
  invariant(after !== null, "a device is created, never deleted: Apple has no way to");
  const { name, udid, platform } = after;
  const { value, adopted } = await createOnce<ObservedDevice>({
    look: () => lookForDevice(connection, udid, signal),
    // The filter may miss a spelling of Apple's that nobody has seen yet; the whole list cannot.
    lookAfterConflict: async () => {
      await readDevices(connection, signal);
      return knownDevice(connection, udid);
    },
    write: () =>
      connection.client.post(
        {
          path: "/v1/devices",
          what: `the device "${name}" (${udid})`,
          body: { data: { type: "devices", attributes: { name, udid, platform } } },
        },
        signal,
      ),
    accept: async (resource) => remember(connection, deviceOf(resource)),
    saysExists: (refusal) => refusal.errors.some((error) => /already exists/i.test(`${error.title} ${error.detail}`)),
    sleep: (milliseconds) => connection.sleep(milliseconds, signal),
  });
  return { record: { id: value.id, udid: value.udid }, adopted };
}

/** Disables a device: Apple deletes none. One that is disabled or unknown is done already. */
export async function disableDevice(
  change: ChangeOf<"device">,
  connection: Connection,
  { signal }: ApplyContext,
): Promise<Applied> {
  const found = await lookForDevice(connection, change.before?.udid ?? change.name, signal);
  if (found === undefined || found.status === "DISABLED") return { adopted: true };
  await setStatus(connection, found, "DISABLED", signal);
  return {};
}

/** Enables a disabled device again. One that is not disabled is done already. */
export async function enableDevice(
  change: ChangeOf<"device">,
  connection: Connection,
  { signal }: ApplyContext,
): Promise<Applied> {
  const udid = change.after?.udid ?? change.name;
  const found = await lookForDevice(connection, udid, signal);
  if (found === undefined)
    throw new DiagnosableError(createDiagnostic("app-store-connect/not-found", { what: `the device ${udid}` }));
  if (found.status !== "DISABLED") return { adopted: true };
  await setStatus(connection, found, "ENABLED", signal);
  return {};
}

async function setStatus(
  connection: Connection,
  { id, name }: ObservedDevice,
  status: "ENABLED" | "DISABLED",
  signal: AbortSignal,
): Promise<void> {
  const body = { data: { type: "devices", id, attributes: { status } } };
  const ask = { path: `/v1/devices/${encodeURIComponent(id)}`, what: `the device "${name}"`, body };
  remember(connection, deviceOf(await connection.client.patch(ask, signal)));
}

/** The device with this UDID in any spelling. Throws `app-store-connect/not-found` when the team has none. */
export async function requireDevice(
  connection: Connection,
  udid: string,
  signal: AbortSignal,
): Promise<ObservedDevice> {
  const found = knownDevice(connection, udid) ?? (await lookForDevice(connection, udid, signal));
  if (found === undefined)
    throw new DiagnosableError(createDiagnostic("app-store-connect/not-found", { what: `the device ${udid}` }));
  return found;
}

function knownDevice(connection: Connection, udid: string): ObservedDevice | undefined {
  return [...connection.snapshot.devices.values()].find((device) => normalUdid(device.udid) === normalUdid(udid));
}

async function lookForDevice(
  connection: Connection,
  udid: string,
  signal: AbortSignal,
): Promise<ObservedDevice | undefined> {
  const query = { "filter[udid]": spellingsOf(udid), "fields[devices]": FIELDS };
  const { rows } = await connection.client.list({ path: "/v1/devices", query, what: `the device ${udid}` }, signal);
  const row = rows.find((candidate) => normalUdid(textOf(candidate, "udid") ?? "") === normalUdid(udid));
  return row === undefined ? undefined : remember(connection, deviceOf(row));
}

/** The spellings of one UDID, the given one first: both cases, with and without the dashes of its kind. */
function spellingsOf(udid: string): readonly string[] {
  const bare = normalUdid(udid);
  const dashed =
    bare.length === 24
      ? bare.replace(/^(.{8})/, "$1-")
      : bare.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  return [...new Set([udid, bare, bare.toUpperCase(), dashed, dashed.toUpperCase()])];
}

function remember(connection: Connection, device: ObservedDevice): ObservedDevice {
  connection.snapshot.devices.set(device.id, device);
  return device;
}

function deviceOf(row: Resource): ObservedDevice {
  return {
    id: row.id,
    udid: textOf(row, "udid") ?? "",
    name: textOf(row, "name") ?? "",
    platform: textOf(row, "platform") ?? "",
    device_class: textOf(row, "deviceClass") ?? "",
    status: textOf(row, "status") ?? "",
  };
}

import type { Answer } from "../../compiler/why.ts";
import type { KnownDevice } from "../../compiler/why-device.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { diagnosticToJson } from "../../diagnostics/render-json.ts";
import { printable, type Paint } from "../../diagnostics/render-text.ts";
import { timeSince } from "../../lsp/service/time-text.ts";

/** The answers of all targets that sign a bundle ID. */
export interface Explanation {
  readonly bundleId: string;
  readonly device: KnownDevice | undefined;
  readonly answers: readonly Answer[];
  /** What stops an apply before it can mend anything. */
  readonly stops: readonly Diagnostic[];
  /** ISO 8601, UTC: when the world was read. */
  readonly asOf: string;
  readonly offline: boolean;
}

/** The answer for people: a line for each target, and what keeps its builds from being installed. */
export function whyText(explanation: Explanation, now: Date, paint: Paint): string {
  const { bundleId, device, answers, stops, asOf, offline } = explanation;
  const name = printable(bundleId);
  const on = device ? ` on ${deviceText(device)}` : "";
  const width = Math.max(...answers.map(({ target }) => target.id.length));
  const lines = answers.flatMap(({ target, obstacles, until, profile }) => {
    const id = printable(target.id).padEnd(width);
    const kind = target.profileType;
    if (obstacles.length === 0) {
      const way = kind === "app_store" ? ", through the store" : "";
      const end = until === null ? "" : `, until ${until.slice(0, 10)}`;
      const held = profile ? paint("dim", `  ${printable(profile.name)}`) : "";
      return [`${paint("green", "yes")}  ${id}  ${kind}${way}${end}${held}`];
    }
    return [
      `${paint("red", "no ")}  ${id}  ${kind}`,
      ...obstacles.map(
        ({ diagnostic, since }) =>
          `     because ${reasonOf(diagnostic.message)}${since === null ? "" : `, since ${since.slice(0, 10)}`}`,
      ),
    ];
  });
  const age = offline ? `\nAs of ${asOf} (${timeSince(asOf, now)}): what the last plan or apply saw.\n` : "";
  const first =
    stops.length === 0
      ? ""
      : `\nBefore an apply can mend that, this must be mended:\n${stops.map((d) => `  ${printable(d.message)}\n`).join("")}`;
  return `${paint("bold", `Can ${name} be installed${on}?`)}\n\n${lines.join("\n")}\n${first}${age}`;
}

/** The answer for programs. */
export function whyJson({ bundleId, device, answers, stops, asOf, offline }: Explanation): unknown {
  return {
    format_version: "1.0",
    bundle_id: bundleId,
    device: device
      ? {
          udid: device.udid,
          name: device.name ?? null,
          device_class: device.device_class ?? null,
          status: device.status ?? null,
        }
      : null,
    installable: answers.some(({ obstacles }) => obstacles.length === 0),
    as_of: asOf,
    offline,
    targets: answers.map(({ target, profile, obstacles, until }) => ({
      target: target.id,
      profile_type: target.profileType,
      installable: obstacles.length === 0,
      until,
      profile: profile
        ? { name: profile.name, uuid: profile.uuid, state: profile.state, expires: profile.expires }
        : null,
      obstacles: obstacles.map(({ reason, since, diagnostic }) => ({
        reason,
        since,
        diagnostic: diagnosticToJson(diagnostic),
      })),
    })),
    apply_stopped_by: stops.map(diagnosticToJson),
  };
}

function deviceText({ udid, name, status }: KnownDevice): string {
  const state = status === undefined || status === "ENABLED" ? "" : `, ${printable(status)}`;
  return name === undefined ? printable(udid) : `${printable(name)} (${printable(udid)}${state})`;
}

/** The frame names the target; here it stands in the line above. */
function reasonOf(message: string): string {
  return printable(message.replace(/^builds of `[^`]*` cannot be installed: /, ""));
}

import type { StatusReport } from "../../compiler/status-report.ts";
import { isDeadState } from "../../plan/profile-state.ts";

/** A number with its labels. */
interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A gauge with all of its samples. */
interface Family {
  readonly name: string;
  readonly unit?: "seconds";
  readonly help: string;
  readonly samples: readonly Sample[];
}

/**
 * The report as OpenMetrics 1.0 text, for a file that a node exporter reads or a job that pushes it. All metrics are gauges; times are
 * Unix times in seconds, so that an alert can compare them with `time()` long after the file was written.
 */
export function statusOpenMetrics(report: StatusReport): string {
  return `${families(report).map(familyText).join("")}# EOF\n`;
}

function families(report: StatusReport): readonly Family[] {
  return [
    ...certificateFamilies(report),
    ...slotFamilies(report),
    ...profileFamilies(report),
    ...heldFamilies(report),
    ...worldFamilies(report),
  ];
}

function certificateFamilies({ certificates }: StatusReport): readonly Family[] {
  return [
    {
      name: "signwright_certificate_expiry_timestamp_seconds",
      unit: "seconds",
      help: "When a certificate at Apple expires; held tells whether the store has its private key.",
      samples: certificates.flatMap(({ key, certificate_type: type, serial_number, name, held, expires }) =>
        atTime(expires, { key, type, serial_number, name, held: String(held) }),
      ),
    },
  ];
}

/** What a team has a limited number of, and how its metrics are called. */
const limited = [
  {
    kind: "certificates",
    label: "type",
    name: "signwright_certificate_slots",
    used: "Valid certificates of a type that the team has.",
    limit: "Certificates of a type that the team may have, where a limit is known.",
  },
  {
    kind: "devices",
    label: "family",
    name: "signwright_device_slots",
    used: "Devices of a family that the team has registered, disabled ones counted.",
    limit: "Devices of a family that the team may register in a membership year.",
  },
] as const;

function slotFamilies({ slots }: StatusReport): readonly Family[] {
  return limited.flatMap(({ kind, label, name, used, limit }): readonly Family[] => {
    const ofKind = slots
      .filter((slot) => slot.kind === kind)
      .map((slot) => ({ ...slot, labels: { key: slot.owner, [label]: slot.what.replace(` ${kind}`, "") } }));
    return [
      { name: `${name}_used`, help: used, samples: ofKind.map((slot) => ({ labels: slot.labels, value: slot.used })) },
      {
        name: `${name}_limit`,
        help: limit,
        samples: ofKind.flatMap((slot) => (slot.limit === null ? [] : [{ labels: slot.labels, value: slot.limit }])),
      },
    ];
  });
}

function profileFamilies({ profiles }: StatusReport): readonly Family[] {
  const labels = ({
    key,
    profile_type: type,
    bundle_id,
    uuid,
    name,
    ours,
  }: (typeof profiles)[number]): Sample["labels"] => ({
    key,
    type,
    bundle_id: bundle_id ?? "",
    uuid,
    name,
    ours: String(ours),
  });
  return [
    {
      name: "signwright_profile_expiry_timestamp_seconds",
      unit: "seconds",
      help: "When a provisioning profile at Apple expires; ours tells whether Signwright made it.",
      samples: profiles.flatMap((profile) => atTime(profile.expires, labels(profile))),
    },
    {
      name: "signwright_profile_active",
      help: "Whether Apple says that a provisioning profile can be used (1) or not (0).",
      samples: profiles.map((profile) => ({ labels: labels(profile), value: isDeadState(profile.state) ? 0 : 1 })),
    },
  ];
}

function heldFamilies({ held }: StatusReport): readonly Family[] {
  const labels = ({ address, name, targets }: (typeof held)[number]): Sample["labels"] => ({
    address,
    name,
    targets: targets.join(","),
  });
  return [
    {
      name: "signwright_held_expiry_timestamp_seconds",
      unit: "seconds",
      help: "When something that the store holds expires; targets are those that need it.",
      samples: held.flatMap((object) => atTime(object.expires, labels(object))),
    },
    {
      name: "signwright_held_renewal_timestamp_seconds",
      unit: "seconds",
      help: "From when on something that the store holds is to be renewed.",
      samples: held.flatMap((object) => atTime(object.renew_from, labels(object))),
    },
  ];
}

function worldFamilies({ devices, pending, drift, concerns, timestamp }: StatusReport): readonly Family[] {
  return [
    {
      name: "signwright_devices",
      help: "Devices of a team, by class and status.",
      samples: devices.map(({ key, device_class, status, count }) => ({
        labels: { key, class: device_class, status },
        value: count,
      })),
    },
    {
      name: "signwright_pending_changes",
      help: "Changes that a plan would make, by what they do.",
      samples: Object.entries(pending).map(([action, value]) => ({ labels: { action }, value })),
    },
    {
      name: "signwright_drifted_objects",
      help: "Objects that are no longer as Signwright left them.",
      samples: [{ labels: {}, value: drift.length }],
    },
    {
      name: "signwright_attention",
      help: "Whether something needs attention (1) or all is well (0).",
      samples: [{ labels: {}, value: concerns.length > 0 ? 1 : 0 }],
    },
    {
      name: "signwright_read_timestamp_seconds",
      unit: "seconds",
      help: "When all this was read.",
      samples: atTime(timestamp, {}),
    },
  ];
}

function atTime(iso: string | null, labels: Sample["labels"]): readonly Sample[] {
  return iso === null ? [] : [{ labels, value: Math.floor(Date.parse(iso) / 1000) }];
}

function familyText({ name, unit, help, samples }: Family): string {
  const lines = [
    `# TYPE ${name} gauge`,
    ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
    `# HELP ${name} ${escaped(help)}`,
    ...samples.map(({ labels, value }) => `${name}${labelText(labels)} ${value}`),
  ];
  return `${lines.join("\n")}\n`;
}

function labelText(labels: Sample["labels"]): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

/** OpenMetrics 1.0, "ABNF": backslash, quote and line feed are the only characters that are escaped. */
function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

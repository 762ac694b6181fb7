import { buildCommand, type Command } from "@stricli/core";
import type { CliContext } from "./cli-context.ts";
import { allowHost, json, planning, specPath, target, trust } from "./command-flags.ts";
import type { CommandHelp } from "./views/help-text.ts";

/** What `--help` says of the commands that look at the world and answer a question about it. */
export const reportHelp = {
  status: {
    brief: "Show what is held, until when, and whether it drifted",
    description:
      "Certificates, profiles, devices and slots with the days that are left, what needs attention first. Reads what `plan` reads. Changes nothing.",
    examples: [
      ["", "what do we hold?"],
      ["--json", "for a job that warns in time"],
      ["--format openmetrics > signwright.prom", "for Prometheus"],
      ["--format ics > signing.ics", "the dates, for a calendar"],
    ],
    exitCodes: [
      [0, "all is well"],
      [1, "an error"],
      [2, "something needs attention: an expiry within the renewal window, drift, or changes to apply"],
      [130, "stopped by Ctrl-C"],
    ],
  },
  why: {
    brief: "Say whether a device can install a build, and which line mends it",
    description:
      "Looks for the target that signs the bundle ID, at the profile that its builds get and at what Apple says of it: type, dates, certificate, capabilities, device. Changes nothing.\nOffline it answers from what the last plan or apply saw, and says how old that is.",
    examples: [
      ["com.acme.shop --device 00008120-001A2B3C4D5E601E", "why does it not install on this phone?"],
      ["com.acme.shop", "can builds of this app be installed at all?"],
      ["com.acme.shop --offline --json", "without a credential, for programs"],
    ],
    exitCodes: [
      [0, "yes"],
      [1, "no, or an error"],
      [130, "stopped by Ctrl-C"],
    ],
  },
} as const satisfies Readonly<Record<string, CommandHelp>>;

/** Those commands. Each loads its code when it runs. */
export const reportCommands = {
  status: buildCommand({
    loader: async () => (await import("./commands/status.ts")).status,
    parameters: {
      positional: specPath,
      flags: {
        ...planning,
        json,
        format: {
          kind: "enum",
          values: ["text", "json", "openmetrics", "ics"],
          brief: "How to show it: for people, programs, Prometheus or a calendar; text when absent",
          optional: true,
        },
      },
    },
    docs: reportHelp.status,
  }),
  why: buildCommand({
    loader: async () => (await import("./commands/why.ts")).why,
    parameters: {
      positional: {
        kind: "tuple",
        parameters: [
          { brief: "The bundle ID of an app or extension", parse: String, placeholder: "BUNDLE_ID" },
          specPath.parameters[0],
        ],
      },
      flags: {
        device: {
          kind: "parsed",
          parse: String,
          brief: "UDID of the device, in any spelling, or its name",
          optional: true,
          placeholder: "UDID",
        },
        target,
        offline: {
          kind: "boolean",
          brief: "Answer from what the last plan or apply saw: no secret, no network",
          default: false,
          withNegated: false,
        },
        allowHost,
        trust,
        json,
      },
    },
    docs: reportHelp.why,
  }),
} as const satisfies Readonly<Record<keyof typeof reportHelp, Command<CliContext>>>;

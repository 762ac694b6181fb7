import type { Change } from "../../plan/plan.ts";
import type { ApplyEvent } from "../../engine/apply.ts";
import type { CliContext } from "../cli-context.ts";
import { symbolOf } from "./plan-text.ts";

const doing: Readonly<Record<Change["action"], string>> = {
  "no-op": "nothing to do",
  create: "creating",
  read: "reading",
  update: "changing",
  delete: "deleting",
  forget: "forgetting",
  manual: "waiting",
};

const done: Readonly<Record<Change["action"], string>> = {
  "no-op": "unchanged",
  create: "created",
  read: "read",
  update: "changed",
  delete: "deleted",
  forget: "forgotten",
  manual: "done",
};

/** Shows the steps of an apply on standard error: on a terminal one live line, elsewhere a plain line per step. */
export function createApplyProgress(context: CliContext): (event: ApplyEvent) => void {
  const { stderr } = context.host;
  const live = stderr.isTTY && !context.host.isCI();
  const clear = live ? "\r\u001b[2K" : "";
  return (event) => {
    const { change } = event;
    const subject = `${symbolOf(change)} ${change.address}`;
    if (event.type === "apply_start") {
      if (live) stderr.write(`${clear}${subject}: ${doing[change.action]} (${event.index + 1} of ${event.total})`);
    } else if (event.type === "apply_progress") {
      if (live) stderr.write(`${clear}${subject}: ${event.message}`);
    } else if (event.type === "apply_complete") {
      const seconds = (event.milliseconds / 1000).toFixed(1);
      const what = event.adopted ? "found done already" : done[change.action];
      stderr.write(`${clear}${subject}: ${context.paintError("green", what)} after ${seconds} s\n`);
    } else {
      stderr.write(`${clear}${subject}: ${context.paintError("red", "failed")}\n`);
    }
  };
}

/** Says what is being read; only on a terminal, where the line can go away again. */
export function createReadProgress(context: CliContext): { readonly report: (message: string) => void; readonly end: () => void } {
  const { stderr } = context.host;
  const live = stderr.isTTY && !context.host.isCI();
  return {
    report: (message) => {
      if (live) stderr.write(`\r\u001b[2K${message} …`);
    },
    end: () => {
      if (live) stderr.write("\r\u001b[2K");
    },
  };
}

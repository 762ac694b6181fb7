import { printable } from "../../diagnostics/render-text.ts";
import type { ApplyEvent } from "../../engine/apply.ts";
import type { Change } from "../../plan/plan.ts";
import type { CliContext } from "../cli-context.ts";
import { createLiveLine } from "./live-line.ts";
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

/** Shows the steps of an apply on standard error: a line for each that ended, and on a terminal what is going on. */
export function createApplyProgress(context: CliContext): (event: ApplyEvent) => void {
  const { stderr } = context.host;
  const live = createLiveLine(stderr, context.host);
  let step = "";
  return (event) => {
    const subject = `${symbolOf(event.change).padStart(3)} ${printable(event.change.address)}`;
    if (event.type === "apply_start") {
      const total = String(event.total);
      step = `[${String(event.index + 1).padStart(total.length)}/${total}]`;
      live.show(`${step} ${subject}: ${doing[event.change.action]}`);
    } else if (event.type === "apply_progress") {
      live.show(`${step} ${subject}: ${event.message}`);
    } else {
      live.clear();
      stderr.write(`${context.paintError("dim", step)} ${subject}: ${outcome(event, context)}\n`);
    }
  };
}

function outcome(
  event: Extract<ApplyEvent, { type: "apply_complete" | "apply_errored" }>,
  { paintError }: CliContext,
): string {
  if (event.type === "apply_errored") return paintError("red", "failed");
  const what = event.adopted ? "was done already" : done[event.change.action];
  return `${paintError("green", what)} after ${seconds(event.milliseconds)}`;
}

/** Says what is being read: live on a terminal, and else in one line when it is over. */
export interface ReadProgress {
  readonly report: (message: string) => void;
  /** `names` are the places that were read. */
  readonly end: (names: readonly string[]) => void;
}

/** Starts the clock of a reading. */
export function createReadProgress({ host }: CliContext): ReadProgress {
  const live = createLiveLine(host.stderr, host);
  const start = host.clock().getTime();
  return {
    report: (message) => {
      live.show(`${message} …`);
    },
    end: (names) => {
      live.clear();
      if (!live.isLive)
        host.stderr.write(`Read ${names.map(printable).join(", ")} in ${seconds(host.clock().getTime() - start)}\n`);
    },
  };
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

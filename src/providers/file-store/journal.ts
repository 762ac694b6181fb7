import { invariant } from "../../diagnostics/invariant.ts";
import type { Journal, JournalEntry } from "../provider.ts";
import type { Backend } from "./backend.ts";
import { isAddress, isInstant, isRecord, newerFormat, STORE_FORMAT } from "./manifest.ts";
import { corrupt } from "./store-failure.ts";

const JOURNAL_LIMIT = 16 * 1024 * 1024;

/** The journal of apply steps in a backend: one file a plan, one entry a line, each on the disk before the step goes on. */
export function createJournal(backend: Backend): Journal {
  return {
    append: (entry) =>
      backend.append(journalName(entry.plan), JSON.stringify({ format_version: STORE_FORMAT, ...entry })),
    entries: async (plan) => {
      const bytes = await backend.read(journalName(plan), JOURNAL_LIMIT);
      if (bytes === undefined) return [];
      const lines = new TextDecoder().decode(bytes).split("\n");
      return lines.flatMap((line) => readEntry(line, plan) ?? []);
    },
  };
}

/** One line of a journal; `undefined` when a crash tore it off, which never leaves valid JSON behind. */
function readEntry(line: string, plan: string): JournalEntry | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const fail = (): never => {
    throw corrupt(`\`${journalName(plan)}\` holds a line that is no journal entry`);
  };
  if (!isRecord(value)) return fail();
  const { format_version: formatVersion, at, plan: of, address, deposed, event } = value;
  if (typeof formatVersion !== "string") return fail();
  if (Number.parseInt(formatVersion, 10) > Number.parseInt(STORE_FORMAT, 10)) throw newerFormat(formatVersion);
  if (!isInstant(at) || of !== plan || !isAddress(address)) return fail();
  if (deposed !== undefined && typeof deposed !== "string") return fail();
  if (event !== "started" && event !== "done" && event !== "failed") return fail();
  return { at, plan, address, event, ...(deposed === undefined ? {} : { deposed }) };
}

function journalName(plan: string): string {
  invariant(/^[0-9A-Za-z_-]{1,128}$/.test(plan), "a plan digest is made of letters and digits");
  return `journal/${plan}.jsonl`;
}

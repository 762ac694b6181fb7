import type { CliContext } from "../cli-context.ts";
import { toJsonText } from "../failure.ts";
import { withStore, type StoreFlags } from "../open-maintenance.ts";
import { plural } from "../views/plural.ts";
import { storeLogText } from "../views/store-log-text.ts";

/** `signwright store log`: who made or retired what, when, and by which plan. Needs no identity. */
export async function storeLog(this: CliContext, flags: StoreFlags, path?: string): Promise<void> {
  await withStore(this, flags, path, async ({ store }) => {
    const log = (await store.maintenance.log()) ?? { events: [], unreadable: 0 };
    if (flags.json) this.host.stdout.write(toJsonText({ format_version: "1.0", ...log }));
    else this.host.stdout.write(storeLogText(log.events, this.paint));
    if (log.unreadable > 0)
      this.host.stderr.write(
        `${plural(log.unreadable, "line")} of the log cannot be read: cut off by a crash, or changed.\n`,
      );
    return { code: 0 };
  });
}

import type { Backend } from "../../../src/providers/file-store/backend.ts";

/** The end of a process, as far as a test in process can have it. */
export class Crash extends Error {}

/** A backend that ends everything at its n-th write: before it, or right after it. */
export function crashingAt(backend: Backend, n: number, when: "before" | "after"): Backend {
  let writes = 0;
  const step = async <T>(write: () => Promise<T>): Promise<T> => {
    if (writes > n) throw new Crash();
    const last = writes++ === n;
    if (last && when === "before") throw new Crash();
    const result = await write();
    if (last) throw new Crash();
    return result;
  };
  const { heads } = backend;
  return {
    ...backend,
    create: (name, bytes, lasting) => step(() => backend.create(name, bytes, lasting)),
    replace: (name, bytes) => step(() => backend.replace(name, bytes)),
    append: (name, line, lasting) => step(() => backend.append(name, line, lasting)),
    remove: (name) => step(() => backend.remove(name)),
    ...(heads && {
      heads: { newest: () => heads.newest(), add: (number, bytes) => step(() => heads.add(number, bytes)) },
    }),
  };
}

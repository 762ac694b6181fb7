import { resolve } from "node:path";
import { editRecipients, type RecipientsEdit } from "../../compiler/edit-recipients.ts";
import { nearestName } from "../../compiler/nearest-name.ts";
import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { readFileBounded } from "../../host/files.ts";
import { rewriteFile } from "../../host/rewrite-file.ts";
import { checkRecipients } from "../../providers/file-store/age-encryption.ts";
import { describeDifference, SELF, type Recipients } from "../../providers/file-store/recipients.ts";
import type { RekeyPreview } from "../../providers/file-store/store-maintenance.ts";
import type { CliContext } from "../cli-context.ts";
import { toJsonText } from "../failure.ts";
import { withStore, type OpenedStore, type StoreFlags, type StoreOutcome } from "../open-maintenance.ts";
import { rekeyStore } from "../rekey-store.ts";
import { listedRecipients, recipientsText } from "../views/recipients-text.ts";

/** Flags of `store recipients add` and `remove`. */
export interface RecipientsFlags extends StoreFlags {
  readonly fileOnly: boolean;
}

/** `signwright store recipients`: who can read the store, by the signing file and by the store itself. */
export async function listRecipients(this: CliContext, flags: StoreFlags, path?: string): Promise<void> {
  await withStore(this, flags, path, async (opened) => {
    const held = await opened.store.maintenance.recipients();
    const recipients = listedRecipients(fileRecipients(opened, held), held, await ownRecipients(opened));
    const agree = held === undefined || recipients.every((r) => r.in_file && r.in_store);
    if (flags.json) this.host.stdout.write(toJsonText({ format_version: "1.0", agree, recipients }));
    else this.host.stdout.write(recipientsText(recipients, held !== undefined, this.paint));
    if (!agree) this.host.stderr.write("Next: `signwright store rekey` makes the store follow the signing file.\n");
    return { code: 0 };
  });
}

/** `signwright store recipients add`: lets somebody read the store. */
export async function addRecipient(
  this: CliContext,
  flags: RecipientsFlags,
  ...[name, recipient, path]: readonly [name: string, recipient: string, path?: string]
): Promise<void> {
  await withStore(this, flags, path, async (opened) => {
    if (!/^[A-Za-z0-9][A-Za-z0-9._@+-]*$/.test(name)) {
      const reason = `\`${name}\` cannot be the name of a recipient`;
      const help = "a name begins with a letter or digit, and goes on with those and . _ @ + -";
      throw new DiagnosableError(createDiagnostic("cli/usage", { reason }, { help }));
    }
    checkRecipients({ [name]: recipient });
    requireNamedRecipients(opened);
    const { recipients } = opened.spec.store;
    const present = recipients[name];
    if (present !== undefined && present !== recipient)
      throw new DiagnosableError(createDiagnostic("file-store/recipient-taken", { name }));
    await requireSelfNamed(opened, recipient);
    const edit: RecipientsEdit = { kind: "add", name, recipient };
    return change(this, flags, opened, {
      edit,
      wanted: { ...recipients, [name]: recipient },
      isInFile: present !== undefined,
    });
  });
}

/** `signwright store recipients remove`: shuts somebody out from now on, and says what they could read until now. */
export async function removeRecipient(
  this: CliContext,
  flags: RecipientsFlags,
  name: string,
  path?: string,
): Promise<void> {
  await withStore(this, flags, path, async (opened) => {
    requireNamedRecipients(opened);
    const { recipients } = opened.spec.store;
    const held = (await opened.store.maintenance.recipients()) ?? {};
    if (!Object.hasOwn(recipients, name) && !Object.hasOwn(held, name)) {
      const near = nearestName(name, [...new Set([...Object.keys(recipients), ...Object.keys(held)])]);
      const help = near === undefined ? undefined : `did you mean \`${near}\`?`;
      throw new DiagnosableError(createDiagnostic("file-store/unknown-recipient", { name }, { help }));
    }
    const wanted = Object.fromEntries(Object.entries(recipients).filter(([other]) => other !== name));
    // A file that names nobody would mean whoever runs it, which is not what removing somebody asks for.
    if (Object.keys(wanted).length === 0) throw new DiagnosableError(createDiagnostic("file-store/would-lock-out", {}));
    const recipient = recipients[name] ?? held[name];
    const other = Object.keys(wanted).find((key) => wanted[key] === recipient);
    const warnings = other === undefined ? [] : [createDiagnostic("file-store/still-recipient", { name, other })];
    const edit: RecipientsEdit = { kind: "remove", name };
    return change(this, flags, opened, { edit, wanted, isInFile: Object.hasOwn(recipients, name), warnings });
  });
}

/** What a command is about to do. */
interface Change {
  readonly edit: RecipientsEdit;
  /** The recipients that the file names afterwards. */
  readonly wanted: Recipients;
  /** Whether the file names the recipient before. */
  readonly isInFile: boolean;
  readonly warnings?: readonly Diagnostic[];
}

/**
 * The file first, then the store: it is the file that a review sees and that says who may read. A run that ends between the two has a
 * file that says what was wanted, and `store rekey` carries it out. Before the file is touched, everything was opened and encrypted.
 */
async function change(
  context: CliContext,
  flags: RecipientsFlags,
  opened: OpenedStore,
  { edit, wanted, isInFile, warnings = [] }: Change,
): Promise<StoreOutcome> {
  const changesFile = isInFile === (edit.kind === "remove");
  const text = changesFile ? editedText(opened, edit) : undefined;
  const writeFile = async (): Promise<void> => {
    if (text === undefined) return;
    const { shown, bytes } = opened.loaded;
    const file = resolve(context.host.cwd, shown);
    // Somebody may have saved it while the store was being read.
    if (!Buffer.from(await readFileBounded(file, bytes.length + 1, { shown })).equals(bytes)) {
      const help = "run the same command again";
      throw new DiagnosableError(
        createDiagnostic("cli/refused", { reason: `${shown} was changed meanwhile` }, { help }),
      );
    }
    await rewriteFile(file, new TextEncoder().encode(text), { shown });
  };
  if (flags.fileOnly) {
    await writeFile();
    if (flags.json) context.host.stdout.write(toJsonText({ format_version: "1.0", file_changed: changesFile }));
    else context.host.stdout.write(changesFile ? `Changed ${opened.loaded.shown}.\n` : "The file says so already.\n");
    context.host.stderr.write("Next: once this is merged, `signwright store rekey` makes the store follow.\n");
    return { code: 0, diagnostics: warnings };
  }
  return rekeyStore(context, opened, {
    flags,
    recipients: wanted,
    confirm: (preview) => {
      requireOnly(preview, edit.name, Object.keys(opened.spec.store.recipients).length === 0);
      return Promise.resolve(true);
    },
    beforeWriting: writeFile,
    changesFile,
    warnings,
  });
}

/** Nobody else than the command names joins or leaves by it. */
function requireOnly({ wanted, held }: RekeyPreview, name: string, wasSelf: boolean): void {
  if (held === undefined) return;
  const others = (recipients: Recipients): Recipients =>
    Object.fromEntries(Object.entries(recipients).filter(([key]) => key !== name && !(wasSelf && key === SELF)));
  const difference = describeDifference(others(wanted), others(held));
  if (difference !== "")
    throw new DiagnosableError(createDiagnostic("file-store/more-would-change", { name, difference }));
}

function editedText({ loaded }: OpenedStore, edit: RecipientsEdit): string {
  const { document } = loaded.compilation;
  const isExact = Buffer.from(document.file.text).equals(loaded.bytes);
  const edited = isExact ? editRecipients(document, edit) : { reason: "it is not UTF-8" };
  if ("text" in edited) return edited.text;
  const what = edit.kind === "add" ? `add \`${edit.name}: ${edit.recipient}\`` : `remove \`${edit.name}\``;
  const parameters = { path: loaded.shown, reason: edited.reason, edit: what };
  const range = document.rangeOf(["store", "recipients"], "key");
  throw new DiagnosableError(createDiagnostic("file-store/cannot-edit", parameters, { range }));
}

function requireNamedRecipients({ spec, loaded }: OpenedStore): void {
  if (spec.store.passphrase === undefined) return;
  const reason = "the store has a passphrase, and names no recipients";
  const help =
    "replace `passphrase` by `recipients` in the signing file, then `signwright store rekey --old-passphrase-env NAME`";
  const range = loaded.compilation.document.rangeOf(["store", "passphrase"], "key");
  throw new DiagnosableError(createDiagnostic("cli/refused", { reason }, { help, range }));
}

/** A store that names nobody is its maker's. To name somebody else first would shut the maker out, of a store to come too. */
async function requireSelfNamed(opened: OpenedStore, recipient: string): Promise<void> {
  if (Object.keys(opened.spec.store.recipients).length > 0) return;
  const held = await opened.store.maintenance.recipients();
  const own = await ownRecipients(opened);
  const self = held === undefined ? own[0] : held[SELF];
  if (self === undefined || self === recipient || (held === undefined && own.includes(recipient))) return;
  const help = `until now the store is yours alone; name yourself first: \`signwright store recipients add <your name> ${self}\``;
  throw new DiagnosableError(createDiagnostic("file-store/would-lock-out", {}, { help }));
}

/** What the file says, as names: nobody means whoever made the store. */
function fileRecipients({ spec }: OpenedStore, held: Recipients | undefined): Recipients {
  const { recipients, passphrase } = spec.store;
  if (passphrase === undefined && Object.keys(recipients).length > 0) return recipients;
  const name = passphrase === undefined ? SELF : "passphrase";
  const recipient = held?.[name];
  return recipient === undefined ? {} : { [name]: recipient };
}

/** Without an identity, or with one that cannot be read, nobody is marked; that is no reason not to list. */
async function ownRecipients({ store }: OpenedStore): Promise<readonly string[]> {
  try {
    return await store.maintenance.ownRecipients();
  } catch (error) {
    if (error instanceof DiagnosableError) return [];
    throw error;
  }
}

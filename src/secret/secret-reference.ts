/** Where a secret lives, as written in `signing.yaml`. Only the host resolves it, and only when a provider needs it. */
export type SecretReference = {
  /** How the referenced text encodes the secret; absent means as it is. */
  readonly encoding?: "base64";
} & (
  | { readonly env: string }
  | { readonly file: string }
  | { readonly exec: readonly string[] }
  | { readonly op: string }
  | { readonly keychain: { readonly service: string; readonly account: string } }
);

/** Says where a secret comes from, for messages: never the value. */
export function describeSecretReference(reference: SecretReference): string {
  if ("env" in reference) return `the environment variable ${reference.env}`;
  if ("file" in reference) return `the file ${reference.file}`;
  if ("exec" in reference) return `the output of ${reference.exec[0] ?? "a command"}`;
  if ("op" in reference) return `1Password (${reference.op})`;
  return `the keychain item ${reference.keychain.service} of ${reference.keychain.account}`;
}

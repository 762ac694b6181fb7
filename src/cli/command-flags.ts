/** The signing file, as the last word of a command line. */
export const specPath = {
  kind: "tuple",
  parameters: [
    {
      brief: "The signing file; ./signing.yaml when absent",
      parse: String,
      optional: true,
      placeholder: "signing.yaml",
    },
  ],
} as const;

/** `--json` */
export const json = {
  kind: "boolean",
  brief: "Write one JSON document to standard output",
  default: false,
  withNegated: false,
} as const;

/** `--trust` */
export const trust = {
  kind: "boolean",
  brief: "Let { exec: … } secrets and a git store on this machine run commands",
  default: false,
  withNegated: false,
} as const;

/** `--target`, as often as one likes. */
export const target = {
  kind: "parsed",
  parse: String,
  brief: "Only this target, or one profile type of it (shop:ad_hoc); may be repeated",
  optional: true,
  variadic: true,
  placeholder: "name",
} as const;

/** `--allow-host`, as often as one likes. */
export const allowHost = {
  kind: "parsed",
  parse: String,
  brief: "Also send credentials to this host; may be repeated",
  optional: true,
  variadic: true,
  placeholder: "host",
} as const;

/** Flags that say what a run is for and what it may do. */
export const planning = { target, allowHost, trust };

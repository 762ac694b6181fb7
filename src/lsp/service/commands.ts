/** Commands that the server carries out. */
export const commandNames = ["signwright.readFilesAgain"] as const;

/**
 * Commands that the editor carries out, when it says at the start that it has them. The server never runs a plan: that takes
 * credentials, and opens connections.
 */
export const clientCommands = {
  /** Argument: the address of the signing file, and the name of a target. */
  runPlan: "signwright.runPlan",
  /** Argument: the address of the signing file, and the name of a target. */
  showPlan: "signwright.showPlan",
} as const;

/** A notification of our own clients: the person trusts the folder now, or no longer. `{ "trusted": true }` */
export const TRUST_NOTIFICATION = "signwright/didChangeTrust";

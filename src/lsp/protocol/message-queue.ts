import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import {
  LSPErrorCodes,
  type ConnectionOptions,
  type DataCallback,
  type Logger,
  type Message,
  type MessageReader,
  type NotificationMessage,
  type ProtocolConnection,
} from "vscode-languageserver";

/** The two ends of the wire to the editor. */
export interface Wire {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** Messages from the editor, and the knowledge of whether any of them still waits. */
export interface MessageQueue {
  /** Makes the connection that reads from this queue. To be called once. */
  readonly connect: (logger: Logger) => ProtocolConnection;
  /**
   * Waits until every message that has arrived was looked at. After it a request knows that it was cancelled, and a validation
   * that there is a newer text: nothing is computed that nobody wants any more.
   */
  readonly drained: () => Promise<void>;
  /** Calls back when the editor's end of the wire is closed. */
  readonly onClose: (listener: () => void) => void;
}

/**
 * Reads messages from a wire. A request that is cancelled before it was looked at is answered at once, and not run: the library
 * would run it all the same.
 */
export function createMessageQueue({ input, output }: Wire): MessageQueue {
  const waiting = new Set<Message>();
  const inner = new StreamMessageReader(input);
  const reader: MessageReader = {
    onError: inner.onError,
    onClose: inner.onClose,
    onPartialMessage: inner.onPartialMessage,
    listen: (callback: DataCallback) =>
      inner.listen((message) => {
        if (!isCancellation(message)) waiting.add(message);
        callback(message);
      }),
    dispose: () => {
      inner.dispose();
    },
  };
  const options: ConnectionOptions = {
    connectionStrategy: {
      cancelUndispatched: (message) => {
        waiting.delete(message);
        return { jsonrpc: "2.0", id: null, error: { code: LSPErrorCodes.RequestCancelled, message: "cancelled" } };
      },
    },
    messageStrategy: {
      handleMessage: (message, next) => {
        waiting.delete(message);
        return next(message);
      },
    },
  };
  return {
    connect: (logger) => createProtocolConnection(reader, new StreamMessageWriter(output), logger, options),
    drained: async () => {
      // Once in any case: what lies in the pipe is read between two turns of the event loop.
      do await nextTurn();
      while (waiting.size > 0);
    },
    onClose: (listener) => {
      inner.onClose(listener);
    },
  };
}

function isCancellation(message: Message): boolean {
  return (message as NotificationMessage).method === "$/cancelRequest";
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

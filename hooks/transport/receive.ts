import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type Server, type Socket } from "node:net";
import type { Readable, Writable } from "node:stream";
import { type Channel, openChannel, type Pulse } from "./channel.ts";
import { decodeRequest, encodeOffer, type Request } from "./opening.ts";

/** `xl migrate-receive` as it runs here. */
export type Receiver = {
  readonly input: Writable;
  readonly output: Readable;
  /** Its exit code; 255 where a signal ended it. */
  readonly ended: Promise<number>;
};

export type ReceiveEffects = {
  readonly input: Readable;
  readonly output: Writable;
  readonly startReceiver: (words: readonly string[]) => Receiver;
  readonly complain: (sentence: string) => void;
  readonly pulse: Pulse;
};

/** How long the source may take until it connects. */
const connectMs = 30_000;

/**
 * The destination's end: listens for one connection from the source, and gives it to `xl migrate-receive`.
 *
 * Whatever is lost, the ssh connection or the plain one, xl hears the end of its input, as it does when ssh carries
 * the guest. It is never killed: what it does then is its own, and what is left the guard looks at.
 *
 * @returns exit code
 */
export async function receive(effects: ReceiveEffects): Promise<number> {
  const channel = openChannel(effects.input, effects.output, effects.pulse);
  try {
    const request = decodeRequest(await channel.firstLine);
    if (request === undefined) {
      effects.complain("the source asked for something that no migration needs");
      return 2;
    }
    const socket = await accept(channel, request);
    return await splice(channel, socket, effects.startReceiver(request.words), effects.complain);
  } catch (error) {
    effects.complain(error instanceof Error ? error.message : String(error));
    return 1;
  } finally {
    channel.close();
  }
}

async function accept(channel: Channel, { address }: Request): Promise<Socket> {
  const key = randomBytes(32).toString("hex");
  const server = createServer({ allowHalfOpen: true });
  const timer = setTimeout(
    () => server.emit("error", new Error("the source did not connect in time")),
    connectMs,
  );
  try {
    return await new Promise<Socket>((resolve, reject) => {
      channel.lost.then((reason) => reject(new Error(reason)));
      server.on("error", reject);
      server.on("connection", (socket) => prove(socket, key, resolve));
      server.listen({ host: address, port: 0 }, () =>
        channel.say(encodeOffer({ port: portOf(server), key })),
      );
    });
  } finally {
    clearTimeout(timer);
    server.close();
  }
}

/** Whoever else finds the port is let go: only the source has the key, by ssh. */
function prove(socket: Socket, key: string, isSource: (socket: Socket) => void): void {
  const expected = Buffer.from(`${key}\n`);
  let begun = Buffer.alloc(0);
  socket.on("error", () => socket.destroy());
  const timer = setTimeout(() => socket.destroy(), connectMs);
  const look = (bytes: Buffer) => {
    begun = Buffer.concat([begun, bytes]);
    if (begun.length < expected.length) return;
    clearTimeout(timer);
    socket.off("data", look);
    socket.pause();
    if (!timingSafeEqual(begun.subarray(0, expected.length), expected)) return void socket.destroy();
    if (begun.length > expected.length) socket.unshift(begun.subarray(expected.length));
    isSource(socket);
  };
  socket.on("data", look);
}

async function splice(
  channel: Channel,
  socket: Socket,
  receiver: Receiver,
  complain: ReceiveEffects["complain"],
): Promise<number> {
  const hangUp = () => {
    socket.destroy();
    receiver.input.end();
    receiver.output.destroy();
  };
  receiver.input.on("error", () => undefined);
  receiver.output.on("error", () => undefined);
  socket.on("error", hangUp);
  socket.on("close", () => receiver.input.end());
  socket.pipe(receiver.input);
  receiver.output.pipe(socket);
  let over = false;
  channel.lost.then((reason) => {
    if (!over) complain(`${reason}; hanging up`);
    hangUp();
  });
  const code = await receiver.ended;
  over = true;
  // What it said last has to get out first.
  if (!socket.destroyed) await new Promise<void>((resolve) => socket.end(resolve));
  return code;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

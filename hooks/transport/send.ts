import { createConnection, type Socket } from "node:net";
import type { Readable, Writable } from "node:stream";
import { openChannel, type Pulse } from "./channel.ts";
import { decodeOffer, encodeRequest, type Request } from "./opening.ts";

/** ssh to the destination, as it runs here. */
export type Ssh = {
  readonly input: Writable;
  readonly output: Readable;
  /** Its exit code, which is the destination's; 255 where it has none. */
  readonly ended: Promise<number>;
  readonly end: () => void;
};

export type SendEffects = {
  /** What xl writes and reads. */
  readonly input: Readable;
  readonly output: Writable;
  readonly startSsh: () => Ssh;
  readonly complain: (sentence: string) => void;
  readonly pulse: Pulse;
};

const connectMs = 15_000;

/** How long one of the two connections may stay when the other one has ended. */
const lastWordMs = 5_000;

/**
 * The source's end, in the place of ssh: what xl writes goes to `xl migrate-receive` on the destination, and what that
 * answers comes back. It ends, and so xl hears of it, as soon as the destination or the way to it is lost.
 *
 * @returns exit code: the one of `xl migrate-receive`, as with ssh
 */
export async function send(effects: SendEffects, request: Request): Promise<number> {
  const ssh = effects.startSsh();
  const channel = openChannel(ssh.output, ssh.input, effects.pulse);
  let socket: Socket | undefined;
  try {
    channel.say(encodeRequest(request));
    const offer = decodeOffer(await channel.firstLine);
    if (offer === undefined) throw new Error("the destination's xensan does not answer as it should");
    socket = await connect(request.address, offer.port);
    socket.write(`${offer.key}\n`);
    const lost = await spliced(socket, effects, channel.lost);
    if (lost !== undefined) throw new Error(lost);
    return await endOf(ssh);
  } catch (error) {
    effects.complain(error instanceof Error ? error.message : String(error));
    return 255;
  } finally {
    socket?.destroy();
    channel.close();
    ssh.end();
  }
}

function connect(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host, port, allowHalfOpen: true });
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`${host} does not take a connection on port ${port}`));
    }, connectMs);
    socket.once("connect", () => {
      clearTimeout(timer);
      resolve(socket);
    });
    socket.once("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}

/** @returns why it ended too early; undefined: the destination has said all that it had to say */
function spliced(socket: Socket, { input, output }: SendEffects, lost: Promise<string>) {
  return new Promise<string | undefined>((resolve) => {
    socket.on("error", (error) => resolve(error.message));
    socket.on("close", () => resolve("the plain connection was lost"));
    socket.on("end", () => resolve(undefined));
    lost.then((reason) => {
      // At a regular end both connections close, and the plain one may be the later.
      setTimeout(() => resolve(reason), lastWordMs);
    });
    // xl is gone: the destination hears of it by the end of the connection.
    output.on("error", () => socket.destroy());
    input.pipe(socket);
    socket.pipe(output);
  });
}

async function endOf(ssh: Ssh): Promise<number> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<number>((resolve) => {
    timer = setTimeout(() => resolve(255), lastWordMs);
  });
  try {
    return await Promise.race([ssh.ended, late]);
  } finally {
    clearTimeout(timer);
  }
}

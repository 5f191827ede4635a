import { createConnection } from "node:net";
import { PassThrough, Transform } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { decodeOffer } from "../../../../hooks/transport/opening.ts";
import { receive } from "../../../../hooks/transport/receive.ts";
import { send } from "../../../../hooks/transport/send.ts";

const pulse = { everyMs: 20, silenceMs: 400 };
const request = { address: "127.0.0.1", words: ["migrate-receive", "-p"] };

/** ssh from end to end, which can be made to hang; and an xl on either side. */
function scene() {
  let hangs = false;
  const line = () =>
    new Transform({
      transform: (bytes, _, done) => (hangs ? done() : done(null, bytes)),
    });
  const [there, back] = [line(), line()];
  let destinationEnds: (code: number) => void = () => undefined;
  const sshEnded = new Promise<number>((resolve) => {
    destinationEnds = resolve;
  });
  const xlAtSource = { writes: new PassThrough(), reads: new PassThrough() };
  const xlThere = { reads: new PassThrough(), writes: new PassThrough() };
  let exit: (code: number) => void = () => undefined;
  const ended = new Promise<number>((resolve) => {
    exit = resolve;
  });
  const complaints: string[] = [];
  const started: (readonly string[])[] = [];
  const complain = (sentence: string) => void complaints.push(sentence);
  const received = receive({
    ...{ input: there, output: back, complain, pulse },
    startReceiver: (words) => {
      started.push(words);
      return { input: xlThere.reads, output: xlThere.writes, ended };
    },
  }).then((code) => {
    back.end();
    destinationEnds(code);
    return code;
  });
  const start = () =>
    send(
      {
        ...{ input: xlAtSource.writes, output: xlAtSource.reads, complain, pulse },
        startSsh: () => ({ input: there, output: back, ended: sshEnded, end: () => there.end() }),
      },
      request,
    );
  const hang = () => {
    hangs = true;
  };
  return { ...{ there, back, xlAtSource, xlThere, exit, complaints, started, received, start, hang } };
}

describe("a plain transport", () => {
  it("carries what both xl say, to the last byte, and the receiver's exit code", async () => {
    const { xlAtSource, xlThere, exit, started, start, received } = scene();
    const sent = start();
    const memory = Buffer.alloc(3_000_000, "guest");
    xlThere.writes.write("ready\n");
    xlAtSource.writes.end(memory);
    expect((await buffer(xlThere.reads)).equals(memory)).toBe(true);
    xlThere.writes.end("started\n");
    exit(7);
    expect(await text(xlAtSource.reads)).toBe("ready\nstarted\n");
    expect(await Promise.all([sent, received])).toEqual([7, 7]);
    expect(started).toEqual([["migrate-receive", "-p"]]);
  });

  it("ends on both sides when ssh hangs, although the plain connection is well", async () => {
    const { xlAtSource, xlThere, exit, complaints, start, received, hang } = scene();
    const sent = start();
    xlAtSource.writes.write("half a guest");
    await new Promise((resolve) => xlThere.reads.once("data", resolve));
    hang();
    // What xl migrate-receive reads ends, and it ends by itself.
    await text(xlThere.reads);
    exit(1);
    expect(await received).toBe(1);
    expect(await sent).not.toBe(0);
    expect(complaints.length).toBeGreaterThan(0);
  });

  it("ends at the destination when the source is gone", async () => {
    const { there, xlAtSource, xlThere, exit, start, received } = scene();
    const sent = start();
    xlAtSource.writes.write("half a guest");
    await new Promise((resolve) => xlThere.reads.once("data", resolve));
    there.end();
    await text(xlThere.reads);
    exit(1);
    expect(await received).toBe(1);
    expect(await sent).not.toBe(0);
  });

  it("lets nobody in who does not have the key", async () => {
    const { there, back, started, received } = scene();
    there.write(`${JSON.stringify(request)}\n`);
    const line = await new Promise<string>((resolve) => back.once("data", (bytes) => resolve(String(bytes))));
    const offer = decodeOffer(line.trim());
    const stranger = createConnection({ host: "127.0.0.1", port: offer?.port ?? 0 });
    stranger.write(`${"00".repeat(32)}\na guest of mine`);
    await new Promise((resolve) => stranger.once("close", resolve));
    expect(started).toEqual([]);
    there.end();
    expect(await received).toBe(1);
  });

  it("starts nothing but xl migrate-receive", async () => {
    const { there, started, received, complaints } = scene();
    there.write('{"address":"127.0.0.1","words":["destroy","nfs1"]}\n');
    expect(await received).toBe(2);
    expect(started).toEqual([]);
    expect(complaints).toEqual(["the source asked for something that no migration needs"]);
  });
});

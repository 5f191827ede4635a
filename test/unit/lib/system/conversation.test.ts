import { describe, expect, it } from "vitest";
import { conversationStarter } from "../../../../lib/system/conversation.ts";

const start = conversationStarter(false);
const shell = (script: string) => start("sh", ["-c", script]);

describe("a conversation", () => {
  it("goes back and forth by lines, however they arrive", async () => {
    const cat = shell('printf "rea"; sleep 0.1; printf "dy\\nand more\\n"; cat');
    expect(await cat.nextLine(5_000)).toBe("ready");
    expect(await cat.nextLine(5_000)).toBe("and more");
    cat.say("one\n");
    cat.say("two");
    expect([await cat.nextLine(5_000), await cat.nextLine(5_000)]).toEqual(["one", "two"]);
    cat.end();
  });

  it("is over for both when the program ends", async () => {
    const short = shell("echo last");
    expect(await short.nextLine(5_000)).toBe("last");
    expect(await short.nextLine(5_000)).toBeUndefined();
    expect(short.isOpen()).toBe(false);
    short.say("to nobody");
    expect(await short.nextLine(5_000)).toBeUndefined();
  });

  it("is over where the program is not there, and where it says too much without a line's end", async () => {
    expect(await start("/absent/ssh", []).nextLine(5_000)).toBeUndefined();
    const flood = shell("exec tr '\\0' x </dev/zero");
    expect(await flood.nextLine(20_000)).toBeUndefined();
  });

  it("gives up after its time, and can be heard later", async () => {
    const slow = shell("sleep 0.4; echo late; cat");
    expect(await slow.nextLine(50)).toBeUndefined();
    expect(slow.isOpen()).toBe(true);
    expect(await slow.nextLine(5_000)).toBe("late");
    slow.end();
  });

  it("ends the program by the end of its input", async () => {
    const talk = shell('while read -r line; do echo "heard $line"; done; echo over >&2');
    talk.say("it");
    expect(await talk.nextLine(5_000)).toBe("heard it");
    talk.end();
    expect(talk.isOpen()).toBe(false);
    expect(await talk.nextLine(5_000)).toBeUndefined();
  });
});

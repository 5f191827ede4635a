import { describe, expect, it } from "vitest";
import {
  decodeOffer,
  decodeRequest,
  encodeOffer,
  encodeRequest,
} from "../../../../hooks/transport/opening.ts";

describe("what both ends of a transport say first", () => {
  it("comes out as it went in", () => {
    const request = { address: "192.168.20.2", words: ["migrate-receive", "-p"] };
    expect(decodeRequest(encodeRequest(request).trim())).toEqual(request);
    const offer = { port: 40_000, key: "0f".repeat(32) };
    expect(decodeOffer(encodeOffer(offer).trim())).toEqual(offer);
  });

  it.each([
    "",
    "null",
    "[]",
    '{"address":"host2"}',
    '{"address":"-host2","words":["migrate-receive"]}',
    '{"address":"a b","words":["migrate-receive"]}',
    '{"address":"host2","words":[]}',
    '{"address":"host2","words":["destroy","nfs1"]}',
    '{"address":"host2","words":["migrate-receive","/etc/passwd"]}',
    '{"address":"host2","words":["migrate-receive",7]}',
  ])("%s is no request", (line) => {
    expect(decodeRequest(line)).toBeUndefined();
  });

  it.each([
    "",
    '{"port":0,"key":"x"}',
    `{"port":70000,"key":"${"0f".repeat(32)}"}`,
    `{"port":"22","key":"${"0f".repeat(32)}"}`,
    '{"port":22,"key":"0f"}',
  ])("%s is no offer", (line) => {
    expect(decodeOffer(line)).toBeUndefined();
  });
});

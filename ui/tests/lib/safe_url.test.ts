import { describe, expect, it } from "vitest";
import { isSafeImage, isSafeLink, leavesOrigin } from "~/lib/safe_url";

const BASE = "http://runlore.test:5000/p/digits/runs/x/overview";

describe("addresses in logged text", () => {
  it.each(["https://a.test/b", "http://a.test", "mailto:a@b.test", "/p/x", "other", "#part", ""])(
    "follows %j",
    (href) => expect(isSafeLink(href, BASE)).toBe(true),
  );

  it.each([
    ...["javascript:alert(1)", " JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "vbscript:x"],
    ...["data:text/html,<script>alert(1)</script>", "blob:http://a.test/1", "file:///etc/passwd"],
    ...["\u0001javascript:alert(1)", "http://[broken"],
  ])("does not follow %j", (href) => expect(isSafeLink(href, BASE)).toBe(false));

  it.each(["/api/v1/x.png", "x.png", "data:image/png;base64,AA==", "data:image/svg+xml,<svg/>"])(
    "shows the picture %j",
    (src) => expect(isSafeImage(src, BASE)).toBe(true),
  );

  it.each([
    ...["https://tracker.test/pixel.png", "//tracker.test/p.png", "data:text/html,x"],
    ...["javascript:alert(1)", "http://runlore.test:5001/x.png", "http://[broken"],
  ])("does not fetch the picture %j", (src) => expect(isSafeImage(src, BASE)).toBe(false));

  it("knows which links lead away", () => {
    expect(leavesOrigin("/models", BASE)).toBe(false);
    expect(leavesOrigin("https://a.test", BASE)).toBe(true);
    expect(leavesOrigin("mailto:a@b.test", BASE)).toBe(true);
  });
});

import { describe, expect, it } from "vitest";
import { withoutSecrets } from "./record";

describe("withoutSecrets", () => {
  it.each([
    "password",
    "dbPassword",
    "db_password",
    "clientSecret",
    "client_secret",
    "accessToken",
    "Authorization",
    "privateKey",
  ])("replaces text under %s", (key) => {
    expect(withoutSecrets({ [key]: "hunter2", other: "x" })).toEqual({ [key]: "[removed]", other: "x" });
  });

  it("finds secrets at any depth and below a key that names one", () => {
    expect(withoutSecrets({ config: [{ tls: { password: "p" } }], credentials: { user: "u", parts: ["a"] } })).toEqual({
      config: [{ tls: { password: "[removed]" } }],
      credentials: { user: "[removed]", parts: ["[removed]"] },
    });
  });

  it("keeps claims about secrets, which hold none", () => {
    expect(withoutSecrets({ passwordChanged: true, clientSecret: null })).toEqual({
      passwordChanged: true,
      clientSecret: null,
    });
  });

  it("takes the password out of an address", () => {
    expect(withoutSecrets({ url: "postgresql://reader:s3cret@db:5432/x" })).toEqual({
      url: "postgresql://reader:[removed]@db:5432/x",
    });
  });

  it("gives dates and big numbers a JSON form and leaves absent fields out", () => {
    expect(withoutSecrets({ at: new Date(0), rows: 12n, gone: undefined })).toEqual({
      at: "1970-01-01T00:00:00.000Z",
      rows: "12",
    });
  });
});

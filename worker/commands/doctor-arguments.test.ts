import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors/app-error";
import { readDoctorArguments } from "./doctor-arguments";

const probe = ["--probe-sharepoint", "--connection", "Contoso", "--site", "https://contoso.sharepoint.com/sites/test"];

describe("readDoctorArguments", () => {
  it("examines everything where nothing is said", () => {
    expect(readDoctorArguments([])).toEqual({ json: false, isInner: false, dataDir: null, probe: null });
    expect(readDoctorArguments(["-h"])).toBeNull();
  });

  it("reads what a probe needs", () => {
    expect(readDoctorArguments(probe)?.probe).toEqual({
      connection: "Contoso",
      site: "https://contoso.sharepoint.com/sites/test",
      report: "sharepoint-profile.json",
      isConfirmed: false,
    });
    expect(readDoctorArguments([...probe, "--yes", "--report", "a.json"])?.probe).toMatchObject({
      report: "a.json",
      isConfirmed: true,
    });
  });

  it.each([
    [["--probe-sharepoint"]],
    [["--probe-sharepoint", "--connection", "Contoso"]],
    [["--probe-sharepoint", "--connection", "", "--site", "x"]],
    [[...probe, "--inner"]],
    [["--site", "https://contoso.sharepoint.com"]],
    [["--yes"]],
    [["--unknown"]],
    [["--report"]],
  ])("refuses %j", (args) => {
    expect(() => readDoctorArguments(args)).toThrow(AppError);
  });
});

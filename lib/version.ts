import packageFile from "../package.json" with { type: "json" };

/** The version of SyncBridge that this process is. */
export const { version } = packageFile;

import type { Reason } from "@/lib/errors/action-result";

/** When an action could not be called at all: the server is away or was replaced by a newer version. */
export const noAnswer: Reason = {
  code: "unexpected",
  title: "The server did not answer.",
  message: "The server did not answer.",
  remedy: "Check the connection, reload the page and try again. Nothing was changed unless it shows after reloading.",
  requestId: "",
};

import type { Socket } from "node:net";
import type { SecureContext } from "node:tls";
import { createResponseWriter } from "./response-writer";
import type { Answer, AnswerPart } from "./scripted-answer";
import type { LogEntry, ScriptedRequest, ScriptedServerOptions, ScriptedSession } from "./scripted-request";
import { createSessionState, type SessionState, writeAnswer } from "./session-state";
import {
  asksForEncryption,
  parseBatch,
  parseLogin,
  parseRpc,
  parseTransaction,
  preloginAnswer,
  type RpcRequest,
} from "./tds-requests";
import { doneStatus, doneToken, environmentChange, loginAck, messageToken, type ServerMessage } from "./tds-tokens";
import { createTransport, messageType, type TdsMessage, type TdsTransport } from "./tds-transport";

export interface SessionContext {
  readonly id: number;
  readonly socket: Socket;
  readonly options: ScriptedServerOptions;
  readonly secureContext: SecureContext | null;
  readonly log: LogEntry[];
  readonly unanswered: string[];
}

/** Serves one connection until it ends. An attention overtakes the request it cancels; all else waits its turn. */
export async function runSession(context: SessionContext): Promise<void> {
  const { id, socket, log } = context;
  const transport = createTransport(socket);
  const state = createSessionState();
  let cancel = new AbortController();
  let turn: Promise<void> = Promise.resolve();
  const queue = (work: () => Promise<void>): void => {
    turn = turn.then(work).catch((error: unknown) => {
      // A client that has left wants no answer; else the script is at fault, or asks for what this server does not know.
      if (!socket.destroyed) context.unanswered.push(String(error));
      transport.cut();
    });
  };
  socket.on("close", () => cancel.abort());
  let session: ScriptedSession | null = null;
  for await (const message of transport.messages()) {
    if (message.type === messageType.attention) {
      log.push({ kind: "attention", session: id });
      cancel.abort();
      queue(() => transport.send(doneToken("batch", doneStatus.attention), { isLast: true }));
      continue;
    }
    if (message.type === messageType.prelogin) {
      queue(() => answerPrelogin(context, transport, message, state));
      continue;
    }
    if (message.type === messageType.login) {
      queue(async () => {
        session = await answerLogin(context, transport, message, state);
      });
      continue;
    }
    const own = new AbortController();
    cancel = own;
    queue(async () => {
      if (socket.destroyed) own.abort();
      await answerRequest(context, { transport, message, state, session, signal: own.signal });
    });
  }
  await turn;
  log.push({ kind: "end", session: id });
}

async function answerPrelogin(
  { options, secureContext }: SessionContext,
  transport: TdsTransport,
  message: TdsMessage,
  state: SessionState,
): Promise<void> {
  const isAsked = asksForEncryption(message.body);
  const answer = !secureContext
    ? "notSupported"
    : isAsked
      ? "on"
      : options.tls?.isRequired
        ? "required"
        : "notSupported";
  await transport.send(preloginAnswer(versionOf(options), answer), { isLast: true });
  if (!secureContext || !isAsked) return;
  state.isEncrypted = true;
  transport.startTls(secureContext);
}

const versionOf = (options: ScriptedServerOptions) => options.version ?? ([13, 0, 5026] as const);

async function answerLogin(
  { id, options, log }: SessionContext,
  transport: TdsTransport,
  message: TdsMessage,
  state: SessionState,
): Promise<ScriptedSession | null> {
  const parsed = parseLogin(message.body);
  const { password, ...login } = parsed;
  const database = login.database || "master";
  const loginFailed: ServerMessage = { number: 18456, class: 14, message: `Login failed for user '${login.user}'.` };
  const refusals: ServerMessage[] = [];
  const special = options.refuseLogin?.(parsed);
  if (special) refusals.push(special);
  else if (!Object.hasOwn(options.logins, login.user) || options.logins[login.user] !== password) {
    refusals.push(loginFailed);
  } else if (!(options.databases ?? ["master"]).includes(database)) {
    const message = `Cannot open database "${database}" requested by the login. The login failed.`;
    refusals.push({ number: 4060, class: 11, message }, loginFailed);
  }
  log.push({ kind: "login", session: id, isAccepted: refusals.length === 0, isEncrypted: state.isEncrypted });
  const writer = createResponseWriter(transport);
  if (refusals.length > 0) {
    for (const refusal of refusals) await writer.token(messageToken(refusal));
    await writer.token(doneToken("batch", doneStatus.error));
    await writer.end();
    return null;
  }
  await writer.token(environmentChange(1, database, "master"));
  await writer.token(loginAck(versionOf(options)));
  await writer.token(environmentChange(4, "4096", "4096"));
  await writer.token(doneToken("batch", doneStatus.final));
  await writer.end();
  return {
    id,
    login: { ...login, database },
    isEncrypted: state.isEncrypted,
    get isInTransaction() {
      return state.transaction !== null;
    },
  };
}

interface Serving {
  readonly transport: TdsTransport;
  readonly message: TdsMessage;
  readonly state: SessionState;
  readonly session: ScriptedSession | null;
  readonly signal: AbortSignal;
}

async function answerRequest(context: SessionContext, serving: Serving): Promise<void> {
  const { transport, message, state, session, signal } = serving;
  const writer = createResponseWriter(transport);
  if (message.isIgnored || !session) {
    await writer.token(doneToken("batch", doneStatus.final));
    await writer.end();
    return;
  }
  if (message.resetsSession) {
    context.log.push({ kind: "reset", session: context.id });
    await state.reset(writer);
  }
  const request = { ...readRequest(message), session, signal };
  const parts = await answerOf(context, request, state);
  const isProcedure = request.via === "rpc";
  const end = await writeAnswer(writer, state, parts, { isProcedure, signal });
  if (end === "cut") {
    await writer.flush();
    transport.cut();
    return;
  }
  await writer.end();
  if (end === "fatal") transport.cut();
}

function readRequest(message: TdsMessage): Omit<ScriptedRequest, "session" | "signal"> {
  switch (message.type) {
    case messageType.batch:
      return { via: "batch", sql: parseBatch(message.body), parameters: {}, isolation: null };
    case messageType.rpc:
      return { via: "rpc", ...readProcedure(parseRpc(message.body)), isolation: null };
    case messageType.transaction: {
      const { action, isolation } = parseTransaction(message.body);
      return { via: "transaction", sql: `${action.toUpperCase()} TRANSACTION`, parameters: {}, isolation };
    }
    default:
      throw new Error(`The scripted server knows no message of type ${message.type}.`);
  }
}

/** Of sp_executesql the statement and its own parameters, which follow the declaration. */
function readProcedure({ procedure, parameters }: RpcRequest): Pick<ScriptedRequest, "sql" | "parameters"> {
  const isStatement = procedure.toLowerCase() === "sp_executesql";
  const own = isStatement ? parameters.slice(2) : parameters;
  return {
    sql: isStatement ? String(parameters[0]?.value) : `EXEC ${procedure}`,
    parameters: Object.fromEntries(own.map(({ name, value }) => [name, value])),
  };
}

const settingPattern = /^SET\s/i;
const controlPattern = /^(?:IF\s+@@TRANCOUNT\s*>\s*0\s+)?(BEGIN|COMMIT|ROLLBACK|SAVE)(?:\s+TRAN(?:SACTION)?)?$/i;

async function answerOf(
  { id, options, log, unanswered }: SessionContext,
  request: ScriptedRequest,
  state: SessionState,
): Promise<readonly AnswerPart[]> {
  const { via, sql, parameters, isolation } = request;
  const statements = sql.split(/;|\n|\r|(?=\bset\s)/i).flatMap((part) => part.trim() || []);
  const isSettings = statements.every((statement) => settingPattern.test(statement));
  if (isSettings) {
    log.push({ kind: "settings", session: id, sql });
    return [];
  }
  const wasInTransaction = state.transaction !== null;
  log.push({ kind: "statement", session: id, via, sql, parameters, isolation, wasInTransaction });
  let answer: Answer;
  try {
    answer = await options.answer(request);
  } catch (error) {
    return [{ kind: "message", message: { number: 50000, message: `The script failed: ${String(error)}` } }];
  }
  if (answer) return "kind" in answer ? [answer] : answer;
  const controls = statements.map((statement) => controlPattern.exec(statement)?.[1]?.toLowerCase());
  if (statements.some((statement, index) => !settingPattern.test(statement) && !controls[index])) {
    unanswered.push(sql);
    return [{ kind: "message", message: { number: 50000, message: `The script has no answer to: ${sql}` } }];
  }
  return controls.flatMap((action) =>
    action === "begin" || action === "commit" || action === "rollback" ? [{ kind: "transaction", action }] : [],
  );
}

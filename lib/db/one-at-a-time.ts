import { PrismaPg } from "@prisma/adapter-pg";

type Connection = Awaited<ReturnType<PrismaPg["connect"]>>;
type Transaction = Awaited<ReturnType<Connection["startTransaction"]>>;

/**
 * The adapter of Prisma, whose transactions send one statement after the other. Prisma reads the parts of an `include` side by side, and a
 * transaction has one connection: the driver keeps the others waiting as yet, warns of it, and refuses them from its next major version on (pg 9).
 */
export class PrismaPgOneAtATime extends PrismaPg {
  override async connect(): Promise<Connection> {
    const connection = await super.connect();
    const start = connection.startTransaction.bind(connection);
    connection.startTransaction = async (isolation) => oneAtATime(await start(isolation));
    return connection;
  }
}

function oneAtATime(transaction: Transaction): Transaction {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Query, Answer>(send: (query: Query) => Promise<Answer>) => {
    return (query: Query): Promise<Answer> => {
      const answer = last.then(() => send(query));
      // Whoever asked hears of a failure; those behind it are sent all the same, as the server expects them.
      last = answer.catch(() => undefined);
      return answer;
    };
  };
  transaction.queryRaw = inTurn(transaction.queryRaw.bind(transaction));
  transaction.executeRaw = inTurn(transaction.executeRaw.bind(transaction));
  return transaction;
}

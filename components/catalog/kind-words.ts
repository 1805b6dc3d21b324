import type { DatabaseType } from "@/lib/features/databases/schema";

interface KindWords {
  /** What the database's own name is there. */
  readonly databaseName: string;
  /** The least a reading user needs, in the words of that kind's administrators. */
  readonly userRights: string;
}

/** What people who know one kind of database expect to read. */
export const kindWords: Readonly<Record<DatabaseType, KindWords>> = {
  POSTGRES: {
    databaseName: "What stands behind the host in a connection string; one server has several.",
    userRights: "Enough: CONNECT on the database, USAGE on its schemas and SELECT on the tables.",
  },
  SQLSERVER: {
    databaseName: "The catalog to open on the server, such as “Sales”; not the name of an instance.",
    userRights: "Enough: a SQL login whose user is in db_datareader and has VIEW DEFINITION.",
  },
  MYSQL: {
    databaseName: "What MySQL and MariaDB call a database or schema; its tables are cataloged under that name.",
    userRights: "Enough: SELECT and SHOW VIEW on the database.",
  },
};

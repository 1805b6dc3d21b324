import { defineExport } from "@/lib/export";
import { userPolicies } from "@/lib/features/users/policy";
import { listUsers } from "@/lib/features/users/queries";
import { userFilter } from "@/lib/features/users/schema";

/** Everyone who signed in, with the roles that the token told. */
export const GET = defineExport({
  list: "people",
  input: userFilter.strict(),
  policy: userPolicies.read,
  page: listUsers,
  columns: [
    ["Person", (row) => row.name],
    ["Address", (row) => row.email],
    ["Roles", (row) => row.roles.join(" ")],
    ["Last signed in (UTC)", (row) => row.lastSeenAt],
    ["First seen (UTC)", (row) => row.firstSeenAt],
    ["Id", (row) => row.id],
  ],
});

import { PeopleTable } from "@/components/settings/people-table";
import { Card } from "@/components/ui/card";
import { listUsers } from "@/lib/features/users/queries";
import { loadPage } from "@/lib/page";

export default async function PeoplePage() {
  const users = await loadPage(listUsers);
  return (
    <Card
      title="People and roles"
      padding="none"
      description="Roles are given in Entra ID, as app roles of this application, and take effect at the next sign-in: eight hours later at most. Here is what was seen."
    >
      <PeopleTable users={users} />
    </Card>
  );
}

import { Card } from "@/components/ui/card";
import { KeyValues } from "@/components/ui/key-values";
import { TextLink } from "@/components/ui/text-link";
import { guardWords, limitText } from "@/lib/features/policies/labels";
import type { GuardLimits } from "@/lib/features/policies/schema";
import type { GuardDefaults } from "@/lib/features/policies/types";
import { plural } from "@/lib/format/plural";

const names = Object.keys(guardWords) as (keyof GuardLimits)[];

/** Of each limit, how many syncs a change of its default affects, and which have their own. */
export function GuardExceptions({ defaults }: { defaults: GuardDefaults }) {
  return (
    <Card
      title="Who follows these"
      description="A sync with a limit of its own keeps it, whatever the default becomes."
    >
      <KeyValues
        entries={names.map((name) => {
          const exceptions = defaults.exceptions.filter(({ own }) => own.includes(name));
          return {
            label: guardWords[name].label,
            value: (
              <>
                {limitText(name, defaults.guards)}, followed by{" "}
                {plural(defaults.definitions - exceptions.length, "sync")}
                {exceptions.length > 0 && "; own limit: "}
                {exceptions.map(({ id, name: definition }, at) => (
                  <span key={id}>
                    {at > 0 && ", "}
                    <TextLink href={`/syncs/${id}/rules`}>{definition}</TextLink>
                  </span>
                ))}
              </>
            ),
          };
        })}
      />
    </Card>
  );
}

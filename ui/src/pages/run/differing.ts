/** Which groups of inputs differ, and in which order that is told. */
import type { GroupDifference, RunDifference } from "~/data/lineage";

/** The groups of a difference: the most suspected first, then those that are not known. */
export function inOrder({ groups, suspects }: RunDifference): GroupDifference[] {
  const rank = ({ group, is_same: same }: GroupDifference) => {
    const place = suspects.indexOf(group);
    if (place >= 0) return place;
    return suspects.length + (same === null ? 0 : 1);
  };
  return [...groups].sort((a, b) => rank(a) - rank(b));
}

"""What a careful reader can work out of sums of counts: a count is safe where the same sums have another one too."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping

# So many counts are changed at most to find another solution; more are never needed where sums are rows and columns.
MOST_CHANGED = 6


class Puzzle:
    """The counts as they are (0 or more) by name, and which of them are told as one sum."""

    def __init__(self, counts: Mapping[Hashable, int]) -> None:
        self.counts = counts
        self.sums: list[list[Hashable]] = []
        self.sums_of: dict[Hashable, list[int]] = defaultdict(list)

    def tell(self, names: Iterable[Hashable]) -> None:
        """A reader knows what these add up to."""
        self.sums.append(list(names))
        for name in self.sums[-1]:
            self.sums_of[name].append(len(self.sums) - 1)

    def has_another(self, name: Hashable) -> bool:
        """Whether whole numbers with the same sums exist in which this count is another one."""
        return any(self.counts[name] + step >= 0 and self._mended({name: step}) for step in (1, -1))

    def _mended(self, changes: dict[Hashable, int]) -> bool:
        """Whether further changes bring every sum back to what it was."""
        wrong = [
            (index, off)
            for index in dict.fromkeys(index for name in changes for index in self.sums_of[name])
            if (off := sum(changes.get(name, 0) for name in self.sums[index]))
        ]
        if not wrong:
            return True
        if len(changes) == MOST_CHANGED:
            return False
        index, off = min(wrong, key=lambda each: len(self.sums[each[0]]))
        step = -1 if off > 0 else 1
        return any(
            self._mended({**changes, name: step})
            for name in self.sums[index]
            if name not in changes and self.counts[name] + step >= 0
        )

"""What is alive in a dump: heapdrift's live_count and live_bytes of each type against liveCount and liveBytes of the truth.

No object that the truth calls live may be missing. Objects that heapdrift alone calls live need a cause, and each cause needs evidence:
  frozen object      heapdrift always calls one live, the truth only when it reaches it. With `holders` exactly as many as are below the root kind
                     `frozen`: those that nothing else reaches. Without it at most the type's `frozen_count`, so fewer live objects of such a type
                     than there are may go unnoticed
  idle heap          of a server GC from 9 on (DATAS): the truth reads the handles of the first heap alone. heapdrift must have more handles that are
                     roots than the truth. Then nothing else can be told apart
  thread static      no root of the truth from 9 on. At most as many objects of the type as `holders` has below thread statics
  loader allocator   up to 8 the truth does not follow the edge from an instance of a collectible type to its loader allocator. At most as many as
                     `holders` has below such an edge
  ref-counted handle a root of the truth only while COM counts references to it. At most as many as `holders` has below such handles
  stack unread       the truth has not one root on a stack (it finds no frames). At most as many as `holders` has below stacks
  conservative word  at most as many as `holders` has below stacks, and not more than 1.5 % of the dump's live objects, or 20
Objects that the truth alone calls live have one cause: from 9 on it takes what a weak interior handle refers to for a root.

In a dump without the section `holders` there is less evidence: ASSUMED objects for thread statics and loader allocators, 1.5 % for conservative words.
"""
import math, re
from collections import Counter, defaultdict

FROZEN, IDLE, THREAD_STATIC, ALLOCATOR = "frozen object", "idle heap", "thread static", "loader allocator"
REF_COUNTED, UNREAD, CONSERVATIVE, WEAK_INTERIOR = "ref-counted handle", "stack unread", "conservative word", "weak interior handle"
CAUSES = [FROZEN, IDLE, THREAD_STATIC, ALLOCATOR, REF_COUNTED, UNREAD, CONSERVATIVE]

# Of a dump's live objects.
MOST_CONSERVATIVE = 0.015
# In a heap of a few hundred objects the percentage says nothing.
FEW_CONSERVATIVE = 20
# Without holders. Thread statics alone keep 336 objects at most in the dumps that were measured, loader allocators 70.
ASSUMED = 400
# By dump, where it is more. One register of a thread in Sys.Read still has an address inside of an array of a cache that is garbage, which leads to
# all its entries: an exact reader knows that the method does not use the register any more.
STALE = {"steadyweb_nogc-10.0.14-wks-3.core": 909}
SMALLEST_OBJECT = 24

# `root` of the section holders, the step from an instance to its loader allocator, what is between steps, and the type of what was left out.
THREAD_STATIC_ROOT, STACK_ROOT, REF_COUNTED_ROOT, FROZEN_ROOT = "thread static", "stack", "ref-counted handle", "frozen"
ALLOCATOR_STEP, SEPARATOR, OTHER = "(loader allocator)", " > ", "(other)"
# Handles that are roots: as the truth calls them, and as heapdrift does.
ROOT_HANDLES = {"Strong": "strong", "Pinned": "pinned", "Dependent": "dependent", "RefCounted": "ref-counted", "AsyncPinned": "async-pinned", "SizedRef": "sized-ref"}


class Cause:
    """How many objects a cause may still explain: those of one type, and those of any."""

    def __init__(self, label, by_type=None, of_any=0, places=None):
        self.label, self.left, self.of_any, self.places = label, Counter(by_type or {}), of_any, places or {}

    def take(self, name, wanted):
        # In the names of types that were emitted at run time the tree has # for digits.
        taken = 0
        for key in dict.fromkeys([name, re.sub(r"\d+", "#", name)]):
            part = min(wanted - taken, self.left[key])
            self.left[key] -= part
            taken += part
        rest = min(wanted - taken, self.of_any)
        self.of_any -= rest
        return taken + rest


class Difference:
    """Of one type. `parts`: (cause, objects, bytes) of what heapdrift has more; `missing`: objects and bytes that it lacks."""

    def __init__(self, name, module):
        self.name, self.module, self.parts, self.places = name, module, [], []

    def __str__(self):
        said = ", ".join(f"{count} x {label}" + (f" ({'; '.join(self.places)})" if label == CONSERVATIVE and self.places else "") for label, count, _ in self.parts)
        count, size = (sum(part[place] for part in self.parts) for place in (1, 2))
        return f"{count:+} objects {size:+} bytes  {self.name} of {self.module or 'no module'}: {said}"


class Liveness:
    """The result for one dump. `by_cause`: cause -> [objects, bytes]; `unexplained` and `missing`: objects and bytes."""

    def __init__(self):
        self.problems, self.differences = [], []
        self.by_cause, self.unexplained, self.missing = defaultdict(lambda: [0, 0]), [0, 0], [0, 0]
        self.expected, self.found, self.has_holders = [0, 0], [0, 0], False

    @property
    def surplus(self):
        return sum(count for count, _ in self.by_cause.values())

    @property
    def in_both(self):
        """Objects that the truth calls live and heapdrift too."""
        return self.expected[0] - self.missing[0] + self.by_cause[WEAK_INTERIOR][0]


def has_live(truth):
    return any("liveCount" in t for t in truth["types"])


def compare_live(truth, sections, pairs, version, stale=0):
    """`pairs`: the rows of one type each, (those of the truth, those of heapdrift). `version`: the runtime's major version. `stale`: so many objects
    are known to be live by a conservative word alone."""
    result = Liveness()
    rows = sections["types"]["rows"]
    absent = [row for row in rows if row.get("live_count") is None or row.get("live_bytes") is None]
    result.expected = added([t for t in truth["types"] if not t["free"]], "liveCount", "liveBytes")
    if absent or not rows:
        result.problems.append(f"the truth has {result.expected[0]} live objects, heapdrift gives no live_count and live_bytes for {len(absent)} of {len(rows)} types")
        result.missing = list(result.expected)
        return result
    result.found = added(rows, "live_count", "live_bytes")
    for row in rows:
        if not (0 <= row["live_count"] <= row["count"] and 0 <= row["live_bytes"] <= row["bytes"]) or (row["live_count"] == 0) != (row["live_bytes"] == 0):
            result.problems.append(f"type {row['name']!r}: {row['live_count']} live objects {row['live_bytes']} bytes of {row['count']} objects {row['bytes']} bytes")
    holders = sections.get("holders")
    result.has_holders = holders is not None
    trees = Trees(holders["rows"]) if holders is not None else None
    if trees:
        result.problems += trees.problems(result.found, holders.get("hidden", {}).get("rows", 0))
    causes, only_truth = evidence(truth, sections, trees, version, result.found[0])
    for theirs, ours in pairs:
        compare_type(theirs, ours, causes, only_truth, result)
    most = max(stale, FEW_CONSERVATIVE, math.floor(MOST_CONSERVATIVE * result.found[0]))
    if result.by_cause[CONSERVATIVE][0] > most:
        result.problems.append(f"{result.by_cause[CONSERVATIVE][0]} objects are live by a conservative word alone, more than {most} (1.5 % of {result.found[0]})")
    return result


def added(rows, count, size):
    return [sum(row[count] for row in rows), sum(row[size] for row in rows)]


def sums(rows, key, column):
    found = Counter()
    for row in rows:
        found[row[key]] += row[column]
    return found


def compare_type(theirs, ours, causes, only_truth, result):
    expected, found = added(theirs, "liveCount", "liveBytes"), added(ours, "live_count", "live_bytes")
    frozen = added(ours, "frozen_count", "frozen_bytes")
    name = (ours or theirs)[0]["name"] or ""
    difference = Difference(name, (ours or theirs)[0]["module"])
    more, size = found[0] - expected[0], found[1] - expected[1]
    said = f"type {name!r}: truth {expected[0]} live objects {expected[1]} bytes, heapdrift {found[0]} objects {found[1]} bytes, {frozen[0]} of them frozen"
    if found[0] < frozen[0]:
        result.problems.append(f"{said}: a frozen object is always live")
    # Those that only heapdrift calls live. They do not make up for others.
    unreached = min(frozen[0], causes[0].left[name]) if result.has_holders else 0
    if more < unreached:
        lacks = unreached - more
        known = only_truth.take(name, lacks) if more < 0 and size < 0 else 0
        if known < lacks:
            result.problems.append(f"{said}: {lacks - known} missing")
            count_in(result.missing, [lacks, max(0, -size)])
        else:
            difference.parts.append((WEAK_INTERIOR, more, size))
            count_in(result.by_cause[WEAK_INTERIOR], [more, size])
    elif more == 0 and size or size < more * SMALLEST_OBJECT:
        result.problems.append(f"{said}: {more} more objects with {size:+} bytes, so others are meant")
        count_in(result.unexplained, [more, size])
    elif more:
        explain(name, more, size, frozen[0], causes, difference, result, said)
    if difference.parts:
        result.differences.append(difference)


def explain(name, more, size, frozen, causes, difference, result, said):
    """The bytes of a type are shared out by the number of objects."""
    left, bytes_left = more, size
    # The truth does not reach some frozen objects that a static field holds: then heapdrift has fewer below `frozen` than the truth lacks.
    for cause in [*causes, Cause(FROZEN, of_any=frozen)]:
        frozen_before = sum(count for label, count, _ in difference.parts if label == FROZEN)
        taken = min(cause.take(name, left), frozen - frozen_before if cause.label == FROZEN else left)
        if taken:
            its_bytes = bytes_left * taken // left
            difference.parts.append((cause.label, taken, its_bytes))
            difference.places += cause.places.get(name, []) if cause.label == CONSERVATIVE else []
            count_in(result.by_cause[cause.label], [taken, its_bytes])
            left, bytes_left = left - taken, bytes_left - its_bytes
        if left == 0:
            return
    result.problems.append(f"{said}: {left} without a cause")
    count_in(result.unexplained, [left, bytes_left])


def count_in(figures, more):
    figures[0] += more[0]
    figures[1] += more[1]


# --- the evidence ---

def evidence(truth, sections, trees, version, live):
    """(the causes of this dump in the order in which they explain, frozen objects first, and what explains objects that the truth alone calls live)"""
    table = sections["handles"]["rows"] if sections.get("handles") else []
    handles = sums(table, "kind", "count")
    # The truth calls them by their number.
    follows_weak = version >= 9 and "10" in truth.get("handles", {})
    targets = sums([row for row in table if row["kind"] == "weak-interior" and follows_weak], "type", "count")
    only_truth = Cause(WEAK_INTERIOR, targets)
    frozen = trees.cause(FROZEN) if trees else Cause(FROZEN, sums(sections["types"]["rows"], "name", "frozen_count"))
    more_handles = any(handles[ours] > truth.get("handles", {}).get(theirs, 0) for theirs, ours in ROOT_HANDLES.items())
    if truth.get("server") and version >= 9 and more_handles:
        return [frozen, Cause(IDLE, of_any=math.inf)], only_truth
    roots = truth.get("rootKinds") or {}
    labels = []
    # On Windows the truth has what the arrays of a thread hold, and not the arrays.
    if version >= 9:
        labels.append(THREAD_STATIC)
    # On 9 and 10 the truth reaches them through the weak interior handles.
    if version < 9 and any(row.get("allocator") == "collectible" for row in (sections.get("loader_heaps") or {"rows": []})["rows"]):
        labels.append(ALLOCATOR)
    if handles["ref-counted"]:
        labels.append(REF_COUNTED)
    labels.append(UNREAD if roots and "Stack" not in roots else CONSERVATIVE)
    if trees:
        return [frozen] + [trees.cause(label) for label in labels], only_truth
    of_any = {THREAD_STATIC: ASSUMED, ALLOCATOR: ASSUMED, UNREAD: ASSUMED, REF_COUNTED: 0, CONSERVATIVE: math.floor(MOST_CONSERVATIVE * live)}
    # The object of each handle holds at most one object of a type.
    by_type = {REF_COUNTED: {row["name"]: handles["ref-counted"] for row in sections["types"]["rows"]}}
    return [frozen] + [Cause(label, by_type.get(label), of_any[label]) for label in labels], only_truth


class Trees:
    """The section holders. `count` and `bytes` of a row are those of its own objects. Every live object is in one row."""

    def __init__(self, rows):
        self.rows = rows

    def problems(self, live, hidden):
        own = added(self.rows, "count", "bytes")
        if hidden:
            return [f"holders: {hidden} rows are left out of the answer"]
        if own != live:
            return [f"holders: {own[0]} objects {own[1]} bytes in all rows, {live[0]} live objects {live[1]} bytes in all types"]
        return []

    def cause(self, label):
        by_type, of_any, places = Counter(), 0, defaultdict(list)
        for row in self.rows:
            kind, steps = row["root"], row["holder"].split(SEPARATOR)
            holds = {FROZEN: kind == FROZEN_ROOT, THREAD_STATIC: kind == THREAD_STATIC_ROOT, ALLOCATOR: ALLOCATOR_STEP in steps,
                     REF_COUNTED: kind == REF_COUNTED_ROOT, UNREAD: kind == STACK_ROOT, CONSERVATIVE: kind == STACK_ROOT}[label]
            if not holds:
                continue
            if row["type"] == OTHER:
                of_any += row["count"]
                continue
            by_type[row["type"]] += row["count"]
            if steps[0] not in places[row["type"]]:
                places[row["type"]].append(steps[0])
        return Cause(label, by_type, of_any, places)

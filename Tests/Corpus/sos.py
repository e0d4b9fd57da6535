"""Compares what SOS printed of a dump (X.sos) with what heapdrift reads from the dump (X.core or X.dmp beside it).

`compare` returns the sections that are equal, those that differ, and the causes that explain the rest (causes.py). A difference without a cause
differs. Of the ledger the kinds are compared whose amount SOS says: `sos_ledger` turns the dump's kinds into those of `maddress`. It has no amount
for images (SOS lists what the core holds of them, the dump what was mapped) and for other private memory (SOS has it by protection).
"""
import os, re, struct

# Of the comparison: section, keys, measures. A measure that a row of either side lacks is left out.
COMPARED = [
    ("types", ["name"], ["count", "bytes", "method_tables"]), ("heaps", ["heap", "generation"], ["allocated", "committed", "ranges"]),
    ("loader_heaps", ["kind"], ["committed", "heaps", "regions", "reserved", "wasted"]), ("handles", ["kind", "type"], ["count"]),
    ("finalization", ["type", "state"], ["count", "bytes"]), ("modules", ["name"], ["count", "size"]), ("module_groups", ["pattern"], ["count"]),
    ("threads", ["managed_id"], ["os_id", "signature", "frames", "state", "last_exception"]), ("thread_groups", ["signature"], ["count"]),
    ("timers", ["callback", "state"], ["count"]), ("async", ["method", "state"], ["count"]),
]
# Kinds of the text's ledger whose amount SOS says, beside the loader heaps.
LEDGER = ("gc heap", "gc free regions", "gc bookkeeping", "handle tables", "threads' stacks", "code of dynamic methods", "jit code")
LOADER = "loader heap: "
# Pages of code and of data take turns in these heaps, so each block is several mappings. SOS marks the first and the next one (the loop over
# `foundNext` in NativeAddressHelper.cs of dotnet/diagnostics): two regions, half of the block.
INTERLEAVED = ("fixup-precode", "new-stub-precode")
CODE = {"jit-code": "jit code", "dynamic-code": "code of dynamic methods"}
HANDLE_SEGMENT = 65536


class Pair:
    """The snapshots of a text and of its dump, and the two files."""

    def __init__(self, text, dump, text_path, dump_path):
        self.text, self.dump, self.text_path, self.dump_path = text, dump, text_path, dump_path
        self.printed, self.held = None, None

    def rows(self, section, of=None): return ((of or self.dump)["sections"].get(section) or {}).get("rows") or []

    def gc(self): return self.dump["capture"]["gc"] or {}

    def version(self): return int((self.dump["capture"]["runtime"]["version"] or "0").split(".")[0])

    def lines(self):
        if self.printed is None:
            with open(self.text_path, errors="replace") as file: self.printed = file.read().splitlines()
        return self.printed

    def loads(self):
        """[(start, end)] of the bytes that an ELF core holds; none of another file"""
        if self.held is None: self.held = loads_of(self.dump_path)
        return self.held

    def regions(self):
        """[(kind, start, end)] of the rows of `maddress`"""
        row = re.compile(r" *\| (\S+) +\| +([0-9a-f]+) \| +([0-9a-f]+) \|")
        return [(m[1], int(m[2], 16), int(m[3], 16)) for m in map(row.match, self.lines()) if m]


def loads_of(path):
    with open(path, "rb") as file:
        head = file.read(64)
        if head[:5] != b"\x7fELF\x02": return []
        offset, sections, (size, count) = *struct.unpack_from("<QQ", head, 32), struct.unpack_from("<HH", head, 54)
        if count == 0xFFFF:
            # The number does not fit: it is in the first section's sh_info.
            file.seek(sections)
            count, = struct.unpack_from("<I", file.read(64), 44)
        file.seek(offset)
        table = file.read(size * count)
    entries = [struct.unpack_from("<IIQQQQQQ", table, index * size) for index in range(count)]
    return sorted((address, address + held) for kind, _, _, address, _, held, _, _ in entries if kind == 1 and held)


def sums(rows, keys, measures):
    """Sums by key; words of several rows follow each other"""
    result = {}
    for row in rows:
        key, values = tuple(row[name] for name in keys), [row[name] if row[name] is not None else 0 for name in measures]
        result[key] = values if key not in result else [a + b for a, b in zip(result[key], values)]
    return result


def section_sums(pair, section, keys, measures):
    """(the text's sums, the dump's, measures); None where one does not have the section"""
    if pair.text["sections"].get(section) is None or pair.dump["sections"].get(section) is None: return None
    ours, theirs = pair.rows(section, pair.text), pair.rows(section)
    if any(key not in row for row in ours + theirs for key in keys): return None
    both = [name for name in measures if all(name in row for row in ours + theirs)]
    return sums(ours, keys, both), sums(theirs, keys, both), both


def sos_ledger(pair):
    """kind of the text -> [committed] or [committed, regions], as SOS should print it of the dump"""
    kinds, expected = {row["kind"]: row for row in pair.rows("ledger")}, {}

    def amount(names, column="committed"): return sum(kinds[name][column] for name in names if name in kinds)

    def put(kind, *values):
        if any(values): expected[(kind,)] = list(values)

    stacks = ("managed threads' stacks", "native threads' stacks")
    put("gc heap", amount(("gc objects", "gc unused", "gc free", "gc allocation contexts")))
    put("gc free regions", amount(("gc free regions",)))
    put("gc bookkeeping", amount(("gc bookkeeping",)))
    put("threads' stacks", amount(stacks), amount(stacks, "count"))
    # ClrMD has no end of a handle table's segment, so SOS takes all that is reserved for one.
    tables = amount(("handle tables",), "count")
    put("handle tables", tables * HANDLE_SEGMENT, tables)
    # SOS calls all that a block reserves committed: it marks from the block's start as far as the block's size says.
    heaps = {}
    for row in pair.rows("loader_heaps"):
        kind = row["kind"]
        # Those without a name in SOS: statics, and what a collectible load context has of the low-frequency kind.
        if kind == "statics" or kind == "low-frequency" and row["allocator"] == "collectible": kind = "unknown"
        reserved, regions = heaps.get(kind, (0, 0))
        heaps[kind] = reserved + row["reserved"], regions + row["regions"]
    for kind, (reserved, regions) in heaps.items():
        if kind in INTERLEAVED: reserved, regions = reserved // 2, regions * 2
        put(CODE.get(kind, LOADER + kind), reserved, regions)
    return expected


def ledger_sums(pair):
    if pair.text["sections"].get("ledger") is None or pair.dump["sections"].get("ledger") is None: return None
    expected, ours = sos_ledger(pair), {}
    for row in pair.rows("ledger", pair.text):
        if row["kind"] in LEDGER or row["kind"].startswith(LOADER):
            counted = len(expected.get((row["kind"],), [0])) == 2
            ours[(row["kind"],)] = [row["committed"], row["count"]] if counted else [row["committed"]]
    return ours, expected, ["committed", "count"]


def total_sums(pair):
    """What the whole process has, under one name each"""
    ours, theirs = {}, {}
    for name, value in pair.text["totals"].items():
        if value is not None and pair.dump["totals"][name] is not None: ours[(name,)], theirs[(name,)] = [value], [pair.dump["totals"][name]]
    for name, value in (pair.text["capture"]["gc"] or {}).items():
        if value is not None and name in pair.gc(): ours[("gc " + name,)], theirs[("gc " + name,)] = [value], [pair.gc()[name]]
    return ours, theirs, ["value"]


def compare(pair, causes):
    """(equal, differing with an example, causes of known differences)"""
    same, bad, known = [], [], []
    parts = [("totals", total_sums(pair)), ("ledger", ledger_sums(pair))]
    parts += [(section, section_sums(pair, section, keys, measures)) for section, keys, measures in COMPARED]
    for section, found in parts:
        if found is None: continue
        ours, theirs, measures = found
        differing = {key: (ours.get(key), theirs.get(key)) for key in set(ours) | set(theirs) if ours.get(key) != theirs.get(key)}
        for part, words, explain in causes:
            if section not in part or not differing: continue
            explained = explain(pair, section, differing, measures)
            if explained and words not in known: known.append(words)
            differing = {key: values for key, values in differing.items() if key not in explained}
        if not differing: same.append("%s %d" % (section, len(ours)))
        else:
            key = min(differing, key=str)
            words = section, len(differing), ", ".join(map(str, key)), "/".join(measures), *differing[key]
            bad.append("%s: %d differ, like %s %s: %s, the dump %s" % words)
    return same, bad, known

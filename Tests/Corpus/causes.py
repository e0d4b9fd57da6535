"""Why SOS prints something else than the dump holds: what each cause excuses, and by how much.

A cause is a function of a pair, a section, and what differs there: key -> (what SOS prints, what the dump holds), `None` where one has no such row.
It returns the keys that it explains by exactly the right amount; any other amount still differs (`idle_heaps` can say the direction alone). Its
comment says what SOS does and which files show it, or which source of dotnet/diagnostics (`src/Microsoft.Diagnostics.ExtensionCommands`) says it.
"""
import collections, re

CAUSES = []
PAGE = 4096
STATED = "(types not told apart)"
PLACEHOLDER = "!<0x"


def cause(sections, words):
    def add(function):
        CAUSES.append((sections.split(), words, function))
        return function
    return add


@cause("totals types", "SOS counts a place of 0 bytes without a type as an object")
def untyped(pair, section, differing, measures):
    """A row `000000000000 1 0 <unknown_type_0>`: the walk of ClrMD met a method table of 0 (X.truth.json names the place under `untyped`). Shown by
    jint-10.0.14-wks-2, xml-10.0.14-wks-2 and xmlser-10.0.14-wks-2. The total of objects is higher by as many."""
    places = [row for row in pair.rows("types", pair.text) if row["name"].startswith("<unknown_type") and row["bytes"] == 0]
    if section == "types": return {(row["name"],) for row in places if differing.get((row["name"],), (0, 0))[1] is None}
    ours, theirs = differing.get(("objects",), ([0], [0]))
    return {("objects",)} if places and ours[0] - theirs[0] == sum(row["count"] for row in places) else set()


@cause("types handles finalization", "the console lost letters outside ASCII")
def letters(pair, section, differing, measures):
    """The console that SOS printed these files to leaves out letters that it cannot write: `Shapes.` is a class with two Chinese letters, as in
    async-10.0.14-wks-0. The rest of the name and all numbers must be equal, and one name alone may become the other."""
    explained = set()
    for key, (ours, theirs) in differing.items():
        written = tuple("".join(c for c in part if c.isascii()) for part in key)
        if written == key or ours is not None or differing.get(written) != (theirs, None): continue
        if sum(tuple("".join(c for c in part if c.isascii()) for part in other) == written for other in differing) == 2: explained |= {key, written}
    return explained


@cause("types handles finalization threads thread_groups", "the dump does not hold all names, and SOS had the assemblies")
def unnamed(pair, section, differing, measures):
    """Dumps of 3.1.3 do not hold the metadata (mixed-3.1.3-wks-0 and -1, in a folder without the assemblies). Rows without a name on the dump's side
    must be as many, with the same numbers, as the named rows that only the text has. Of a thread the frames without a name must stand for one each,
    and the others be equal."""
    if section == "threads":
        return {key for key, values in differing.items() if PLACEHOLDER in str(values[1]) and equal_thread(pair, *values, measures)}
    names = {key for key, (ours, _) in differing.items() if ours is None and any(PLACEHOLDER in str(part) for part in key)}
    others = {key for key, (_, theirs) in differing.items() if theirs is None}

    # What stays of a key is its kind or its state.
    def numbers(keys, side):
        return collections.Counter((key[:-1] if section == "handles" else key[1:], tuple(differing[key][side])) for key in keys)

    return names | others if names and numbers(names, 1) == numbers(others, 0) else set()


@cause("loader_heaps", "SOS calls the heap of statics Unknown")
def statics(pair, section, differing, measures):
    """ClrMD has no name for this kind of heap of .NET 9 and later, and prints `Unknown:`. All files of 9.0.22 and 10.0.14 show it."""
    ours, theirs = differing.get(("unknown",)), differing.get(("statics",))
    return {("unknown",), ("statics",)} if ours and theirs and ours == (theirs[1], None) and theirs[0] is None else set()


@cause("loader_heaps", "SOS leaves out the heaps of collectible load contexts")
def collectible(pair, section, differing, measures):
    """`eeheap -loader` prints the heaps of the domains' loader allocators, and of modules with their own allocator the thunk heap alone
    (`PrintModuleLoaderAllocators` in EEHeapCommand.cs). It prints code heaps of all (`PrintCodeHeaps`). alc-10.0.14-wks-1 and -2 show it. What SOS
    prints must be what the dump has outside of collectible allocators."""
    explained = set()
    for key, (ours, _) in differing.items():
        rows = [row for row in pair.rows("loader_heaps") if row["kind"] == key[0]]
        others = [row for row in rows if row["allocator"] != "collectible"]
        rest = [sum(row[name] for row in others) for name in measures] if others else None
        if key[0] not in ("jit-code", "dynamic-code") and len(others) < len(rows) and ours == rest: explained.add(key)
    return explained


@cause("loader_heaps", "SOS counts the pages that the dump holds of a block, not those that are committed")
def readable(pair, section, differing, measures):
    """`GetActualSize` in EEHeapCommand.cs reads a block page by page until that fails. So a page that the core holds behind what is committed counts
    (jit-code of memcache-10.0.14-wks-0 and six others, the stub heaps of 3.1.3), and one that it lacks does not (indirection-cell of
    8.0.33). Here the core's own table of contents must give the number that SOS printed, and all but the committed and wasted bytes must be equal."""
    held, explained = pair.loads(), set()
    for key, (ours, theirs) in differing.items():
        if ours is None or theirs is None: continue
        others = [index for index, name in enumerate(measures) if name not in ("committed", "wasted")]
        if not held or any(ours[index] != theirs[index] for index in others): continue
        title = "".join(part.capitalize() for part in {"jit-code": "loader-code"}.get(key[0], key[0]).split("-")) + "Heap:"
        blocks = [block for line in pair.lines() if line.startswith(title) for block in re.findall(r"\b([0-9a-f]+)\(([0-9a-f]+):", line)]
        there = sum(pages(held, int(start, 16), int(size, 16)) for start, size in blocks)
        if blocks and there == ours[measures.index("committed")]: explained.add(key)
    return explained


def pages(held, start, size):
    """Bytes from `start` on that are there, in whole pages"""
    address = start
    while address < start + size and any(low <= address < high for low, high in held): address += PAGE
    return address - start


@cause("loader_heaps ledger", "SOS knows no executable and no vtable heaps of runtimes before .NET 8")
def older_kinds(pair, section, differing, measures):
    """The data access component names the loader heaps since .NET 8; before, it gives a fixed list without these two. Both files of 3.1.3 show it."""
    kinds = {("executable",), ("vtable",), ("loader heap: executable",), ("loader heap: vtable",)}
    return {key for key, (ours, _) in differing.items() if key in kinds and ours is None and pair.version() < 8}


@cause("handles ledger", "SOS leaves out the handles of heaps that DATAS lets idle")
def idle_heaps(pair, section, differing, measures):
    """ClrMD looks for handle tables in as many slots as there are heaps now; with DATAS (server GC of .NET 9 and later) a table that was made
    for another heap is in a later slot. mixed-9.0.22-svr-0 and mixed-10.0.14-svr-0 show it, at one heap; with two heaps (-svr-1) the handles are
    equal. The dump must have more tables than the heaps in use, the text one for each heap, and no handle may be in the text alone. How many
    lack is said nowhere else in the two files; the dump of the same program with workstation GC (-wks-0) has just the handles of this dump."""
    tables = [sum(row["count"] for row in pair.rows("ledger", of) if row["kind"] == "handle tables") for of in (pair.text, pair.dump)]
    if not pair.gc().get("server") or pair.version() < 9 or not tables[0] == pair.gc().get("heaps") < tables[1]: return set()
    if section == "ledger": return {("handle tables",)} & set(differing)
    return {key for key, (ours, theirs) in differing.items() if theirs is not None and (ours or [0])[0] < theirs[0]}


@cause("ledger", "a region of the core that holds a stack is a stack for SOS, with what lies beside it")
def stacks(pair, section, differing, measures):
    """`MarkStackSpace` in NativeAddressHelper.cs marks the region that a stack pointer lies in. Mappings beside each other are one region of the
    core, so more than the stack is marked. As many stacks must be printed, each as long as a piece of the core is, or as far as the next thing that
    SOS knows. Most files show it."""
    key = ("threads' stacks",)
    ours, theirs = differing.get(key, (None, None))
    if ours is None or theirs is None or ours[1] != theirs[1] or ours[0] < theirs[0]: return set()
    regions = pair.regions()
    marked = [(start, end) for kind, start, end in regions if kind == "Stack"]
    starts = {start for start, _ in pair.loads()} | {end for _, _, end in regions}
    ends = {end for _, end in pair.loads()} | {start for _, start, _ in regions}
    whole = all(start in starts and end in ends and within(pair.loads(), start, end) for start, end in marked)
    return {key} if whole and len(marked) == ours[1] and sum(end - start for start, end in marked) == ours[0] else set()


def within(held, start, end): return any(low <= start and end <= high for low, high in held)


@cause("ledger", "the GC's bookkeeping begins in a region of the core that begins before it")
def bookkeeping(pair, section, differing, measures):
    """SOS marks the regions that begin in the bookkeeping. Where another mapping lies before it, as a stack, both are one region of the core, and its
    first piece counts as that (async-10.0.14-wks-1 and -2, alc-10.0.14-wks and others of this version). The region printed before the first
    piece must be longer than what lacks, end as a piece of the core does, and the rest must lie within what the bookkeeping reserves."""
    key = ("gc bookkeeping",)
    ours, theirs = differing.get(key, (None, None))
    if ours is None or theirs is None or ours[0] >= theirs[0]: return set()
    regions, less = sorted(pair.regions(), key=lambda region: region[1:]), theirs[0] - ours[0]
    pieces = [index for index, region in enumerate(regions) if region[0] == "GCBookkeeping"]
    if not pieces or pieces[0] == 0 or sum(regions[index][2] - regions[index][1] for index in pieces) != ours[0]: return set()
    _, start, end = regions[pieces[0] - 1]
    reserved = sum(row["reserved"] for row in pair.rows("ledger") if row["kind"] == "gc bookkeeping")
    fits = start < end - less and end in {high for _, high in pair.loads()} and regions[pieces[-1]][2] <= end - less + reserved
    return {key} if fits else set()


@cause("ledger", "SOS knows the GC's bookkeeping with regions alone, and handle tables since .NET 8")
def unlisted(pair, section, differing, measures):
    """The data access component lists both since .NET 8, and bookkeeping with regions only: the files of the segments GC (`-seg-`) have no row of it,
    those of 3.1.3 none of either."""
    old = {("gc bookkeeping",)} if not pair.gc().get("regions") else set()
    if pair.version() < 8: old.add(("handle tables",))
    return {key for key, (ours, _) in differing.items() if key in old and ours is None}


@cause("modules module_groups", "SOS prints no names of modules that were made at run time")
def made(pair, section, differing, measures):
    """`clrmodules` prints the file's name, which they do not have: castle, dynamic, expressions, jint, mixed, xml and xmlser show it. The text must
    have as many without a name as the dump has in all."""
    key = ("",) if section == "modules" else ("(not named)",)
    column, value = ("dynamic", True) if section == "modules" else ("origin", "dynamic")
    names = {(row["name" if section == "modules" else "pattern"],) for row in pair.rows(section) if row.get(column) == value}
    found = {name for name in names if name in differing and differing[name][0] is None}
    ours, theirs = differing.get(key, (None, None))
    if ours is None or theirs is not None: return set()
    return found | {key} if ours == [sum(differing[name][1][index] for name in found) for index in range(len(ours))] else set()


@cause("finalization", "finalizequeue does not say which objects of a type are ready")
def ready(pair, section, differing, measures):
    """It prints how many are ready, and a list of types of all (FinalizeQueueCommand.cs): heapdrift has what follows from both, and the rest under
    one name. bitmaps-10.0.14-wks-1 and -2 show it. By state the sums must be equal, bytes in all too, and no type may have more than in the dump."""
    texts, dumps = [collections.Counter() for _ in measures], [collections.Counter() for _ in measures]
    for key, (ours, theirs) in differing.items():
        if key[0] != STATED and ours is not None and (theirs is None or any(a > b for a, b in zip(ours, theirs))): return set()
        for side, values in ((texts, ours), (dumps, theirs)):
            for index, value in enumerate(values or []): side[index][key[1]] += value
    equal = all(a == b if name == "count" else sum(a.values()) == sum(b.values()) for name, a, b in zip(measures, texts, dumps))
    return set(differing) if equal and any(key[0] == STATED for key in differing) else set()


@cause("threads thread_groups", "SOS lists the runtime's threads alone")
def native(pair, section, differing, measures):
    """`clrthreads` and `clrstack -all` go through the runtime's list of threads. All files show it. As many threads without a number in that list
    must be one group of the dump."""
    key = (None,) if section == "threads" else ("(native)",)
    ours, theirs = differing.get(key, (None, None))
    alone = sum(row["managed_id"] is None for row in pair.rows("threads"))
    grouped = sum(row["count"] for row in pair.rows("thread_groups") if row["signature"] == "(native)")
    return {key} if ours is None and theirs is not None and alone == grouped else set()


@cause("threads thread_groups", "a method's module is not printed, so its namespace tells the platform's")
def platform(pair, section, differing, measures):
    """A method of the program in a namespace of the platform ends a signature in the dump, and not in the text: bitmaps-10.0.14-wks-1 and -2, whose
    program has a class System.Drawing.Bitmap. The text's signature must go on where the dump's ends, for as many threads."""
    def longer(ours, theirs): return theirs.startswith(("System.", "Microsoft.")) and ours.startswith(theirs + " < ")
    if section == "threads":
        where = measures.index("signature")
        return {key for key, (ours, theirs) in differing.items() if ours and theirs and longer(ours[where], theirs[where])
                and ours[:where] + ours[where + 1:] == theirs[:where] + theirs[where + 1:]}
    pairs = [(a, b) for a, (ours, gone) in differing.items() if gone is None for b, (none, theirs) in differing.items()
             if none is None and longer(a[0], b[0]) and ours == theirs]
    return {key for pair_of_keys in pairs for key in pair_of_keys}


@cause("threads", "SOS prints the method of a frame of the runtime too")
def runtime_frames(pair, section, differing, measures):
    """`clrstack` prints a line `[InlinedCallFrame: ADDRESS] METHOD` or `[HelperMethodFrame: ADDRESS] METHOD` before that of the method's code; the
    dump's walk has the code alone. It adds the kind to the name of a stub. Threads that wait show it, as in pipeline-10.0.14-wks-1. The first method
    may be one more if such a line names it; the others must be equal, and so must all else."""
    return {key for key, values in differing.items() if PLACEHOLDER not in str(values[1]) and equal_thread(pair, *values, measures)}


def equal_thread(pair, ours, theirs, measures):
    """Whether a thread is the same but for a frame of the runtime that comes first, and for names that the dump lacks"""
    def equal(printed, held): return len(printed) == len(held) and all(a == b or PLACEHOLDER in b for a, b in zip(printed, held))
    if ours is None or theirs is None: return False
    for name, a, b in zip(measures, ours, theirs):
        if name == "frames":
            line = re.compile(r"\[\w*Frame\w*: [0-9a-f]+\] ([^(\[]+)")
            named = {m[1].strip() for m in map(line.search, pair.lines()) if m}
            frames = ["ILStubClass.IL_STUB" if frame.startswith("ILStubClass.IL_STUB") else frame for frame in a.split("\n")]
            if not equal(frames, b.split("\n")) and not (frames[0] in named and equal(frames[1:], b.split("\n"))): return False
        elif name == "signature":
            if not equal(a.split(" < "), b.split(" < ")): return False
        elif a != b: return False
    return True


@cause("timers", "timerinfo prints no callback of Task.Delay")
def delays(pair, section, differing, measures):
    """The line of a timer ends with the arrow, where TimersCommand.cs prints the name of the method. pipeline-10.0.14-wks and rabbit-10.0.14-wks show
    it. As many must be there under the method's name."""
    name = "System.Threading.Tasks.Task+DelayPromise"
    ours, theirs = differing.get(("", name)), differing.get((name + ".TimerCallback", name))
    return {("", name), (name + ".TimerCallback", name)} if ours and theirs and ours == (theirs[1], None) and theirs[0] is None else set()


@cause("async", "dumpasync leaves out methods that have ended")
def ended(pair, section, differing, measures):
    """Without `--completed` it shows no task that is done (DumpAsyncCommand.cs); the state of such a method is -2. redis-10.0.14-wks shows it."""
    return {key for key, (ours, _) in differing.items() if key[1] == "-2" and ours is None}

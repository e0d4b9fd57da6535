"""Checks the causes with made-up differences: each explains what it says, and nothing that is one off. 'scripts/corpus --sos' runs them first."""
import copy, unittest

import causes, sos

HEAP = 0x7000000


class Made(sos.Pair):
    """A pair whose files are lists: the lines of the text, and what the core holds."""

    def __init__(self, text=None, dump=None, server=False, version="10.0.14", lines=(), held=(), heaps=1, regions=True):
        def snapshot(sections):
            capture = dict(gc=dict(heaps=heaps, server=server, regions=regions), runtime=dict(version=version))
            return dict(sections={name: dict(rows=rows) for name, rows in (sections or {}).items()}, capture=capture, totals={})

        super().__init__(snapshot(text), snapshot(dump), "", "")
        self.printed, self.held = list(lines), list(held)


def block(kind, committed, allocator="global", reserved=0x10000):
    return dict(kind=kind, allocator=allocator, committed=committed, heaps=1, regions=1, reserved=reserved, wasted=0)


def area(kind, start, end): return " | %s | %x | %x | 4.00kb |" % (kind, start, end)


class Explained(unittest.TestCase):
    seen = set()

    @classmethod
    def tearDownClass(cls):
        unchecked = {words for _, words, _ in causes.CAUSES} - cls.seen
        if unchecked: raise AssertionError("no check is of %s" % sorted(unchecked))

    def compared(self, pair):
        same, bad, known = sos.compare(pair, causes.CAUSES)
        return bad, known

    def one(self, section, text, dump, change, words, **made):
        """The cause alone explains it, and after the change of the text's rows nothing does"""
        text, dump = copy.deepcopy(text), copy.deepcopy(dump)
        pair = Made({section: text}, {section: dump}, **made) if section else Made(text, dump, **made)
        bad, known = self.compared(pair)
        self.assertEqual(bad, [])
        self.assertEqual(len(known), 1, known)
        self.assertIn(words, known[0])
        self.seen.update(known)
        change(pair)
        self.assertNotEqual(self.compared(pair)[0], [])

    def more(self, section, column, by=1, row=0):
        def change(pair): pair.text["sections"][section]["rows"][row][column] += by
        return change

    def type(self, name, count, size): return dict(name=name, count=count, bytes=size, method_tables=1)

    def test_letters(self):
        dump = [self.type("Shapes.\u6570\u636e", 1, 24)]
        self.one("types", [self.type("Shapes.", 1, 24)], dump, self.more("types", "bytes"), "letters outside ASCII")

    def test_letters_of_another_name(self):
        self.assertNotEqual(self.compared(Made(dict(types=[self.type("Shape", 1, 24)]), dict(types=[self.type("Shapes\u6570", 1, 24)])))[0], [])

    def test_a_type_of_no_bytes(self):
        self.one("types", [self.type("<unknown_type_0>", 1, 0)], [], self.more("types", "bytes"), "0 bytes without a type")

    def test_names_that_the_dump_lacks(self):
        text, dump = [self.type("A", 3, 72), self.type("B", 1, 40)], [self.type("a.dll!<0x02000002>", 1, 40), self.type("a.dll!<0x02000003>", 3, 72)]
        self.one("types", text, dump, self.more("types", "count"), "had the assemblies")

    def test_methods_that_the_dump_lacks(self):
        text, dump = [self.thread(1, "A.B\nA.C")], [self.thread(1, "a.dll!<0x06000002>\nA.C")]
        self.one("threads", text, dump, self.more("threads", "frames", "D"), "had the assemblies")
        self.one("threads", text, dump, self.more("threads", "os_id"), "had the assemblies")

    def test_a_named_type_that_differs_is_no_missing_name(self):
        text, dump = [self.type("A", 3, 72)], [self.type("A", 3, 73), self.type("a.dll!<0x02000002>", 1, 40)]
        self.assertNotEqual(self.compared(Made(dict(types=text), dict(types=dump)))[0], [])

    def test_statics(self):
        self.one("loader_heaps", [block("unknown", 4096)], [block("statics", 4096)], self.more("loader_heaps", "committed", 4096), "statics Unknown")

    def test_collectible(self):
        dump = [block("stub", 4096), block("stub", 8192, "collectible"), block("cache-entry", 4096, "collectible")]
        self.one("loader_heaps", [block("stub", 4096)], dump, self.more("loader_heaps", "committed", 8192), "collectible")

    def test_collectible_code_is_printed(self):
        dump = [block("jit-code", 4096), block("jit-code", 8192, "collectible")]
        self.assertNotEqual(self.compared(Made(dict(loader_heaps=[block("jit-code", 4096)]), dict(loader_heaps=dump)))[0], [])

    def test_pages_that_the_core_holds(self):
        line = "LoaderCodeHeap:       %x(10000:5000) Size: 0x5000 (20480) bytes total." % HEAP
        made = dict(lines=[line], held=[(HEAP - 4096, HEAP + 0x5000)])
        text, dump = [block("jit-code", 0x5000)], [block("jit-code", 0x4000)]
        self.one("loader_heaps", text, dump, self.more("loader_heaps", "committed", 4096), "pages that the dump holds", **made)
        self.one("loader_heaps", text, dump, self.more("loader_heaps", "reserved"), "pages that the dump holds", **made)

    def test_kinds_that_old_runtimes_do_not_list(self):
        def newer(pair): pair.dump["capture"]["runtime"]["version"] = "8.0.33"
        self.one("loader_heaps", [], [block("vtable", 4096)], newer, "before .NET 8", version="3.1.3")

    def tables(self, count): return dict(kind="handle tables", committed=65536 * count, count=count)

    def test_idle_heaps(self):
        def handles(count): return [dict(kind="strong", type="A", count=count)]
        text, dump = dict(handles=handles(1), ledger=[self.tables(1)]), dict(handles=handles(3), ledger=[self.tables(2)])
        self.one(None, text, dump, self.more("handles", "count", 3), "DATAS", server=True)
        self.one(None, text, dump, self.more("ledger", "count"), "DATAS", server=True)
        self.assertNotEqual(self.compared(Made(text, dump, server=True, version="8.0.33"))[0], [])
        self.assertNotEqual(self.compared(Made(text, dump))[0], [])

    def stack(self, kind, size): return dict(kind=kind, committed=size, count=1)

    def test_a_stack_with_what_lies_beside_it(self):
        dump = [self.stack("managed threads' stacks", 0x8000), self.stack("native threads' stacks", 0)]
        dump[1]["count"] = 0
        made = dict(lines=[area("Stack", HEAP, HEAP + 0x9000)], held=[(HEAP, HEAP + 0x9000)])
        self.one("ledger", [self.stack("threads' stacks", 0x9000)], dump, self.more("ledger", "committed", 4096), "holds a stack", **made)
        self.one("ledger", [self.stack("threads' stacks", 0x9000)], dump, self.more("ledger", "count"), "holds a stack", **made)

        def longer(pair): pair.held = [(HEAP, HEAP + 0xA000)]
        self.one("ledger", [self.stack("threads' stacks", 0x9000)], dump, longer, "holds a stack", **made)

    def test_bookkeeping_behind_another_mapping(self):
        lines = [area("Stack", HEAP, HEAP + 0x9000), area("GCBookkeeping", HEAP + 0x10000, HEAP + 0x14000)]
        dump = [dict(kind="gc bookkeeping", committed=0x5000, count=1, reserved=0x20000)]
        made = dict(lines=lines, held=[(HEAP, HEAP + 0x9000), (HEAP + 0x10000, HEAP + 0x14000)])
        self.one("ledger", [self.stack("gc bookkeeping", 0x4000)], dump, self.more("ledger", "committed", -4096), "bookkeeping begins", **made)

        def shorter(pair): pair.dump["sections"]["ledger"]["rows"][0]["reserved"] = 0x1000
        self.one("ledger", [self.stack("gc bookkeeping", 0x4000)], dump, shorter, "bookkeeping begins", **made)

    def test_bookkeeping_of_segments(self):
        def regions(pair): pair.dump["capture"]["gc"]["regions"] = True
        self.one("ledger", [], [self.stack("gc bookkeeping", 4096)], regions, "with regions alone", regions=False)

    def module(self, name, count, dynamic): return dict(name=name, count=count, size=0, dynamic=dynamic)

    def test_modules_without_a_name(self):
        dump = [self.module("made1", 1, True), self.module("made2", 2, True)]
        self.one("modules", [self.module("", 3, True)], dump, self.more("modules", "count"), "made at run time")
        self.assertNotEqual(self.compared(Made(dict(modules=[self.module("", 3, True)]), dict(modules=[self.module("a.dll", 3, False)])))[0], [])

    def test_ready_objects(self):
        def queue(*rows): return [dict(type=name, state=state, count=count, bytes=size) for name, state, count, size in rows]
        text = queue(("A", "ready", 5, 120), (causes.STATED, "ready", 2, 48), (causes.STATED, "queued", 2, 80))
        dump = queue(("A", "ready", 7, 168), ("B", "queued", 2, 80))
        self.one("finalization", text, dump, self.more("finalization", "count"), "which objects of a type are ready")
        self.one("finalization", text, dump, self.more("finalization", "bytes"), "which objects of a type are ready")

    def thread(self, number, frames): return dict(managed_id=number, os_id=7, signature="", frames=frames, state="", last_exception="")

    def test_native_threads(self):
        made, group = self.thread(1, "A.B"), [dict(signature="(native)", count=1)]

        def twice(pair): pair.dump["sections"]["thread_groups"]["rows"][0]["count"] = 2
        dump = dict(threads=[made, self.thread(None, "")], thread_groups=group)
        self.one(None, dict(threads=[made], thread_groups=[]), dump, twice, "threads alone")

    def test_frames_of_the_runtime(self):
        lines = ["00007F 00007f [InlinedCallFrame: 00007f] System.Threading.Monitor.Wait(Int32)"]
        text, dump = [self.thread(1, "System.Threading.Monitor.Wait\nILStubClass.IL_STUB_PInvoke\nA.B")], [self.thread(1, "ILStubClass.IL_STUB\nA.B")]

        def other(pair): pair.text["sections"]["threads"]["rows"][0]["frames"] = "A.C\nILStubClass.IL_STUB_PInvoke\nA.B"
        self.one("threads", text, dump, other, "frame of the runtime", lines=lines)
        self.one("threads", text, dump, self.more("threads", "frames", "C"), "frame of the runtime", lines=lines)

    def test_a_method_in_a_namespace_of_the_platform(self):
        text, dump = [dict(signature="System.A.B < System.C.D", count=1)], [dict(signature="System.A.B", count=1)]
        self.one("thread_groups", text, dump, self.more("thread_groups", "count"), "namespace")
        self.assertNotEqual(self.compared(Made(dict(thread_groups=[dict(signature="My.A < System.C", count=1)]),
                                               dict(thread_groups=[dict(signature="My.A", count=1)])))[0], [])

    def test_delays(self):
        name = "System.Threading.Tasks.Task+DelayPromise"
        text, dump = [dict(callback="", state=name, count=4)], [dict(callback=name + ".TimerCallback", state=name, count=4)]
        self.one("timers", text, dump, self.more("timers", "count"), "Task.Delay")

    def test_async_methods_that_have_ended(self):
        def ended(state): return [dict(method="A.M", state=state, count=1)]

        def running(pair): pair.dump["sections"]["async"]["rows"][0]["state"] = "0"
        self.one("async", [], ended("-2"), running, "have ended")


if __name__ == "__main__": unittest.main()

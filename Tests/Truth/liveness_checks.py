"""Checks the comparison of what is alive with made-up dumps. 'scripts/truth --live' runs them before it compares a dump."""
import copy, unittest

import liveness

# name -> (objects, bytes of one, live ones of the truth, frozen ones)
TYPES = {"Session": (100, 40, 60, 0), "System.String": (500, 24, 300, 50), "System.Byte[]": (80, 100, 0, 0)}


class Dump:
    """A dump that agrees with its truth: what it calls live are the objects that the truth calls live, 10 of the frozen ones among them, and the
    other 40 frozen ones."""

    REACHED = 10

    def __init__(self, version=8, live=2000, **truth):
        self.version = version
        # So many objects that a few conservative words are less than 1.5 %.
        types = dict(TYPES, Filler=(live, 32, live, 0))
        self.truth = dict(dict(server=False, rootKinds={"Stack": 3, "StrongHandle": 1}, handles={"Strong": 1}), **truth)
        self.truth["types"] = [dict(name=name, module="a.dll", free=False, count=count, bytes=count * size, liveCount=alive, liveBytes=alive * size)
                               for name, (count, size, alive, _) in types.items()]
        self.rows = [dict(name=name, module="a.dll", count=count, bytes=count * size, frozen_count=frozen, frozen_bytes=frozen * size,
                          live_count=alive + max(0, frozen - self.REACHED), live_bytes=(alive + max(0, frozen - self.REACHED)) * size) for name, (count, size, alive, frozen) in types.items()]
        self.sections = dict(types=dict(rows=self.rows), handles=dict(rows=[dict(kind="strong", type="Session", count=1)]))

    def row(self, name):
        return next(row for row in self.rows if row["name"] == name)

    def more(self, name, count, size=None):
        self.row(name)["live_count"] += count
        self.row(name)["live_bytes"] += count * TYPES[name][1] if size is None else size
        return self

    def trees(self, *rows):
        """Rows of holders: (root kind, step, type, objects, bytes, place of the row above or None). The rest is held by a static field, but for
        the 40 strings of the frozen heap that nothing else reaches."""
        made = []
        for kind, step, name, count, size, above in [*rows, ("frozen", "", "System.String", 40, 960, None)]:
            holder = step if above is None else made[above]["holder"] + " > " + step
            made.append(dict(root=kind, holder=holder, type=name, count=count, bytes=size))
        left = [sum(row["live_" + what] for row in self.rows) - sum(row[what] for row in made) for what in ("count", "bytes")]
        made.append(dict(root="static", holder="Lab.keep", type="Filler", count=left[0], bytes=left[1]))
        self.sections["holders"] = dict(rows=made, hidden=dict(rows=0))
        return self

    def compared(self):
        names = [row["name"] for row in self.rows]
        pairs = [([t for t in self.truth["types"] if t["name"] == name], [self.row(name)]) for name in names]
        return liveness.compare_live(self.truth, self.sections, pairs, self.version)


class Liveness(unittest.TestCase):
    def holds(self, dump, **causes):
        """Only these causes, with as many objects each. Frozen objects are always there: 40."""
        result = dump.compared()
        self.assertEqual(result.problems, [])
        found = {cause: figures[0] for cause, figures in result.by_cause.items() if figures[0]}
        self.assertEqual(found, dict({liveness.FROZEN: 40}, **{cause.replace("_", " "): count for cause, count in causes.items()}))
        self.assertEqual((result.unexplained, result.missing), ([0, 0], [0, 0]))
        # All bytes that heapdrift has more belong to a cause.
        self.assertEqual(sum(size for _, size in result.by_cause.values()), result.found[1] - result.expected[1])
        return result

    def fails(self, dump, words, unexplained=None, missing=None):
        result = dump.compared()
        self.assertEqual(len([problem for problem in result.problems if words in problem]), 1, result.problems)
        if unexplained is not None:
            self.assertEqual(result.unexplained[0], unexplained)
        if missing is not None:
            self.assertEqual(result.missing[0], missing)

    def test_frozen_objects_are_live_here_alone(self):
        self.holds(Dump())
        self.holds(Dump().trees())
        # A live string that is not frozen is missing. Only holders show it.
        self.fails(Dump().more("System.String", -1).trees(), "1 missing", missing=1)
        self.holds(Dump().more("System.String", -1), **{"frozen object": 39})
        dump = Dump()
        dump.row("System.String").update(live_count=40, live_bytes=960)
        self.assertEqual(dump.compared().missing[0], 260)
        self.assertEqual(len([problem for problem in dump.compared().problems if "a frozen object is always live" in problem]), 1)

    def test_live_count_cannot_be_absent(self):
        for take in (lambda row: row.pop("live_count"), lambda row: row.pop("live_bytes"), lambda row: row.update(live_count=None)):
            dump = Dump()
            take(dump.row("Session"))
            self.fails(dump, "no live_count and live_bytes for 1 of 4 types", missing=2360)
        dump = Dump()
        dump.rows.clear()
        self.fails(dump, "for 0 of 0 types")

    def test_no_live_object_is_missing(self):
        self.fails(Dump().more("Session", -1), "1 missing", missing=1)
        # Neither do others make up for it, nor does a cause of surplus hold.
        self.fails(Dump(version=10, handles={"10": 3}).more("Session", -1).more("System.Byte[]", 1), "1 missing", missing=1)
        dump = Dump()
        dump.rows.remove(dump.row("Session"))
        pairs = [([t], [row for row in dump.rows if row["name"] == t["name"]]) for t in dump.truth["types"]]
        self.assertEqual(liveness.compare_live(dump.truth, dump.sections, pairs, 8).missing, [60, 2400])

    def test_what_a_weak_interior_handle_keeps_may_be_missing(self):
        dump = Dump(version=10, handles={"10": 3}).more("Session", -3)
        dump.sections["handles"]["rows"].append(dict(kind="weak-interior", type="Session", count=3))
        self.holds(dump, weak_interior_handle=-3)
        self.fails(dump.more("Session", -1), "1 missing", missing=4)
        dump = Dump(version=10).more("Session", -3)
        dump.sections["handles"]["rows"].append(dict(kind="weak-interior", type="Session", count=3))
        self.fails(dump, "3 missing", missing=3)

    def test_other_bytes_are_other_objects(self):
        self.fails(Dump().more("Session", 0, 8), "others are meant")
        self.fails(Dump().more("Session", 0, -8), "others are meant")
        self.fails(Dump().more("System.Byte[]", 2, 40), "others are meant", unexplained=2)
        self.fails(Dump().more("System.Byte[]", 2, -40), "type 'System.Byte[]': 2 live objects -40 bytes")

    def test_no_more_can_live_than_there_are(self):
        self.fails(Dump().more("Session", 41).trees(), "101 live objects")

    def test_conservative_words_without_holders(self):
        self.holds(Dump().more("Session", 3), conservative_word=3)
        self.fails(Dump(live=100).more("Session", 10), "3 without a cause", unexplained=3)

    def test_conservative_words_are_below_stacks(self):
        dump = Dump().more("Session", 3).trees(("stack", "stack Lab.Run", "(other)", 0, 0, None), ("stack", "session", "Session", 3, 120, 0))
        result = self.holds(dump, conservative_word=3)
        self.assertIn("Session of a.dll: 3 x conservative word (stack Lab.Run)", str(next(d for d in result.differences if d.name == "Session")))
        self.fails(dump.more("Session", 1).trees(("stack", "Lab.Run", "Session", 3, 120, None)), "1 without a cause", unexplained=1)

    def test_conservative_words_are_few(self):
        dump = Dump(live=100).more("Session", 21).trees(("stack", "Lab.Run", "Session", 21, 840, None))
        self.fails(dump, "21 objects are live by a conservative word alone, more than 20")
        dump = Dump().more("Session", 37).trees(("stack", "Lab.Run", "Session", 37, 1480, None))
        self.fails(dump, "37 objects are live by a conservative word alone, more than 36")

    def test_thread_statics_from_9_on(self):
        tree = ("thread static", "Lab.perThread", "Session", 30, 1200, None), ("thread static", "[]", "System.Byte[]", 30, 3000, 0)
        self.holds(Dump(version=9).more("Session", 20).more("System.Byte[]", 30).trees(*tree), thread_static=50)
        self.fails(Dump(version=9).more("Session", 31).trees(*tree), "1 without a cause", unexplained=1)
        self.fails(Dump(version=8).more("Session", 20).trees(*tree), "20 without a cause", unexplained=20)
        self.holds(Dump(version=9, rootKinds={"Stack": 1, "ThreadStaticVar": 5}).more("Session", 20).trees(*tree), thread_static=20)

    def test_thread_statics_without_holders(self):
        self.holds(Dump(version=10).more("Session", 40).more("System.Byte[]", 10), thread_static=50)
        big = Dump(version=10, live=100)
        for name in ("Session", "System.String", "System.Byte[]"):
            big.more(name, big.row(name)["count"] - big.row(name)["live_count"])
        self.assertEqual(big.compared().unexplained, [0, 0])
        big.row("System.String").update(count=2000, bytes=48000, live_count=2000, live_bytes=48000)
        self.assertGreater(big.compared().unexplained[0], 1000)

    def test_pruned_rows_explain_any_type(self):
        self.holds(Dump(version=10).more("Session", 5).trees(("thread static", "(other)", "(other)", 5, 200, None)), thread_static=5)
        self.fails(Dump(version=10).more("Session", 6).trees(("thread static", "(other)", "(other)", 5, 200, None)), "1 without a cause", unexplained=1)

    def test_an_object_is_explained_once(self):
        self.fails(Dump(version=10).more("Session", 3).more("System.Byte[]", 3).trees(("thread static", "(other)", "(other)", 5, 300, None)), "1 without a cause", unexplained=1)
        cause = liveness.Cause(liveness.THREAD_STATIC, {"Session": 3})
        self.assertEqual([cause.take("Session", 2), cause.take("Session", 2), cause.take("Session", 2)], [2, 1, 0])

    def test_types_of_dynamic_modules_have_no_numbers_in_the_tree(self):
        dump = Dump(version=10).trees()
        for row in (dump.row("Session"), dump.truth["types"][0]):
            row["name"] = "Emitted.Type12"
        dump.row("Emitted.Type12").update(live_count=62, live_bytes=2480)
        self.holds(dump.trees(("thread static", "Lab.perThread", "Emitted.Type#", 2, 80, None)), thread_static=2)

    def test_loader_allocators_of_8(self):
        tree = ("static", "Lab.keep", "Filler", 1, 32, None), ("static", "(loader allocator)", "Session", 6, 240, 0), ("static", "m_slots", "System.Byte[]", 2, 200, 1)
        for version, collectible, holds in (8, True, True), (8, False, False), (9, True, False):
            dump = Dump(version=version, rootKinds={"Stack": 1, "ThreadStaticVar": 1}).more("Session", 6).more("System.Byte[]", 2)
            dump.sections["loader_heaps"] = dict(rows=[dict(allocator="collectible" if collectible else "global")])
            if holds:
                self.holds(dump.trees(*tree), loader_allocator=8)
            else:
                self.assertEqual(dump.trees(*tree).compared().unexplained[0], 8)

    def test_ref_counted_handles(self):
        dump = Dump().more("Session", 4).more("System.Byte[]", 4)
        dump.sections["handles"]["rows"].append(dict(kind="ref-counted", type="Session", count=4))
        tree = ("ref-counted handle", "ref-counted handles", "Session", 4, 160, None), ("ref-counted handle", "stream", "System.Byte[]", 4, 400, 0)
        self.holds(copy.deepcopy(dump).trees(*tree), **{"ref-counted handle": 8})
        self.holds(dump, **{"ref-counted handle": 8})
        self.assertEqual(Dump().more("Session", 4).trees(*tree).compared().unexplained[0], 4)

    def test_a_truth_without_stacks(self):
        tree = ("stack", "stack Lab.Run", "Session", 10, 400, None),
        self.holds(Dump(live=100, rootKinds={"StrongHandle": 1}).more("Session", 10).trees(*tree), stack_unread=10)

    def test_idle_heaps(self):
        for server, version, handles, holds in (True, 9, {}, True), (False, 9, {}, False), (True, 8, {}, False), (True, 9, {"Strong": 1}, False):
            dump = Dump(version=version, server=server, handles=handles).more("Session", 40).more("System.Byte[]", 80).trees()
            if holds:
                self.holds(dump, idle_heap=120)
                self.fails(dump.more("Session", -41), "1 missing", missing=1)
            else:
                self.assertEqual(dump.compared().unexplained[0], 120)

    def test_the_trees_add_up(self):
        dump = Dump().trees()
        dump.sections["holders"]["rows"][0]["count"] -= 1
        self.fails(dump, "holders: 2399 objects")
        dump = Dump().trees()
        dump.sections["holders"]["hidden"]["rows"] = 2
        self.fails(dump, "2 rows are left out")


if __name__ == "__main__":
    unittest.main()

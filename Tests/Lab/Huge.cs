// Three shapes in which a reader of references may need a stack as deep as the heap, or the square of the time: LeakLab huge NODES.
//
// A linked list of NODES nodes, an array of ten times as many references to sixteen objects, and an object with NODES subscribers to its event. The
// numbers are the same in each run, and every object of this namespace is alive. There is nothing to do between stages: stage 0 has all.
using System;

namespace Huge
{
    public sealed class Node { public Node Next; public long Number; }
    public sealed class Item { public long Number; }

    public sealed class Publisher { public event EventHandler Changed; public void Raise() { var all = Changed; if (all != null) all(this, EventArgs.Empty); } }

    public sealed class Subscriber { int seen; public void OnChanged(object sender, EventArgs what) { seen++; } }

    public static class Heap
    {
        const int Items = 16;
        static Node first;
        static Item[] references;
        static readonly Publisher publisher = new Publisher();

        // A method of its own, so that no variable keeps a part.
        static void Build(int count)
        {
            for (int i = 0; i < count; i++) first = new Node { Next = first, Number = i };
            var items = new Item[Items];
            for (int i = 0; i < Items; i++) items[i] = new Item { Number = i };
            references = new Item[count * 10L];
            for (long i = 0; i < references.LongLength; i++) references[i] = items[i % Items];
            for (int i = 0; i < count; i++) publisher.Changed += new Subscriber().OnChanged;
        }

        public static int Run(int count)
        {
            if (count > 0) Build(count);
            for (int stage = 0; ; stage++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                GC.Collect();
                Console.WriteLine("stage " + stage + " " + System.Diagnostics.Process.GetCurrentProcess().Id + " " + Environment.Version + " " + count);
                Console.Out.Flush();
                if (Console.ReadLine() == null) return 0;
            }
        }
    }
}

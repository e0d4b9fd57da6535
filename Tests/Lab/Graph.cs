// A heap whose references lead everywhere: LeakLab graph NODES.
//
// NODES objects with three references each, which follow no order of addresses. The first reference leads through all nodes in the order of a
// shuffled list, from the last one back to the first, so every node is reachable from each place of the static array `Entrances`. The two others
// lead to any node. The numbers are the same in each run. There is nothing to do between stages: stage 0 has the whole graph.
using System;

namespace Maze
{
    public sealed class Node { public Node Next, Left, Right; }

    public static class Graph
    {
        const ulong Seed = 0x9E3779B97F4A7C15;
        static readonly Node[] Entrances = new Node[64];
        static ulong state = Seed;

        // Xorshift: System.Random may give other numbers in another version of the runtime.
        static int Below(int limit)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            return (int)((state >> 32) * (ulong)limit >> 32);
        }

        // A method of its own, so that no variable keeps the list of all nodes.
        static void Build(int count)
        {
            // The order of addresses.
            var nodes = new Node[count];
            for (int i = 0; i < count; i++) nodes[i] = new Node();
            var shuffled = (Node[])nodes.Clone();
            for (int i = count - 1; i > 0; i--)
            {
                int other = Below(i + 1);
                var node = shuffled[i];
                shuffled[i] = shuffled[other];
                shuffled[other] = node;
            }
            for (int i = 0; i < count; i++)
            {
                shuffled[i].Next = shuffled[i + 1 < count ? i + 1 : 0];
                shuffled[i].Left = nodes[Below(count)];
                shuffled[i].Right = nodes[Below(count)];
            }
            for (int i = 0; i < Entrances.Length; i++) Entrances[i] = shuffled[(int)((long)i * count / Entrances.Length)];
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

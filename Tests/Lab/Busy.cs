// A service under load, dumped while it works: LeakLab busy STEP [leak].
//
// Four threads and the thread pool answer requests without a pause. Each request makes garbage, one in five hundred a large array, and one in twenty
// puts a basket into a cache of fixed size, where it takes the place of an old one. The cache breathes: up to a twentieth of its places are
// empty, in a slow wave. Now and then an administrator collects everything. Nothing else is kept, so the live heap is steady, while the parts
// of it that wait for their collection (generation 0, old baskets, large arrays) rise and fall.
//
// With "leak", requests also leave subscriptions behind: from each stage to the next STEP of them, and an eighth of those that are there,
// since subscribers subscribe too.
//
// "stage K PID VERSION" is printed after most of a second of work, and the work goes on while the dump is written.
using System;
using System.Collections.Generic;
using System.Threading;

namespace Traffic
{
    public sealed class Item { public int Number; public string Name; }
    public sealed class Basket { public long Customer; public Item[] Items; public byte[] Session; }
    public sealed class Subscription { public long Customer; public string Topic; }

    public static class Busy
    {
        const int Places = 20000, ItemsEach = 3;
        static readonly Basket[] cache = new Basket[Places];
        static readonly List<Subscription> subscriptions = new List<Subscription>();
        static long requests, toSubscribe;

        static Basket NewBasket(Random random, long customer)
        {
            var items = new Item[ItemsEach];
            for (int i = 0; i < items.Length; i++) items[i] = new Item { Number = i, Name = "article " + random.Next(1000) };
            return new Basket { Customer = customer, Items = items, Session = new byte[100 + random.Next(200)] };
        }

        static int Answer(Random random)
        {
            long request = Interlocked.Increment(ref requests);
            var lines = new List<string>();
            for (int i = 0; i < 12; i++) lines.Add("line " + i + " of " + request);
            var page = string.Join("\n", lines).ToCharArray();
            if (random.Next(500) == 0) page = new char[60000 + random.Next(60000)];
            if (random.Next(20) == 0)
            {
                // The wave takes some 40,000 requests.
                int empty = (int)(Places / 40.0 * (1 + Math.Sin(request / 6400.0)));
                int place = random.Next(Places);
                cache[place] = place < empty ? null : NewBasket(random, request);
            }
            if (Interlocked.Read(ref toSubscribe) > 0)
            {
                lock (subscriptions)
                    for (int i = 0; i < 40 && toSubscribe > 0; i++, toSubscribe--)
                        subscriptions.Add(new Subscription { Customer = request, Topic = "topic " + request });
            }
            return page.Length;
        }

        static void Work(object seed)
        {
            var random = new Random((int)seed);
            while (true)
            {
                for (int i = 0; i < 20; i++) Answer(random);
                int spare = random.Next(4);
                for (int i = 0; i < spare; i++) ThreadPool.QueueUserWorkItem(s => Answer(new Random((int)s)), random.Next());
                Thread.Sleep(4);
            }
        }

        public static int Run(int step, bool leaks)
        {
            var random = new Random(1);
            for (int i = 0; i < Places; i++) cache[i] = NewBasket(random, i);
            for (int seed = 0; seed < 4; seed++) new Thread(Work) { IsBackground = true }.Start(seed);
            // The load has found its rhythm when everything was collected a few times.
            Thread.Sleep(1500);
            GC.Collect();
            for (int stage = 0; ; stage++)
            {
                Thread.Sleep(700);
                if (stage % 5 == 4) GC.Collect();
                // What was asked for is done before the dump.
                while (Interlocked.Read(ref toSubscribe) > 0) Thread.Sleep(1);
                Console.WriteLine("stage " + stage + " " + System.Diagnostics.Process.GetCurrentProcess().Id + " " + Environment.Version);
                Console.Out.Flush();
                if (Console.ReadLine() == null) return 0;
                if (leaks) lock (subscriptions) toSubscribe = step + subscriptions.Count / 8;
            }
        }
    }
}
